"""Digit runs that may hold a card number, by length and issuer; this knows no language.

A run is everything that a person may write as one number: digits with separators between.  Each
window of whole groups that has the length and the first digits of a network is a candidate; inside
a longer run the windows are tried from every group on, so that digits beside a card (an order
number, the security code) do not hide it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import luhn

from scrubber.core.alphabet import QUOTE_MARK, SEPARATORS
from scrubber.core.pan import Pan, luhn_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.rules import Issuers, Network

SHORTEST = 12
LONGEST = 19

_RUN = re.compile(r"[0-9](?:[" + re.escape(SEPARATORS) + r"]{0,8}+[0-9])*+")
"""The widest gap is a comma, a blank line and the margin of the next line."""

_GROUP = re.compile(r"[0-9]+")
_KINDS = bytes(
    ord("0" if chr(byte) in "0123456789" else "-" if chr(byte) in SEPARATORS + QUOTE_MARK else "x")
    for byte in range(256)
)
_LONG = re.compile(rb"0[0-]{%d,}" % (SHORTEST - 1))
_GAPS_TO_SPACES = bytes.maketrans(SEPARATORS.encode(), b" " * len(SEPARATORS))
_GAP = "[" + re.escape(SEPARATORS) + "]{1,8}+"
_EVEN = re.compile(
    rf"[0-9]{{12}}|[0-9]{{4,6}}{_GAP}[0-9]{{2,6}}{_GAP}[0-9]{{1,6}}|[0-9]{{6,9}}{_GAP}[0-9]{{6}}|"
    rf"[0-9]{{8}}{_GAP}[0-9]{{4}}|[0-9]{{4}}{_GAP}[0-9]{{8}}|"
    rf"(?:[0-9]{_GAP}){{11}}|(?:[0-9]{{2}}{_GAP}){{5}}|(?:[0-9]{{3}}{_GAP}){{3}}"
)
"""What every number grouped as people group them has, also when a line end cuts one group."""

_FEW_GROUPS = 12
"""A card, its expiry and code, and an order number beside them; more is a table."""

_MORE_ALIKE = 4
_BEHIND_A_CARD = frozenset((3, 4, 7, 8))
"""Digits that are glued to a card number: the code, the expiry, both."""


@dataclass(frozen=True, slots=True)
class Candidate:
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


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of digits, separators and quote marks that a number may lie in.

    Looked for in bytes of three kinds: six times as fast as a pattern of many characters.
    """
    kinds = text.encode("ascii", "replace").translate(_KINDS)
    for found in _LONG.finditer(kinds):
        yield found.span()


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the digit runs that are long enough for a card number."""
    for low, high in stretches(text):
        for run in _RUN.finditer(text, low, high):
            start, end = run.span()
            if end - start >= SHORTEST:
                yield start, end


def candidates(text: str, issuers: Issuers, *, uneven: bool = True) -> Iterator[Candidate]:
    """Yield every window of ``text`` that a network may have issued and Luhn does not rule out.

    Where Luhn is not known to hold for a network, its numbers are candidates all the same.  Without
    ``uneven`` only numbers grouped as people group them count: where nobody speaks of a card,
    others could not convict.
    """
    for start, end in runs(text):
        yield from _in_run(text, start, end, issuers, uneven=uneven)


def _in_run(
    text: str, start: int, end: int, issuers: Issuers, *, uneven: bool
) -> Iterator[Candidate]:
    """Yield the candidates of the run of digits at ``[start, end)``."""
    written = text[start:end]
    numbers = written.encode("ascii").translate(_GAPS_TO_SPACES).split()
    sizes = tuple(map(len, numbers))
    few = len(sizes) <= _FEW_GROUPS and (uneven or _may_be_wrapped(written, sizes))
    digits = b"".join(numbers).decode("ascii")
    starts = issuers.starts
    groups: list[tuple[int, int]] = []
    for window in _windows(sizes, issuers, few=few):
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
            yield _candidate(text, groups, window, found)


def _may_be_wrapped(written: str, sizes: tuple[int, ...]) -> bool:
    """Say whether a line end may cut a group of one number in two."""
    return len(sizes) <= _FEW_GROUPS // 2 + 1 and "\n" in written


class _Window(NamedTuple):
    """Groups ``first`` to ``last``, both included, of a run: its digits ``[low, high)``.

    ``cut`` says that it ends within a group, ``series`` that the first group may go on a series.
    """

    first: int
    last: int
    low: int
    high: int
    cut: bool = False
    series: bool = False


def _windows(sizes: tuple[int, ...], issuers: Issuers, *, few: bool) -> Iterable[_Window]:
    """Return the windows of a run with groups of these sizes that are as long as numbers are.

    The rows of a table are alike: what their sizes allow is worked out once.
    """
    if len(sizes) <= _FEW_GROUPS * 2:
        return _remembered(sizes, issuers, few=few)
    return _shaped(sizes, issuers)


@lru_cache(maxsize=1 << 12)
def _remembered(sizes: tuple[int, ...], issuers: Issuers, *, few: bool) -> tuple[_Window, ...]:
    return tuple(_any(sizes) if few else _shaped(sizes, issuers))


def _any(sizes: tuple[int, ...]) -> Iterator[_Window]:
    """Yield all windows of whole groups."""
    offsets = list(accumulate(sizes, initial=0))
    for first, low in enumerate(offsets[:-1]):
        series = sizes[max(first - 1, 0) : first + 2] == (1, 1, 1)
        for last in range(first, len(sizes)):
            length = offsets[last + 1] - low
            if length > LONGEST:
                break
            if length >= SHORTEST:
                yield _Window(first, last, low, low + length, series=series)
        yield from _inside(sizes[first], first, low)


def _shaped(sizes: tuple[int, ...], issuers: Issuers) -> Iterator[_Window]:
    """Yield the windows that are grouped as people group numbers.

    Of all others in a table or wall of digits every tenth passes Luhn by chance.
    """
    low = 0
    for first, size in enumerate(sizes):
        yield from _inside(size, first, low)
        series = first > 0 and sizes[first - 1 : first + 2] == (1, 1, 1)
        for start in {sizes[first : first + 1], sizes[first : first + 2]}:
            for shape in issuers.shapes.get(start, ()):
                last = first + len(shape) - 1
                if sizes[first : last + 1] == shape:
                    yield _Window(first, last, low, low + sum(shape), series=series)
        low += size


def _inside(size: int, first: int, low: int) -> Iterator[_Window]:
    """Yield the numbers that a group begins with when code or expiry are glued to it."""
    for length in (16, 15, 14):
        if size - length in _BEHIND_A_CARD:
            yield _Window(first, first, low, low + length, cut=True)


def _continues(text: str, groups: list[tuple[int, int]], first: int) -> bool:
    """Say whether group ``first`` of single digits goes on a series, with the same gap between.

    A number read out digit by digit begins where the series begins; a window at each of its digits
    would cost much and find nothing but chance.
    """
    before, here, after = groups[first - 1 : first + 2]
    return text[before[1] : here[0]] == text[here[1] : after[0]]


def issued(digits: str, issuers: Issuers) -> tuple[Network, ...]:
    """Return the networks that may have issued ``digits``; Luhn's last word is the library's."""
    if digits[:2] not in issuers.starts:
        return ()
    if luhn_sum(digits) == 0 and luhn.verify(digits):
        return issuers.of(digits)
    if digits[:2] not in issuers.starts_without_luhn:
        return ()
    return tuple(network for network in issuers.of(digits) if not network.luhn)


def _candidate(
    text: str, groups: list[tuple[int, int]], window: _Window, networks: tuple[Network, ...]
) -> Candidate:
    """Describe a window of the run with ``groups``."""
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
        crowded=_is_crowded(groups, first, last),
    )


def _is_crowded(groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Say whether the run has more groups like those of the window than two cards in a row have."""
    if len(groups) - (last - first + 1) <= _MORE_ALIKE:
        return False
    size = groups[first][1] - groups[first][0]
    around = groups[max(first - _FEW_GROUPS, 0) : first] + groups[last + 1 :][:_FEW_GROUPS]
    return sum(end - start == size for start, end in around) > _MORE_ALIKE
