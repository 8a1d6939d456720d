"""What goes on with another number: "the rest is 1234 5678" behind the half of a voucher's.

Any number goes on, and such words alone would be masked; of which number a half was told before is
all that tells.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber.conversation.link import NEEDED
from scrubber.core.model import Grounds, PieceKind, Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.conversation.model import Held

_GOES_ON_WITHIN = timedelta(days=3)
_NEEDED = NEEDED[Grounds.BARE]


def of_another(new: Sequence[Held], near: Sequence[tuple[float, Held]]) -> frozenset[int]:
    """Return the pieces of a mail that words say to be more of a number, if it is none of a card.

    The same customer told a part of some other number, and none of a card's.
    """
    told = [
        strength
        for strength, held in near
        if strength >= _NEEDED
        and held.piece.kind is PieceKind.ANOTHER
        and held.arrived <= new[0].arrived <= held.arrived + _GOES_ON_WITHIN
    ]
    if not told or any(_is_begun(held) for strength, held in near if strength >= max(told)):
        return frozenset()
    return frozenset(held.id for held in new if _may_be_of_any(held))


def _may_be_of_any(held: Held) -> bool:
    """Say whether words tell that digits go on, or nothing, and nothing that they are a card's."""
    piece = held.piece
    later = piece.position is Position.LATER or piece.grounds <= Grounds.BARE
    return piece.kind is PieceKind.PART and later and not piece.masked


def _is_begun(held: Held) -> bool:
    """Say whether a card's number begins with a piece that is more than a number in a letter."""
    piece = held.piece
    likely = piece.kind is PieceKind.PART and piece.grounds >= Grounds.BARE and not held.joined
    return likely and piece.position is not Position.LATER and bool(piece.openings)
