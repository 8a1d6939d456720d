"""How a scanned message is reported: a line a finding for people, a line of JSON for programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scrubber.core.model import Finding, Scrubbed
    from scrubber.mailboxes import Stored

_HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
# RFC 5322 section 3.6.4; the field may be folded before its value.
_MESSAGE_ID = re.compile(rb"^Message-ID[ \t]*:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)

_SPACES = bytes.maketrans(b"<>@", b"   ")


def printable(text: str) -> str:
    """Return ``text`` as one line that cannot move the cursor or change colours."""
    return "".join(character if character.isprintable() else "?" for character in text)


def finding_line(location: str, finding: Finding) -> str:
    """Say where one finding stands, what it is, and why it was taken for that."""
    what = " ".join(filter(None, (finding.network, finding.kind.value)))
    place = f"{location}: {finding.part} [{finding.span.start}:{finding.span.end}]:"
    why = f"({finding.certainty:.2f}: {', '.join(finding.because)})"
    return " ".join(
        (
            printable(place),
            click.style(what, fg="red", bold=True),
            click.style(printable(finding.masked), fg="yellow"),
            printable(why),
        )
    )


def json_line(mail: Stored, scrubbed: Scrubbed) -> str:
    """Return everything about one message as a JSON object on one line, in ASCII."""
    return json.dumps(
        {
            "message_id": message_id(mail),
            "location": mail.location,
            "findings": [_finding(finding) for finding in scrubbed.findings],
            "unreadable": [
                {"part": each.part, "reason": each.reason} for each in scrubbed.unreadable
            ],
            "unscanned": [
                {"part": each.part, "type": each.type, "name": each.name}
                for each in scrubbed.unscanned
            ],
        }
    )


def message_id(mail: Stored) -> str:
    """Return the Message-ID with its angle brackets, or the location if there is none.

    The identifier is repeated as the sender wrote it, so one that holds a card number is left out.
    """
    from scrubber import scrub

    end = _HEADER_END.search(mail.raw)
    header = mail.raw[: end.start()] if end else mail.raw
    found = _MESSAGE_ID.search(header)
    if found is None:
        return mail.location
    # As an address it would be no card number, so it is looked at as words.
    if scrub(b"Subject: " + found[1].translate(_SPACES)).findings:
        return mail.location
    return found[1].decode("utf-8", "replace")


def _finding(finding: Finding) -> dict[str, Any]:
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
