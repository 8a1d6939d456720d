"""The replace protocol on servers that have ways of their own, played by a strict script."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from scrubber.addresses import ImapAddress
from scrubber.mailboxes.imap_connection import Connection
from scrubber.mailboxes.imap_errors import LoginError
from scrubber.mailboxes.imap_login import Password
from scrubber.mailboxes.replace import Replacer
from scrubber.mailboxes.replace_exchange import CopyError, Outcome
from scrubber.mailboxes.replace_journal import Journal
from scrubber.store.journal import Table
from tests.fakes.imap import PASSWORD, ImapServer
from tests.fakes.imap_store import (
    DATE,
    TRASH,
    Changing,
    Courier,
    Gmail,
    Microsoft,
    Replacing,
    Store,
)
from tests.mailboxes.replacing import CLEAR, MASKED, KilledError, killed, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = Password(PASSWORD)


@contextlib.contextmanager
def serving(store: Store, *flags: str, folder: str = "INBOX") -> Iterator[ImapServer]:
    """Serve a store with one mail that holds a card number; complain of nothing."""
    store.append(folder, CLEAR, {"\\Seen", *flags}, DATE)
    with ImapServer(store) as server:
        yield server
    assert server.complaints == []


def address(server: ImapServer) -> ImapAddress:
    """Return the address of the account."""
    return ImapAddress(False, "127.0.0.1", server.port, "me")  # noqa: FBT003


def replace(server: ImapServer, tmp_path: Path, uid: int = 1, folder: str = "INBOX") -> Outcome:
    """Replace the mail as a run of its own does."""
    with Connection(address(server), SECRET) as connection:
        connection.select(folder, writable=True)
        replacer = Replacer(connection, Journal(Table(tmp_path / "journal")))
        replacer.recover()
        return replacer.replace(uid, MASKED)


def contents(store: Store, folder: str = "INBOX") -> list[bytes]:
    """Return the mails of a folder, without our mark."""
    return [unmarked(each.raw) for each in store.folders[folder].uids.values()]


def test_a_server_without_mod_sequences_and_keywords(tmp_path: Path) -> None:
    """Microsoft 365: what cannot be kept is not asked for; flags and date are."""
    store = Microsoft()
    with serving(store) as server:
        assert replace(server, tmp_path) is Outcome.REPLACED
        assert "UID SEARCH" in server.commands
    (message,) = store.folders["INBOX"].uids.values()
    assert (unmarked(message.raw), message.flags, message.date) == (MASKED, {"\\Seen"}, DATE)


def test_a_server_that_does_not_tell_of_a_copy_is_asked(tmp_path: Path) -> None:
    """Courier shows an appended message when it could tell of it, and no earlier."""
    store = Courier()
    with serving(store) as server:
        assert replace(server, tmp_path) is Outcome.REPLACED
    assert contents(store) == [MASKED]


def test_a_server_that_tells_of_a_copy_is_not_asked(tmp_path: Path) -> None:
    """As all should; a question is a round trip for each batch."""
    with serving(Store()) as server:
        assert replace(server, tmp_path) is Outcome.REPLACED
        assert "NOOP" not in server.commands


@pytest.mark.parametrize("place", range(2, 16))
def test_a_server_that_asks_for_a_pause_gets_it(place: int, tmp_path: Path) -> None:
    """Whichever command it was, it is sent again after the time the server names."""
    store = Microsoft()
    with serving(store) as server:
        server.throttle = {place, place + 1}
        assert replace(server, tmp_path) is Outcome.REPLACED
    assert contents(store) == [MASKED]


def test_gmail_keeps_no_original_under_any_label(tmp_path: Path) -> None:
    """A copy of the same Message-ID is ignored there, so it gets one of its own."""
    store = Gmail()
    with serving(store) as server:
        store.folders["INBOX"].uids[1].labels = {"Orders", "\\Important"}
        store.folders["Orders"].add(store.folders["INBOX"].uids[1])
        assert replace(server, tmp_path) is Outcome.REPLACED
    assert not any(CLEAR in raw for raw in store.everything())
    (copy,) = store.folders["INBOX"].uids.values()
    assert copy.labels == {"Orders", "\\Important"}
    assert b"X-Original-Message-ID: <1@shop.example>" in copy.raw
    assert b"References: <1@shop.example>" in copy.raw
    assert copy.raw.endswith(MASKED.partition(b"\r\n")[2])
    assert len(store.everything()) == 1


def test_gmail_that_takes_a_duplicate_keeps_its_message_id(tmp_path: Path) -> None:
    """The new name is for those accounts only that need it."""
    store = Gmail()
    store.deduplicates = False
    with serving(store) as server:
        assert replace(server, tmp_path) is Outcome.REPLACED
    assert contents(store) == [MASKED]
    assert [unmarked(raw) for raw in store.everything()] == [MASKED]


@pytest.mark.parametrize("step", ["MOVE", "STORE", "EXPUNGE"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_gmail_is_swept_after_a_crash(step: str, moment: str, tmp_path: Path) -> None:
    """An original that lies in the Trash already goes from there."""
    store = Gmail()
    store.deduplicates = False
    with serving(store) as server:
        crashing(server, tmp_path, step, moment)
        replace(server, tmp_path)
    assert [unmarked(raw) for raw in store.everything()] == [MASKED]
    assert store.folders[TRASH].uids == {}


def crashing(server: ImapServer, tmp_path: Path, step: str, moment: str) -> None:
    """Replace the mail, and end before or after a command."""

    class Crashing(Connection):
        def _run(self, command: str, action):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
            if (command, moment) == (step, "before"):
                killed()
            answer = super()._run(command, action)
            if (command, moment) == (step, "after"):
                killed()
            return answer

    connection = Crashing(address(server), SECRET)
    connection.select("INBOX", writable=True)
    replacer = Replacer(connection, Journal(Table(tmp_path / "journal")))
    with pytest.raises(KilledError):
        replacer.replace(1, MASKED)
    connection.cut()
    connection.close()


def test_a_server_that_changes_what_it_is_given_keeps_the_original(tmp_path: Path) -> None:
    """The copy is taken back, and nothing is lost."""
    store = Changing()
    with serving(store) as server, pytest.raises(CopyError, match="changed"):
        replace(server, tmp_path)
    assert [raw.endswith(CLEAR) for raw in store.everything()] == [True]


def test_a_server_that_can_replace_is_asked_to(tmp_path: Path) -> None:
    """RFC 8508: one command, and the copy is compared all the same."""
    store = Replacing()
    with serving(store) as server:
        assert replace(server, tmp_path) is Outcome.REPLACED
        assert "UID REPLACE" in server.commands
        assert "APPEND" not in server.commands
    assert contents(store) == [MASKED]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_while_a_server_replaces(moment: str, tmp_path: Path) -> None:
    """Either it has happened or it has not."""
    store = Replacing()
    with serving(store) as server:
        crashing(server, tmp_path, "REPLACE", moment)
        replace(server, tmp_path)
    assert contents(store) == [MASKED]


class Tokens:
    """Gives one token, and another one when asked for a fresh one."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.asked: list[bool] = []

    def token(self, *, fresh: bool) -> str:
        """Give a token."""
        self.asked.append(fresh)
        return "new" if fresh else "old"


@pytest.mark.parametrize("capability", ["AUTH=XOAUTH2", "AUTH=OAUTHBEARER"])
def test_a_token_that_is_refused_is_refreshed_once(capability: str) -> None:
    """It may have been withdrawn; a second refusal is told."""
    store = Store()
    store.capabilities = (*store.capabilities, capability)
    with ImapServer(store) as server:
        server.tokens = {"new"}
        tokens = Tokens()
        with Connection(address(server), tokens):
            assert tokens.asked == [False, True]
        server.tokens = set()
        with pytest.raises(LoginError):
            Connection(address(server), Tokens())
