"""What the store knows of a quarter: lines of evidence, who wrote, which links were paid."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrubber.audit.header import shortened
from scrubber.payments.link import PaymentLink
from scrubber.store.chain import BEGIN
from scrubber.store.diary import Diary
from scrubber.store.evidence import TIME, Evidence
from scrubber.store.payment_links import PaymentLinks

if TYPE_CHECKING:
    from scrubber.evidence.quarter import Quarter
    from scrubber.store.chain import Line, Verdict
    from scrubber.store.store import Store


@dataclass(slots=True)
class Gathered:
    """What there is of a quarter.

    ``before`` is the line before its first one, ``since`` when the evidence begins, "" if it has
    not.  ``verdict`` is on the whole chain.  ``senders`` are by the link of their line, shortened,
    as far as the diary still has them.  ``made`` and ``paid`` count payment links by month.
    """

    quarter: Quarter
    verdict: Verdict
    before: Line = BEGIN
    since: str = ""
    lines: list[Line] = field(default_factory=list)
    senders: dict[str, str] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def head(self) -> Line:
        """The last line of the quarter, or the one before it if it has none."""
        return self.lines[-1] if self.lines else self.before

    def facts(self, kind: str) -> list[tuple[Line, dict[str, Any]]]:
        """Return the lines of a kind, with what they say."""
        read = ((line, json.loads(line.text)) for line in self.lines)
        return [(line, facts) for line, facts in read if facts["kind"] == kind]


def gather(store: Store, quarter: Quarter) -> Gathered:
    """Return what a store knows of a quarter.  Raises StoreError."""
    diary = Diary(store, None)
    found = Gathered(quarter, diary.examine())
    begin, end = (moment.strftime(TIME) for moment in (quarter.begin, quarter.end))
    for line in Evidence(store).lines():
        at = json.loads(line.text)["at"]
        found.since = found.since or at
        if at < begin:
            found.before = line
        elif at < end:
            found.lines.append(line)
    found.senders = {link: shortened(incident.sender) for link, incident in diary.by_link().items()}
    if store.exists:
        for link in PaymentLinks(store.database(), PaymentLink).made():
            _count(found.made, link.created)
            _count(found.paid, link.paid)
    return found


def _count(counts: dict[str, int], moment: float | None) -> None:
    if moment is not None:
        month = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m")
        counts[month] = counts.get(month, 0) + 1
