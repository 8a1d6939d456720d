"""No word that names another number hides a card that somebody calls a card."""

from __future__ import annotations

from itertools import cycle, product

import pytest

from scrubber import rulebook, scrub

HEAD = b"Subject: question\nContent-Type: text/plain; charset=utf-8\n\n"
WAYS = (
    "{label}: see above.\nPlease use my credit card 4012 8888 8888 1881, thanks.",
    "{label}, and my card number is 4012 8888 8888 1881.",
    "My card number is 4012 8888 8888 1881.\n{label}: see below.",
)


def labels() -> list[str]:
    """Return how each phrase that names another number is written at its shortest."""
    return [
        " ".join(min(step.words) for step in phrase.steps if not step.optional)
        for phrase, label in rulebook.load().phrases
        if label.role in ("before", "after")
    ]


def hides(label: str, way: str) -> bool:
    """Say whether the card stays readable in a letter with ``label``."""
    return b"4012" in scrub(HEAD + way.format(label=label).encode()).message


def test_no_word_hides_a_card() -> None:
    """Wherever it stands, a word for cards stands nearer; here each word stands in one place."""
    ways = zip(labels(), cycle(WAYS), strict=False)
    assert [(label, way) for label, way in ways if hides(label, way)] == []


@pytest.mark.long
def test_no_word_hides_a_card_in_any_place() -> None:
    """Here each word stands in all of them."""
    assert [(label, way) for label, way in product(labels(), WAYS) if hides(label, way)] == []
