"""A quarter in figures: what was masked month by month, audits, versions."""

from __future__ import annotations

import platform
import re
from collections import Counter
from importlib.metadata import requires, version
from typing import TYPE_CHECKING, Any

from scrubber import __version__, rulebook
from scrubber.audit.record import AUDIT
from scrubber.core.model import Kind
from scrubber.store.diary import MAIL

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.evidence.gathering import Gathered

_NAME = re.compile(r"[\w.-]+")  # PEP 508

MONTH = (
    "month",
    "mails",
    *(f"{kind}" for kind in Kind),
    "relay",
    "mailbox",
    "observed",
    "answered",
    "links_made",
    "links_paid",
)
"""The columns of the months: mails with card data, findings by kind, and so on."""


def months(gathered: Gathered) -> list[dict[str, Any]]:
    """Return a row for each month, with the columns of :data:`MONTH`."""
    rows = {name: Counter[str]() for name in gathered.quarter.months()}
    for _, facts in gathered.facts(MAIL):
        row = rows[facts["at"][:7]]
        row.update(facts["removed"])
        row.update({"mails": 1, facts["door"]: 1})
        row.update({"observed": not facts["masked"], "answered": facts["answered"]})
    for name, row in rows.items():
        links = {"links_made": gathered.made.get(name, 0), "links_paid": gathered.paid.get(name, 0)}
        row.update(links)
    return [{"month": name, **{key: row[key] for key in MONTH[1:]}} for name, row in rows.items()]


def networks(gathered: Gathered) -> dict[str, int]:
    """Return findings in mails by network, the most frequent first."""
    found: Counter[str] = Counter()
    for _, facts in gathered.facts(MAIL):
        found.update(facts["networks"])
    return dict(found.most_common())


def audits(gathered: Gathered) -> list[dict[str, Any]]:
    """Return what is kept of the audits, with the lines of evidence."""
    return [{"line": line.number, **facts} for line, facts in gathered.facts(AUDIT)]


def versions(own: Path | None) -> dict[str, str]:
    """Return what is in use: the program, its libraries, and the fingerprint of the rules."""
    used = {"scrubber": __version__, "Python": platform.python_version()}
    used["rules"] = rulebook.fingerprint(own=own)
    return used | {name: version(name) for name in _libraries()}


def _libraries() -> list[str]:
    """Return the libraries that the program needs in any case."""
    wanted = (need for need in requires("scrubber") or () if "extra ==" not in need)
    return sorted(found[0] for need in wanted if (found := _NAME.match(need)))
