"""Incident records: the four questions of PCI DSS v4.0.1, requirement 12.10.7, answered.

What became of card data that was found where it does not belong; whether sensitive authentication
data was with it; where it came from and how it got there; and what is done about the gap.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from scrubber.audit.record import AUDIT
from scrubber.audit.words import KINDS, counted, joined
from scrubber.core.model import Kind
from scrubber.store.diary import MAIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrubber.evidence.gathering import Gathered

SENSITIVE = (Kind.CVV, Kind.OTP)
"""What is sensitive authentication data among what we look for, or is treated like it."""

_MOST = 5  # folders that are named


class Record(NamedTuple):
    """One record: the line of evidence it stands on, what was found, and the four answers.

    ``is_open`` says that card data was left where it was found.
    """

    line: int
    recorded: str
    found: str
    disposition: str
    sensitive: str
    origin: str
    remediation: str
    is_open: bool


def records(gathered: Gathered) -> Iterator[Record]:
    """Yield the records of a quarter: of mails, and of audits that found something."""
    for line, facts in gathered.facts(MAIL):
        yield _of_mail(line.number, facts, gathered.senders.get(line.link, ""))
    clean: dict[tuple[str, ...], int] = {}
    audits = []
    for line, facts in reversed(gathered.facts(AUDIT)):
        sources = tuple(sorted(facts["sources"]))
        if facts["found"]:
            audits.append(_of_audit(line.number, facts, clean.get(sources, 0)))
        if facts["complete"] and not (facts["left"] or facts["unreadable"] or facts["since"]):
            clean[sources] = line.number
    yield from reversed(audits)


def counts(numbers: Mapping[str, int]) -> str:
    """Return counts by kind in words, the gravest first; "nothing" if there are none."""
    told = [counted(numbers[kind], KINDS[kind]) for kind in KINDS if numbers.get(kind)]
    return joined(told) if told else "nothing"


def _of_mail(number: int, facts: dict[str, Any], sender: str) -> Record:
    networks = ", ".join(sorted(facts["networks"]))
    found = counts(facts["removed"]) + (f" ({networks})" if networks else "")
    if facts["tests"]:
        found += f"; like published test numbers: {facts['tests']} of {facts['cards']}"
    return Record(
        line=number,
        recorded=facts["at"],
        found=f"{found}, in a mail",
        disposition=_disposition(facts),
        sensitive=_sensitive(facts["removed"], masked=facts["masked"]),
        origin=_origin(facts, sender),
        remediation=_remediation(facts),
        is_open=not facts["masked"],
    )


def _disposition(facts: dict[str, Any]) -> str:
    if not facts["masked"]:
        return "Left as it was: the policy was to observe only. To be masked or deleted by hand."
    if facts["door"] == "relay":
        return "Masked by the relay before the mail was handed on; the relay keeps no original."
    waited = datetime.fromisoformat(facts["at"]) - datetime.fromisoformat(facts["arrived"])
    seconds = max(0, int(waited.total_seconds()))
    return (
        f"Masked in the mailbox {counted(seconds, 'second')} after it arrived; the original was "
        "removed from there. Backups and devices that had fetched it are not covered."
    )


def _sensitive(numbers: Mapping[str, int], *, masked: bool) -> str:
    there = {str(kind): numbers[kind] for kind in SENSITIVE if numbers.get(kind)}
    if not there:
        return "None was found with it."
    return f"Yes: {counts(there)}, {'masked' if masked else 'left'} with it."


def _origin(facts: dict[str, Any], sender: str) -> str:
    who = f"from {sender}" if sender else "from a sender who is no longer kept"
    where = " and ".join(sorted(facts["places"])) or "text"
    parts = "; put together from several mails" if facts["joined"] else ""
    how = "at the relay" if facts["door"] == "relay" else "in the mailbox, before it was looked at"
    return f"Written in the {where} of a mail {who}, which arrived {facts['arrived']} {how}{parts}."


def _remediation(facts: dict[str, Any]) -> str:
    if facts["answered"]:
        return "An answer was written for the sender: not by mail, and a safe way to pay."
    why = facts["why_not"] or "there was no occasion"
    return f"The sender got no answer ({why}): tell him not to mail card data."


def _of_audit(number: int, facts: dict[str, Any], clean: int) -> Record:
    """Return the record of an audit; ``clean`` is the line of a later clean one, or 0."""
    masked = facts["outcomes"].get("masked", 0)
    done = f"{counted(masked, 'mail')} masked where found; " if masked else ""
    left = f"{counted(facts['left'], 'mail')} left as found." if facts["left"] else "nothing left."
    span = " to ".join(day[:10] for day in (facts["oldest"], facts["newest"]) if day)
    where = [folder["name"] for folder in facts["folders"] if folder["found"]]
    return Record(
        line=number,
        recorded=facts["at"],
        found=f"{counts(facts['findings'])}, in {counted(facts['found'], 'stored mail')}",
        disposition=done + left,
        sensitive=_sensitive(facts["findings"], masked=not facts["left"]),
        origin=f"Mail stored in {_few(where)}, dated {span or 'unknown'}; senders wrote it there.",
        remediation=_rest(facts["left"], clean),
        is_open=bool(facts["left"] and not clean),
    )


def _rest(left: int, clean: int) -> str:
    """Say what is done about card data in stored mail."""
    if not left:
        return "New mail has to pass the relay or be watched, so that no more is stored."
    if clean:
        return f"A later audit of the same mail, line {clean}, has left nothing."
    return "Mask the rest with scrubber audit --fix, or delete it."


def _few(names: list[str]) -> str:
    told = ", ".join(names[:_MOST])
    return told if len(names) <= _MOST else f"{told} and {len(names) - _MOST} more folders"
