"""mbox: messages in one file, each after a ``From_`` line (RFC 4155)."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from mmap import ACCESS_READ, MADV_DONTNEED, PAGESIZE, mmap
from typing import TYPE_CHECKING, BinaryIO

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.files import MOST, TOO_LARGE, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIELD = rb"(?:\r?\n|\r)[!-9;-~]{1,80}:"  # the name of a header field (RFC 5322 section 2.2)

# RFC 4155 appendix A: the sender, then a time as of asctime(3), in UTC.  Programs add a zone or a
# weekday's comma, so only the clock and the year are asked for; a sentence that starts with "From"
# has hardly both.  Some write the sender only, Thunderbird not even him; then a header field must
# follow.
_FROM_LINE = re.compile(
    rb"From (?:[^\r\n]{0,200}[0-9]{2}:[0-9]{2}[^\r\n]{0,60}[0-9]{4}|[!-~]{0,200}[ \t]*+"
    + _FIELD
    + rb")"
)
# Without a blank line before it all must be right: the sender, the time, and a header field.
_SURE_FROM_LINE = re.compile(
    rb"From [^\r\n]{1,200}? [A-Z][a-z]{2} [A-Z][a-z]{2} +[0-9]{1,2} [0-9]{2}:[0-9]{2}"
    rb"[^\r\n]{0,20} [0-9]{4}\b[^\r\n]{0,20}" + _FIELD
)
_LET_GO = 64 * 1024 * 1024  # bytes; so much of a map stays in the memory of the process

_ASCTIME = re.compile(
    rb"([A-Z][a-z]{2}) +([A-Z][a-z]{2}) +([0-9]{1,2}) +([0-9]{2}:[0-9]{2})(:[0-9]{2})?"
    rb"[^\r\n]{0,20}? ([0-9]{4})\b"
)

LOOKED_AT = 1024  # bytes of a file that tell whether it is an mbox
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*+(?=From )")


def is_mbox(first: bytes) -> bool:
    """Tell by the first ``LOOKED_AT`` bytes of a file; blank lines and a UTF-8 mark may lead."""
    return _BEGINNING.match(first) is not None


@dataclass(frozen=True, slots=True)
class Mbox:
    """An mbox file, mapped into memory and read one message at a time.

    A message's bytes stay as they lie in the file: no ``>From`` is unquoted, so that an offset in
    the message is one in the file.  Those are read that begin in ``[start, end)``, in bytes of the
    file.
    """

    path: Path
    start: int = 0
    end: int | None = None

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the messages; each is located by the file and the offset of its From_ line."""
        try:
            with self.path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size == 0:
                    return
                with mmap(file.fileno(), size, access=ACCESS_READ) as data:
                    for entry in walk(file, data, self.start, self.end):
                        yield self._stored(entry)
        except OSError as error:
            yield Unread.of(self.path, error)

    def size(self) -> int:
        """Return the bytes to be read."""
        return size_of(self.path)

    def _stored(self, entry: Entry) -> Stored | Unread:
        location = f"{self.path}:{entry.start}"
        if entry.end - entry.body > MOST:
            return Unread(location, TOO_LARGE)
        return Stored(location, entry.raw, _arrived(entry.from_line))


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of an mbox: offsets in the file, and its bytes.

    The From_ line is at ``[start, body)``, the message at ``[body, end)``.
    """

    data: mmap
    start: int
    body: int
    end: int

    @property
    def from_line(self) -> bytes:
        """The From_ line with its line end."""
        return self.data[self.start : self.body]

    @property
    def raw(self) -> bytes:
        """The message."""
        return self.data[self.body : self.end]


def walk(file: BinaryIO, data: mmap, first: int = 0, last: int | None = None) -> Iterator[Entry]:
    """Yield the messages of an open mbox, mapped into memory, that begin in ``[first, last)``.

    Raises OSError when the file becomes shorter meanwhile: to read what is no longer there would
    end the process.
    """
    newline = b"\n" if data.find(b"\n") >= 0 else b"\r"  # alone it ends lines on old Macs
    start = _first_from_line(data, first, newline)
    kept = first - first % PAGESIZE
    while start is not None and (last is None or start < last):
        if os.fstat(file.fileno()).st_size < len(data):
            raise OSError(errno.ESTALE, "became shorter while it was read; try again")
        following = _next_from_line(data, start, newline)
        body = data.find(newline, start) + 1 or len(data)
        end = len(data) if following is None else following
        yield Entry(data, start, body, _without_blank_line(data, body, end))
        start = following
        if end - kept > _LET_GO:
            kept = _let_go(data, kept, end)


def _let_go(data: mmap, start: int, end: int) -> int:
    """Take what was read out of the memory of the process; return where the rest begins."""
    end -= end % PAGESIZE
    data.madvise(MADV_DONTNEED, start, end - start)
    return end


def _first_from_line(data: mmap, first: int, newline: bytes) -> int | None:
    """Return the offset of the first From_ line at ``first`` or behind it.

    Whether a line is one does not depend on what came before, so a file can be begun anywhere.
    """
    beginning = _BEGINNING.match(data)
    start = beginning.end() if beginning else 0
    return start if first <= start else _next_from_line(data, first - 1, newline)


def _next_from_line(data: mmap, position: int, newline: bytes) -> int | None:
    """Return the offset of the next From_ line behind the one at ``position``."""
    while (found := data.find(newline + b"From ", position)) >= 0:
        position = found + 1
        before = data[max(0, found - 2) : found]
        behind_blank_line = before.endswith((newline, b"\n\r"))
        if (_FROM_LINE if behind_blank_line else _SURE_FROM_LINE).match(data, position):
            return position
    return None


def _without_blank_line(data: mmap, start: int, end: int) -> int:
    """Return where the message ends: the blank line after it belongs to the mbox.

    An empty message has none of its own, so the end of the From_ line is looked at too.
    """
    for blank in (b"\n\r\n", b"\n\n", b"\r\r"):
        if data[max(start - 1, end - len(blank)) : end] == blank:
            return end - len(blank) + 1
    return end


def _arrived(from_line: bytes) -> datetime | None:
    found = _ASCTIME.search(from_line)
    if found is None:
        return None
    try:
        weekday, month, day, time, seconds, year = found.groups(b":00")
        text = b" ".join((weekday, month, day, time + seconds, year)).decode("ascii")
        return datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
