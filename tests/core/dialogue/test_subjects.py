"""Numbers of orders in subjects, and behind words for what a card is for: parts of no number."""

from __future__ import annotations

import pytest

from scrubber.core.model import PieceKind
from tests.core.dialogue.one_letter import told


def parts(text: str, subject: str) -> list[int]:
    """Return how many digits the parts of a number have in a mail."""
    pieces = told(text, subject).pieces
    return [piece.length for piece in pieces if piece.kind is PieceKind.PART]


@pytest.mark.parametrize(
    "subject",
    [
        "Re: 2644809",
        "card for 2644809",
        "Re: card for 26448091",
        "WG: Karte zu 2644809",
        "Karte für 2644 8091",
        "carte pour 264480",
        "tarjeta para 26448",
        "carta per 264480912",
        "Re: kaart voor 2644809",
        "cartão para 2644809103",
        "karta do 2644809",
        "karta k 2644809",
        "карта для 26448091",
        "картка до 26448091",
        "2644809 için kart",
        "my card, table 2644809",
    ],
)
def test_an_order_in_a_subject(subject: str) -> None:
    """Also where the subject speaks of a card."""
    assert parts("Thanks, all fine so far.", subject) == []


@pytest.mark.parametrize(
    ("subject", "length"),
    [
        ("1881", 4),
        ("4111 1111", 8),
        ("card 41111111", 8),
        ("second half of my card 2644809", 7),
        ("the rest: 2644809", 7),
    ],
)
def test_a_part_in_a_subject(subject: str, length: int) -> None:
    """In groups as cards have, or told to be one."""
    assert parts("Thanks, all fine so far.", subject) == [length]


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("This is the card for 2644 8091", []),
        ("Hier die Karte zu 26448091", []),
        ("This is the card: 2644 8091", [8]),
        ("the first half of my card for order 26448091: 4111 1111", [8]),
        ("The second half of the card number is for you 2644 8091", [8]),
    ],
)
def test_what_a_card_is_for(text: str, lengths: list[int]) -> None:
    """Right behind "for" stands what is paid for."""
    assert parts(text, "table") == lengths
