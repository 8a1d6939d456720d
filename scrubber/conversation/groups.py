"""Three bare digits: the code of a card, or the next group of a number that somebody has begun.

Nothing of a code is kept, so a number in groups of three could not be put together.  But nobody
sends the code of a card of whose number he has told a part, and no more than that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrubber.conversation.link import NEEDED, WEAKEST
from scrubber.core.model import NUMBERS, Grounds, PieceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.conversation.model import Held
    from scrubber.core.model import Piece

_LONGEST = 16
"""Digits of all usual cards."""

_GROUP = 4
_HALF = 8
"""More digits than that begin a number whatever the words around them say."""


def going_on(new: Sequence[Held], near: Sequence[tuple[float, Held]]) -> dict[int, Held]:
    """Return the codes of a mail that may be groups of a number, as such, by their ids.

    The number was begun in a mail that is surely enough linked, and is not whole.
    """
    others = [held for strength, held in near if strength >= WEAKEST]
    whole = any(held.piece.kind in NUMBERS or _is_joined(held) for held in others)
    if whole or not any(map(_is_beginning, others)):
        return {}
    told = sum(held.piece.length for held in others if held.piece.kind is PieceKind.PART)
    begun = max(strength for strength, held in near if _is_beginning(held))
    return {
        held.id: replace(held, piece=_as_group(held.piece))
        for held in new
        if held.piece.kind is PieceKind.CODE
        and held.piece.residues is not None
        and not held.piece.quoted
        and told + held.piece.length <= _LONGEST
        and begun >= NEEDED[max(held.piece.grounds, Grounds.BARE)]
    }


def is_begun_small(near: Sequence[tuple[float, Held]]) -> bool:
    """Say whether a number was begun with so few digits that it comes in small groups.

    Behind the half of a number three digits may be its code all the same, which ends nothing, also
    "the last three": of these nothing is kept.
    """
    return any(
        strength >= WEAKEST and held.piece.length <= _GROUP
        for strength, held in near
        if _is_beginning(held)
    )


def forgetting(held: Held) -> Held:
    """Return a piece as it is kept: of a code there is nothing but its length."""
    if held.piece.kind is not PieceKind.CODE:
        return held
    return replace(held, piece=replace(held.piece, residues=None))


def _as_group(piece: Piece) -> Piece:
    grounds = max(piece.grounds, Grounds.BARE)
    return replace(piece, kind=PieceKind.PART, openings=(), grounds=grounds)


def _is_joined(held: Held) -> bool:
    return held.piece.kind is PieceKind.PART and held.joined


def _is_beginning(held: Held) -> bool:
    """Say whether a card's number may begin with a piece, and nothing has completed it."""
    piece = held.piece
    told = piece.grounds >= Grounds.BARE or piece.length > _HALF
    begins = piece.kind is PieceKind.PART and told
    return begins and bool(piece.openings) and piece.residues is not None
