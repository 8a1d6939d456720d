"""Apple Mail's store: an ``.emlx`` file for each message.

The first line is the length of the message in bytes, then the message, then a property list with
its flags and when it was received.  In ``.partial.emlx`` the attachments are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.files import MOST, TOO_LARGE, MessageFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LENGTH = re.compile(rb"[ \t]*([0-9]{1,12})[ \t]*\r?\n")
_RECEIVED = re.compile(rb"<key>date-received</key>\s{0,20}<(?:integer|real)>([0-9]{1,10})\b")


@dataclass(frozen=True, slots=True)
class EmlxFolder(MessageFolder):
    """The ``.emlx`` files of one directory of Apple Mail, which are only read."""

    SUFFIX: ClassVar = ".emlx"
    PARTIAL: ClassVar = ".partial.emlx"

    def _messages(self, path: Path, content: bytes) -> Iterator[Stored | Unread]:
        location = str(path)
        length = _LENGTH.match(content)
        if length is None:
            yield Unread(location, "does not begin with the length of a message")
            return
        end = length.end() + int(length[1])
        if len(content) > MOST or end > len(content):
            yield Unread(location, TOO_LARGE if len(content) > MOST else "is cut short")
            return
        yield Stored(location, content[length.end() : end], _received(content, end))
        if path.name.lower().endswith(self.PARTIAL):
            yield Unread(location, "its attachments lie in files of their own, which are not read")


def _received(content: bytes, start: int) -> datetime | None:
    found = _RECEIVED.search(content, start)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None
