"""Maildir: a file for each message, below ``new`` or ``cur`` (https://cr.yp.to/proto/maildir.html)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.files import MOST, TOO_LARGE, read_regular, size_of_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# gzip, bzip2, xz, zstd, lz4: Dovecot's zlib plugin keeps messages in any of them.
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"Dovecot-LZ4")


@dataclass(frozen=True, slots=True)
class Maildir:
    """One Maildir, without the folders inside it.

    Its owner may read mail meanwhile.  Then a message moves from ``new`` to ``cur`` or gets other
    flags at the end of its name, so a message is known by the part before them.  One that is gone
    for good was deleted, which is no failure.
    """

    SUBFOLDERS: ClassVar = ("cur", "new", "tmp")

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the messages in the order of their names, which is about that of their arrival."""
        try:
            # A message moves from new to cur and never back: in this order none is missed.
            found = self._files("new") | self._files("cur")
        except OSError as error:
            yield Unread.of(self.path, error)
            return
        for name in sorted(found):
            yield from self._read(name, found[name])

    def size(self) -> int:
        """Return the bytes to be read."""
        return size_of_all(lambda: [*self._files("new").values(), *self._files("cur").values()])

    def _files(self, folder: str) -> dict[str, Path]:
        """Return the files of a folder by the unique part of their names."""
        files = (self.path / folder).iterdir()
        return {unique(file): file for file in files if not file.name.startswith(".")}

    def _read(self, name: str, path: Path) -> Iterator[Stored | Unread]:
        try:
            if not path.exists():
                path = self._files("cur").get(name, path)
            raw, status = read_regular(path)
        except FileNotFoundError:
            return
        except OSError as error:
            yield Unread.of(path, error)
            return
        location = str(path)
        if len(raw) > MOST:
            yield Unread(location, TOO_LARGE)
        elif raw.startswith(_COMPRESSED):
            yield Unread(location, "is compressed by the mail server; audit it by IMAP")
        else:
            yield Stored(location, raw, datetime.fromtimestamp(status.st_mtime, UTC))


def unique(file: Path) -> str:
    """Return the part of a file's name that stays when its flags change."""
    return file.name.partition(":")[0]
