"""A mail that only quotes: the shop's answer repeats what its customer wrote."""

from __future__ import annotations

from dataclasses import replace

from scrubber.conversation.assemble import join
from scrubber.conversation.model import Outcome
from scrubber.core.model import Grounds, Opening, PieceKind
from scrubber.core.numbers.pan import luhn_residues
from tests.conversation.making import BORIS, held, other, part

HALF = "45393847"


def test_what_is_quoted_of_a_joined_number_is_masked() -> None:
    """Nobody remembers its digits, but how many they were."""
    spent = replace(part(HALF, Grounds.DECLARED, masked=True), residues=None)
    first = held(spent, "a", joined=True)
    again = held(part(HALF, quoted=True), "b", minutes=9)
    shorter = held(part(HALF[:6], quoted=True), "b", minutes=9)
    assert join([again, shorter], [first]).masked == {again.id}


def test_what_is_quoted_of_a_masked_piece_is_masked() -> None:
    """The rest of its number is still to come; other digits are not it."""
    first = held(part(HALF, Grounds.DECLARED, masked=True), "a")
    again = held(part(HALF, Grounds.GROUPED, quoted=True), "b", minutes=9)
    another = held(part("45393848", Grounds.GROUPED, quoted=True), "b", minutes=9)
    assert join([again, another], [first]).masked == {again.id}


def test_what_is_quoted_makes_no_chain_with_itself() -> None:
    """The digits of a number that was told once are no more for being quoted."""
    first = held(part(HALF, Grounds.GROUPED), "a")
    again = held(part(HALF, Grounds.GROUPED, quoted=True), "b", minutes=9)
    assert join([again], [first]) == Outcome(dimmed=join([again], [first]).dimmed)
    unknown = held(part("45393849", Grounds.GROUPED, quoted=True), "b", minutes=9)
    assert join([unknown], [first]).masked == frozenset()


def test_what_is_quoted_is_no_code_of_an_amex() -> None:
    """It is what it was when it came."""
    amex = (Opening("amex", (15,), luhn=True),)
    number = held(replace(other(PieceKind.WHOLE), length=15, openings=amex), "a")
    for quoted in (True, False):
        four = held(part("1234", quoted=quoted), "b", minutes=9)
        assert (four.id in join([four], [number]).masked) is not quoted


def test_what_was_quoted_before_is_masked_with_its_number() -> None:
    """The shop's answer came between the two halves; others' digits stay."""
    first = held(part(HALF), "a")
    copy, stranger = (
        held(replace(part(digits), kind=PieceKind.QUOTED), "b", minutes=3)
        for digits in (HALF, "45393849")
    )
    rest = held(part(_rest(HALF)), "c", minutes=9)
    found = join([rest], [first, copy, stranger])
    assert found.masked == {first.id, copy.id, rest.id}
    assert copy.id in found.spent


def test_a_copy_is_no_piece_of_a_number() -> None:
    """Nobody sent it, and it goes on with nothing."""
    copy = held(replace(part(HALF), kind=PieceKind.QUOTED), "b")
    rest = held(part(_rest(HALF)), "c", minutes=9)
    assert join([rest], [copy]).masked == frozenset()


def test_the_code_of_the_mail_that_is_answered_is_masked() -> None:
    """Another mail of the same customer had one of that length, and it was masked there."""
    told, shorter = (
        held(replace(other(PieceKind.CODE, length), masked=True), "a") for length in (3, 4)
    )
    open_one = held(other(PieceKind.CODE), "a")
    strange = held(replace(other(PieceKind.CODE), masked=True), "a", BORIS)
    quoted = held(replace(other(PieceKind.CODE), quoted=True), "b", minutes=9)
    assert join([quoted], [shorter, open_one, strange]).masked == frozenset()
    found = join([quoted], [told, shorter])
    assert found.masked == {quoted.id}
    assert not found.joined


def test_what_is_quoted_answers_no_number() -> None:
    """Three digits in a mail that is answered may be a width: their own mail told what they are."""
    number = held(other(PieceKind.WHOLE), "a")
    quoted = held(replace(other(PieceKind.CODE), quoted=True), "b", minutes=9)
    assert join([quoted], [number]).masked == frozenset()


def _rest(digits: str) -> str:
    """Return eight digits with which some make a number."""
    return next(
        rest
        for rest in (f"{number:08}" for number in range(10**7, 10**7 + 10))
        if luhn_residues(digits + rest)[0] == 0
    )
