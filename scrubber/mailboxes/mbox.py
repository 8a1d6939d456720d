"""mbox: messages in one file, each after a ``From_`` line (RFC 4155)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FROM_ = b"From "

# RFC 4155 appendix A: the sender, then a time as of asctime(3), in UTC.  Programs add a zone or a
# weekday's comma, so only the clock and the year are asked for; a sentence that starts with "From"
# has hardly both.
_FROM_LINE = re.compile(rb"From [^\r\n]{0,200}[0-9]{2}:[0-9]{2}[^\r\n]{0,60}[0-9]{4}")
_ASCTIME = re.compile(
    rb"([A-Z][a-z]{2}) +([A-Z][a-z]{2}) +([0-9]{1,2}) +([0-9:]{8})[^\r\n]{0,20}? ([0-9]{4})\b"
)


@dataclass(frozen=True, slots=True)
class Mbox:
    """An mbox file, mapped into memory and read one message at a time.

    A message's bytes stay as they lie in the file: no ``>From`` is unquoted, so that an offset in
    the message is one in the file.
    """

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the messages; each is located by the file and the offset of its From_ line."""
        try:
            with self.path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                yield from self._messages(data)
        except OSError as error:
            yield Unread.of(self.path, error)

    def _messages(self, data: mmap) -> Iterator[Stored]:
        start: int | None = 0
        while start is not None:
            following = _next_from_line(data, start + len(FROM_))
            body = data.find(b"\n", start) + 1 or len(data)
            end = len(data) if following is None else following
            raw = data[body : _without_blank_line(data, body, end)]
            yield Stored(f"{self.path}:{start}", raw, _arrived(data[start:body]))
            start = following


def _next_from_line(data: mmap, position: int) -> int | None:
    """Return the offset of the next From_ line that stands after a blank line."""
    while (found := data.find(b"\nFrom ", position)) >= 0:
        start = position = found + 1
        before = data[max(0, found - 2) : found]
        if before.endswith((b"\n", b"\n\r")) and _FROM_LINE.match(data, start):
            return start
    return None


def _without_blank_line(data: mmap, start: int, end: int) -> int:
    """Return where the message ends: the blank line after it belongs to the mbox.

    An empty message has none of its own, so the end of the From_ line is looked at too.
    """
    for blank in (b"\n\r\n", b"\n\n"):
        if data[max(start - 1, end - len(blank)) : end] == blank:
            return end - len(blank) + 1
    return end


def _arrived(from_line: bytes) -> datetime | None:
    found = _ASCTIME.search(from_line)
    if found is None:
        return None
    try:
        text = b" ".join(found.groups()).decode("ascii")
        return datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
