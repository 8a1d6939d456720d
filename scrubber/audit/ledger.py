"""All messages of one audit, in the order in which they arrived."""

from __future__ import annotations

from array import array
from dataclasses import replace
from math import inf
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Self

from scrubber.audit.entry import Entry
from scrubber.audit.header import without_digits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from scrubber.core.model import Finding

_SUBJECT = "header:Subject"


class Ledger:
    """Entries, kept in a nameless temporary file; in memory are 24 bytes a message.

    What becomes known of an entry later (that a number was joined, that it was masked) is kept
    beside it, since there is little of it.
    """

    def __init__(self) -> None:
        """Start without an entry."""
        self._file = TemporaryFile("w+b")  # noqa: SIM115 - closed by __exit__
        self._arrived = array("d")
        self._numbers = array("Q")
        self._offsets = array("Q")
        self._end = 0
        self._joined: dict[int, tuple[Finding, ...]] = {}
        self.outcomes: dict[int, str] = {}
        """By the number of an entry: what was done with the message."""

    def __enter__(self) -> Self:
        """Return the ledger."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the file back to the system."""
        self._file.close()

    def add(self, entry: Entry) -> None:
        """Write an entry."""
        line = entry.encode()
        self._file.seek(self._end)
        self._file.write(line)
        self._offsets.append(self._end)
        self._numbers.append(entry.number)
        self._arrived.append(inf if entry.arrived is None else entry.arrived)
        self._end += len(line)

    def join(self, number: int, findings: tuple[Finding, ...]) -> None:
        """Add findings to an entry that was written before."""
        self._joined[number] = self._joined.get(number, ()) + findings

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries by arrival; those without a date come last, in the order of reading."""
        order = sorted(range(len(self._offsets)), key=self._place)
        for index in order:
            self._file.seek(self._offsets[index])
            yield self._whole(Entry.decode(self._file.readline()))

    def _place(self, index: int) -> tuple[float, int]:
        return self._arrived[index], self._numbers[index]

    def _whole(self, entry: Entry) -> Entry:
        joined = self._joined.get(entry.number)
        if joined is None:
            return entry
        shown = any(finding.part == _SUBJECT for finding in joined)
        subject = without_digits(entry.subject) if shown else entry.subject
        return replace(entry, findings=_together(entry.findings, joined), subject=subject)


def _together(own: tuple[Finding, ...], joined: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return findings of one mail and what others add; what both know is told once."""
    known = []
    rest = list(joined)
    for finding in own:
        same = next((each for each in rest if _overlap(finding, each)), None)
        if same is not None:
            rest.remove(same)
            finding = replace(  # noqa: PLW2901 - the same one, of which more is known
                finding, network=same.network, assembled_from=same.assembled_from
            )
        known.append(finding)
    return (*known, *rest)


def _overlap(one: Finding, other: Finding) -> bool:
    return (
        one.part == other.part
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )
