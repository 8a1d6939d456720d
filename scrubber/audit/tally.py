"""Counts over all messages: what the summary and the plots show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrubber.audit.words import JOINED, UNDATED

if TYPE_CHECKING:
    from scrubber.audit.entry import Entry
    from scrubber.core.model import Kind

AGES = (
    ("less than a month", 30),
    ("1 to 3 months", 91),
    ("3 to 12 months", 365),
    ("1 to 2 years", 730),
    ("2 to 5 years", 1826),
    ("more than 5 years", None),
)
"""How old a mail is: a name, and the days it is younger than."""

MASKED = "masked"
"""What is said of a mail in which everything that was found is masked."""


@dataclass(slots=True)
class FolderTally:
    """Counts of one folder; ``size`` in bytes."""

    mails: int = 0
    size: int = 0
    found: int = 0
    """Mails with findings."""
    findings: int = 0


@dataclass(slots=True)
class Tally:
    """Counts of an audit; ``now`` is the time from which ages are counted.

    Mail that arrived before ``since`` is not counted.
    """

    now: datetime
    since: datetime | None = None
    mails: int = 0
    size: int = 0
    found: int = 0
    left: int = 0
    """Mails whose card data is still there."""
    findings: int = 0
    joined: int = 0
    """Findings that only several mails together showed."""
    unreadable: int = 0
    """Mails and other things that were not read, not scanned, or not in all their parts."""
    first: float | None = None
    last: float | None = None
    kinds: Counter[Kind] = field(default_factory=Counter)
    networks: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    folders: dict[str, FolderTally] = field(default_factory=dict)
    months: dict[str, Counter[Kind]] = field(default_factory=dict)
    ages: Counter[str] = field(default_factory=Counter)
    senders: Counter[str] = field(default_factory=Counter)
    unscanned: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry, outcome: str = "") -> None:
        """Count one entry; ``outcome`` says what was done with the mail."""
        self.unreadable += bool(entry.problem or entry.unreadable)
        if not entry.read:
            return
        folder = self.folders.setdefault(entry.folder, FolderTally())
        for counts in (self, folder):
            counts.mails += 1
            counts.size += entry.size
            counts.found += bool(entry.findings)
            counts.findings += len(entry.findings)
        self.unscanned.update(each.type or "of no stated type" for each in entry.unscanned)
        self._date(entry)
        if entry.findings:
            self._found(entry)
            self.left += outcome != MASKED
            if outcome:
                self.outcomes[outcome] += 1

    def _date(self, entry: Entry) -> None:
        if entry.arrived is not None:
            self.first = entry.arrived if self.first is None else min(self.first, entry.arrived)
            self.last = entry.arrived if self.last is None else max(self.last, entry.arrived)

    def _found(self, entry: Entry) -> None:
        kinds = Counter(finding.kind for finding in entry.findings)
        self.kinds.update(kinds)
        self.networks.update(
            (finding.network, finding.kind) for finding in entry.findings if finding.network
        )
        self.joined += sum(finding.because == JOINED for finding in entry.findings)
        self.senders[entry.sender] += len(entry.findings)
        self.ages[self._age(entry.arrived)] += len(entry.findings)
        if entry.arrived is not None:
            month = datetime.fromtimestamp(entry.arrived, UTC).strftime("%Y-%m")
            self.months.setdefault(month, Counter()).update(kinds)

    def _age(self, arrived: float | None) -> str:
        if arrived is None:
            return UNDATED
        days = (self.now.timestamp() - arrived) / 86_400
        return next(name for name, below in AGES if below is None or days < below)
