"""The windows of a long run of digits, a table or a wall, that a network may have issued.

They are grouped as people group numbers: of all others every tenth passes Luhn by chance.  Begin
and check digit are asked first, and the check digit from sums over the whole run: that takes a
tenth of the time of asking each window by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scrubber.core.numbers.pan import luhn_sum
from scrubber.core.numbers.windows import GLUED, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.numbers.groups import LongRun
    from scrubber.core.numbers.issuers import Issuers

_END = 0
"""Stands in a tree of shapes where one ends; no group has this size."""

_Tree = dict[int, "_Tree"]


def hopeful(
    run: LongRun, issuers: Issuers, beginnings: Iterable[int] | None = None
) -> Iterator[tuple[int, int, int, int, bool]]:
    """Yield the windows of a run that may be issued numbers, those that begin at some groups.

    A number read out digit by digit begins where the series begins: a window at each digit of a
    series would find nothing but chance.  They are windows but for their names, which would take
    as long as all the rest.
    """
    sizes, gaps, digits, lows = run.sizes, run.gaps, run.digits, run.lows
    opening, shapes = issuers.all_openings, _tree(issuers)
    for first in range(len(sizes)) if beginnings is None else beginnings:
        low, size = lows[first], sizes[first]
        if digits[low : low + 3] not in opening:
            continue
        if size == 1 and first and sizes[first - 1 : first + 2] == (1, 1, 1):
            if gaps[first - 1] == gaps[first]:
                continue
        elif size >= GLUED:
            yield from (window[:5] for window in inside(size, first, low))
        trusted = digits[low : low + 2].decode("ascii") not in issuers.starts_without_luhn
        last, following = first, shapes.get(size)
        while following is not None:
            if _END in following:
                high = lows[last + 1]
                if not (trusted and run.fails_luhn(low, high)):
                    yield first, last, low, high, False
            last += 1
            following = following.get(sizes[last]) if last < len(sizes) else None


def is_hopeless(written: str, numbers: list[bytes], issuers: Issuers) -> bool:
    """Say cheaply whether a run is one series of single digits, with which no number begins.

    A row of such digits takes a quarter of the time.
    """
    count = len(numbers)
    gap = written[1 : (len(written) - 1) // (count - 1)]
    digits = b"".join(numbers)
    if len(digits) > count or written != gap.join(digits.decode("ascii")):
        return False
    begun = [length for length, known in issuers.openings.items() if digits[:3] in known]
    trusted = digits[:2].decode("ascii") not in issuers.starts_without_luhn
    return not begun or (
        trusted and all(luhn_sum(digits[:length].decode("ascii")) for length in begun)
    )


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
