"""What servers do differently when an original goes: chosen by what they announce.

Gmail's folders are labels on one store: EXPUNGE in a folder takes the label only, and All Mail
keeps the original.  What is removed for good has to go through its Trash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_values import DELETED
from scrubber.mailboxes.replace_exchange import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.replace_journal import Row

_TRASH = "\\trash"  # RFC 6154


class Profile(Protocol):
    """How a server keeps copies and lets go of originals.

    ``drops_duplicates`` says that a message with a known Message-ID may not be taken.
    """

    drops_duplicates: ClassVar[bool]

    def lasting_ids(self, uids: Sequence[int]) -> Mapping[int, str]:
        """Return names by which messages are known in every folder, if the server has such."""
        ...

    def carry_over(self, uid: int, copy: int) -> None:
        """Give the copy what the original has beside flags."""
        ...

    def remove(self, rows: Sequence[Row], unchanged_since: int | None) -> dict[int, Outcome]:
        """Remove originals; return by UID what became of those that are gone or marked as deleted.

        The others have changed after a mod-sequence, and are still there.
        """
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
    """Mark originals as deleted unless they have changed, and expunge these UIDs (RFC 4315)."""

    drops_duplicates: ClassVar = False

    connection: Connection

    def lasting_ids(self, uids: Sequence[int]) -> Mapping[int, str]:  # noqa: ARG002 - the protocol's
        """Return nothing: UIDs are of one folder."""
        return {}

    def carry_over(self, uid: int, copy: int) -> None:
        """Do nothing: flags are all there is."""

    def remove(self, rows: Sequence[Row], unchanged_since: int | None) -> dict[int, Outcome]:
        """Remove them, and see that they are gone.

        Where we may not expunge (RFC 4314), some servers say OK and leave what is marked.
        """
        marked = self._marked(rows, unchanged_since)
        if marked:
            self.connection.expunge(marked)
        left = self.connection.facts(sorted(marked))
        ends = dict.fromkeys(marked - left.keys(), Outcome.REPLACED)
        ends.update((uid, Outcome.MARKED) for uid, fact in left.items() if fact.deleted)
        return ends

    def _marked(self, rows: Sequence[Row], unchanged_since: int | None) -> set[int]:
        uids = [row.uid for row in rows]
        return self.connection.store(uids, "+FLAGS", [DELETED], unchanged_since=unchanged_since)

    def sweep(self, row: Row) -> None:
        """Do nothing: what is gone is gone."""


@dataclass(frozen=True, slots=True)
class Marking(Expunging):
    """Without UIDPLUS only mark them: a plain EXPUNGE would take other people's mails too."""

    def remove(self, rows: Sequence[Row], unchanged_since: int | None) -> dict[int, Outcome]:
        """Mark them as deleted."""
        return dict.fromkeys(self._marked(rows, unchanged_since), Outcome.MARKED)


@dataclass(frozen=True, slots=True)
class Gmail:
    """Move originals to the Trash, which takes every label, and expunge them there.

    https://developers.google.com/workspace/gmail/imap/imap-extensions
    """

    drops_duplicates: ClassVar = True

    connection: Connection

    def lasting_ids(self, uids: Sequence[int]) -> Mapping[int, str]:
        """Return X-GM-MSGID of each."""
        found = self.connection.fetch(uids, "X-GM-MSGID", b"X-GM-MSGID")
        return {uid: str(value) for uid, value in found.items()}

    def carry_over(self, uid: int, copy: int) -> None:
        """Put the original's labels on the copy."""
        self.connection.copy_labels(uid, copy)

    def remove(
        self,
        rows: Sequence[Row],
        unchanged_since: int | None,  # noqa: ARG002 - what was moved is gone from here
    ) -> dict[int, Outcome]:
        """Move them to the Trash and remove them there."""
        trash = self._trash()
        for row in rows:
            if row.folder != trash:
                self.connection.move(row.uid, trash)
        self._expunge(trash, rows)
        uids = [row.uid for row in rows]
        return dict.fromkeys(set(uids) - self.connection.facts(uids).keys(), Outcome.REPLACED)

    def sweep(self, row: Row) -> None:
        """Empty the Trash of an original that was moved there before a crash."""
        if row.lasting_id:
            self._expunge(self._trash(), [row])

    def _expunge(self, trash: str, rows: Sequence[Row]) -> None:
        self.connection.select(trash, writable=True)
        try:
            for row in rows:
                found = self.connection.search("X-GM-MSGID", row.lasting_id)
                if found:
                    self.connection.store(found, "+FLAGS", [DELETED])
                    self.connection.expunge(found)
        finally:
            self.connection.select(rows[0].folder, writable=True)

    def _trash(self) -> str:
        for folder in self.connection.folders():
            if _TRASH in folder.attributes:
                return folder.name
        raise MailboxError(
            "no Trash is shown to IMAP clients; let it be shown, in Gmail's settings"
        )
