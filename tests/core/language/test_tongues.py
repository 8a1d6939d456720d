"""In which languages words speak of something, also such as consist of several."""

from __future__ import annotations

import pytest

from scrubber.core.language.tongues import said

DESCRIBING = {
    "pforte": ("de coded",),
    "deur": ("nl coded", "nl empty"),
    "door": ("en coded",),
    "karte": ("de card",),
    "gartentore": ("de says",),
}


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("die Gartenpforte", {("de", "coded")}),
        ("de schuurdeur", {("nl", "coded")}),
        ("the outdoordoor", set()),
        ("die Wanderkarte", set()),
        ("die Gartentore", {("de", "says")}),
        ("Pfpforte", set()),
        ("Sonnenuntergang", set()),
    ],
)
def test_the_last_part_of_a_long_word_says_what_it_is(
    text: str, spoken: set[tuple[str, str]]
) -> None:
    """In languages that write such words; a word that is known means itself."""
    assert said(text, DESCRIBING) == spoken
