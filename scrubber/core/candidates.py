"""Digit runs that may hold a card number, by length and issuer; this knows no language.

A run is everything that a person may write as one number: digits with separators between.  Each
window of whole groups that has the length and the first digits of a network is a candidate; inside
a longer run the windows are tried from every group on, so that digits beside a card (an order
number, the security code) do not hide it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import luhn

from scrubber.core.pan import Pan, luhn_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.rules import Issuers, Network

SHORTEST = 12
LONGEST = 19

_SEPARATORS = " \t\r\n-./_*,|+()=:;#~\\'\"[]^"
_RUN = re.compile(r"[0-9](?:[" + re.escape(_SEPARATORS) + r"]{0,8}+[0-9])*+")
"""The widest gap is a comma, a blank line and the margin of the next line."""

_GROUP = re.compile(r"[0-9]+")
_FILTER = bytes.maketrans(b"0123456789OoQlI", b"0" * 15)
_IGNORED = _SEPARATORS.encode()
_ENOUGH = b"0" * SHORTEST
_GAP = "[" + re.escape(_SEPARATORS) + "]{1,8}+"
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


def may_hold(raw: bytes) -> bool:
    """Say whether a text can hold a candidate at all: a sound filter at the speed of memory.

    ``raw`` is the text in a charset of one byte a character, ASCII within it.

    Digits, and the letters people type for them, become one character, separators go; what has
    less than twelve in a row has no candidate (four of five bodies of real mail).
    """
    return _ENOUGH in raw.translate(_FILTER, _IGNORED)


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the digit runs that are long enough for a card number."""
    for run in _RUN.finditer(text):
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
        if uneven or _EVEN.search(text, start, end):
            groups = [found.span() for found in _GROUP.finditer(text, start, end)]
            few = len(groups) <= _FEW_GROUPS and (uneven or _may_be_wrapped(text, groups))
            yield from (_windows if few else _shaped_windows)(text, groups, issuers)


def _may_be_wrapped(text: str, groups: list[tuple[int, int]]) -> bool:
    """Say whether a line end may cut a group of one number in two."""
    return len(groups) <= _FEW_GROUPS // 2 + 1 and "\n" in text[groups[0][0] : groups[-1][1]]


def _shaped_windows(
    text: str, groups: list[tuple[int, int]], issuers: Issuers
) -> Iterator[Candidate]:
    """Yield the candidates of one run that are grouped as people group numbers.

    Of all others in a table or wall of digits every tenth passes Luhn by chance.
    """
    sizes = tuple(end - start for start, end in groups)
    for first, size in enumerate(sizes):
        if size >= SHORTEST:
            yield from _inside(text, groups[first], issuers)
        for start in (sizes[first : first + 1], sizes[first : first + 2]):
            for shape in issuers.shapes.get(start, ()):
                last = first + len(shape)
                if sizes[first:last] == shape and not _continues(text, groups, first):
                    digits = "".join(text[a:b] for a, b in groups[first:last])
                    if found := issued(digits, issuers):
                        yield _candidate(text, groups, first, last - 1, found)


def _windows(text: str, groups: list[tuple[int, int]], issuers: Issuers) -> Iterator[Candidate]:
    """Yield the candidates among the windows of whole groups of one run."""
    digits = "".join(text[start:end] for start, end in groups)
    offsets = list(accumulate((end - start for start, end in groups), initial=0))
    for first in range(len(groups)):
        low = offsets[first]
        if digits[low : low + 2] not in issuers.starts or _continues(text, groups, first):
            continue
        for last in range(first, len(groups)):
            length = offsets[last + 1] - low
            if length > LONGEST:
                break
            if length >= SHORTEST and (found := issued(digits[low : low + length], issuers)):
                yield _candidate(text, groups, first, last, found)
        yield from _inside(text, groups[first], issuers)


def _inside(text: str, group: tuple[int, int], issuers: Issuers) -> Iterator[Candidate]:
    """Yield the number that a group begins with when code or expiry are glued to it."""
    start, end = group
    for length in (16, 15, 14):
        if end - start - length in _BEHIND_A_CARD:
            digits = text[start : start + length]
            found = issued(digits, issuers)
            if found:
                yield Candidate(Pan(digits), found, ((start, start + length),), (), cut=True)


def _continues(text: str, groups: list[tuple[int, int]], first: int) -> bool:
    """Say whether group ``first`` goes on a series of single digits, with the same gap between.

    A number read out digit by digit begins where the series begins; a window at each of its digits
    would cost much and find nothing but chance.
    """
    if not 0 < first < len(groups) - 1:
        return False
    before, here, after = groups[first - 1 : first + 2]
    single = before[1] - before[0] == here[1] - here[0] == after[1] - after[0] == 1
    return single and text[before[1] : here[0]] == text[here[1] : after[0]]


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
    text: str, groups: list[tuple[int, int]], first: int, last: int, networks: tuple[Network, ...]
) -> Candidate:
    """Describe the window of groups ``first`` to ``last``, both included."""
    window = groups[first : last + 1]
    left = groups[first - 1] if first else None
    right = groups[last + 1] if last + 1 < len(groups) else None
    return Candidate(
        pan=Pan("".join(text[start:end] for start, end in window)),
        networks=networks,
        groups=tuple(window),
        gaps=tuple(text[a[1] : b[0]] for a, b in pairwise(window)),
        left=left[1] - left[0] if left else 0,
        right=right[1] - right[0] if right else 0,
        left_gap=text[left[1] : window[0][0]] if left else "",
        right_gap=text[window[-1][1] : right[0]] if right else "",
        crowded=_is_crowded(groups, first, last),
    )


def _is_crowded(groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Say whether the run has more groups like those of the window than two cards in a row have."""
    if len(groups) - (last - first + 1) <= _MORE_ALIKE:
        return False
    size = groups[first][1] - groups[first][0]
    around = groups[max(first - _FEW_GROUPS, 0) : first] + groups[last + 1 :][:_FEW_GROUPS]
    return sum(end - start == size for start, end in around) > _MORE_ALIKE
