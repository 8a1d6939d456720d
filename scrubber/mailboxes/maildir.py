"""Maildir: a file for each message, below ``new`` or ``cur`` (https://cr.yp.to/proto/maildir.html)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
        for unique in sorted(found):
            yield from self._read(unique, found[unique])

    def _files(self, folder: str) -> dict[str, Path]:
        """Return the files of a folder by the unique part of their names."""
        files = (self.path / folder).iterdir()
        return {_unique(file): file for file in files if not file.name.startswith(".")}

    def _read(self, unique: str, path: Path) -> Iterator[Stored | Unread]:
        try:
            if not path.exists():
                path = self._files("cur").get(unique, path)
            with path.open("rb") as file:
                delivered = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                yield Stored(str(path), file.read(), delivered)
        except FileNotFoundError:
            return
        except OSError as error:
            yield Unread.of(path, error)


def _unique(file: Path) -> str:
    return file.name.partition(":")[0]
