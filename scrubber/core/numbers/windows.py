"""Windows of digit groups that are as long as card numbers, and who may have issued them."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import luhn

from scrubber.core.numbers.pan import LONGEST, SHORTEST, luhn_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.numbers.issuers import Issuers, Network

_MOST_VERIFIED = 1 << 14
"""Numbers of one mail that are not verified again."""

_BEHIND_A_CARD = frozenset((3, 4, 7, 8))
"""Digits that are glued to a card number: the code, the expiry, both."""

GLUED = 14 + min(_BEHIND_A_CARD)
"""Digits of a group that begins with a card number, at least."""


class Window(NamedTuple):
    """Groups ``first`` to ``last``, both included, of a run: its digits ``[low, high)``.

    ``cut`` says that it ends within a group, ``series`` that the first group may go on a series.
    """

    first: int
    last: int
    low: int
    high: int
    cut: bool = False
    series: bool = False


@lru_cache(maxsize=1 << 12)
def windows(sizes: tuple[int, ...], issuers: Issuers, *, few: bool) -> tuple[Window, ...]:
    """Return the windows of a run with groups of these sizes that are as long as numbers are.

    The rows of a table are alike: what their sizes allow is worked out once.
    """
    return tuple(_any(sizes) if few else _shaped(sizes, issuers))


def _any(sizes: tuple[int, ...]) -> Iterator[Window]:
    """Yield all windows of whole groups."""
    offsets = list(accumulate(sizes, initial=0))
    for first, low in enumerate(offsets[:-1]):
        series = sizes[max(first - 1, 0) : first + 2] == (1, 1, 1)
        for last in range(first, len(sizes)):
            length = offsets[last + 1] - low
            if length > LONGEST:
                break
            if length >= SHORTEST:
                yield Window(first, last, low, low + length, series=series)
        yield from inside(sizes[first], first, low)


def _shaped(sizes: tuple[int, ...], issuers: Issuers) -> Iterator[Window]:
    """Yield the windows that are grouped as people group numbers.

    Of all others in a table or wall of digits every tenth passes Luhn by chance.
    """
    low = 0
    for first, size in enumerate(sizes):
        yield from inside(size, first, low)
        series = first > 0 and sizes[first - 1 : first + 2] == (1, 1, 1)
        for start in {sizes[first : first + 1], sizes[first : first + 2]}:
            for shape in issuers.shapes.get(start, ()):
                last = first + len(shape) - 1
                if sizes[first : last + 1] == shape:
                    yield Window(first, last, low, low + sum(shape), series=series)
        low += size


def inside(size: int, first: int, low: int) -> Iterator[Window]:
    """Yield the numbers that a group begins with when code or expiry are glued to it."""
    for length in (16, 15, 14):
        if size - length in _BEHIND_A_CARD:
            yield Window(first, first, low, low + length, cut=True)


def issued(digits: str, issuers: Issuers) -> tuple[Network, ...]:
    """Return the networks that may have issued ``digits``; Luhn's last word is the library's."""
    if digits[:2] not in issuers.starts:
        return ()
    if luhn_sum(digits) == 0:
        known = issuers.verified
        found = None if known is None else known.get(digits)
        if found is None and luhn.verify(digits):
            found = issuers.of(digits)
            if known is not None:  # several ask, and verifying costs most
                if len(known) >= _MOST_VERIFIED:
                    known.clear()
                known[digits] = found
        if found is not None:
            return found
    if digits[:2] not in issuers.starts_without_luhn:
        return ()
    return tuple(network for network in issuers.of(digits) if not network.luhn)


def may_be_issued(digits: bytes, issuers: Issuers) -> bool:
    """Say whether a network may have issued ``digits``, whatever their number.

    How they begin is asked first: it lets most of them go in a fifth of the time.
    """
    opening = issuers.openings.get(len(digits), frozenset())
    return digits[:3] in opening and bool(issued(digits.decode("ascii"), issuers))
