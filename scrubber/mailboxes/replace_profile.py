"""What servers do differently when an original goes: chosen by what they announce.

Gmail's folders are labels on one store: EXPUNGE in a folder takes the label only, and All Mail
keeps the original.  What is removed for good has to go through its Trash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_values import DELETED

if TYPE_CHECKING:
    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.imap_values import Facts
    from scrubber.mailboxes.replace_journal import Row

_TRASH = "\\trash"  # RFC 6154


class Profile(Protocol):
    """How a server keeps copies and lets go of originals.

    ``removes`` says whether an original is gone afterwards, or only marked as deleted.
    ``drops_duplicates`` says that a message with a known Message-ID may not be taken.
    """

    removes: ClassVar[bool]
    drops_duplicates: ClassVar[bool]

    def lasting_id(self, uid: int) -> str:
        """Return a name by which a message is known in every folder, if the server has one."""
        ...

    def carry_over(self, uid: int, copy: int) -> None:
        """Give the copy what the original has beside flags."""
        ...

    def remove(self, original: Facts, row: Row) -> bool:
        """Remove it, or return False where it has changed meanwhile and is still there."""
        ...

    def sweep(self, row: Row) -> None:
        """Remove what a removal that was interrupted has left elsewhere."""
        ...


def profile(connection: Connection) -> Profile:
    """Choose by what the server announces."""
    if connection.has("X-GM-EXT-1"):
        return Gmail(connection)
    if connection.has("UIDPLUS"):
        return Expunging(connection)
    return Marking(connection)


@dataclass(frozen=True, slots=True)
class Expunging:
    """Mark it as deleted unless it has changed, and expunge this one UID (RFC 4315)."""

    removes: ClassVar = True
    drops_duplicates: ClassVar = False

    connection: Connection

    def lasting_id(self, uid: int) -> str:  # noqa: ARG002 - the protocol's signature, as below
        """Return nothing: UIDs are of one folder."""
        return ""

    def carry_over(self, uid: int, copy: int) -> None:
        """Do nothing: flags are all there is."""

    def remove(self, original: Facts, row: Row) -> bool:  # noqa: ARG002
        """Remove it, and see that it is gone."""
        uid = original.uid
        if not self.connection.store(uid, "+FLAGS", [DELETED], unchanged_since=original.modseq):
            return False
        self.connection.expunge(uid)
        return uid not in self.connection.facts([uid])

    def sweep(self, row: Row) -> None:
        """Do nothing: what is gone is gone."""


@dataclass(frozen=True, slots=True)
class Marking(Expunging):
    """Without UIDPLUS only mark it: a plain EXPUNGE would take other people's mails too."""

    removes: ClassVar = False

    def remove(self, original: Facts, row: Row) -> bool:  # noqa: ARG002
        """Mark it as deleted."""
        return self.connection.store(
            original.uid, "+FLAGS", [DELETED], unchanged_since=original.modseq
        )


@dataclass(frozen=True, slots=True)
class Gmail:
    """Move it to the Trash, which takes every label, and expunge it there.

    https://developers.google.com/workspace/gmail/imap/imap-extensions
    """

    removes: ClassVar = True
    drops_duplicates: ClassVar = True

    connection: Connection

    def lasting_id(self, uid: int) -> str:
        """Return X-GM-MSGID."""
        found = self.connection.fetch([uid], "X-GM-MSGID", b"X-GM-MSGID")
        return str(found.get(uid, ""))

    def carry_over(self, uid: int, copy: int) -> None:
        """Put the original's labels on the copy."""
        self.connection.copy_labels(uid, copy)

    def remove(self, original: Facts, row: Row) -> bool:
        """Move it to the Trash and remove it there."""
        trash = self._trash()
        if row.folder != trash:
            self.connection.move(original.uid, trash)
        self._expunge(trash, row)
        return original.uid not in self.connection.facts([original.uid])

    def sweep(self, row: Row) -> None:
        """Empty the Trash of an original that was moved there before a crash."""
        if row.lasting_id:
            self._expunge(self._trash(), row)

    def _expunge(self, trash: str, row: Row) -> None:
        self.connection.select(trash, writable=True)
        try:
            for uid in self.connection.search("X-GM-MSGID", row.lasting_id):
                self.connection.store(uid, "+FLAGS", [DELETED])
                self.connection.expunge(uid)
        finally:
            self.connection.select(row.folder, writable=True)

    def _trash(self) -> str:
        for folder in self.connection.folders():
            if _TRASH in folder.attributes:
                return folder.name
        raise MailboxError(
            "no Trash is shown to IMAP clients; let it be shown, in Gmail's settings"
        )
