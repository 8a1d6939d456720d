"""Reports for programs: a line of JSON for each message, a row of CSV for each finding."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrubber.audit.entry import json_object
from scrubber.audit.header import shortened

if TYPE_CHECKING:
    from typing import TextIO

    from scrubber.audit.ledger import Ledger

COLUMNS = (
    "arrived",
    "folder",
    "location",
    "message_id",
    "sender",
    "subject",
    "kind",
    "network",
    "masked",
    "part",
    "certainty",
    "assembled_from",
    "done",
)
# What a spreadsheet takes for the start of a formula (https://owasp.org/www-community/attacks/
# CSV_Injection), also behind the white space that it strips.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_json(ledger: Ledger, file: TextIO) -> None:
    """Write what ``scan --json`` writes: an object a line for each message, those without too."""
    for entry in ledger:
        if entry.read:
            told = json_object(
                entry.message_id, entry.location, entry.findings, entry.unreadable, entry.unscanned
            )
            if entry.problem:
                told["unreadable"].append({"part": "", "reason": entry.problem})
            if entry.number in ledger.outcomes:
                told["done"] = ledger.outcomes[entry.number]
            file.write(json.dumps(told) + "\n")


def write_csv(ledger: Ledger, file: TextIO) -> None:
    """Write a row for each finding, below a row of names (RFC 4180)."""
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for entry in ledger:
        for finding in entry.findings:
            cells = (
                timestamp(entry.arrived),
                entry.folder,
                entry.location,
                entry.message_id,
                shortened(entry.sender),
                entry.subject,
                finding.kind.value,
                finding.network or "",
                finding.masked,
                finding.part,
                f"{finding.certainty:.2f}",
                " ".join(finding.assembled_from),
                ledger.outcomes.get(entry.number, ""),
            )
            rows.writerow(map(cell, cells))


def cell(text: str) -> str:
    """Return text that a spreadsheet shows and does not carry out; it has one line."""
    text = printable(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def printable(text: str) -> str:
    """Return ``text`` as one line that cannot move a cursor, reorder text or change colours."""
    return "".join(character if character.isprintable() else "?" for character in text)


def timestamp(arrived: float | None) -> str:
    """Return a time in UTC as RFC 3339 writes it, "" if there is none."""
    if arrived is None:
        return ""
    return datetime.fromtimestamp(arrived, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
