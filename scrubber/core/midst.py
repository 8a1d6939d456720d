"""Shapes in the midst of a table of digits that no card number can have.

Of the windows of a table of months half pass Luhn; to weigh each one took minutes for a megabyte.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scrubber.core.candidates import Candidate
from scrubber.core.evidence import HELP_WITHOUT_WORDS, of_number
from scrubber.core.judge import THRESHOLDS
from scrubber.core.pan import Pan

if TYPE_CHECKING:
    from scrubber.core.candidates import Shape
    from scrubber.core.rules import Issuers, Network


@lru_cache(maxsize=1 << 12)
def is_hopeless(shape: Shape, issuers: Issuers) -> bool:
    """Say whether no number of a shape counts where no words reach, whatever its digits are."""
    left, *sizes, right = shape.sizes
    left_gap, *gaps, right_gap = shape.gaps
    text = "0" * left + left_gap
    groups: list[tuple[int, int]] = []
    for size, gap in zip(sizes, (*gaps, right_gap), strict=True):
        groups.append((len(text), len(text) + size))
        text += "0" * size + gap
    text += "1227".ljust(right, "0") if right >= len("1227") else "0" * right
    length = sum(sizes)
    weights = (
        of_number(
            Candidate(
                pan=Pan("0" * length),
                networks=(network,),
                groups=tuple(groups),
                gaps=tuple(gaps),
                left=left,
                right=right,
                left_gap=left_gap,
                right_gap=right_gap,
                crowded=shape.crowded,
            ),
            text,
        ).weight
        for network in _habits(length, issuers)
    )
    return max(weights, default=0.0) + HELP_WITHOUT_WORDS < min(THRESHOLDS.values())


@lru_cache(maxsize=32)
def _habits(length: int, issuers: Issuers) -> tuple[Network, ...]:
    """Return a network for each way in which numbers of a length are weighed."""
    networks = issuers.of_length(length)
    return tuple({(x.luhn, length in x.needs_word, x.groupings): x for x in networks}.values())
