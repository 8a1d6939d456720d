"""What one mail contributes to a number: one of its pieces, or several one behind the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from scrubber.conversation.link import SURE
from scrubber.conversation.residue import Residue, joined
from scrubber.core.model import Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from scrubber.conversation.model import Held
    from scrubber.core.model import Opening

MOST_TRIED = 200
"""Combinations that are tried for one mail."""

MOST_MAILS = 6
LENGTHS = range(12, 20)
"""Digits of a card number (ISO/IEC 7812-1)."""

_USUAL = (15, 16)
"""Lengths of nearly all cards: where nobody remembers how a number begins, no other counts."""

_FEW = 4
"""So many mails at most are tried in any order; more only in that of arrival, or the reverse."""

_SEVERAL = 4
"""Of so many mails a number has a usual length: an unusual one is a usual one's that goes on."""

_MOST_UNITS = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """Pieces of one mail that stand one behind the other in the number."""

    message: str
    arrived: datetime
    pieces: tuple[Held, ...]
    residue: Residue
    strength: float

    @property
    def openings(self) -> tuple[Opening, ...] | None:
        """The networks that are possible if the number begins here, None if that is not known."""
        return self.pieces[0].piece.openings

    @property
    def placed(self) -> bool:
        """Whether its mail says where each piece stands: others may come between them."""
        return all(held.piece.position for held in self.pieces)

    def may_stand(self, index: int) -> bool:
        """Say whether the unit may be the one at ``index`` of a number."""
        positions = {held.piece.position for held in self.pieces}
        return not ((index and Position.FIRST in positions) or (not index and self._is_later))

    @property
    def _is_later(self) -> bool:
        return self.pieces[0].piece.position is Position.LATER


def units(pieces: Sequence[Held], strength: float) -> list[Unit]:
    """Return the pieces of one mail as a whole, and each for itself."""
    usable = [(held, held.piece.residues) for held in pieces if held.piece.residues is not None]
    residues = [Residue(held.piece.length, *values) for held, values in usable if values]
    runs = [(0, len(usable))] if len(usable) > 1 else []
    runs += [(index, index + 1) for index in range(len(usable))]
    return [
        Unit(
            usable[start][0].message,
            usable[start][0].arrived,
            tuple(held for held, _ in usable[start:end]),
            joined(residues[start:end]),
            strength,
        )
        for start, end in runs
    ]


def numbers(new: Sequence[Unit], others: Sequence[Unit]) -> Iterator[tuple[tuple[Unit, ...], str]]:
    """Yield the ways in which units of ``new`` and ``others`` make a whole number, and its network.

    The likeliest come first: what is surely linked, fewer mails, the order of arrival, its reverse,
    then any other; at last, of what is surely linked, an order that the words do not allow, if that
    makes a number of a usual length.
    """
    tried = 0
    sure = [unit for unit in others if unit.strength >= SURE][:_MOST_UNITS]
    for near, told in ((sure, True), (others[:_MOST_UNITS], True), (sure, False)):
        for chosen in _chosen(new, near):
            for order in _orders(chosen, told=told):
                tried += 1
                if tried > MOST_TRIED:
                    return
                network = _network(order, usual=not told)
                if network is not None:
                    yield order, network
                    break


def _chosen(new: Sequence[Unit], near: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Yield one of ``new`` with some of ``near`` that may be a whole number, fewer mails first."""
    for count in range(MOST_MAILS):
        for index, unit in enumerate(new[:_MOST_UNITS]):
            more = [other for other in new[index + 1 : _MOST_UNITS] if other.placed]
            for others in _fitting([*more, *near], count, LENGTHS[-1] - unit.residue.length):
                if _may_be_whole((unit, *others)):
                    yield (unit, *others)


def _fitting(near: Sequence[Unit], count: int, room: int) -> Iterator[tuple[Unit, ...]]:
    """Yield ``count`` of ``near``, in their order, that have at most ``room`` digits together."""
    if not count:
        yield ()
        return
    for index, unit in enumerate(near):
        left = room - unit.residue.length
        if left >= 0:
            for others in _fitting(near[index + 1 :], count - 1, left):
                yield (unit, *others)


def _may_be_whole(chosen: Sequence[Unit]) -> bool:
    """Say whether units have the length of a number, and are of different mails.

    Two of one mail may have others between them where it says so.
    """
    if sum([unit.residue.length for unit in chosen]) not in LENGTHS:
        return False
    pieces = [held.id for unit in chosen for held in unit.pieces]
    messages = {unit.message for unit in chosen}
    if len(messages) < len(chosen):
        apart = all(unit.placed for unit in chosen) and len(messages) > 1
        return apart and len(set(pieces)) == len(pieces)
    return len(pieces) > 1


def _orders(chosen: Sequence[Unit], *, told: bool) -> Iterator[tuple[Unit, ...]]:
    """Yield the orders in which units may make a number, the likeliest first.

    Those that the words allow if ``told``; people start "at the end", and say "and then" of more.
    """
    forward = tuple(sorted(chosen, key=lambda unit: unit.arrived))
    orders = dict.fromkeys((forward, forward[::-1]))
    if len(chosen) <= _FEW:
        orders |= dict.fromkeys(permutations(forward))
    for order in orders:
        allowed = all(unit.may_stand(index) for index, unit in enumerate(order))
        if allowed is told and _in_turn(order):
            yield order


def _in_turn(order: Sequence[Unit]) -> bool:
    """Say whether units of one mail keep their order."""
    last: dict[str, int] = {}
    for unit in order:
        if unit.pieces[0].id < last.get(unit.message, unit.pieces[0].id):
            return False
        last[unit.message] = unit.pieces[-1].id
    return True


def _network(order: Sequence[Unit], *, usual: bool) -> str | None:
    """Return the network of the number that units make in this order, None if it is none.

    "" means that it is whole and nobody remembers how it begins.  It must have a ``usual`` length
    where little speaks for it.
    """
    whole = joined(unit.residue for unit in order)
    if (usual or len(order) >= _SEVERAL) and whole.length not in _USUAL:
        return None
    openings = order[0].openings
    if openings is None:
        return "" if whole.holds and whole.length in _USUAL else None
    for opening in openings:
        if whole.length in opening.lengths and (whole.holds or not opening.luhn):
            return opening.network
    return None
