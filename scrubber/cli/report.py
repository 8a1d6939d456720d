"""How a scanned message is reported: a line a finding for people, a line of JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from scrubber.audit.entry import json_object
from scrubber.audit.header import Header, location_without_card_data
from scrubber.audit.reports import printable

if TYPE_CHECKING:
    from scrubber.core.model import Finding, Scrubbed
    from scrubber.mailboxes import Stored

__all__ = ["finding_line", "json_line", "shown"]


def shown(location: str) -> str:
    """Return where a message stands, as a line can show it; card data in names is masked."""
    return printable(location_without_card_data(location))


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
    location = location_without_card_data(mail.location)
    told = json_object(
        Header(mail.raw).message_id() or location,
        location,
        scrubbed.findings,
        scrubbed.unreadable,
        scrubbed.unscanned,
    )
    return json.dumps(told)
