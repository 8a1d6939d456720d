"""The pack's page: what a person reads first, and can print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scrubber.audit.reports import printable
from scrubber.audit.words import KINDS, counted
from scrubber.evidence.records import counts

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOMS = Path(__file__).parents[1]
_TEMPLATES = [_ROOMS / room / "templates" for room in ("evidence", "audit")]  # one style for both


def render(told: Mapping[str, Any]) -> str:
    """Return the page; ``told`` is what ``evidence.json`` holds."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(counted=counted, counts=counts, plain=printable)
    complete = [audit for audit in told["audits"] if audit["complete"] and not audit["since"]]
    page = environment.get_template("index.html").render(
        told,
        KINDS=KINDS,
        mails=sum(month["mails"] for month in told["months"]),
        open=[record for record in told["incidents"] if record["is_open"]],
        complete=complete,
    )
    return page.encode("utf-8", "replace").decode("utf-8")
