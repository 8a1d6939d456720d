"""Stretches of a text in which a card number may lie: digits with separators between.

Looked for in bytes of three kinds: six times as fast as a pattern of many characters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scrubber.core.alphabet import QUOTE_MARK, SEPARATORS
from scrubber.core.patterns import pattern
from scrubber.core.windows import FEW_GROUPS, SHORTEST, issued, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.rules import Issuers

_BETWEEN = SEPARATORS + QUOTE_MARK
_KINDS = bytes(
    ord("0" if chr(byte) in "0123456789" else "-" if chr(byte) in _BETWEEN else "x")
    for byte in range(256)
)
_LONG = pattern(rb"0[0-]{%d,}" % (SHORTEST - 1))
_GAPS_TO_SPACES = bytes.maketrans(_BETWEEN.encode(), b" " * len(_BETWEEN))


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of digits, separators and quote marks that a number may lie in."""
    for found in _LONG.finditer(text.encode("ascii", "replace").translate(_KINDS)):
        yield found.span()


def promising(text: str, issuers: Issuers, *, uneven: bool) -> Iterator[tuple[int, int]]:
    """Yield those in which some window of whole groups may be a number that a network issued.

    The cheap question before the exact one, which asks for gaps and quote marks, too: it lets a
    table of numbers go in a sixth of the time.
    """
    spaced = text.encode("ascii", "replace").translate(_GAPS_TO_SPACES)
    for low, high in stretches(text):
        numbers = spaced[low:high].split()
        sizes = tuple(map(len, numbers))
        # Digits that a line end may cut are looked at as those of which somebody speaks.
        any_groups = uneven or text.find("\n", low, high) >= 0
        if len(sizes) > FEW_GROUPS and (any_groups or len(sizes) > 2 * FEW_GROUPS):
            yield low, high
            continue
        digits = b"".join(numbers)
        for first, third, last, openings in _places(sizes, issuers, any_groups):
            if digits[first:third] in openings and issued(digits[first:last].decode(), issuers):
                yield low, high
                break


@lru_cache(maxsize=1 << 12)
def _places(
    sizes: tuple[int, ...],
    issuers: Issuers,
    few: bool,  # noqa: FBT001 - a cache takes half the time without names
) -> tuple[tuple[int, int, int, frozenset[bytes]], ...]:
    """Return where numbers may stand among the digits of groups, and what these may begin with.

    A place is its first digit, behind its third, behind its last.  Most rows of a table are alike.
    """
    return tuple(
        (low, low + 3, high, issuers.openings[high - low])
        for _, _, low, high, _, _ in windows(sizes, issuers, few=few)
    )
