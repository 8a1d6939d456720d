"""An IMAP account, read only: folders are opened with EXAMINE, so that nothing can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.imap_connection import Connection
from scrubber.mailboxes.imap_errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.addresses import ImapAddress
    from scrubber.mailboxes.imap_login import Credentials
    from scrubber.mailboxes.imap_values import Facts

_LISTED = 500  # messages asked for at a time
_BATCH = 1024 * 1024  # bytes of mails fetched at a time; a larger one comes alone


@dataclass(frozen=True, slots=True)
class StoredByImap(Stored):
    """A mail and where its server keeps it: folder, UIDVALIDITY and UID (RFC 3501 2.3.1.1)."""

    folder: str
    uidvalidity: int
    uid: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class ImapMailbox:
    """An account, or the one folder that its address names.

    Iterating raises LostConnectionError and LoginError; a folder that cannot be opened is yielded
    as Unread.
    """

    address: ImapAddress
    credentials: Credentials

    def __iter__(self) -> Iterator[StoredByImap | Unread]:
        """Yield the mails, folder by folder, oldest first."""
        with Connection(self.address, self.credentials) as connection:
            for folder in self._folders(connection):
                try:
                    connection.select(folder, writable=False)
                except AnswerError as error:
                    yield Unread(f"{self.address.account}/{quote(folder)}", error.public)
                else:
                    yield from stored(connection, self.address, connection.uids())

    def _folders(self, connection: Connection) -> list[str]:
        if self.address.folder is not None:
            return [self.address.folder]
        return [folder.name for folder in connection.folders() if folder.selectable]


def stored(
    connection: Connection, address: ImapAddress, uids: Sequence[int]
) -> Iterator[StoredByImap]:
    """Yield messages of the open folder; those that are gone meanwhile are left out.

    In memory are a batch of small ones, or one large one.
    """
    for start in range(0, len(uids), _LISTED):
        facts = connection.facts(uids[start : start + _LISTED])
        for batch in batches([facts[uid] for uid in sorted(facts)]):
            yield from _fetched(connection, address, batch)


def batches(facts: Sequence[Facts]) -> Iterator[list[Facts]]:
    """Yield what is fetched at a time: mails of a megabyte together, or a single one."""
    batch: list[Facts] = []
    size = 0
    for fact in facts:
        if batch and size + fact.size > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(fact)
        size += fact.size
    if batch:
        yield batch


def _fetched(
    connection: Connection, address: ImapAddress, batch: Sequence[Facts]
) -> Iterator[StoredByImap]:
    selected = connection.selected
    if selected is None:
        return
    bodies = connection.bodies([fact.uid for fact in batch])
    for fact in batch:
        # Taken out, so that its reader is the only one who holds it.
        raw = bodies.pop(fact.uid, None)
        if raw is not None:
            location = f"{address.account}/{quote(selected.folder)}/;UID={fact.uid}"  # RFC 5092
            yield StoredByImap(
                location, raw, fact.arrived, selected.folder, selected.uidvalidity, fact.uid, fact
            )
