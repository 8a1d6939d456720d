"""No word that names another number hides a card that somebody calls a card."""

from __future__ import annotations

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


def test_no_word_hides_a_card() -> None:
    """Wherever it stands, a word for cards stands nearer."""
    hidden = [
        (label, way)
        for label in labels()
        for way in WAYS
        if b"4012" in scrub(HEAD + way.format(label=label).encode()).message
    ]
    assert hidden == []
