"""Stretches of a text in which a card number may lie: digits with separators between.

Looked for in bytes of three kinds: six times as fast as a pattern of many characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.alphabet import QUOTE_MARK, SEPARATORS
from scrubber.core.windows import FEW_GROUPS, SHORTEST, issued, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.rules import Issuers

_BETWEEN = SEPARATORS + QUOTE_MARK
_KINDS = bytes(
    ord("0" if chr(byte) in "0123456789" else "-" if chr(byte) in _BETWEEN else "x")
    for byte in range(256)
)
_LONG = re.compile(rb"0[0-]{%d,}" % (SHORTEST - 1))
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
    openings = issuers.openings
    for low, high in stretches(text):
        numbers = spaced[low:high].split()
        sizes = tuple(map(len, numbers))
        # Digits that a line end may cut are looked at as those of which somebody speaks.
        any_groups = uneven or text.find("\n", low, high) >= 0
        if len(sizes) > FEW_GROUPS and (any_groups or len(sizes) > 2 * FEW_GROUPS):
            yield low, high
            continue
        digits = b"".join(numbers)
        for _, _, first, last, _, _ in windows(sizes, issuers, few=any_groups):
            if digits[first : first + 3] in openings[last - first] and issued(
                digits[first:last].decode("ascii"), issuers
            ):
                yield low, high
                break
