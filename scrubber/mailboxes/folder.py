"""A path of any kind: which mailbox it is, and folders that hold several."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.emlx import EmlxFolder
from scrubber.mailboxes.files import MessageFile, MessageFolder
from scrubber.mailboxes.maildir import Maildir
from scrubber.mailboxes.mbox import LOOKED_AT, Mbox, is_mbox
from scrubber.mailboxes.outlook_msg import MsgFile, MsgFolder
from scrubber.mailboxes.outlook_pst import SIGNATURE as PST
from scrubber.mailboxes.outlook_pst import Pst
from scrubber.mailboxes.thunderbird import ThunderbirdFolder, belongs_to_thunderbird

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PACKED = (".gz", ".bz2", ".xz", ".zst", ".tgz", ".tar", ".zip", ".7z", ".rar")
_OUTLOOK = (".pst", ".ost", ".olm", ".dbx")

Local = MessageFile | MessageFolder | Maildir | Mbox | MsgFile | Pst
"""Every kind of mailbox that lies in files."""

_KINDS: tuple[type[MessageFolder], ...] = (MessageFolder, EmlxFolder, MsgFolder)
_ONE_EACH = tuple(kind.SUFFIX for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class Folder:
    """A directory: the mailboxes and messages in it, at any depth."""

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the mails in it, mailbox by mailbox."""
        for found in self.mailboxes():
            if isinstance(found, Unread):
                yield found
            else:
                yield from found

    def mailboxes(self) -> Iterator[Local | Unread]:
        """Yield what lies in it, in the order of the names; links that lead out are only told."""
        failed: list[Unread] = []
        top = self.path.resolve()

        def note(error: OSError) -> None:
            failed.append(Unread.of(error.filename, error))

        for place, folders, names in os.walk(self.path, onerror=note):
            directory = Path(place)
            if _is_maildir(folders):
                yield Maildir(directory)
                folders[:] = [name for name in folders if name not in Maildir.SUBFOLDERS]
            folders.sort()
            for link in (directory / name for name in folders):
                if link.is_symlink() and not link.resolve().is_relative_to(top):
                    yield Unread(str(link), "is a link to a folder elsewhere; audit that one")
            yield from _in_directory(directory, sorted(names))
        yield from failed


def at(path: Path) -> Iterable[Stored | Unread]:
    """Return the mailbox that ``path`` is, told by what lies there and not by its name."""
    if path.is_dir():
        return Folder(path)
    (found,) = mailboxes(path)
    return (found,) if isinstance(found, Unread) else found


def mailboxes(path: Path) -> Iterator[Local | Unread]:
    """Yield every mailbox that ``path`` is or holds."""
    if path.is_dir():
        yield from Folder(path).mailboxes()
        return
    if path.name.lower().endswith(EmlxFolder.SUFFIX):
        yield Unread(str(path), "is part of Apple Mail's store; name its folder")
        return
    try:
        yield _of_many(path) or _of_one(path)
    except OSError as error:
        yield Unread.of(path, error)


def _in_directory(directory: Path, names: list[str]) -> Iterator[Local | Unread]:
    """Yield the mailboxes among the files of a directory; most files may be no mail at all."""
    suffixes = {os.path.splitext(name)[1].lower() for name in names}  # noqa: PTH122 - thousands
    for kind in _KINDS:
        if kind.SUFFIX in suffixes:
            yield kind(directory)
    for name in names:
        if name.lower().endswith(_ONE_EACH):
            continue
        path = directory / name
        try:
            if found := _of_many(path):
                yield found
            elif reason := _may_hold_mail(path):
                yield Unread(str(path), reason)
        except OSError as error:
            yield Unread.of(path, error)


def _may_hold_mail(path: Path) -> str:
    """Say why a file that is no mailbox may hold mail none the less, "" if it hardly does."""
    name = path.name.lower()
    if name.endswith(_PACKED):
        return "is packed; unpack it, and audit what it holds"
    if name.endswith(_OUTLOOK):
        return "is no .pst, which is the only file of Outlook's folders that is read"
    return ""


def _of_many(path: Path) -> Mbox | Pst | None:
    """Return a file of many messages by its first bytes, None if it is none.

    A pipe is left alone, since they could not be read again.
    """
    if not path.is_file():
        return None
    with path.open("rb") as file:
        first = file.read(LOOKED_AT)
    if first.startswith(PST):
        return Pst(path)
    if is_mbox(first):
        return ThunderbirdFolder(path) if belongs_to_thunderbird(path) else Mbox(path)
    return None


def _of_one(path: Path) -> MessageFile | MsgFile:
    """Return a file that is one message; only Outlook's are known by their name."""
    outlook = path.name.lower().endswith(MsgFolder.SUFFIX)
    return MsgFile(path) if outlook else MessageFile(path)


def _is_maildir(folders: list[str]) -> bool:
    return {"cur", "new"}.issubset(folders)
