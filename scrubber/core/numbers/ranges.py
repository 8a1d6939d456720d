"""Ranges of a text that do not overlap, asked for the ones at or beside a place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Ranged(Protocol):
    """Something at the half-open range ``[start, end)``."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Item = TypeVar("Item", bound=_Ranged)


class Stretch(NamedTuple):
    """The half-open range ``[start, end)``."""

    start: int
    end: int


def merged(stretches: Iterable[tuple[int, int]]) -> Iterator[Stretch]:
    """Yield stretches, in order, those that overlap or touch as one."""
    low = high = -1
    for start, end in sorted(stretches):
        if start > high:
            if high >= 0:
                yield Stretch(low, high)
            low = start
        high = max(high, end)
    if high >= 0:
        yield Stretch(low, high)


class Ranges(Generic[Item]):
    """Things that stand in a text one behind the other."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        """Take the items in any order."""
        self.items = sorted(items, key=lambda item: item.start)
        self._starts = [item.start for item in self.items]
        self._ends = [item.end for item in self.items]

    def overlap(self, start: int, end: int) -> bool:
        """Say whether an item shares a character with ``[start, end)``."""
        return bisect_right(self._ends, start) < bisect_left(self._starts, end)

    def overlapping(self, start: int, end: int) -> list[Item]:
        """Return the items that share a character with ``[start, end)``."""
        return self.items[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def before(self, position: int) -> Item | None:
        """Return the last item that ends at ``position`` or before."""
        index = bisect_right(self._ends, position) - 1
        return self.items[index] if index >= 0 else None

    def behind(self, position: int) -> Item | None:
        """Return the first item that begins at ``position`` or behind."""
        index = bisect_left(self._starts, position)
        return self.items[index] if index < len(self.items) else None

    def within(self, start: int, end: int) -> list[Item]:
        """Return the items that lie in ``[start, end)`` as a whole."""
        return self.items[bisect_left(self._starts, start) : bisect_right(self._ends, end)]
