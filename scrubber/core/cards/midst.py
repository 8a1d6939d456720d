"""Shapes in the midst of a table of digits that no card number can have.

Of the windows of a table of months half pass Luhn; to weigh each one took minutes for a megabyte.
What a table of short groups looks like is asked of all its groups at once, of single windows only
where that does not tell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING

from scrubber.core.cards.candidates import Candidate
from scrubber.core.cards.evidence import HELP_WITHOUT_WORDS, has_expiry_behind, of_itself
from scrubber.core.cards.neighbours import LONE, is_among_small, of_neighbours
from scrubber.core.judge import WEIGHTS, Evidence
from scrubber.core.numbers.groups import FEW_GROUPS
from scrubber.core.numbers.pan import LONGEST, SHORTEST, Pan
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from scrubber.core.cards.candidates import Shape
    from scrubber.core.numbers.groups import LongRun
    from scrubber.core.numbers.issuers import Issuers, Network

_LARGEST = 5
"""Stands for groups of so many digits and more: a number has few of them."""

_AT_MOST_LARGEST = bytes(min(size, _LARGEST) for size in range(256))
_ALIKE = pattern(rb"([\x01-\x04])\1{%d,}" % (FEW_GROUPS + LONGEST))
"""Groups of the same size, more than a number and its neighbours to the left have."""

_MANY_KNOWN = 16
"""Numbers, to look for each of which takes longer than to look at each group of most runs."""

_MOST_KNOWN = 1 << 12
"""Shapes of one text of which is known what they weigh."""

_TRACK_BEFORE = ";"
_TRACK_BEHIND = "="
"""What stands around the number on a magnetic stripe, which counts in a table, too."""


class Midst:
    """What is left out of long runs where no words reach, if so much evidence is ``needed``.

    Of a text that was weighed before only numbers that are ``known`` are looked for again.
    ``belied`` says whether most numbers of the text in so many groups are none of a card.
    """

    def __init__(
        self,
        issuers: Issuers,
        needed: float,
        known: frozenset[Pan],
        belied: Callable[[int], bool] | None = None,
    ) -> None:
        """Leave out what networks with these habits cannot mean."""
        self._issuers = issuers
        self._needed = needed
        self._known = known
        self._written = frozenset(pan.digits.encode() for pan in known)
        self._belied = belied
        self._most: dict[Shape, tuple[float, float]] = {}

    def beginnings(self, run: LongRun, low: int, high: int) -> Iterator[int]:
        """Yield the groups of a run with which a number may begin.

        No words reach what stands between the characters ``low`` and ``high``.
        """
        first, last = bisect_right(run.starts, low), bisect_left(run.starts, high) - 1
        if self._known:
            yield from range(first)
            yield from sorted({at for at in self._repeated(run) if first <= at < last})
            # A window that begins before may end behind.
            yield from range(max(last - LONGEST, first), len(run.sizes))
            return
        done = 0
        for start, end, among in self._tables(run, first, last):
            yield from range(done, start)
            yield from among
            done = end
        yield from range(done, len(run.sizes))

    def ignores(self, number: str, shape: Shape, text: str, span: tuple[int, int]) -> bool:
        """Say whether digits in the midst of a long run cannot count, whatever they are.

        What stands beside them in the ``text`` is asked where it matters: behind most there is no
        date.
        """
        if self._known:
            return Pan(number) not in self._known
        known = self._most.get(shape)
        if known is None:
            if len(self._most) >= _MOST_KNOWN:
                self._most.clear()
            known = self._most[shape] = self._at_most(shape)
        most, lone = known
        if most + HELP_WITHOUT_WORDS < self._needed:
            return True
        if has_expiry_behind(text, span[1]):
            most += HELP_WITHOUT_WORDS
        if most - lone < self._needed <= most and is_among_small(text, *span):
            most -= lone
        return most < self._needed

    def _repeated(self, run: LongRun) -> Iterator[int]:
        """Yield the groups with which a known number begins: of many each group is asked."""
        if len(self._known) > _MANY_KNOWN:
            digits, written = run.digits, self._written
            lengths = {len(number) for number in written}
            for group, at in enumerate(run.lows[:-1]):
                if any(digits[at : at + length] in written for length in lengths):
                    yield group
            return
        for number in self._written:
            at = run.digits.find(number)
            while at >= 0:
                group = bisect_left(run.lows, at)
                if run.lows[group] == at:
                    yield group
                at = run.digits.find(number, at + 1)

    def _tables(
        self, run: LongRun, first: int, last: int
    ) -> Iterator[tuple[int, int, Iterator[int]]]:
        """Yield groups from one on before another of which nearly none begins a number that counts.

        With them come those that do.
        """
        sizes = run.small.translate(_AT_MOST_LARGEST)
        gaps = None
        for table in _ALIKE.finditer(sizes, max(first - FEW_GROUPS, 0), max(last, 0)):
            size = sizes[table.start()]
            start, end = table.start() + FEW_GROUPS, table.end() - LONGEST // size
            at_best = _at_best_alike(size, self._issuers)
            if start < end and self._is_too_little(at_best, -(-SHORTEST // size)):
                gaps = gaps or run.kinds_of_gaps(_TRACK_BEFORE)
                odd = _odd(-(-SHORTEST // size) - 1, tracks=_TRACK_BEHIND in run.signs)
                found = odd.finditer(gaps, start - 1, end - 1)
                yield start, end, (match.start() + 1 for match in found)

    def _at_most(self, shape: Shape) -> tuple[float, float]:
        """Return the most that a number of a shape weighs without words or a date behind.

        And how much of that only where nothing like its groups is near.
        """
        groups = len(shape.sizes) - 2
        if self._is_in_table(shape):
            at_best = _at_best(shape.sizes[1:-1], self._issuers)
            if self._is_too_little(at_best, groups):
                return self._in_table(at_best, groups), 0.0
        most, lone = _weight(_in_any_order(shape), self._issuers)
        if shape.gaps[-1].startswith(_TRACK_BEHIND):
            most += WEIGHTS["track data"]
        return most + self._listed(most, groups), lone

    def _is_in_table(self, shape: Shape) -> bool:
        """Say cheaply whether a shape surely stands in a table."""
        left_gap, *gaps, right_gap = shape.gaps
        if right_gap.startswith(_TRACK_BEHIND):
            return False
        return shape.crowded and (len(set(gaps)) > 1 or left_gap in gaps)

    def _is_too_little(self, weight: float, groups: int) -> bool:
        """Say whether a number of such a weight does not count in a table."""
        return self._in_table(weight, groups) + HELP_WITHOUT_WORDS < self._needed

    def _in_table(self, weight: float, groups: int) -> float:
        """Return what a number of such a weight weighs in a table."""
        weight += WEIGHTS["in a table of digits"]
        return weight + self._listed(weight, groups)

    def _listed(self, weight: float, groups: int) -> float:
        """Return what it weighs that the numbers of the text are none, asked if it matters."""
        if self._belied is None or weight + HELP_WITHOUT_WORDS < self._needed:
            return 0.0
        return WEIGHTS["in a list of other numbers"] if self._belied(groups) else 0.0


@lru_cache(maxsize=32)
def _odd(gaps: int, *, tracks: bool) -> re.Pattern[str]:
    """Return what stands before and in numbers of a table that may seem to be in none.

    All ``gaps`` of such a number are the same, and that before it is another.
    """
    uniform = rf"(?s:(.)(?!\1)(.)\2{{{gaps - 1}}})"
    return pattern(rf"(?={_TRACK_BEFORE}|{uniform})" if tracks else rf"(?={uniform})")


@lru_cache(maxsize=32)
def _at_best_alike(size: int, issuers: Issuers) -> float:
    """Return the most that numbers in groups of a size weigh by themselves."""
    lengths = range(SHORTEST, LONGEST + 1)
    return max(
        _at_best((size,) * (length // size), issuers) for length in lengths if length % size == 0
    )


@lru_cache(maxsize=1 << 12)
def _at_best(sizes: tuple[int, ...], issuers: Issuers) -> float:
    """Return the most that numbers in groups of some sizes weigh by themselves."""
    weight = _alone(sizes, (" ",) * (len(sizes) - 1), issuers)
    if len(set(sizes)) > 1:  # a line end may stand within
        weight = max(weight, WEIGHTS["luhn"] + WEIGHTS["grouped as printed, wrapped"])
    return weight


def _in_any_order(shape: Shape) -> Shape:
    """Return the shape that stands for all with the same gaps between groups of one size.

    How often the usual one stands between them, and which others do, is all that counts.
    """
    left_gap, *gaps, right_gap = shape.gaps
    if not gaps or len(set(shape.sizes[1:-1])) > 1:  # line ends may wrap a group
        return shape
    usual = max(gaps, key=gaps.count)
    others = sorted({*gaps} - {usual})
    usuals = [usual] * (len(gaps) - len(others))
    return shape._replace(gaps=(left_gap, *usuals, *others, right_gap))


@lru_cache(maxsize=1 << 12)
def _weight(shape: Shape, issuers: Issuers) -> tuple[float, float]:
    """Return the most that a number of a shape weighs without words.

    And how much of that only where nothing like its groups is near.
    """
    left, *sizes, right = shape.sizes
    left_gap, *gaps, right_gap = shape.gaps
    text = "0" * left + left_gap
    groups: list[tuple[int, int]] = []
    for size, gap in zip(sizes, (*gaps, right_gap), strict=True):
        groups.append((len(text), len(text) + size))
        text += "0" * size + gap
    text += "1227".ljust(right, "0") if right >= len("1227") else "0" * right
    around = Evidence()
    candidate = Candidate(
        pan=Pan("0" * sum(sizes)),
        networks=(),
        groups=tuple(groups),
        gaps=tuple(gaps),
        left=left,
        right=right,
        left_gap=left_gap,
        right_gap=right_gap,
        crowded=shape.crowded,
    )
    of_neighbours(candidate, text, around)
    lone = sum(WEIGHTS[name] for name, _ in around.reasons if name == LONE)
    return around.weight + _alone(tuple(sizes), tuple(gaps), issuers), lone


@lru_cache(maxsize=1 << 12)
def _alone(sizes: tuple[int, ...], gaps: tuple[str, ...], issuers: Issuers) -> float:
    """Return the most that a number weighs by itself in groups of some sizes, with gaps between."""
    length = sum(sizes)
    ends = list(accumulate(map(len, gaps), initial=0))
    starts = map(add, accumulate(sizes, initial=0), ends)
    groups = tuple((start, start + size) for start, size in zip(starts, sizes, strict=False))
    weights = (
        of_itself(Candidate(Pan("0" * length), (network,), groups, gaps)).weight
        for network in _habits(length, issuers)
    )
    return max(weights, default=0.0)


@lru_cache(maxsize=32)
def _habits(length: int, issuers: Issuers) -> tuple[Network, ...]:
    """Return a network for each way in which numbers of a length are weighed."""
    networks = issuers.of_length(length)
    return tuple({(x.luhn, length in x.needs_word, x.groupings): x for x in networks}.values())
