"""What the evidence keeps of an audit: counts and names of folders, nothing of any mail."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrubber.audit.header import without_addresses, without_card_data
from scrubber.audit.reports import timestamp
from scrubber.core.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.audit.tally import Tally

AUDIT = "audit"
"""The kind of the lines of evidence that tell of an audit."""


def record(tally: Tally, sources: Sequence[str], *, fix: bool, complete: bool) -> dict[str, Any]:
    """Return what is kept of an audit.

    ``left`` are the mails whose card data is still there.  One that is not ``complete`` was
    interrupted: what it counts is what it had read by then, and it proves nothing of the rest.
    """
    networks: Counter[str] = Counter()
    for (name, kind), number in tally.networks.items():
        networks[name] += number if kind is Kind.PAN else 0
    return {
        "complete": complete,
        "fix": fix,
        "started": timestamp(tally.now.timestamp()),
        "ended": timestamp(datetime.now(UTC).timestamp()),
        "sources": [_name(source) for source in sources],
        "since": timestamp(tally.since.timestamp()) if tally.since else "",
        "mails": tally.mails,
        "bytes": tally.size,
        "oldest": timestamp(tally.first),
        "newest": timestamp(tally.last),
        "found": tally.found,
        "left": tally.left,
        "findings": {str(kind): number for kind, number in tally.kinds.items()},
        "networks": dict(+networks),
        "joined": tally.joined,
        "unreadable": tally.unreadable,
        "unscanned": tally.unscanned.total(),
        "outcomes": {_name(name): count for name, count in tally.outcomes.items()},
        "folders": [
            {"name": _name(name), "mails": each.mails, "found": each.found}
            for name, each in sorted(tally.folders.items())
        ],
    }


def _name(name: str) -> str:
    """Return a name without an address in full, and without the number of a card."""
    return without_addresses(without_card_data(name))
