"""What a report knows of one message; none of it holds a card digit that is not masked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from scrubber.core.model import Finding, Unreadable, Unscanned
from scrubber.scanner.frames import finding_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Entry:
    """One message, or one thing that should have been one.

    ``number`` counts in the order of reading.  ``arrived`` is in seconds since 1970 UTC, None if
    nothing tells it.  ``size`` is in bytes.  ``sender`` and ``subject`` are told of messages with
    findings only.  ``problem`` says why it was not read or not scanned, "" if it was.  ``read``
    tells whether there was a message at all.
    """

    number: int
    folder: str
    location: str
    arrived: float | None = None
    size: int = 0
    read: bool = True
    problem: str = ""
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    findings: tuple[Finding, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    unscanned: tuple[Unscanned, ...] = ()

    def encode(self) -> bytes:
        """Return it as one line."""
        values = {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default and value is not None
        }
        for name in ("findings", "unreadable", "unscanned"):
            if name in values:
                values[name] = [asdict(each) for each in values[name]]
        return json.dumps(values).encode("ascii") + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Entry:
        """Put together what :meth:`encode` took apart."""
        values = json.loads(line)
        return cls(
            **{
                **values,
                "findings": tuple(map(finding_from_json, values.get("findings", ()))),
                "unreadable": tuple(Unreadable(**each) for each in values.get("unreadable", ())),
                "unscanned": tuple(Unscanned(**each) for each in values.get("unscanned", ())),
            }
        )


def json_object(
    message_id: str,
    location: str,
    findings: Iterable[Finding],
    unreadable: Iterable[Unreadable],
    unscanned: Iterable[Unscanned],
) -> dict[str, Any]:
    """Return what programs are told of one message."""
    return {
        "message_id": message_id,
        "location": location,
        "findings": [_told(finding) for finding in findings],
        "unreadable": [{"part": each.part, "reason": each.reason} for each in unreadable],
        "unscanned": [
            {"part": each.part, "type": each.type, "name": each.name} for each in unscanned
        ],
    }


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "network": finding.network,
        "masked": finding.masked,
        "part": finding.part,
        "start": finding.span.start,
        "end": finding.span.end,
        "certainty": finding.certainty,
        "because": finding.because,
        "assembled_from": finding.assembled_from,
    }
