"""Fourteen checks: every template passes, and each check can fail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scrubber.reply.compose import Answer, Paragraph, compose
from scrubber.reply.lint import Rendered, problems
from tests.reply.letters import LETTER, LETTERS, LINK, TEXTS, rendered

if TYPE_CHECKING:
    from scrubber.reply.letter import Letter


@pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_our_own_answers_pass(letter: Letter, language: str) -> None:
    """In every language."""
    assert problems(rendered(replace(letter, languages=(language,)))) == []


def with_text(old: str, new: str, letter: Letter = LETTER) -> Rendered:
    """Return the full answer with some of its words replaced."""
    answer = compose(letter, TEXTS)
    sections = tuple(
        (code, tuple(Paragraph(p.text.replace(old, new), is_link=p.is_link) for p in paragraphs))
        for code, paragraphs in answer.sections
    )
    return rendered(letter, Answer(answer.subject, sections))


def leads_to(url: str) -> Rendered:
    """Return the full answer with a link to somewhere else."""
    return with_text(LINK.url, url)


FAILING = {
    1: with_text("Anna Nowak", "customer"),
    2: replace(rendered(LETTER), in_reply_to=""),
    3: with_text("Kind regards", "Pay immediately"),
    4: with_text("https://shop.example", "our site"),
    5: leads_to("http://pay.provider.example/"),
    6: with_text("The page belongs to Provider", "The page is safe"),
    7: with_text("We will never ask", "Please reply with your card, we ask"),
    8: with_text("Calle Mayor 1, 28013 Madrid", ""),
    9: with_text("https://shop.example/our-mails", ""),
    10: replace(rendered(LETTER), letter=replace(LETTER, languages=("pl",))),
    11: with_text("Kind regards", "4111 1111 1111 1111"),
    12: replace(rendered(LETTER), sent_from="shop@other.example"),
    13: with_text("480.00", "some"),
    14: with_text("Thank you", "This was your mistake"),
}


@pytest.mark.parametrize(("number", "answer"), FAILING.items())
def test_each_check_can_fail(number: int, answer: Rendered) -> None:
    """It is told by its number."""
    assert number in {int(problem.partition(":")[0]) for problem in problems(answer)}


LINKS = [
    "https://evil.example/",
    "https://bit.ly/x",
    "https://192.0.2.1/",
    "https://xn--pypal-4ve.example/",
    "https://shop.example@evil.example/",
    "https://pay.provider.example/?url=https://evil.example",
]


@pytest.mark.parametrize("url", LINKS)
def test_a_link_that_leads_elsewhere_or_cannot_be_read_is_not_sent(url: str) -> None:
    """Shorteners, addresses, look-alike letters, redirections."""
    assert any(problem.startswith("5:") for problem in problems(leads_to(url)))
