"""The networks that issue card numbers, and which of them may have issued a given one."""

from __future__ import annotations

from itertools import accumulate, combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.numbers.groups import LongRun
from scrubber.core.numbers.pan import LONGEST, SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DIGITS_OF_AN_IIN = 8
"""Ranges are compared on this many leading digits (ISO/IEC 7812-1:2017 issuer numbers)."""

_MOST_KNOWN = 1 << 21
"""Characters of long runs of digits that are kept while a mail is looked at."""


class SecurityCode(NamedTuple):
    """What a network calls the code on its cards, and how many digits it has."""

    name: str
    digits: int


class Network(NamedTuple):
    """A payment card network: issuer ranges, lengths, groupings and whether Luhn is known to hold.

    ``ranges`` are inclusive pairs of integers, scaled to eight digits.  ``needs_word`` are the
    lengths that count only where somebody speaks of a card.
    """

    name: str
    title: str
    ranges: tuple[tuple[int, int], ...]
    lengths: frozenset[int]
    groupings: frozenset[tuple[int, ...]]
    luhn: bool
    needs_word: frozenset[int]
    code: SecurityCode | None


class Issuers:
    """Finds the networks that issue numbers with given leading digits and length."""

    def __init__(self, networks: Iterable[Network]) -> None:
        """Index the ranges by their first two digits."""
        self._by_start: dict[str, list[tuple[int, int, Network]]] = {}
        networks = tuple(networks)
        for network in networks:
            for low, high in network.ranges:
                first, last = (int(f"{bound:08d}"[:2]) for bound in (low, high))
                for start in range(first, last + 1):
                    rows = self._by_start.setdefault(f"{start:02d}", [])
                    rows.append((low, high, network))
        for rows in self._by_start.values():
            # The narrowest range is the most specific claim: a co-brand inside a wide range.
            rows.sort(key=lambda row: row[1] - row[0])
        self.starts = frozenset(self._by_start)
        self.starts_without_luhn = frozenset(
            start
            for start, rows in self._by_start.items()
            if not all(network.luhn for _, _, network in rows)
        )
        self.openings = _openings(networks)
        self.all_openings = frozenset[bytes]().union(*self.openings.values())
        self.shapes = _shapes(networks)
        self._rows = [row for rows in self._by_start.values() for row in rows]
        self._runs: dict[tuple[str, int], LongRun] | None = None
        self._room = _MOST_KNOWN
        self.verified: dict[str, tuple[Network, ...]] | None = None

    def __enter__(self) -> None:
        """Look at each number and long run of digits once, until the end, and keep nothing then."""
        self._runs, self.verified, self._room = {}, {}, _MOST_KNOWN

    def __exit__(self, *_: object) -> None:
        """Forget all of them."""
        self._runs = self.verified = None

    def long_run(self, text: str, start: int, numbers: list[bytes]) -> LongRun:
        """Return the run of ``numbers`` with a text that begins at ``start``."""
        if self._runs is None:
            return LongRun(text, start, numbers)
        run = self._runs.get((text, start))
        if run is None:
            self._room -= len(text)
            if self._room < 0:
                self._runs.clear()
                self._room = _MOST_KNOWN
            run = self._runs[text, start] = LongRun(text, start, numbers)
        return run

    def of(self, digits: str) -> tuple[Network, ...]:
        """Return the networks that issue ``digits`` (ASCII, a whole number), narrowest first."""
        rows = self._by_start.get(digits[:2])
        if rows is None:
            return ()
        start = int(digits[:DIGITS_OF_AN_IIN])
        length = len(digits)
        return tuple(n for low, high, n in rows if low <= start <= high and length in n.lengths)

    def of_length(self, length: int) -> tuple[Network, ...]:
        """Return the networks that have numbers of ``length`` digits."""
        networks = dict.fromkeys(network for _, _, network in self._rows)
        return tuple(network for network in networks if length in network.lengths)

    def beginning(self, digits: str) -> tuple[Network, ...]:
        """Return the networks that have numbers which begin with ``digits`` (ASCII).

        One whose range lies in that of another with the same lengths is left out: naming it would
        tell more of the digits than joining needs.
        """
        known = digits[:DIGITS_OF_AN_IIN]
        low = int(known.ljust(DIGITS_OF_AN_IIN, "0"))
        high = int(known.ljust(DIGITS_OF_AN_IIN, "9"))
        rows = self._by_start.get(digits[:2], ()) if len(digits) > 1 else self._rows
        found = [row for row in rows if row[0] <= high and low <= row[1]]
        widest = (row for row in found if not any(_covers(other, row) for other in found))
        return tuple(dict.fromkeys(network for _, _, network in widest))


def _openings(networks: Iterable[Network]) -> Mapping[int, frozenset[bytes]]:
    """Return the first three digits of issued numbers, by the length of these."""
    found: dict[int, set[bytes]] = {length: set() for length in range(SHORTEST, LONGEST + 1)}
    for network in networks:
        starts: set[bytes] = set()
        for low, high in network.ranges:
            first, last = (int(f"{bound:08d}"[:3]) for bound in (low, high))
            starts.update(b"%03d" % start for start in range(first, last + 1))
        for length in network.lengths:
            found[length] |= starts
    return {length: frozenset(starts) for length, starts in found.items()}


def _covers(other: tuple[int, int, Network], row: tuple[int, int, Network]) -> bool:
    """Say whether ``other`` is the wider range, of a network with at least the same lengths."""
    inside = other[0] <= row[0] and row[1] <= other[1] and other[:2] != row[:2]
    wide, narrow = other[2], row[2]
    return inside and narrow.lengths - narrow.needs_word <= wide.lengths - wide.needs_word


def _joined(printed: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield a grouping, and those in which some of its groups stand without a gap between."""
    ends = list(accumulate(printed))
    for count in range(1, len(ends)):
        for kept in combinations(ends[:-1], count):
            cuts = (0, *kept, ends[-1])
            yield tuple(end - start for start, end in pairwise(cuts))


def _shapes(networks: Iterable[Network]) -> dict[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return how numbers are grouped by people, by the sizes of their first two groups."""
    groupings = frozenset[tuple[int, ...]]().union(*(network.groupings for network in networks))
    found = {shape for printed in groupings for shape in _joined(printed)}
    for length in frozenset[int]().union(*(network.lengths for network in networks)):
        sizes = (size for size in range(1, length + 1) if length % size == 0)
        found |= {(size,) * (length // size) for size in sizes}
        # In pairs and in threes, the rest behind.
        found |= {(size,) * (length // size) + (length % size,) for size in (2, 3) if length % size}
    return {
        start: tuple(sorted(shape for shape in found if shape[:2] == start))
        for start in {shape[:2] for shape in found}
    }
