"""A mail that only quotes: the shop's answer repeats what its customer wrote."""

from __future__ import annotations

from dataclasses import replace

from scrubber.conversation.assemble import join
from scrubber.conversation.model import Outcome
from scrubber.core.model import Grounds, Opening, PieceKind
from tests.conversation.making import held, other, part

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
