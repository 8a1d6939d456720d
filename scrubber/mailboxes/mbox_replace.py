"""Messages of an mbox are masked by a new file that takes the place of the old one at once.

Every byte that is not masked stays: From_ lines, ``>From``, Status fields.  A mask is as long as
what it covers, so a Content-Length stays right; a masked message has one field more at its top.
"""

from __future__ import annotations

import os
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

from scrubber.disk import sync_directory
from scrubber.mailboxes.mbox import walk
from scrubber.mailboxes.mbox_lock import locked, opened_by_nobody_else
from scrubber.mailboxes.writing import RefusedError, write_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

_BLOCK = 1024 * 1024  # bytes copied at a time


def replace(
    path: Path, wanted: Mapping[int, int], mask: Callable[[int, bytes], bytes]
) -> frozenset[int]:
    """Mask the messages whose From_ lines are at the offsets ``wanted``; return those masked.

    ``wanted`` also says how many bytes each message has: one that differs is another message, and
    is left alone.  ``mask`` is given the offset and the message.  Raises OSError, RefusedError and
    what ``mask`` raises; the file is as it was then.
    """
    path = path.resolve()
    with locked(path) as file:
        status = os.fstat(file.fileno())
        done: set[int] = set()
        beside = path.with_name(f".{path.name}.masked")
        # Closing a map of the file drops its lock (fcntl(2)), so the map is kept to the end.
        with mmap(file.fileno(), status.st_size, access=ACCESS_READ) as data:
            write_beside(beside, _content(file, data, wanted, mask, done), status)
            try:
                with opened_by_nobody_else(file):
                    _same(path, status)
                    beside.rename(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
            sync_directory(path.parent)
    return frozenset(done)


def _content(
    file: BinaryIO,
    data: mmap,
    wanted: Mapping[int, int],
    mask: Callable[[int, bytes], bytes],
    done: set[int],
) -> Iterator[bytes]:
    """Yield the bytes of the new file, and note the messages that are masked in it."""
    copied = 0
    for entry in walk(file, data):
        if wanted.get(entry.start) == entry.end - entry.body:
            yield from _blocks(data, copied, entry.body)
            yield mask(entry.start, entry.raw)
            copied = entry.end
            done.add(entry.start)
    yield from _blocks(data, copied, len(data))


def _blocks(data: mmap, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _BLOCK):
        yield data[at : min(at + _BLOCK, end)]


def _same(path: Path, status: os.stat_result) -> None:
    """Raise RefusedError if the file is not the one, or not as, it was."""
    now = path.stat()
    then = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    if (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns) != then:
        raise RefusedError("was changed meanwhile; run the audit again")
