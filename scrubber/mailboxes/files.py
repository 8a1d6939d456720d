"""Single files that hold one message each (``.eml``), and folders of them."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MOST = 128 * 1024 * 1024
"""Bytes of one message; what is larger is no mail, and is not read into memory."""
TOO_LARGE = f"is larger than a mail of {MOST // 1024**2} MB"

# A mail may hold a NUL (RFC 5322 section 4 lets an old one), but hardly before its first fields.
_LOOKED_AT = 512  # bytes


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A file, or a pipe, that is one message.

    When it arrived is not known: the file may have been copied since.
    """

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the message, or why it cannot be read."""
        location = str(self.path)
        try:
            with self.path.open("rb") as file:
                raw = file.read(MOST + 1)
        except OSError as error:
            yield Unread.of(location, error)
            return
        yield _message(location, raw)

    def size(self) -> int:
        """Return the bytes to be read."""
        return size_of(self.path)


@dataclass(frozen=True, slots=True)
class MessageFolder:
    """The ``.eml`` files of one directory, without the directories inside it."""

    SUFFIX: ClassVar = ".eml"

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the messages in the order of their names."""
        try:
            paths = self._files()
        except OSError as error:
            yield Unread.of(self.path, error)
            return
        for path in paths:
            try:
                content, _ = read_regular(path)
            except IsADirectoryError:
                continue  # it is looked into like any other
            except OSError as error:
                if path.is_symlink() or not isinstance(error, FileNotFoundError):
                    yield Unread.of(path, error)
                continue  # one deleted meanwhile is no failure
            yield from self._messages(path, content)

    def size(self) -> int:
        """Return the bytes to be read."""
        return size_of_all(self._files)

    def _files(self) -> list[Path]:
        files = self.path.iterdir()
        return sorted(file for file in files if file.name.lower().endswith(self.SUFFIX))

    def _messages(self, path: Path, content: bytes) -> Iterator[Stored | Unread]:
        """Yield what a file holds."""
        yield _message(str(path), content)


def read_regular(path: Path) -> tuple[bytes, os.stat_result]:
    """Return a file's bytes and its state; nothing else than a file is read, or waited for.

    Raises OSError.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is no file")
        content = file.read(min(status.st_size, MOST) + 1)
        # Of more the system had not told: the file grows, or lies where sizes are not known.
        more = file.read(MOST) if len(content) > status.st_size else b""
        return content + more, status


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe without a writer would keep open(2) waiting."""
    return os.open(path, flags | os.O_NONBLOCK)


def size_of(path: Path) -> int:
    """Return a file's size in bytes, 0 for what is none."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def size_of_all(files: Callable[[], Iterable[Path]]) -> int:
    """Return the size of what ``files`` lists, 0 if that cannot be listed."""
    try:
        return sum(map(size_of, files()))
    except OSError:
        return 0


def _message(location: str, raw: bytes) -> Stored | Unread:
    if len(raw) > MOST:
        return Unread(location, TOO_LARGE)
    if b"\0" in raw[:_LOOKED_AT]:
        return Unread(location, "is no mail: it is binary from its start")
    return Stored(location, raw, None)
