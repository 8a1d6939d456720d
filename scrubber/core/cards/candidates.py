"""Digit runs that may hold a card number, by length and issuer; this knows no language.

A run is everything that a person may write as one number: digits with separators between.  Each
window of whole groups that has the length and the first digits of a network is a candidate; inside
a longer run the windows are tried from every group on, so that digits beside a card (an order
number, the security code) do not hide it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scrubber.core.cards.stretches import promising, stretches
from scrubber.core.language.alphabet import SEPARATORS
from scrubber.core.numbers.groups import FEW_GROUPS
from scrubber.core.numbers.longruns import hopeful, is_hopeless
from scrubber.core.numbers.pan import SHORTEST, Pan
from scrubber.core.numbers.windows import Window, issued, windows
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrubber.core.numbers.groups import LongRun
    from scrubber.core.numbers.issuers import Issuers, Network

_RUN = pattern(r"[0-9](?:[" + re.escape(SEPARATORS) + r"]{0,8}+[0-9])*+")
"""The widest gap is a comma, a blank line and the margin of the next line."""

_GROUP = pattern(r"[0-9]+")
_GAPS_TO_SPACES = bytes.maketrans(SEPARATORS.encode(), b" " * len(SEPARATORS))
_GAP = "[" + re.escape(SEPARATORS) + "]{1,8}+"
_EVEN = pattern(
    rf"[0-9]{{12}}|[0-9]{{4,6}}{_GAP}[0-9]{{2,6}}{_GAP}[0-9]{{1,6}}|[0-9]{{6,9}}{_GAP}[0-9]{{6}}|"
    rf"[0-9]{{8}}{_GAP}[0-9]{{4}}|[0-9]{{4}}{_GAP}[0-9]{{8}}|"
    rf"(?:[0-9]{_GAP}){{11}}|(?:[0-9]{{2}}{_GAP}){{5}}|(?:[0-9]{{3}}{_GAP}){{3}}"
)
"""What every number grouped as people group them has, also when a line end cuts one group."""

_MORE_ALIKE = 4
_WORDS_REACH = 120
"""Characters within a run from its ends that no words around it reach."""


class Shape(NamedTuple):
    """How a window in the midst of a long run is grouped, with one group beside it on each side.

    ``crowded`` is that of a :class:`Candidate`.
    """

    sizes: tuple[int, ...]
    gaps: tuple[str, ...]
    crowded: bool


class Midst(Protocol):
    """Says what in the midst of a long run is not worth a candidate."""

    def beginnings(self, run: LongRun, low: int, high: int) -> Iterable[int]:
        """Return the groups with which a number may begin.

        No words reach what stands between the characters ``low`` and ``high``.
        """

    def ignores(self, number: str, shape: Shape, text: str, span: tuple[int, int]) -> bool:
        """Say whether digits of some shape there, at ``span`` of a text, are none."""


class Candidate(NamedTuple):
    """A window of a run that a network may have issued.

    ``groups`` are the half-open ranges of its digit groups, ``gaps`` what stands between them.
    ``left`` and ``right`` are the lengths in digits of the groups of the same run beside it, 0 if
    there is none, ``left_gap`` and ``right_gap`` what stands between.  ``cut`` says that the window
    ends within a group of the text, ``crowded`` that many groups of the same size stand around.
    """

    pan: Pan
    networks: tuple[Network, ...]
    groups: tuple[tuple[int, int], ...]
    gaps: tuple[str, ...]
    left: int = 0
    right: int = 0
    left_gap: str = ""
    right_gap: str = ""
    cut: bool = False
    crowded: bool = False

    @property
    def start(self) -> int:
        """Where the first digit stands."""
        return self.groups[0][0]

    @property
    def end(self) -> int:
        """Behind the last digit."""
        return self.groups[-1][1]


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the digit runs that are long enough for a card number."""
    for low, high in stretches(text):
        yield from _runs(text, low, high)


def _runs(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the runs in the stretch ``[low, high)``."""
    for run in _RUN.finditer(text, low, high):
        start, end = run.span()
        if end - start >= SHORTEST:
            yield start, end


def candidates(
    text: str,
    issuers: Issuers,
    *,
    uneven: bool = True,
    among: Callable[[int, int], bool] | None = None,
    midst: Midst | None = None,
) -> Iterator[Candidate]:
    """Yield every window of ``text`` that a network may have issued and Luhn does not rule out.

    Where Luhn is not known to hold for a network, its numbers are candidates all the same.  Without
    ``uneven`` only numbers grouped as people group them count: where nobody speaks of a card,
    others could not convict.  ``among`` says in which runs, by their range, they are looked for,
    ``midst`` what is left out in the midst of a long one.
    """
    for low, high in promising(text, issuers, uneven=uneven):
        for start, end in _runs(text, low, high):
            if among is None or among(start, end):
                numbers = text[start:end].encode("ascii").translate(_GAPS_TO_SPACES).split()
                if len(numbers) > FEW_GROUPS * 2:
                    yield from _in_long_run(text, (start, end), numbers, issuers, midst)
                else:
                    yield from _in_run(text, (start, end), numbers, issuers, uneven=uneven)


def _in_long_run(
    text: str, span: tuple[int, int], numbers: list[bytes], issuers: Issuers, midst: Midst | None
) -> Iterator[Candidate]:
    """Yield the candidates of a run of ``numbers`` that is a table, or a wall."""
    start, end = span
    written = text[start:end]
    if is_hopeless(written, numbers, issuers):
        return
    run = issuers.long_run(written, start, numbers)
    low, high = start + _WORDS_REACH, end - _WORDS_REACH
    beginnings = midst.beginnings(run, low, high) if midst else None
    for first, last, at, behind_last, cut in hopeful(run, issuers, beginnings):
        number = run.digits[at:behind_last].decode("ascii")
        crowded = run.is_crowded(first, last)
        begin, behind = run.starts[first], run.starts[last] + run.sizes[last]
        if midst and not cut and low < begin and behind < high:
            sizes, gaps = run.sizes[first - 1 : last + 2], run.gaps[first - 1 : last + 1]
            if midst.ignores(number, Shape(sizes, gaps, crowded), text, (begin, behind)):
                continue
        if found := issued(number, issuers):
            groups = list(map(run.group, range(max(first - 1, 0), last + 1)))
            if last + 1 < len(run.sizes):
                groups.append(run.group(last + 1))
            moved = Window(min(first, 1), last - max(first - 1, 0), at, behind_last, cut)
            yield _candidate(text, groups, moved, found, crowded=crowded)


def _in_run(
    text: str, span: tuple[int, int], numbers: list[bytes], issuers: Issuers, *, uneven: bool
) -> Iterator[Candidate]:
    """Yield the candidates of the run of ``numbers`` at ``span``."""
    start, end = span
    written = text[start:end]
    sizes = tuple(map(len, numbers))
    few = len(sizes) <= FEW_GROUPS and (uneven or _may_be_wrapped(written, sizes))
    digits = b"".join(numbers).decode("ascii")
    starts = issuers.starts
    groups: list[tuple[int, int]] = []
    for window in windows(sizes, issuers, few=few):
        number = digits[window.low : window.high]
        if number[:2] not in starts:
            continue
        if not groups:
            if not (uneven or _EVEN.search(written)):
                return
            groups = [found.span() for found in _GROUP.finditer(text, start, end)]
        if window.series and _continues(text, groups, window.first):
            continue
        if found := issued(number, issuers):
            crowded = _is_crowded(groups, window.first, window.last)
            yield _candidate(text, groups, window, found, crowded=crowded)


def _may_be_wrapped(written: str, sizes: tuple[int, ...]) -> bool:
    """Say whether a line end may cut a group of one number in two."""
    return len(sizes) <= FEW_GROUPS // 2 + 1 and "\n" in written


def _continues(text: str, groups: list[tuple[int, int]], first: int) -> bool:
    """Say whether group ``first`` of single digits goes on a series, with the same gap between.

    A number read out digit by digit begins where the series begins; a window at each of its digits
    would cost much and find nothing but chance.
    """
    before, here, after = groups[first - 1 : first + 2]
    return text[before[1] : here[0]] == text[here[1] : after[0]]


def _candidate(
    text: str,
    groups: list[tuple[int, int]],
    window: Window,
    networks: tuple[Network, ...],
    *,
    crowded: bool,
) -> Candidate:
    """Describe a window of the run with ``groups``, or of those around it."""
    first, last = window.first, window.last
    if window.cut:
        start = groups[first][0]
        end = start + window.high - window.low
        return Candidate(Pan(text[start:end]), networks, ((start, end),), (), cut=True)
    inside = groups[first : last + 1]
    left = groups[first - 1] if first else None
    right = groups[last + 1] if last + 1 < len(groups) else None
    return Candidate(
        pan=Pan("".join(text[start:end] for start, end in inside)),
        networks=networks,
        groups=tuple(inside),
        gaps=tuple(text[a[1] : b[0]] for a, b in pairwise(inside)),
        left=left[1] - left[0] if left else 0,
        right=right[1] - right[0] if right else 0,
        left_gap=text[left[1] : inside[0][0]] if left else "",
        right_gap=text[inside[-1][1] : right[0]] if right else "",
        crowded=crowded,
    )


def _is_crowded(groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Say whether the run has more groups like those of the window than two cards in a row have."""
    if len(groups) - (last - first + 1) <= _MORE_ALIKE:
        return False
    size = groups[first][1] - groups[first][0]
    around = groups[max(first - FEW_GROUPS, 0) : first] + groups[last + 1 : last + 1 + FEW_GROUPS]
    return sum(end - start == size for start, end in around) > _MORE_ALIKE
