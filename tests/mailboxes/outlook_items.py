"""What is written into Outlook's files by the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

Value = str | bytes | int | datetime
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """A mail: its properties by identifier (MS-OXPROPS), and what is attached."""

    properties: dict[int, Value]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, or the mail ``item``."""

    properties: dict[int, Value] = field(default_factory=dict)
    item: Item | None = None


def kind(value: Value) -> int:
    """Return the type of a property (MS-OXCDATA section 2.11.1)."""
    kinds = {str: 0x001F, bytes: 0x0102, int: 0x0003, datetime: 0x0040}
    return kinds[type(value)]


def filetime(value: datetime) -> int:
    """Return a time in tenths of microseconds since 1601."""
    return int((value - EPOCH).total_seconds()) * 10_000_000


def stream(value: str | bytes) -> bytes:
    """Return a value of any length as bytes."""
    return value.encode("utf-16-le") if isinstance(value, str) else value
