"""Places that other mails showed to be card data are masked, and nothing beside them."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.model import Kind, Place, Span
from scrubber.core.scrub import scrub
from tests.core.dialogue.one_letter import body, told

RULES = rulebook.load()


@pytest.mark.parametrize(
    "text", ["4111 1111", "four one one one", "first half of my card: 4111 1111"]
)
def test_a_place_that_another_mail_showed_is_masked(text: str) -> None:
    """Once; in its masked copy nothing is left to mask."""
    scrubbed = told(text)
    spot = scrubbed.pieces[0].spots[0]
    place = Place(spot.part, Span(spot.start, spot.end), Kind.PAN, "visa", ("<a>", "<b>"))
    masked = told(text, also=(place,))
    assert masked.findings[0].assembled_from == ("<a>", "<b>")
    assert "4111" not in body(masked)
    assert "four" not in body(masked)
    again = scrub(masked.message, RULES, also=(place,))
    assert again.message == masked.message


def test_only_what_stands_at_the_place_is_masked() -> None:
    """Digits beside it stay, and a place that does not exist is nothing."""
    place = Place("1", Span(5, 9), Kind.PAN, None, ())
    assert body(told("4111 1111 12", also=(place,))) == "4111 **** 12"
    assert body(told("4111", also=(Place("7", Span(0, 4), Kind.PAN, None, ()),))) == "4111"


@pytest.mark.parametrize(
    ("text", "start", "end", "becomes"),
    [
        ("4111 and 1111", 0, 4, "**** and 1111"),
        ("four one one one", 0, 4, "**** one one one"),
        ("four one", 1, 3, "four one"),
    ],
)
def test_a_place_takes_whole_figures(text: str, start: int, end: int, becomes: str) -> None:
    """Other digits stay, and a word that a place cuts is none of its figures."""
    assert body(told(text, also=(Place("1", Span(start, end), Kind.PAN, None, ()),))) == becomes
