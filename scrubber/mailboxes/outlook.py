"""What the two kinds of Outlook's files have in common: their libraries, and a mail made of one."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrubber.errors import MailboxError
from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.mapi import DELIVERED, Mail, Message
from scrubber.mailboxes.mapi_charset import charset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Types of properties (MS-OXCDATA section 2.11.1).
INTEGER = 0x0003
OBJECT = 0x000D
STRING8 = 0x001E
UNICODE = 0x001F
TIME = 0x0040
BINARY = 0x0102

MESSAGE_CODE_PAGE = 0x3FFD
"""The property that says in which code page texts are that are no Unicode."""

Foreign = Any
"""An object of a library without types."""

DAMAGED = "is damaged, or in a form of Outlook's that is not known"
_MISSING = "is read by an extra: pip install 'scrubber[outlook]'"


def library(name: str) -> Foreign:
    """Import a library of the extra.  Raises MailboxError where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MailboxError(_MISSING) from None


def whole(
    message: Message, location: str, stored: Callable[[bytes, datetime | None], Stored]
) -> Iterator[Stored | Unread]:
    """Yield a message as ``stored`` makes it, then what of it could not be read.

    Raises MailboxError where none of it could be.
    """
    mail = Mail()
    raw = mail.read(message)
    yield stored(raw, message.time(DELIVERED))
    for reason in mail.missing:
        yield Unread(location, reason)


def text_of(value: bytes, kind: int, code_page: int = 0) -> str:
    """Return a property of the type ``UNICODE`` or ``STRING8`` as text."""
    name = "utf-16-le" if kind == UNICODE else charset(code_page)
    return value.decode(name, "replace").rstrip("\0")


def as_utc(value: object) -> datetime | None:
    """Return a time of a library, which is UTC where it does not say so; None for anything else."""
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
