"""An account that is watched: what all its folders share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.mailboxes.imap_connection import Connection
from scrubber.watch.masking import Looked, Result
from scrubber.watch.report import Counts

if TYPE_CHECKING:
    from scrubber.addresses import ImapAddress
    from scrubber.mailboxes.imap_login import Credentials
    from scrubber.mailboxes.imap_values import FolderName
    from scrubber.mailboxes.replace_journal import Journal
    from scrubber.watch.cursor import Cursor, Cursors
    from scrubber.watch.masking import Masking
    from scrubber.watch.report import Report


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which folders are watched: some by name, others by their special use (RFC 6154)."""

    names: tuple[str, ...]
    uses: frozenset[str] = frozenset()

    def of(self, folders: list[FolderName]) -> list[str]:
        """Return the names that are wanted, those that are missing included."""
        special = [folder.name for folder in folders if folder.attributes & self.uses]
        return list(dict.fromkeys((*self.names, *special)))


@dataclass(slots=True, eq=False)
class Account:
    """One account.  ``writing`` is held by whoever replaces a mail: one at a time.

    ``writes`` is False for a dry run, in which nothing is kept either.
    """

    address: ImapAddress
    credentials: Credentials
    wanted: Wanted
    journal: Journal
    cursors: Cursors
    masking: Masking
    report: Report
    writes: bool = True
    tells_of_old: bool = True
    counts: Counts = field(default_factory=Counts)
    watched: set[str] = field(default_factory=set)
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def connect(self) -> Connection:
        """Return a new connection.  Raises LostConnectionError and LoginError."""
        return Connection(self.address, self.credentials)

    def cursor(self, folder: str) -> Cursor | None:
        """Return how far a folder was read, by a former run or by this one."""
        return self.cursors.load(folder)

    def keep(self, folder: str, cursor: Cursor) -> None:
        """Keep how far a folder was read.  Raises StoreError."""
        if self.cursors.load(folder) != cursor:
            self.cursors.save(folder, cursor)

    def watches(self, folder: str) -> None:
        """Say once that a folder is watched from now on, also after a connection was lost."""
        if folder not in self.watched:
            self.watched.add(folder)
            self.report.say(f"{folder}: watched from now on")

    def count(self, looked: Looked) -> None:
        """Count a mail that was looked at."""
        self.counts.seen += 1
        self.counts.masked += looked.result is Result.MASKED
        self.counts.failed += looked.result is Result.LATER
        self.counts.unscannable += looked.unscannable
        self.report.step()
