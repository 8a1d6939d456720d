"""A mere word for a code leads to one, if it is no thing's."""

from __future__ import annotations

import pytest

from scrubber.core.codes.mere import Mere
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.model import Kind
from tests.core.few_rules import RULES, search


def taken(text: str, *, in_words: bool = False) -> list[str]:
    """Return the codes that are found in ``text``."""
    asked = search(text)
    asked.in_words = in_words
    hits = find_codes(asked)
    return [text[hit.start : hit.end] for hit in hits if hit.kind is Kind.CVV]


TOLD = {
    "at once": "my card cipher 123",
    "with a word between": "Well, the cipher is 123, see you. My card",
    "on the next line": "cipher:\n123\nmy card",
    "behind many words": "we came along and the cipher is 123 and so we hope. A card",
    "a word that only some follow": "my card, token 123",
    "before words that tell of nothing": "my card, token 123, and so",
    "behind any word, beside an expiry": "exp 04/30 remember cipher 123",
    "behind any word, with a card": "my card somewhere remember cipher 123",
    "of a form": "The form does not take my cipher, it is so and so, 123",
    "of a form, in a sentence before": "The form wants my cipher. We had a look. 123",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=list(TOLD))
def test_what_a_mere_word_for_a_code_leads_to_is_one(text: str) -> None:
    """Nobody says "my code" to a shop and means that of a door."""
    assert taken(text) == ["123"]


ELSE = {
    "of a thing behind": "My card, you know. So cipher for drawer 123",
    "of a thing before": "My card. So drawer cipher 123",
    "of something unknown behind": "My card, you know. So cipher of kitchen 123",
    "of nobody, and of no card": "the cipher is 123",
    "of something unknown behind a preposition": "My card, you know. So token of kitchen is 123",
    "of a thing right behind": "My card, you know. So token drawer 123",
    "of what has codes": "My card. So the cipher is 123, for the safe",
    "of goods": "My card. We want the cloth, cipher 123",
    "in brackets": "My card. We want the red one (cipher 123)",
    "in one": "My card. We want it in cipher 123",
    "behind other numbers": "My card. We want 12 of it, cipher 123",
    "four digits": "My card, you know. So cipher 1234",
    "no digits": "My card, you know. So cipher, we hope",
    "a year": "My card, you know. So cipher 2019",
    "denied": "My card, you know. So cipher not 123",
    "of pieces": "My card, you know. So cipher 123 drawer",
    "with other words between": "My card, you know. So cipher somebody 123",
    "as an identifier has it": "My card, you know. So cipher=123",
    "two of them": "My card, you know. So cipher 123, cipher 456",
    "of a form, and a safe": "The form does not take my cipher, it is so, of the safe, and so 123",
    "of no form": "Who has the cipher? We had a look. 123",
    "a form in another sentence": "A form. Who has the cipher? We had a look. 123",
    "in a sentence of its own": "My card, you know. So cipher. And 123",
    "of a form, and never told": "Never put your cipher in a form, it says. We had a look. 123",
}


@pytest.mark.parametrize("text", ELSE.values(), ids=list(ELSE))
def test_a_code_of_something_else_is_none(text: str) -> None:
    """All kinds of things have codes."""
    assert taken(text) == []


def test_in_words_it_needs_no_card() -> None:
    """Who dictates to his telephone answers no question of the shop's for its driver."""
    assert taken("the cipher is 123", in_words=True) == ["123"]
    assert taken("kitchen cipher 123", in_words=True) == []
    assert taken("the cipher is 123 for the safe", in_words=True) == []


@pytest.mark.parametrize(("whose", "asked"), [("us", True), ("the safe", False)])
def test_a_form_asks_for_the_code_of_no_safe(whose: str, asked: bool) -> None:  # noqa: FBT001
    """Whose code it is may stand in another sentence than the form."""
    text = f"The form wants my cipher. It is for {whose}. 123"
    at = text.index("cipher")
    mere = Mere(text, [(at, at + len("cipher"))], RULES.describing, {"en"})
    assert mere.asks() is asked
