"""What stands behind a card's number as a stripe has it, or without a sign between."""

from __future__ import annotations

import pytest

from scrubber import scrub

CARD = "4539578763621486"
MASK = "************1486"


def scrubbed(text: str) -> str:
    """Return what a letter of ``text`` becomes."""
    message = scrub(b"Subject: Hello\n\n" + text.encode()).message
    return message.partition(b"\n\n")[2].decode()


STRIPES = {
    "first track": (
        f"%B{CARD}^KELLER/ANNA^29051010000000000000?",
        f"%B{MASK}^KELLER/ANNA^{'*' * 20}?",
    ),
    "second track": (f";{CARD}=29051010000012345678?", f";{MASK}={'*' * 20}?"),
    "a code behind": (f";{CARD}=29051010000012345?737", f";{MASK}={'*' * 17}?***"),
    "a code behind a sign": (
        f"{CARD}=29051010000012345?, 737 ok",
        f"{MASK}={'*' * 17}?, *** ok",
    ),
    "no month": (f";{CARD}=29131010000012345?", f";{MASK}=29131010000012345?"),
}


@pytest.mark.parametrize(("text", "becomes"), STRIPES.values(), ids=list(STRIPES))
def test_all_that_a_stripe_holds_goes(text: str, becomes: str) -> None:
    """It may never be kept (PCI DSS 3.3.1.1)."""
    assert scrubbed(f"my card: {text}") == f"my card: {becomes}"


GLUED = {
    "date and code": (f"{CARD}1227123", f"{MASK}*******"),
    "the year first": (f"{CARD}2712123", f"{MASK}*******"),
    "a code of four digits": (f"{CARD}12271234", f"{MASK}********"),
    "a date alone": (f"{CARD}1227", f"{MASK}****"),
    "a blank between": (f"{CARD} 1227123", f"{MASK} *******"),
    "no month": (f"{CARD}1327123", f"{MASK}1327123"),
    "more digits": (f"{CARD} 1227123 4", f"{MASK} 1227123 4"),
}


@pytest.mark.parametrize(("text", "becomes"), GLUED.values(), ids=list(GLUED))
def test_a_date_and_a_code_that_are_glued_to_a_card_go(text: str, becomes: str) -> None:
    """Where the number is told as a card's."""
    assert scrubbed(f"card {text}, thanks") == f"card {becomes}, thanks"


def test_what_is_known_by_its_words_is_found_once() -> None:
    """A date that stands behind a card is one already."""
    message = f"Subject: x\n\ncard {CARD} 1227 123".encode()
    assert [finding.kind.value for finding in scrub(message).findings] == ["pan", "expiry", "cvv"]
