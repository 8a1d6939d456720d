"""The mails of a scripted IMAP server, and what Gmail and Microsoft 365 do with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Final

DATE: Final = "01-Feb-2026 03:04:05 +0000"
SYSTEM: Final = ("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft")
PLAIN: Final = ("IMAP4rev1", "UIDPLUS", "MOVE", "IDLE", "AUTH=PLAIN", "LITERAL+")
ALL_MAIL: Final = "[Gmail]/All Mail"
TRASH: Final = "[Gmail]/Trash"
_MESSAGE_ID = re.compile(rb"(?im)^Message-ID: *(\S+)")


@dataclass
class Message:
    """One mail; in a store with labels several folders may show it."""

    number: int
    raw: bytes
    flags: set[str]
    date: str
    labels: set[str] = field(default_factory=set)

    @property
    def message_id(self) -> bytes:
        """Its Message-ID, or nothing."""
        found = _MESSAGE_ID.search(self.raw)
        return found[1] if found else b""


@dataclass
class Folder:
    """A folder: messages by UID."""

    name: str
    attributes: str = ""
    uids: dict[int, Message] = field(default_factory=dict)
    uidnext: int = 1
    uidvalidity: int = 7

    def add(self, message: Message) -> int:
        """Show a message under the next UID."""
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.uids[uid] = message
        return uid

    def drop(self, message: Message) -> None:
        """Show a message no more."""
        self.uids = {uid: each for uid, each in self.uids.items() if each is not message}


class Store:
    """A plain server's mail."""

    capabilities: tuple[str, ...] = PLAIN
    keywords = True
    tells_at_once = True
    """Whether an appended message is told of, and there, before somebody asks with NOOP; so is
    what comes while a client IDLEs."""

    def __init__(self) -> None:
        """Make the folders."""
        self.numbers = count(1000)
        self.folders = {folder.name: folder for folder in self._folders()}

    def _folders(self) -> list[Folder]:
        return [Folder("INBOX"), Folder("Archive")]

    def refuses(self, messages: list[bytes]) -> bool:  # noqa: ARG002 - of which each is seen alone
        """Whether messages that come together are not taken."""
        return False

    def append(self, name: str, raw: bytes, flags: set[str], date: str) -> int:
        """Take a message; return its UID."""
        return self.folders[name].add(Message(next(self.numbers), raw, flags, date))

    def expunge(self, folder: Folder, uid: int) -> None:
        """Remove one message."""
        del folder.uids[uid]

    def move(self, folder: Folder, uid: int, target: str) -> int:
        """Move one message; return its new UID."""
        return self.folders[target].add(folder.uids.pop(uid))

    def everything(self) -> list[bytes]:
        """Every mail that is kept anywhere, once."""
        found = {
            each.number: each.raw for box in self.folders.values() for each in box.uids.values()
        }
        return list(found.values())


class Changing(Store):
    """A server that puts a line of its own on top of what it is given."""

    def append(self, name: str, raw: bytes, flags: set[str], date: str) -> int:
        """Change a message and take it."""
        return super().append(name, b"X-Received: by us\r\n" + raw, flags, date)


class Courier(Store):
    """A server that shows no new message to a session before it could tell of it."""

    tells_at_once = False


class Replacing(Store):
    """A server that knows RFC 8508."""

    capabilities = (*PLAIN, "REPLACE")


class Microsoft(Store):
    """Exchange Online: no keywords, no mod-sequences."""

    keywords = False


class Gmail(Store):
    """One store of mails, folders are labels on them."""

    capabilities = (*PLAIN, "X-GM-EXT-1", "SPECIAL-USE")
    deduplicates = True

    def _folders(self) -> list[Folder]:
        return [
            Folder("INBOX"),
            Folder("Orders"),
            Folder(ALL_MAIL, "\\All"),
            Folder(TRASH, "\\Trash"),
        ]

    def append(self, name: str, raw: bytes, flags: set[str], date: str) -> int:
        """Take a message, unless one with its Message-ID is known: then show that one."""
        message = Message(next(self.numbers), raw, flags, date)
        for known in self.folders[ALL_MAIL].uids.values():
            if self.deduplicates and message.message_id and known.message_id == message.message_id:
                message = known
        for place in {name, ALL_MAIL}:
            box = self.folders[place]
            if message not in box.uids.values():
                box.add(message)
        uids = self.folders[name].uids
        return next(uid for uid, each in uids.items() if each is message)

    def expunge(self, folder: Folder, uid: int) -> None:
        """Take the label off; only what lies in the Trash goes for good."""
        del folder.uids[uid]

    def move(self, folder: Folder, uid: int, target: str) -> int:
        """Move one message; the Trash takes every label off."""
        message = folder.uids[uid]
        for box in self.folders.values() if target == TRASH else (folder,):
            box.drop(message)
        return self.folders[target].add(message)
