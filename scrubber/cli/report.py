"""How a scanned message is reported: a line a finding for people, a line of JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from scrubber.audit.entry import json_object
from scrubber.audit.header import Header, location_without_card_data
from scrubber.audit.reports import printable
from scrubber.audit.words import KINDS, place

if TYPE_CHECKING:
    from scrubber.core.model import Finding, Scrubbed
    from scrubber.mailboxes import Stored

_SURE = ((0.9, "certain"), (0.7, "very likely"), (0.0, "likely"))
"""How certainty is told; programs get the number, and the reasons."""

__all__ = ["finding_line", "json_line", "shown"]


def shown(location: str) -> str:
    """Return where a message stands, as a line can show it; card data in names is masked."""
    return printable(location_without_card_data(location))


def finding_line(location: str, finding: Finding) -> str:
    """Say where one finding stands, what it is, and how sure that is."""
    what = " ".join(filter(None, (finding.network, KINDS[finding.kind])))
    sure = next(word for least, word in _SURE if finding.certainty >= least)
    return " ".join(
        (
            f"{location}: {printable(place(finding.part))}:",
            click.style(what, fg="red", bold=True),
            click.style(printable(finding.masked), fg="yellow"),
            f"({sure})",
        )
    )


def json_line(mail: Stored, scrubbed: Scrubbed) -> str:
    """Return everything about one message as a JSON object on one line, in ASCII."""
    location = location_without_card_data(mail.location)
    told = json_object(
        Header(mail.raw).message_id() or location,
        location,
        scrubbed.findings,
        scrubbed.unreadable,
        scrubbed.unscanned,
    )
    return json.dumps(told)
