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
_FILTER = bytes.maketrans(b"0123456789OoQlI|", b"0" * 16)
_IGNORED = _SEPARATORS.replace("|", "").encode()
_ENOUGH = b"0" * SHORTEST
_BEHIND_A_CARD = frozenset((3, 4, 7, 8))
"""Digits that are glued to a card number: the code, the expiry, both."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window of a run that a network may have issued.

    ``groups`` are the half-open ranges of its digit groups, ``gaps`` what stands between them.
    ``left`` and ``right`` are the lengths in digits of the groups of the same run beside it, 0 if
    there is none, ``left_gap`` and ``right_gap`` what stands between.  ``cut`` says that the window
    ends within a group of the text.
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

    @property
    def start(self) -> int:
        """Where the first digit stands."""
        return self.groups[0][0]

    @property
    def end(self) -> int:
        """Behind the last digit."""
        return self.groups[-1][1]


def may_hold(text: str) -> bool:
    """Say whether ``text`` can hold a candidate at all: a sound filter at the speed of memory.

    Digits, and the letters people type for them, become one character, separators go; what has
    less than twelve in a row has no candidate (four of five bodies of real mail).
    """
    raw = text.encode("ascii", "replace")
    return _ENOUGH in raw.translate(_FILTER, _IGNORED)


def candidates(text: str, issuers: Issuers) -> Iterator[Candidate]:
    """Yield every window of ``text`` that a network may have issued and Luhn does not rule out.

    Where Luhn is not known to hold for a network, its numbers are candidates all the same.
    """
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= SHORTEST:
            groups = [found.span() for found in _GROUP.finditer(text, run.start(), run.end())]
            yield from _windows(text, groups, issuers)


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
        start, end = groups[first]
        for length in (16, 15, 14):
            if end - start - length in _BEHIND_A_CARD:
                found = issued(digits[low : low + length], issuers)
                if found:
                    pan = Pan(digits[low : low + length])
                    yield Candidate(pan, found, ((start, start + length),), (), cut=True)


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
    networks = issuers.of(digits)
    if networks and not (luhn_sum(digits) == 0 and luhn.verify(digits)):
        return tuple(network for network in networks if not network.luhn)
    return networks


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
    )
