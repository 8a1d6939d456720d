"""What an answer says: the order record's words, the language's ways, nothing of the mail."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from scrubber.reply.compose import bare_subject, compose
from tests.reply.letters import BARE, DUE, LETTER, LETTERS, TEXTS

if TYPE_CHECKING:
    from scrubber.reply.letter import Letter

LANGUAGES = sorted(TEXTS)


def test_there_are_ten_languages() -> None:
    """Each a file of its own."""
    assert LANGUAGES == ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk"]


@pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_said_in_every_language(letter: Letter, language: str) -> None:
    """No placeholder is left, and both twins say the same."""
    answer = compose(replace(letter, languages=(language,)), TEXTS)
    assert "{" not in answer.plain
    assert "None" not in answer.plain
    assert f'lang="{language}"' in answer.html
    for _, paragraphs in answer.sections:
        assert all(paragraph.text for paragraph in paragraphs)


AMOUNTS = {
    ("en", "EUR", "480.00"): "€480.00",
    ("de", "EUR", "1480.50"): "1.480,50\N{NO-BREAK SPACE}€",
    ("pl", "PLN", "480.00"): "480,00\N{NO-BREAK SPACE}zł",
    ("en", "JPY", "48000"): "¥48,000",
    ("en", "KWD", "48.125"): "KWD48.125",
}


@pytest.mark.parametrize(("case", "shown"), AMOUNTS.items())
def test_money_is_written_as_the_language_writes_it(case: tuple[str, str, str], shown: str) -> None:
    """With the currency's own decimal places."""
    language, currency, amount = case
    due = replace(DUE, amount=Decimal(amount), currency=currency)
    assert shown in compose(replace(LETTER, languages=(language,), due=due), TEXTS).plain


def test_a_paid_order_gets_no_link() -> None:
    """Nobody pays twice because of us."""
    paid = replace(LETTER, due=replace(DUE, amount=Decimal(0)))
    assert "provider.example" not in compose(paid, TEXTS).plain


def test_what_the_shop_does_not_offer_is_not_said() -> None:
    """A bare shop has no phone, no visits, no account."""
    plain = compose(replace(LETTER, sender=BARE), TEXTS).plain
    assert "call us" not in plain
    assert "visit" not in plain
    assert "transfer" not in plain


def test_two_languages_stand_below_each_other() -> None:
    """The likelier one first, each marked in the HTML twin."""
    answer = compose(replace(LETTER, languages=("pl", "en")), TEXTS)
    assert answer.plain.index("Dzień dobry") < answer.plain.index("Hello")
    assert '<div lang="pl">' in answer.html
    assert '<div lang="en">' in answer.html


def test_values_are_text_in_the_html_twin() -> None:
    """A name on an order is no markup."""
    answer = compose(replace(LETTER, due=replace(DUE, name="<b>Anna & Jan</b>")), TEXTS)
    assert "&lt;b&gt;Anna &amp; Jan&lt;/b&gt;" in answer.html


SUBJECTS = {
    "Re: AW: order 1042": "order 1042",
    "Odp: Fwd: zamówienie": "zamówienie",
    "order a@b.example https://evil.example now": "order now",
    "a\x00b\u202ec": "a b c",
    "www.evil.example": "",
    "x" * 90: "x" * 79 + "…",
    "my card **** **** **** 1111": "my card",
    "************1111": "",
    "order 1042, **** ****** *0005 exp **/** cvv ***": "order 1042, exp cvv",
    "\uff0a" * 12 + "\uff11\uff11\uff11\uff11 card": "card",
    "3 * 4 chairs": "3 * 4 chairs",
    "*" * 30_000: "",
}


@pytest.mark.parametrize(("subject", "shown"), SUBJECTS.items())
def test_a_subject_keeps_words_only(subject: str, shown: str) -> None:
    """Nothing in it leads anywhere, no digit is a card's, and it is short."""
    assert bare_subject(subject) == shown


def test_an_empty_subject_gets_one_in_the_language() -> None:
    """The shop's words."""
    answer = compose(replace(LETTER, subject="Re:", languages=("de",)), TEXTS)
    assert answer.subject == "Re: Ihre Zahlung"


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_sentence_ends_with_one_point(language: str) -> None:
    """Also behind a date, which in Russian and Ukrainian ends with an abbreviation."""
    for letter in LETTERS.values():
        assert ".." not in compose(replace(letter, languages=(language,)), TEXTS).plain
