"""The groups of a long run of digits, worked out once for all who ask."""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import accumulate, repeat
from operator import add

from scrubber.core.numbers.pan import DOUBLED, SINGLE, luhn_sum
from scrubber.core.patterns import pattern

_DIGITS = pattern(r"[0-9]+")

FEW_GROUPS = 12
"""A card, its expiry and code, and an order number beside them; more is a table."""

_WORTH_A_SUM = 20
"""Groups for each window, of fewer windows the sums over all of a run take longer."""

_TOO_LARGE = 255
_MORE_ALIKE = 4
"""Groups of one size, beside those of two cards in a row."""


class LongRun:
    """The groups of a run: their ``sizes``, the ``gaps`` between, all their ``digits``.

    ``small`` are the sizes as bytes; those of no number are one.  ``lows`` is the first digit of
    each group, ``starts`` its character.  Worked out all at once: one by one it takes ten times as
    long.
    """

    def __init__(self, text: str, start: int, numbers: list[bytes]) -> None:
        """Take the ``text`` of a run, which begins at character ``start`` of another."""
        self.sizes = tuple(map(len, numbers))
        self.small = _small(self.sizes)
        self.digits = b"".join(numbers)
        self.gaps = tuple(_DIGITS.split(text)[1:-1])
        self.lows = array("q", accumulate(self.sizes, initial=0))
        gaps_before = accumulate(map(len, self.gaps), initial=start)
        self.starts = array("q", map(add, self.lows, gaps_before))
        self._few = len(numbers) // _WORTH_A_SUM

    def fails_luhn(self, low: int, high: int) -> bool:
        """Say whether the digits ``[low, high)`` fail Luhn: few are asked one by one."""
        if self._few:
            self._few -= 1
            return luhn_sum(self.digits[low:high].decode("ascii")) != 0
        even, odd = self._luhn_sums
        sums = even if high % 2 else odd
        return (sums[high] - sums[low]) % 10 != 0

    @cached_property
    def _luhn_sums(self) -> tuple[array[int], array[int]]:
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
        count, size = self.small.count, self.small[first]
        before = count(size, max(first - FEW_GROUPS, 0), first)
        return before + count(size, last + 1, last + 1 + FEW_GROUPS) > _MORE_ALIKE


def _small(sizes: tuple[int, ...]) -> bytes:
    """Return a byte for each size, the same one for all that are too large for it."""
    try:
        return bytes(sizes)
    except ValueError:
        return bytes(map(min, sizes, repeat(_TOO_LARGE)))
