"""An account on a real Dovecot that is watched in this process, with a scan that is quick."""

from __future__ import annotations

import asyncio
import imaplib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.addresses import ImapAddress
from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_errors import LostConnectionError, ReadOnlyError
from scrubber.mailboxes.imap_login import Password
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.mailboxes.replace_journal import Journal
from scrubber.store.journal import Table
from scrubber.watch import daemon
from scrubber.watch.account import Account, Wanted
from scrubber.watch.cursor import Cursors
from scrubber.watch.masking import Looked, Replace, Result
from tests.servers.dovecot import PASSWORD, USERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from scrubber.mailboxes.imap_values import Facts
    from tests.servers.dovecot import Dovecot

CARD = b"4111 1111 1111 1111"
MASK = b"**** **** **** 1111"
DATE = '"01-Feb-2026 03:04:05 +0000"'


def mail(name: str, *, card: bool = True) -> bytes:
    """Return a mail, with a card number or without."""
    text = CARD if card else b"hello"
    return b"Message-ID: <%b@shop.example>\r\nSubject: order\r\n\r\n%b\r\n" % (name.encode(), text)


@dataclass
class QuickMasking:
    """Knows one card number; keeps to the rules of the real one otherwise."""

    looked: list[str] = field(default_factory=list)

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:
        """Mask the one number."""
        self.looked.append(where)
        if CARD not in raw:
            return Looked(Result.CLEAN)
        try:
            outcome = await replace(fact.uid, raw.replace(CARD, MASK))
        except (LostConnectionError, ReadOnlyError):
            raise
        except MailboxError:
            return Looked(Result.LATER)
        return Looked(Result.LATER if outcome is Outcome.FOREIGN else Result.MASKED)


@dataclass
class Lines:
    """What the owner is told."""

    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Keep a line."""
        self.lines.append(line)

    def step(self) -> None:
        """Count nothing."""


@dataclass
class Box:
    """A user's account, and somebody else who works in it by a connection of his own."""

    server: Dovecot
    state: Path
    user: str = USERS[0]
    masking: QuickMasking = field(default_factory=QuickMasking)
    report: Lines = field(default_factory=Lines)

    def __post_init__(self) -> None:
        """Log in."""
        self.state.mkdir(exist_ok=True)
        self.other = imaplib.IMAP4("127.0.0.1", self.server.imap_port, timeout=20)
        self.other.login(self.user, PASSWORD)

    def account(self, *folders: str, uses: frozenset[str] = frozenset()) -> Account:
        """Return the account as a daemon that starts now has it."""
        return Account(
            ImapAddress(False, "127.0.0.1", self.server.imap_port, self.user),  # noqa: FBT003
            Password(PASSWORD),
            Wanted(folders, uses),
            Journal(Table(self.state / "journal")),
            Cursors(Table(self.state / "cursors")),
            self.masking,
            self.report,
        )

    def put(self, folder: str, *messages: bytes, flags: str = "", date: str | None = DATE) -> None:
        """Add mails."""
        for message in messages:
            status, _ = self.other.append(folder, flags, date, message)
            assert status == "OK"

    def bodies(self, folder: str) -> list[bytes]:
        """Return the texts of the mails in a folder."""
        status, _ = self.other.select(folder, readonly=True)
        if status != "OK":
            return []
        _, found = self.other.uid("SEARCH", "ALL")
        bodies = []
        for uid in found[0].split():
            _, answer = self.other.uid("FETCH", uid.decode(), "(BODY.PEEK[TEXT])")
            bodies += [item[1].strip() for item in answer if isinstance(item, tuple)]
        return bodies

    @asynccontextmanager
    async def watched(
        self, *folders: str, old: bool = False, uses: frozenset[str] = frozenset()
    ) -> AsyncIterator[Account]:
        """Watch while something happens."""
        account = self.account(*folders, uses=uses)
        task = asyncio.create_task(daemon.watch([account], old=old))
        try:
            await until(lambda: all(account.cursor(each) for each in folders))
            yield account
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something that happens meanwhile.  Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - of something that another process does
            await asyncio.sleep(0.02)
