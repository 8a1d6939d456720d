"""What goes on with a number of another kind, by what the same customer told before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scrubber.conversation.assemble import join
from scrubber.core.model import Grounds, Piece, PieceKind, Position
from tests.conversation.making import BORIS, held, part

if TYPE_CHECKING:
    from scrubber.conversation.model import Outcome

ANOTHER = Piece(PieceKind.ANOTHER, 0, None, (), Position.NOWHERE, Grounds.DECLARED, ())
REST = replace(part("26195043", Grounds.DECLARED, position=Position.LATER), due=True)


def rest(*before: Piece, piece: Piece = REST, days: float = 0.1) -> Outcome:
    """Return what follows from the rest of a number behind some pieces."""
    near = [held(each, f"{n}") for n, each in enumerate(before)]
    return join([held(piece, "rest", minutes=days * 24 * 60)], near)


def test_the_rest_of_a_number_is_masked() -> None:
    """Whether its beginning is known or not."""
    for before in ([], [part("45393847", Grounds.DECLARED, masked=True)]):
        assert [place.assembled_from[-1] for place in rest(*before).also] == ["rest"]


def test_the_rest_of_another_number_stays() -> None:
    """Somebody told a half of a membership number."""
    outcome = rest(ANOTHER)
    assert (outcome.also, len(outcome.none)) == ((), 1)


def test_so_do_bare_digits_behind_a_part_of_it() -> None:
    """The first digits on a label are told, and the rest is torn off; then comes all of it."""
    assert rest(ANOTHER, piece=part("69422746", Grounds.BARE)).none


def test_the_number_that_somebody_of_the_same_name_began_is_not_what_is_meant() -> None:
    """He is linked less surely than who told a part of another number."""
    namesake = held(part("45393847", Grounds.DECLARED), "namesake", BORIS)
    near = [held(ANOTHER, "0"), namesake]
    assert join([held(REST, "rest", minutes=9)], near).none


@pytest.mark.parametrize(
    "before",
    [
        part("45393847", Grounds.DECLARED, masked=True),
        part("45393847", Grounds.BARE),
    ],
    ids=["declared", "bare"],
)
def test_where_a_card_was_begun_it_is_its_rest(before: Piece) -> None:
    """Whatever else the customer wrote of."""
    assert rest(ANOTHER, before).also


@pytest.mark.parametrize(
    "before",
    [
        part("88123412", Grounds.BARE),
        part("45393847", Grounds.AMONG_WORDS),
        part("45393847", Grounds.DECLARED, position=Position.LATER),
    ],
    ids=["no beginning of a card", "a number in a letter", "an end"],
)
def test_what_no_card_begins_with_is_no_beginning(before: Piece) -> None:
    """The other number was told."""
    assert rest(ANOTHER, before).also == ()


@pytest.mark.parametrize(
    ("piece", "days"),
    [
        (replace(REST, masked=True, due=False), 0.1),
        (part("26195043", Grounds.GROUPED), 0.1),
        (REST, 4),
    ],
    ids=["a card's", "in groups", "much later"],
)
def test_other_pieces_are_as_they_were(piece: Piece, days: float) -> None:
    """Nothing says that they go on with it."""
    assert rest(ANOTHER, piece=piece, days=days).none == frozenset()


def test_another_customer_told_nothing_of_it() -> None:
    """His is no one else's."""
    outcome = join([held(REST, "rest", minutes=9)], [held(ANOTHER, "other", BORIS)])
    assert outcome.also
