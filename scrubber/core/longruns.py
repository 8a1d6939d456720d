"""The windows of a long run of digits, a table or a wall, that a network may have issued.

They are grouped as people group numbers: of all others every tenth passes Luhn by chance.  Begin
and check digit are asked first, and the check digit from sums over the whole run: that takes a
fifth of the time of asking each window by itself.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from scrubber.core.pan import DOUBLED, SINGLE
from scrubber.core.windows import Window, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.rules import Issuers


def hopeful(sizes: tuple[int, ...], digits: bytes, issuers: Issuers) -> Iterator[Window]:
    """Yield the windows of a run with groups of these sizes that may be issued numbers."""
    opening, shapes = _openings(issuers), issuers.shapes
    even, odd = _luhn_sums(digits)
    low = 0
    for first, size in enumerate(sizes):
        if digits[low : low + 3] in opening:
            yield from inside(size, first, low)
            trusted = digits[low : low + 2].decode("ascii") not in issuers.starts_without_luhn
            for start in {sizes[first : first + 1], sizes[first : first + 2]}:
                for shape in shapes.get(start, ()):
                    last = first + len(shape) - 1
                    if sizes[first : last + 1] == shape:
                        high = low + sum(shape)
                        sums = even if high % 2 else odd
                        if not (trusted and (sums[high] - sums[low]) % 10):
                            series = first > 0 and sizes[first - 1 : first + 2] == (1, 1, 1)
                            yield Window(first, last, low, high, series=series)
        low += size


@lru_cache(maxsize=4)
def _openings(issuers: Issuers) -> frozenset[bytes]:
    """Return the first three digits of all issued numbers, and what is too short for them."""
    return frozenset().union(*issuers.openings.values())


def _luhn_sums(digits: bytes) -> tuple[list[int], list[int]]:
    """Return the Luhn sums up to each digit, with those at even and those at odd places single."""
    even, odd = bytearray(digits.translate(SINGLE)), bytearray(digits.translate(DOUBLED))
    even[1::2], odd[1::2] = odd[1::2], even[1::2]
    return list(accumulate(even, initial=0)), list(accumulate(odd, initial=0))
