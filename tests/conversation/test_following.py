"""Codes and dates that follow in another mail, and digits that answer another question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrubber.conversation.assemble import join
from scrubber.conversation.model import Fact, Held
from scrubber.core.model import Grounds, Kind, Opening, Piece, PieceKind, Position
from tests.conversation.making import ANNA, held, other, part

CARD = held(other(PieceKind.WHOLE, 16, Grounds.DECLARED), "card")
EXCHANGE = frozenset({Fact("asked", "<question@shop>")})
VISA = Opening("visa", (16,), luhn=True)
THREE_DAYS = 3 * 24 * 60


def question(kind: PieceKind, *, minutes: float = 10, facts: frozenset[Fact] = EXCHANGE) -> Held:
    """Return what the shop asked."""
    piece = Piece(kind, 0, None, None, Position.NOWHERE, Grounds.DECLARED, ())
    return held(piece, f"question {minutes}", facts, minutes=minutes)


def answer(piece: Piece, *, minutes: float = 20) -> Held:
    """Return what the customer answered."""
    return held(piece, "answer", ANNA | EXCHANGE, minutes=minutes)


@pytest.mark.parametrize("piece", [other(PieceKind.CODE), other(PieceKind.EXPIRY, 4), part("1234")])
def test_what_answers_another_question_is_none(piece: Piece) -> None:
    """It is not masked, and no other mail is to be joined with it."""
    new = answer(piece)
    outcome = join([new], [CARD, question(PieceKind.QUESTION)])
    assert (outcome.also, outcome.joined) == ((), ())
    assert outcome.none == {new.id}


@pytest.mark.parametrize(
    "asked",
    [
        [],
        [question(PieceKind.CARD_QUESTION)],
        [question(PieceKind.QUESTION), question(PieceKind.CARD_QUESTION, minutes=15)],
        [question(PieceKind.QUESTION, minutes=25)],
        [question(PieceKind.QUESTION, facts=ANNA | {Fact("asked", "<another@shop>")})],
    ],
    ids=["nothing", "the code", "the code at last", "later", "in another mail"],
)
def test_any_other_bare_code_is_one(asked: list[Held]) -> None:
    """The last question that the mail answers decides."""
    (place,) = join([answer(other(PieceKind.CODE))], [CARD, *asked]).also
    assert place.kind is Kind.CVV


THREAD = frozenset({Fact("thread", "<question@shop>")})


@pytest.mark.parametrize(
    ("grounds", "minutes", "masked"),
    [
        (Grounds.AMONG_WORDS, 60, False),
        (Grounds.BARE, 60, True),
        (Grounds.DECLARED, 60, True),
        (Grounds.AMONG_WORDS, 13 * 60, True),
    ],
)
def test_an_answer_goes_on_in_the_thread(grounds: Grounds, minutes: int, *, masked: bool) -> None:
    """A second mail says more of what was asked; digits without a word may be the code."""
    code = other(PieceKind.CODE, 3, grounds)
    new = held(code, "more", ANNA | THREAD, minutes=minutes)
    asked = question(PieceKind.QUESTION, minutes=0, facts=EXCHANGE | THREAD)
    outcome = join([new], [CARD, asked])
    assert bool(outcome.also) is masked
    assert bool(outcome.none) is not masked


def test_a_part_of_a_number_may_come_in_a_thread_with_another_question() -> None:
    """Only what goes with a card is told by what was asked before."""
    first = held(part("45393847", Grounds.DECLARED), "a")
    new = held(part("26195043", Grounds.AMONG_WORDS), "b", ANNA | THREAD, minutes=5)
    asked = question(PieceKind.QUESTION, minutes=0, facts=EXCHANGE | THREAD)
    assert join([new], [first, asked]).also


def test_an_old_question_is_not_answered() -> None:
    """After three days a bare number is about something else."""
    new = answer(other(PieceKind.CODE), minutes=THREE_DAYS + 11)
    assert join([new], [CARD, question(PieceKind.QUESTION)]).also


def test_what_is_told_as_a_part_is_one_whatever_was_asked() -> None:
    """Words and the shape of a card speak for themselves."""
    first = held(part("45393847", Grounds.DECLARED), "a")
    new = answer(part("26195043", Grounds.DECLARED))
    assert join([new], [first, question(PieceKind.QUESTION)]).also


def test_so_is_what_words_tell_the_place_of() -> None:
    """They were asked how wide the niche is, and go on with the number: "and last 5043"."""
    asked = question(PieceKind.QUESTION)
    begun = replace(part("453938472619", Grounds.DECLARED), openings=(VISA,))
    first = held(begun, "a")
    last = replace(part("5043", Grounds.GROUPED), position=Position.LATER)
    assert join([answer(last)], [first, asked]).also
    assert not join([answer(last)], [first, CARD, asked]).also
    assert not join([answer(part("5043", Grounds.GROUPED))], [first, asked]).also


def test_a_date_beside_a_declared_part_goes_with_it() -> None:
    """Though the rest of the number is not there yet."""
    half = held(part("45393847", Grounds.DECLARED, masked=True), "a")
    date = held(other(PieceKind.EXPIRY, 4, Grounds.DECLARED), "a")
    assert {place.kind for place in join([half, date], []).also} == {Kind.PAN, Kind.EXPIRY}


def test_a_date_beside_the_last_group_goes_with_the_number() -> None:
    """Four digits are a part of it once they were joined."""
    groups = [held(part(group), group) for group in ("4539", "3847", "2619")]
    date = held(other(PieceKind.EXPIRY, 4, Grounds.DECLARED), "d")
    outcome = join([held(part("5043"), "d"), date], groups)
    assert date.id in outcome.masked


def test_a_date_beside_digits_that_may_be_anything_stays() -> None:
    """It goes as soon as they are joined."""
    date = held(other(PieceKind.EXPIRY, 4, Grounds.DECLARED), "b")
    half = held(part("26195043"), "b")
    assert join([half, date], []).also == ()
    outcome = join([half, date], [held(part("45393847"), "a")])
    assert {place.kind for place in outcome.also} == {Kind.PAN, Kind.EXPIRY}


def test_a_code_follows_the_last_of_four_groups() -> None:
    """Four digits are enough of a number once they were joined."""
    group = held(part("5043"), "a", joined=True)
    (place,) = join([held(other(PieceKind.CODE), "b", minutes=1)], [group]).also
    assert place.kind is Kind.CVV


NAMESAKE = frozenset({Fact("address", "anna@other"), Fact("name", "anna schmidt")})
"""Anna Schmidt with another address, or another Anna Schmidt."""


@pytest.mark.parametrize("grounds", [Grounds.BARE, Grounds.DECLARED])
@pytest.mark.parametrize("code_first", [False, True], ids=["number first", "code first"])
def test_days_apart_a_name_alone_masks_a_code_and_joins_it_with_no_number(
    grounds: Grounds, *, code_first: bool
) -> None:
    """It may be a namesake's number, so that mail is not named; within two hours it is hers."""
    whole = other(PieceKind.WHOLE, 16, Grounds.DECLARED)
    pieces = [other(PieceKind.CODE, 3, grounds), whole]
    first, second = pieces if code_first else pieces[::-1]
    for minutes, joined in ((60, True), (THREE_DAYS, False)):
        new = held(second, "new", NAMESAKE, minutes=minutes)
        outcome = join([new], [held(first, "old", ANNA)])
        assert bool(outcome.joined) is joined
        places = [*outcome.also, *(place for recall in outcome.recalls for place in recall.places)]
        assert [place.kind for place in places] == [Kind.CVV]
        assert len(places[0].assembled_from) == (2 if joined else 1)


@pytest.mark.parametrize("code_first", [False, True], ids=["number first", "it first"])
@pytest.mark.parametrize(
    "piece",
    [
        other(PieceKind.CODE, 3, Grounds.AMONG_WORDS),
        other(PieceKind.EXPIRY, 4, Grounds.DECLARED),
    ],
    ids=["room 445", "the offer is valid until 12/26"],
)
def test_days_apart_a_name_alone_masks_no_digits_among_words_and_no_date(
    piece: Piece, *, code_first: bool
) -> None:
    """They may be anything of a namesake's."""
    pieces = [piece, other(PieceKind.WHOLE, 16, Grounds.DECLARED)]
    first, second = pieces if code_first else pieces[::-1]
    new = held(second, "new", NAMESAKE, minutes=THREE_DAYS)
    outcome = join([new], [held(first, "old", ANNA)])
    assert (outcome.also, outcome.recalls) == ((), ())


def test_of_two_numbers_equally_likely_a_code_joins_none() -> None:
    """It is masked all the same."""
    whole = other(PieceKind.WHOLE, 16, Grounds.DECLARED)
    name, local = Fact("name", "anna schmidt"), Fact("local", "annaschmidt")
    numbers = [held(whole, "a", frozenset({name})), held(whole, "b", frozenset({local}))]
    new = held(other(PieceKind.CODE), "c", frozenset({name, local}))
    assert join([new], numbers[:1]).joined
    outcome = join([new], numbers)
    assert (outcome.joined, len(outcome.also)) == ((), 1)


@pytest.mark.parametrize(("digits", "masked"), [("604118", False), ("60411800", True)])
def test_a_few_bare_digits_are_no_number_for_a_code(digits: str, *, masked: bool) -> None:
    """A telephone's are sent in pieces, too."""
    code = held(other(PieceKind.CODE, 3, Grounds.BARE), "b", minutes=1)
    assert bool(join([code], [held(part(digits, Grounds.BARE), "a")]).masked) == masked


@pytest.mark.parametrize(
    ("kind", "grounds", "minutes", "masked"),
    [
        (PieceKind.WHOLE, Grounds.AMONG_WORDS, 60, True),
        (PieceKind.COMPLETE, Grounds.AMONG_WORDS, 60, False),
        (PieceKind.COMPLETE, Grounds.AMONG_WORDS, 5, True),
        (PieceKind.COMPLETE, Grounds.BARE, 60, True),
        (PieceKind.COMPLETE, Grounds.DECLARED, 60, True),
    ],
    ids=["still to come", "told already", "put right", "bare", "named"],
)
def test_behind_a_code_that_was_told_three_digits_among_words_stay(
    kind: PieceKind, grounds: Grounds, minutes: int, *, masked: bool
) -> None:
    """They are as likely a quantity, or the number of a house."""
    number = held(replace(other(PieceKind.WHOLE, 16), kind=kind), "a")
    code = held(other(PieceKind.CODE, 3, grounds), "b", minutes=minutes)
    assert bool(join([code], [number]).masked) == masked


def test_digits_among_words_before_a_number_with_its_code_stay() -> None:
    """The same the other way round."""
    number = held(replace(other(PieceKind.WHOLE, 16), kind=PieceKind.COMPLETE), "b", minutes=60)
    code = held(other(PieceKind.CODE, 3, Grounds.AMONG_WORDS), "a")
    assert join([number], [code]).masked == frozenset()


AMEX = replace(
    other(PieceKind.WHOLE, 16, Grounds.DECLARED), openings=(Opening("amex", (15,), luhn=True),)
)


@pytest.mark.parametrize(
    ("number", "digits", "is_code"),
    [
        (CARD, "123", True),
        (held(AMEX, "card"), "123", False),
        (held(AMEX, "card"), "1234", True),
        (CARD, "1234", False),
        (held(part("1111 1111"), "half", joined=True), "123", True),
        (held(part("1111 1111", Grounds.DECLARED), "half"), "123", False),
        (held(part("3782822", openings=AMEX.openings), "half", joined=True), "1234", True),
        (held(part("41111111"), "half", joined=True), "1234", False),
    ],
    ids=["whole", "an Amex", "an Amex's", "four", "joined", "open", "joined Amex", "joined Visa"],
)
def test_the_missing_digits_behind_a_number_are_its_code(
    number: Held, digits: str, *, is_code: bool
) -> None:
    """Words call them a part of a card, but nothing of its number is missing."""
    new = held(part(digits, Grounds.DECLARED, position=Position.LATER), "rest", minutes=5)
    assert bool(join([new], [number]).also) is is_code
