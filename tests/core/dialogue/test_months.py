"""Months of a card that a mail tells without it: two figures and two, or by words for its end."""

from __future__ import annotations

import pytest

from scrubber.core.model import PieceKind
from tests.core.dialogue.one_letter import body, told

MANY = 40
LETTER = (
    "We are glad that the oak table is ready so soon and would like to come and fetch it ourselves "
    "on Friday, if nobody minds."
)


@pytest.mark.parametrize(
    "text",
    [
        "05 31",
        "Date: 05 31",
        "La tarjeta vale hasta 05 31",
        "Karta do 04 31.",
        f"{LETTER}\nLa carta vale fino a 07/27",
    ],
)
def test_the_month_of_a_card_awaits_its_number(text: str) -> None:
    """Words of a card or an end tell, in the language that most of the words have."""
    assert [piece.kind for piece in told(text).pieces] == [PieceKind.EXPIRY]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("La carta scade 07/27", "La carta scade **/**"),
        ("Karte läuft ab im Mai 2031", "Karte läuft ab im Mai ****"),
    ],
)
def test_where_words_say_that_a_card_ends_it_is_masked_at_once(text: str, becomes: str) -> None:
    """Nothing awaits its number then."""
    scrubbed = told(f"{LETTER}\n{text}")
    assert body(scrubbed).endswith(becomes)
    assert not scrubbed.pieces


@pytest.mark.parametrize(
    "text",
    [
        "Zimmer 10 30",
        "the drawer is 10 30",
        "5 10 30",
        f"{LETTER} 10 30 is fine",
        f"{LETTER} La borsa vale fino a 07/27",
        f"{LETTER} It is 1 / 05 / 31 then",
    ],
)
def test_other_figures_await_none(text: str) -> None:
    """What a room has, a thing, a day."""
    assert PieceKind.EXPIRY not in {piece.kind for piece in told(text).pieces}


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("CVV: 578\nLa carta vale fino a 12/28", "CVV: ***\nLa carta vale fino a **/**"),
        ("CVV: 578\nKarta do 12 28", "CVV: ***\nKarta do ** **"),
        ("CVV 578, it is 10 31", "CVV ***, it is ** **"),
        ("CVV 578, invoice of 10/31", "CVV ***, invoice of 10/31"),
        ("CVV 578. We met 10-31", "CVV ***. We met 10-31"),
    ],
)
def test_beside_a_code_it_is_masked_at_once(text: str, becomes: str) -> None:
    """Unless it is something else's, or another sentence tells it."""
    assert body(told(text)) == becomes


def test_of_many_dates_the_first_are_asked_for() -> None:
    """More of them are a table."""
    dates = [x for x in told("05 31\n" * MANY).pieces if x.kind is PieceKind.EXPIRY]
    assert 0 < sum(len(date.spots) for date in dates) < MANY
