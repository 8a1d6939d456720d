"""The pack's page: what a person reads first, and can print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrubber.audit.page import environment
from scrubber.evidence.records import counts

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATES = Path(__file__).with_name("templates")


def render(told: Mapping[str, Any]) -> str:
    """Return the page; ``told`` is what ``evidence.json`` holds."""
    pages = environment(_TEMPLATES)
    pages.filters["counts"] = counts
    complete = [audit for audit in told["audits"] if audit["complete"] and not audit["since"]]
    page = pages.get_template("index.html").render(
        told,
        mails=sum(month["mails"] for month in told["months"]),
        open=[record for record in told["incidents"] if record["is_open"]],
        complete=complete,
    )
    return page.encode("utf-8", "replace").decode("utf-8")
