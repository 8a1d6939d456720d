"""Who has begun a number himself goes on with that one, and not with what somebody else began.

One pair in ten passes the check digit: of namesakes who pay on one day each has a beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.conversation.repeated import equal
from scrubber.core.model import Grounds, PieceKind, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrubber.conversation.model import Fact, Held
    from scrubber.conversation.units import Unit


def is_of_another_sender(group: Sequence[Unit], others: Iterable[Held]) -> bool:
    """Say whether one of a ``group`` has a beginning of his own, and the group begins with none.

    A beginning is what words call so, and is still open; where it stands in no mail of the sender's
    it is no rival.
    """
    first = _address(group[0].pieces[0])
    senders = {_address(unit.pieces[0]) for unit in group} - {first, frozenset()}
    told = [held for unit in group for held in unit.pieces]
    return any(
        _address(held) in senders and _is_beginning(held) and not any(equal(held, x) for x in told)
        for held in others
    )


def _address(held: Held) -> frozenset[Fact]:
    return frozenset(fact for fact in held.facts if fact.kind == "address")


def _is_beginning(held: Held) -> bool:
    piece = held.piece
    told = piece.position is Position.FIRST and piece.grounds >= Grounds.GROUPED
    open_ = piece.residues is not None and not (piece.quoted or held.joined)
    return piece.kind is PieceKind.PART and told and open_
