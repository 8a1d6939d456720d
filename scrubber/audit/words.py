"""Numbers, days, kinds and places in the words of the reports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrubber.core.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {kind: kind.in_words for kind in Kind}
"""Every kind of finding, the gravest first, in the singular."""

UNDATED = "no date"

JOINED = ("joined with other mails",)
"""Why something was found that nothing in its own mail shows."""

_STEP = 1000


def day(seconds: float | None) -> str:
    """Return a day in UTC as people read it, "no date" if there is none."""
    if seconds is None:
        return UNDATED
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.day} {moment:%b %Y}"


def place(part: str) -> str:
    """Return where in a mail something stands."""
    if part == "header:Subject":
        return "subject"
    path, header, field = part.rpartition("header:")
    if header:
        inside = f" of the message in part {path.rstrip('.')}" if path else ""
        return f"field {field}{inside}"
    return f"part {part}" if part else "the whole mail"


def counted(number: int, what: str) -> str:
    """Return ``1 mail`` or ``1,234 mails``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def joined(parts: Iterable[str]) -> str:
    """Return ``a, b and c``."""
    *most, last = ["", *parts]
    return f"{', '.join(most[1:])} and {last}" if most[1:] else last


def amount(size: float) -> str:
    """Return bytes in the unit that suits."""
    for unit in ("bytes", "KB", "MB"):
        if size < _STEP:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= _STEP
    return f"{size:,.1f} GB"
