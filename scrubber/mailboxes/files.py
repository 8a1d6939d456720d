"""Single files that hold one message each (``.eml``)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A mail may hold a NUL (RFC 5322 section 4 lets an old one), but hardly before its first fields.
_LOOKED_AT = 512  # bytes


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A file that is one message."""

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the message, or why it cannot be read."""
        location = str(self.path)
        try:
            with self.path.open("rb") as file:
                modified = os.fstat(file.fileno()).st_mtime
                raw = file.read()
        except OSError as error:
            yield Unread.of(location, error)
            return
        if b"\0" in raw[:_LOOKED_AT]:
            yield Unread(location, "is no mail: it is binary from its start")
            return
        yield Stored(location, raw, datetime.fromtimestamp(modified, UTC))
