"""A path of any kind: which mailbox it is, and folders that hold several."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.files import MessageFile
from scrubber.mailboxes.maildir import Maildir
from scrubber.mailboxes.mbox import FROM_, Mbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Folder:
    """A directory: the Maildirs, mboxes and ``.eml`` files in it, at any depth."""

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield what lies in it, in the order of the names; links to directories are not taken."""
        failed: list[Unread] = []

        def note(error: OSError) -> None:
            failed.append(Unread.of(error.filename, error))

        for place, folders, names in os.walk(self.path, onerror=note):
            directory = Path(place)
            if _is_maildir(folders):
                yield from Maildir(directory)
                folders[:] = [name for name in folders if name not in Maildir.SUBFOLDERS]
            folders.sort()
            for name in sorted(names):
                yield from _in_folder(directory / name)
        yield from failed


def at(path: Path) -> Iterable[Stored | Unread]:
    """Return the mailbox that ``path`` is, told by what lies there and not by its name."""
    if path.is_dir():
        return Folder(path)
    try:
        return Mbox(path) if _starts_as_mbox(path) else MessageFile(path)
    except OSError as error:
        return (Unread.of(path, error),)


def _in_folder(path: Path) -> Iterable[Stored | Unread]:
    """Return the mailbox a file in a folder is; most files there may be no mail at all."""
    if path.suffix.lower() == ".eml":
        return MessageFile(path)
    try:
        return Mbox(path) if _starts_as_mbox(path) else ()
    except OSError as error:
        return (Unread.of(path, error),)


def _is_maildir(folders: list[str]) -> bool:
    return {"cur", "new"}.issubset(folders)


def _starts_as_mbox(path: Path) -> bool:
    """Look at the first bytes; a pipe is left alone, since they could not be read again."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(FROM_)) == FROM_
