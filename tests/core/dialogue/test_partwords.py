"""Parts of a number that no phrase names, told by what their words speak of, in any order."""

from __future__ import annotations

import pytest

from scrubber.core.dialogue.partwords import described
from scrubber.core.model import Grounds, PieceKind, Position
from tests.core.dialogue.one_letter import RULES, told

LONG = "Thank you for the quick answer about the oak table and the six chairs that go with it. " * 4


@pytest.mark.parametrize(
    ("text", "position", "grounds"),
    [
        # A card is spoken of beside the digits.
        ("I won't send my whole card at once, so the beginning is {}", "first", "DECLARED"),
        ("Creditcard, beginnende cijfers {}, de rest stuur ik apart.", "first", "DECLARED"),
        ("Of that card in my purse this is how it completes: {}", "later", "DECLARED"),
        # One is, elsewhere in the mail.
        ("Charge it to my card, please. Its opening digits: {}", "first", "DECLARED"),
        ("Charge it to my card, please. You had the others yesterday: {}", "later", "GROUPED"),
        # None is: only a check digit can say whose it is.
        ("Zur Ergänzung der Nummer aus der letzten Mail schicke ich {}", "later", "GROUPED"),
        ("Would you be so kind and add {} to what you got this morning?", "later", "GROUPED"),
        ("Correction, for I was in a hurry when I wrote that: {}", "", "AMONG_WORDS"),
        ("{}, not what I wrote before, that was a mistake, sorry about it", "", "AMONG_WORDS"),
    ],
)
def test_what_words_describe(text: str, position: str, grounds: str) -> None:
    """Where in its number it stands, and how surely that is a card's."""
    (piece,) = [x for x in told(text.format("4929 17")).pieces if x.kind is PieceKind.PART]
    assert (piece.position, piece.grounds) == (Position(position), Grounds[grounds])


@pytest.mark.parametrize(
    "text",
    [
        "I am told that the number at the end of the label of the lamp is 4929 17",
        "Would you be so kind and tell us who the others were at 4929 17",
        "I read that people send the first 49 digits now and the others later on",
        f"{LONG} To complete the number of which I wrote: 4929 17",
    ],
)
def test_what_they_do_not(text: str) -> None:
    """A thing has a number too, digits are counted, and a long letter tells of much."""
    assert not [x for x in told(text).pieces if x.kind is PieceKind.PART]


def test_a_described_part_of_a_card_is_masked_at_once() -> None:
    """As one that a phrase names; what may be any number waits for the others."""
    card = told("I won't send my whole card at once, so the beginning is 4929 1712")
    assert [finding.masked for finding in card.findings] == ["**** ****"]
    assert told("Zur Ergänzung der Nummer aus der letzten Mail: 4929 1712").findings == ()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Charge it to my card, please. It begins 4929 1712 - more to come", True),
        ("Charge it to my card, please. It begins 9929 1712 - more to come", False),
        ("Charge it to my card, please. It begins 4929 - more to come", False),
        ("I would not send the whole number at once, it begins 492917121234", True),
        ("I would not send the whole number at once, it begins 49291712", False),
    ],
)
def test_a_beginning_that_only_a_card_has_is_masked_at_once(text: str, *, masked: bool) -> None:
    """Of a few digits another number may be the beginning."""
    assert bool(told(text).findings) is masked


def test_short_words_are_no_digits() -> None:
    """The letters of "lo" may be typed for digits beside others, but not alone."""
    text = "Tarjeta de crédito, números iniciales 4929 17, lo que falta se lo mando luego"
    assert [piece.length for piece in told(text).pieces] == [6]


@pytest.mark.parametrize(("behind", "some"), [("", True), (" digits", False)])
def test_what_counts_digits_is_described_as_no_part(behind: str, *, some: bool) -> None:
    """However many it counts."""
    text = f"my opening 2619{behind}"
    assert (described(text, 11, 15, RULES.describing) is not None) == some
