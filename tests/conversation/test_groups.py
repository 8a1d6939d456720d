"""Three bare digits, a code or the next group of a number, by what the same customer has begun."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scrubber.conversation.assemble import join
from scrubber.conversation.groups import forgetting
from scrubber.core.model import Grounds, PieceKind, Position
from scrubber.core.numbers.pan import luhn_residues
from tests.conversation.making import BORIS, VISA, held, other, part

if TYPE_CHECKING:
    from scrubber.conversation.model import Held
    from scrubber.core.model import Piece

NUMBER = "4539384726195043"
BEGINNING = part("453", Grounds.DECLARED, openings=VISA, masked=True)


def bare(digits: str, **more: object) -> Piece:
    """Return three bare digits as the core finds them: a code that may go on with a number."""
    code = other(PieceKind.CODE, 3, Grounds.AMONG_WORDS)
    return replace(code, residues=luhn_residues(digits), **more)  # type: ignore[arg-type]


def test_a_number_in_groups_of_three_is_one() -> None:
    """Each group is kept as such, for there was a beginning; the last one completes it."""
    memory: list[Held] = []
    for minute, piece in enumerate(
        (BEGINNING, bare("938"), bare("472"), bare("619"), part("5043")), start=1
    ):
        new = held(piece, f"{minute}", minutes=minute * 20)
        outcome = join([new], memory)
        assert [each.piece.kind for each in outcome.turned] in ([], [PieceKind.PART])
        memory.append(outcome.turned[0] if outcome.turned else new)
    assert outcome.joined[0].messages == ("1", "2", "3", "4", "5")
    assert len(outcome.recalls) == 3  # the first was masked at once
    assert outcome.turned == ()


def test_the_last_three_digits_complete_an_amex() -> None:
    """Nothing of them is kept: a half was told before, behind which a code may come."""
    amex = [part("3749", openings=VISA), part("29857449")]
    amex = [
        replace(each, openings=(VISA[0]._replace(lengths=(15,)),)) if n == 0 else each
        for n, each in enumerate(amex)
    ]
    before = [held(each, f"{n}", minutes=n) for n, each in enumerate(amex)]
    last = next(
        f"{n:03}" for n in range(1000) if sum(luhn_residues(f"374929857449{n:03}")[:1]) == 0
    )
    outcome = join([held(bare(last), "last", minutes=5)], before)
    assert outcome.joined[0].messages == ("0", "1", "last")


@pytest.mark.parametrize(
    "before",
    [
        [],
        [part("938", Grounds.DECLARED, position=Position.LATER)],
        [part("45393847", Grounds.DECLARED, masked=True)],
        [BEGINNING, other(PieceKind.WHOLE, 16)],
        [BEGINNING, part("4539384726195", Grounds.BARE)],
        [part("453", Grounds.AMONG_WORDS, openings=VISA)],
        [replace(BEGINNING, residues=None)],
    ],
    ids=["nothing", "an end", "a half", "a whole one", "enough", "a word", "spent"],
)
def test_otherwise_they_are_a_code(before: list[Piece]) -> None:
    """A number must have been begun, with a group or two, and none be whole."""
    near = [held(each, f"{n}") for n, each in enumerate(before)]
    new = held(bare("938"), "new", minutes=5)
    assert join([new], near).turned == ()


def test_what_completed_a_number_ends_it() -> None:
    """The next three digits are its code."""
    near = [held(BEGINNING, "a"), held(part("938"), "b", joined=True)]
    assert join([held(bare("123"), "c", minutes=5)], near).turned == ()


def test_another_customer_has_begun_nothing() -> None:
    """Nor does a code whose mail says what it is go on with a number, nor a quoted one."""
    begun = [held(BEGINNING, "a")]
    assert join([held(bare("938"), "b", BORIS)], begun).turned == ()
    told = replace(bare("938"), residues=None)
    quoted = replace(bare("938"), quoted=True)
    for piece in (told, quoted):
        assert join([held(piece, "b")], begun).turned == ()


def test_nothing_of_a_code_is_kept() -> None:
    """But its length, whatever was known while it was looked at."""
    code, number = held(bare("938"), "a"), held(part("4539"), "b")
    assert forgetting(code).piece.residues is None
    assert forgetting(number) is number


@pytest.mark.parametrize("position", list(Position))
def test_of_three_digits_behind_a_half_nothing_is_kept(position: Position) -> None:
    """Wherever words say that they stand: "I forgot the last three" may be the code."""
    half = held(part("45393847", Grounds.DECLARED, masked=True), "1")
    three = held(bare("261", position=position, masked=True), "2", minutes=5)
    assert join([three], [half]).turned == ()


def test_more_than_half_of_a_number_is_a_beginning_among_words_too() -> None:
    """The last three digits complete it."""
    most = held(part(NUMBER[:13], Grounds.AMONG_WORDS), "1")
    told = bare(NUMBER[13:], grounds=Grounds.DECLARED, masked=True)
    outcome = join([held(told, "2", minutes=5)], [most])
    assert [joined.messages for joined in outcome.joined] == [("1", "2")]
