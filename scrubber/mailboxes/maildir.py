"""Maildir: a file for each message, below ``cur`` and ``new`` (https://cr.yp.to/proto/maildir.html)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Maildir:
    """One Maildir, without the folders inside it.

    Its owner may read mail meanwhile.  Then a message moves from ``new`` to ``cur`` or changes the
    flags at the end of its name, so one that is not where it was is looked for once more; one that
    is gone for good was deleted, which is no failure.
    """

    SUBFOLDERS: ClassVar = ("cur", "new", "tmp")

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the messages, old ones (``cur``) first, each folder in the order of its names."""
        for folder in ("cur", "new"):
            try:
                paths = sorted((self.path / folder).iterdir())
            except OSError as error:
                yield Unread.of(self.path / folder, error)
                continue
            for path in paths:
                if not path.name.startswith("."):
                    yield from self._read(path)

    def _read(self, path: Path) -> Iterator[Stored | Unread]:
        try:
            yield _stored(path)
        except FileNotFoundError:
            moved = self._moved(path.name)
            if moved is not None:
                yield _stored(moved)
        except OSError as error:
            yield Unread.of(path, error)

    def _moved(self, name: str) -> Path | None:
        """Find a message again by the unique part of its name, which its flags follow."""
        unique = name.partition(":")[0]
        for entry in os.scandir(self.path / "cur"):
            if entry.name.partition(":")[0] == unique:
                return Path(entry.path)
        return None


def _stored(path: Path) -> Stored:
    with path.open("rb") as file:
        delivered = os.fstat(file.fileno()).st_mtime
        return Stored(str(path), file.read(), datetime.fromtimestamp(delivered, UTC))
