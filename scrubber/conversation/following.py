"""Security codes and expiry dates, and the card number of another mail that they go with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber.conversation.link import NEEDED, link
from scrubber.core.model import COMPANIONS, NUMBERS, QUESTIONS, Grounds, PieceKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from scrubber.conversation.model import Held

_ANSWERED_WITHIN = timedelta(days=3)
_PUT_RIGHT_WITHIN = timedelta(minutes=10)
_GOES_ON_WITHIN = timedelta(hours=12)
_WHATEVER_WAS_ASKED = Grounds.SHAPED
"""What digits must be at least to be card data in an answer to another question."""

_CODE = 3
_AMEX = 4
_HALF = 7
_TELLING = Grounds.BARE
"""What a part of a number must be at least, for a code to go with it."""

_NAMED = NEEDED[Grounds.BARE]
"""What a code asks of the link however it is named: no check digit says with which number it goes.
"""


def answers(new: Sequence[Held], near: Sequence[tuple[float, Held]]) -> frozenset[int]:
    """Return the pieces of a mail that are none: it answers a question for something else.

    Who answered goes on in the same thread for a while: "and 229 on the right".  A part of a number
    that was begun may come there all the same, if words say where it stands, and digits without a
    word.
    """
    if _asked_elsewhere("asked", _ANSWERED_WITHIN, new[0], near):
        begun = _is_begun(near)
        return frozenset(
            held.id
            for held in new
            if held.piece.grounds < _WHATEVER_WAS_ASKED and not (begun and held.piece.position)
        )
    if _asked_elsewhere("thread", _GOES_ON_WITHIN, new[0], near):
        return frozenset(
            held.id
            for held in new
            if held.piece.kind in COMPANIONS and held.piece.grounds < Grounds.BARE
        )
    return frozenset()


def _is_begun(near: Sequence[tuple[float, Held]]) -> bool:
    """Say whether a number was begun, and nothing came that is whole."""
    pieces = [held.piece for _, held in near if not held.joined]
    whole = any(piece.kind in NUMBERS for piece in pieces)
    return not whole and any(piece.openings for piece in pieces)


def _asked_elsewhere(
    kind: str, within: timedelta, new: Held, near: Sequence[tuple[float, Held]]
) -> bool:
    """Say whether of the questions that share a fact with a mail the last is for none of a card."""
    shared = {fact for fact in new.facts if fact.kind == kind}
    questions = [
        other
        for _, other in near
        if other.piece.kind in QUESTIONS
        and other.arrived <= new.arrived <= other.arrived + within
        and not shared.isdisjoint(other.facts)
    ]
    latest = max(questions, key=lambda held: held.arrived, default=None)
    return latest is not None and latest.piece.kind is PieceKind.QUESTION


def companions(
    new: Sequence[Held], near: Sequence[tuple[float, Held]], spent: Container[int] = ()
) -> Iterator[tuple[list[Held], str | None]]:
    """Yield each code or date of the new mail with its number, and those that wait for a number.

    A number is a whole one of another mail, an open part of one, or a part of the new mail that was
    declared or was joined just now (``spent``).  Alone comes what is told to be a code if the link
    with a number, too weak to join the two, is not by chance.
    """
    own_numbers = [held for held in new if _is_number(held) or _is_joined(held, spent)]
    sure = [held for held in own_numbers if _is_surely_a_part(held, spent)]
    for held in new:
        if not _is_companion(held) or held.id in spent:
            continue
        if sure and held.piece.kind in COMPANIONS:
            yield [sure[0], held], _network(sure[0])
        likely = [] if own_numbers else _numbers_of(held, near)
        number = _likeliest(held, likely)
        if number is not None:
            yield [number, held], _network(number)
        elif likely and _is_told(held):
            yield [held], None
    if own_numbers:
        yield from _waiting_for(own_numbers[0], near)


def _waiting_for(
    number: Held, near: Sequence[tuple[float, Held]]
) -> Iterator[tuple[list[Held], str | None]]:
    """Yield the codes and dates of other mails that go with a number of the new one."""
    for strength, held in near:
        if held.piece.kind in COMPANIONS and not held.joined and _fits(held, number):
            if strength >= _needed(held):
                yield [held, number], _network(number)
            elif _is_told(held):
                yield [held], None


def _is_told(held: Held) -> bool:
    """Say whether more speaks for a code than that it stands among few words.

    If not, a link too weak to join it with a number is none at all: "room 445" of a namesake.  Nor
    is it one for a date: offers end, too.
    """
    return held.piece.grounds > Grounds.AMONG_WORDS and held.piece.kind is not PieceKind.EXPIRY


def _is_companion(held: Held) -> bool:
    """Say whether a piece may be a code or date.

    Four bare digits may be an Amex's code, and "the missing digits: 123" another one's.
    """
    piece = held.piece
    return piece.kind in COMPANIONS or (
        piece.kind is PieceKind.PART
        and piece.length in (_CODE, _AMEX)
        and not (piece.masked or piece.quoted)
    )


def _is_number(held: Held) -> bool:
    """Say whether a piece is a number, or enough of one for a code to go with it.

    Four digits are enough once they were joined to a number, and so are a few bare ones: before
    that they may be a telephone's.
    """
    piece = held.piece
    part = piece.kind is PieceKind.PART and piece.grounds >= _TELLING
    few = _AMEX if piece.grounds > _TELLING else _HALF
    enough = piece.length > few or held.joined
    return not piece.quoted and ((part and enough) or piece.kind in NUMBERS)


def _is_surely_a_part(held: Held, spent: Container[int]) -> bool:
    """Say whether a piece is a part of a number without any doubt."""
    declared = held.piece.grounds is Grounds.DECLARED and held.piece.masked
    return _is_joined(held, spent) or (held.piece.kind is PieceKind.PART and declared)


def _is_joined(held: Held, spent: Container[int]) -> bool:
    """Say whether a piece is the part of a number that was joined just now."""
    return held.piece.kind is PieceKind.PART and held.id in spent


def _numbers_of(held: Held, near: Sequence[tuple[float, Held]]) -> list[tuple[float, Held]]:
    """Return the numbers that a code or date may go with, the likeliest first."""
    likely = [pair for pair in near if _is_number(pair[1]) and _fits(held, pair[1])]
    return sorted(likely, key=lambda pair: (pair[0], pair[1].arrived), reverse=True)


def _likeliest(held: Held, likely: Sequence[tuple[float, Held]]) -> Held | None:
    """Return the number that a code or date goes with: the one linked most strongly, then latest.

    None where no link is strong enough, or numbers of two customers would be equally likely.
    """
    if not likely or likely[0][0] < _needed(held):
        return None
    strength, best = likely[0]
    rivals = [other for weight, other in likely if weight == strength]
    if any(link(best, rival) < NEEDED[Grounds.DECLARED] for rival in rivals[1:]):
        return None
    return best


def _needed(held: Held) -> float:
    """Return how strong the link with the number must be."""
    return max(NEEDED[held.piece.grounds], _NAMED)


def _fits(held: Held, number: Held) -> bool:
    """Say whether a code has the width of the number's network's, and is still to come.

    Behind one that was told three digits among words may be anything, unless somebody asked for
    them; a wrong one is put right at once.
    """
    piece = held.piece
    if piece.kind is PieceKind.PART:
        amex = _network(number) == "amex"
        if piece.length == _AMEX:
            return amex and (number.joined or number.piece.kind in NUMBERS)
        return number.joined or (number.piece.kind in NUMBERS and not amex)
    late = abs(held.arrived - number.arrived) > _PUT_RIGHT_WITHIN
    told = number.piece.kind is PieceKind.COMPLETE and late and not piece.masked
    return not (told and piece.kind is PieceKind.CODE and piece.grounds < Grounds.BARE)


def _network(number: Held) -> str | None:
    """Return the network of a number where it is known."""
    openings = number.piece.openings
    return openings[0].network if openings and len(openings) == 1 else None
