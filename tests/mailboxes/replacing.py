"""A folder on a real Dovecot for one test, and a connection on which things happen meanwhile."""

from __future__ import annotations

import imaplib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from scrubber.addresses import ImapAddress
from scrubber.mailboxes.imap_connection import Connection
from scrubber.mailboxes.imap_login import Password
from scrubber.mailboxes.replace import Replacer
from scrubber.mailboxes.replace_journal import Journal
from scrubber.store.journal import Table
from tests.servers.dovecot import PASSWORD, USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.servers.dovecot import Dovecot

T = TypeVar("T")

CLEAR = b"Message-ID: <1@shop.example>\r\nSubject: order\r\n\r\nVisa 4111 1111 1111 1111\r\n"
MASKED = b"Message-ID: <1@shop.example>\r\nSubject: order\r\n\r\nVisa **** **** **** 1111\r\n"
DATE = '"01-Feb-2026 03:04:05 +0000"'
FLAGS = r"(\Flagged $Label1 shop)"


class KilledError(BaseException):
    """Stands for the end of the process: nothing of ours may catch it."""


class Meddled(Connection):
    """A connection on which something happens before or after a command."""

    def __init__(self, address: ImapAddress) -> None:
        """Connect; nothing happens until it is asked for."""
        self.before: dict[str, Callable[[], None]] = {}
        self.after: dict[str, Callable[[], None]] = {}
        super().__init__(address, Password(PASSWORD))

    def _run(self, command: str, action: Callable[[], T]) -> T:
        self.before.pop(command, lambda: None)()
        answer = super()._run(command, action)
        self.after.pop(command, lambda: None)()
        return answer


@dataclass
class Folder:
    """A folder with one mail in it, seen by our connection and by somebody else's."""

    server: Dovecot
    name: str
    state: Path
    now: float = 1_000_000.0
    others: list[imaplib.IMAP4] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make it, and put the mail there."""
        self.other = imaplib.IMAP4("127.0.0.1", self.server.imap_port, timeout=20)
        self.other.login(USERS[0], PASSWORD)
        self.other.create(self.name)
        self.other.append(self.name, FLAGS, DATE, CLEAR)
        self.other.select(self.name)

    def close(self) -> None:
        """Log out."""
        self.other.logout()

    def allow(self, rights: str) -> None:
        """Take all but some rights from the folder's owner (RFC 4314)."""
        path = self.server.directory / "mail" / USERS[0] / "Maildir" / f".{self.name}"
        (path / "dovecot-acl").write_text(f"owner {rights}\n", encoding="ascii")

    def connection(self) -> Meddled:
        """Return a new connection with the folder open."""
        address = ImapAddress(False, "127.0.0.1", self.server.imap_port, USERS[0])  # noqa: FBT003
        connection = Meddled(address)
        try:
            connection.select(self.name, writable=True)
        except BaseException:
            connection.close()
            raise
        return connection

    def journal(self, host: str = "here") -> Journal:
        """Return the journal of a host."""
        return Journal(Table(self.state / host))

    def replacer(self, connection: Connection, host: str = "here") -> Replacer:
        """Return a replacer whose clock is ours."""
        return Replacer(connection, self.journal(host), lambda: self.now)

    def crash(self, moment: str, command: str, messages: Mapping[int, bytes] | None = None) -> None:
        """Replace the mail, or some, and be killed ``before`` or ``after`` a command."""
        crashed = self.connection()
        getattr(crashed, moment)[command] = killed
        with pytest.raises(KilledError):
            self.replacer(crashed).replace_all(messages or {1: MASKED})
        crashed.cut()
        crashed.close()

    def do(self, command: str, uid: int, *arguments: str) -> Callable[[], None]:
        """Return what somebody else does with a mail."""

        def act() -> None:
            self.other.noop()
            status, _ = self.other.uid(command, str(uid), *arguments)
            assert status == "OK"

        return act

    def delete(self, uid: int) -> Callable[[], None]:
        """Return that somebody else removes a mail for good."""

        def act() -> None:
            self.do("STORE", uid, "+FLAGS", r"(\Deleted)")()
            self.other.uid("EXPUNGE", str(uid))

        return act

    def mails(self, folder: str | None = None) -> dict[int, tuple[bytes, frozenset[str], str]]:
        """Return what lies in a folder: bytes without the mark, flags, INTERNALDATE by UID."""
        self.other.select(folder or self.name)
        found = {}
        _, listed = self.other.uid("SEARCH", "ALL")
        for uid in map(int, listed[0].split()):
            _, answer = self.other.uid("FETCH", str(uid), "(FLAGS INTERNALDATE BODY.PEEK[])")
            first: Sequence[Any] = answer[0]
            line = first[0] + b" ".join(rest for rest in answer[1:] if isinstance(rest, bytes))
            flags = line.partition(b"FLAGS (")[2].partition(b")")[0].decode().split()
            date = line.partition(b'INTERNALDATE "')[2].partition(b'"')[0].decode()
            found[uid] = (unmarked(first[1]), frozenset(flags) - {"\\Recent"}, date)
        self.other.select(self.name)
        return found

    def bodies(self, folder: str | None = None) -> list[bytes]:
        """Return the mails in a folder, without our mark."""
        return [body for body, _, _ in self.mails(folder).values()]


def unmarked(raw: bytes) -> bytes:
    """Return a mail without the mark of a copy."""
    lines: Iterable[bytes] = raw.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"X-Scrubber-Copy:"))


def killed() -> None:
    """End the process, so to speak."""
    raise KilledError
