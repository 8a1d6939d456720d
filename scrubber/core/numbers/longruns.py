"""The windows of a long run of digits, a table or a wall, that a network may have issued.

They are grouped as people group numbers: of all others every tenth passes Luhn by chance.  Begin
and check digit are asked first, and the check digit from sums over the whole run: that takes a
tenth of the time of asking each window by itself.
"""

from __future__ import annotations

from array import array
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING

from scrubber.core.numbers.pan import DOUBLED, SINGLE
from scrubber.core.numbers.windows import FEW_GROUPS, GLUED, Window, inside
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.numbers.issuers import Issuers

_DIGITS = pattern(r"[0-9]+")
_MORE_ALIKE = 4
_END = 0
"""Stands in a tree of shapes where one ends; no group has this size."""

_Tree = dict[int, "_Tree"]


class LongRun:
    """The groups of a run: their ``sizes``, the ``gaps`` between, all their ``digits``.

    ``lows`` is the first digit of each group, ``starts`` its character.  Worked out all at once:
    one by one it takes ten times as long.
    """

    def __init__(self, text: str, start: int, numbers: list[bytes]) -> None:
        """Take the ``text`` of a run, which begins at character ``start`` of another."""
        self.sizes = tuple(map(len, numbers))
        self.digits = b"".join(numbers)
        self.gaps = tuple(_DIGITS.split(text)[1:-1])
        self.lows = array("q", accumulate(self.sizes, initial=0))
        gaps_before = accumulate(map(len, self.gaps), initial=start)
        self.starts = array("q", map(add, self.lows, gaps_before))
        self._alike: dict[int, array[int]] = {}

    @cached_property
    def luhn_sums(self) -> tuple[array[int], array[int]]:
        """The Luhn sums up to each digit, with those at even and those at odd places single."""
        even = bytearray(self.digits.translate(SINGLE))
        odd = bytearray(self.digits.translate(DOUBLED))
        even[1::2], odd[1::2] = odd[1::2], even[1::2]
        return array("q", accumulate(even, initial=0)), array("q", accumulate(odd, initial=0))

    @cached_property
    def signs(self) -> frozenset[str]:
        """What gaps begin and end with."""
        kinds = set(self.gaps)
        return frozenset(kind[at] for kind in kinds for at in (0, -1))

    def kinds_of_gaps(self, named: str) -> str:
        """Return a character for each gap, the same for the same gap, ``named`` for such an end."""
        kinds = set(self.gaps)
        names = {kind: chr(at) for at, kind in enumerate(kinds, ord(named) + 1)}
        names.update((kind, named) for kind in kinds if kind.endswith(named))
        return "".join(map(names.__getitem__, self.gaps))

    def group(self, number: int) -> tuple[int, int]:
        """Return the half-open range of a group."""
        start = self.starts[number]
        return start, start + self.sizes[number]

    def is_crowded(self, first: int, last: int) -> bool:
        """Say whether there are more groups like those of a window than two cards in a row have."""
        size = self.sizes[first]
        counts = self._alike.get(size)
        if counts is None:
            alike = accumulate(map(size.__eq__, self.sizes), initial=0)
            counts = self._alike[size] = array("q", alike)
        before = counts[first] - counts[max(first - FEW_GROUPS, 0)]
        behind = counts[min(last + 1 + FEW_GROUPS, len(self.sizes))] - counts[last + 1]
        return before + behind > _MORE_ALIKE


def hopeful(
    run: LongRun, issuers: Issuers, beginnings: Iterable[int] | None = None
) -> Iterator[Window]:
    """Yield the windows of a run that may be issued numbers, those that begin at some groups.

    A number read out digit by digit begins where the series begins: a window at each digit of a
    series would find nothing but chance.
    """
    sizes, gaps, digits, lows = run.sizes, run.gaps, run.digits, run.lows
    opening, shapes = _openings(issuers), _tree(issuers)
    even, odd = run.luhn_sums
    for first in range(len(sizes)) if beginnings is None else beginnings:
        low, size = lows[first], sizes[first]
        if digits[low : low + 3] not in opening:
            continue
        if size == 1 and first and sizes[first - 1 : first + 2] == (1, 1, 1):
            if gaps[first - 1] == gaps[first]:
                continue
        elif size >= GLUED:
            yield from inside(size, first, low)
        trusted = digits[low : low + 2].decode("ascii") not in issuers.starts_without_luhn
        last, following = first, shapes.get(size)
        while following is not None:
            if _END in following:
                high = lows[last + 1]
                sums = even if high % 2 else odd
                if not (trusted and (sums[high] - sums[low]) % 10):
                    yield Window(first, last, low, high)
            last += 1
            following = following.get(sizes[last]) if last < len(sizes) else None


@lru_cache(maxsize=4)
def _tree(issuers: Issuers) -> _Tree:
    """Return how numbers are grouped, group by group."""
    tree: _Tree = {}
    for shapes in issuers.shapes.values():
        for shape in shapes:
            at = tree
            for size in (*shape, _END):
                at = at.setdefault(size, {})
    return tree


@lru_cache(maxsize=4)
def _openings(issuers: Issuers) -> frozenset[bytes]:
    """Return the first three digits of all issued numbers, and what is too short for them."""
    return frozenset().union(*issuers.openings.values())
