"""Going through accounts of servers that have ways of their own, played by a strict script."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from scrubber.addresses import ImapAddress
from scrubber.mailboxes.imap_login import Password
from scrubber.mailboxes.replace_journal import Journal
from scrubber.watch import daemon
from scrubber.watch.account import Account, Wanted
from scrubber.watch.cursor import Cursors, Unkept
from scrubber.watch.report import remains
from tests.fakes.imap import PASSWORD, ImapServer
from tests.fakes.imap_store import ALL_MAIL, DATE, Courier, Gmail, Microsoft, Store
from tests.watch.watching import CARD, Lines, QuickMasking, mail, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrubber.mailboxes.imap_values import Facts
    from scrubber.watch.masking import Looked, Masking, Replace

PATIENCE = 1.0  # seconds that a server waits for a word of ours; the real ones wait minutes


class SlowMasking(QuickMasking):
    """Takes longer over a mail than the server waits."""

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:
        """Mask the one number, in good time."""
        await asyncio.sleep(2 * PATIENCE)
        return await super().look(where, fact, raw, replace)


def account_at(server: ImapServer, folders: Iterable[str], masking: Masking) -> Account:
    """Return an account of which nothing is kept."""
    return Account(
        ImapAddress(False, "127.0.0.1", server.port, "me"),  # noqa: FBT003
        Password(PASSWORD),
        Wanted(tuple(folders)),
        Journal(Unkept()),
        Cursors(Unkept()),
        masking,
        Lines(),
    )


def go_through(store: Store, folders: Iterable[str], throttle: Iterable[int] = ()) -> Account:
    """Go through folders of a store twice; the second time there is nothing to do."""
    with ImapServer(store) as server:
        server.throttle = set(throttle)
        for _ in range(2):
            account = account_at(server, folders, QuickMasking())
            asyncio.run(daemon.once([account]))
            assert account.journal.unfinished() == []
            assert account.counts.failed == 0
    assert server.complaints == []
    assert account.counts.masked == 0
    return account


@pytest.mark.parametrize("deduplicates", [True, False])
def test_gmail(*, deduplicates: bool) -> None:
    """The inbox and All Mail show the same mails; each is masked once, and nothing is left."""
    store = Gmail()
    store.deduplicates = deduplicates
    for number in range(5):
        store.append("INBOX", mail(f"{number}", card=number % 2 == 0), {"\\Seen"}, DATE)
    store.append("Orders", mail("labelled"), set(), DATE)
    account = go_through(store, ["INBOX", "Orders", ALL_MAIL])
    assert account.counts.seen == 5 + 1 + 6
    assert not any(CARD in raw for raw in store.everything())
    assert len(store.everything()) == 6


def test_microsoft_365_under_throttling() -> None:
    """Every seventh command is put off."""
    store = Microsoft()
    for number in range(9):
        store.append("INBOX", mail(f"{number}", card=number % 3 == 0), {"\\Flagged"}, DATE)
    go_through(store, ["INBOX"], range(4, 400, 7))
    assert not any(CARD in raw for raw in store.everything())
    assert len(store.everything()) == 9
    assert all(each.flags == {"\\Flagged"} for each in store.folders["INBOX"].uids.values())


@pytest.mark.parametrize(
    ("host", "word"),
    [
        ("imap.gmail.com", "25 days"),
        ("outlook.office365.com", "Recoverable Items"),
        ("imap.example", "backups"),
    ],
)
def test_what_stays_behind_is_said(host: str, word: str) -> None:
    """By the provider, as far as it is known."""
    assert word in remains(host)


async def masked_in_time(server: ImapServer, begun: Callable[[Account], bool]) -> None:
    """Watch the INBOX; let a mail come once that has ``begun``, and wait until it is masked."""
    store = server.store
    account = account_at(server, ["INBOX"], QuickMasking())
    task = asyncio.create_task(daemon.watch([account], old=False))
    await until(lambda: begun(account))
    store.append("INBOX", mail("new"), set(), DATE)
    await until(lambda: not any(CARD in raw for raw in store.everything()))
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_an_idle_is_renewed_in_good_time() -> None:
    """A server that cuts off who IDLEs for too long never has to (RFC 2177); new mail is told."""
    store = Store()

    with ImapServer(store) as server, patch("scrubber.watch.daemon._RENEWED", 0.2):
        server.patience = PATIENCE
        several = 2 * PATIENCE / 0.2
        asyncio.run(masked_in_time(server, lambda _: server.commands.count("IDLE") > several))
    assert server.complaints == []


@pytest.mark.parametrize("idles", [True, False])
def test_new_mail_that_nobody_tells_of_is_looked_for(idles: bool) -> None:  # noqa: FBT001
    """Courier IDLEs and looks once a minute; what it has not told of it does not find either."""
    store = Courier()
    if not idles:
        store.capabilities = tuple(each for each in store.capabilities if each != "IDLE")

    with ImapServer(store) as server, patch("scrubber.watch.daemon._RENEWED", 0.2):
        asyncio.run(masked_in_time(server, lambda account: account.cursor("INBOX") is not None))
    assert server.complaints == []


def test_a_server_hears_of_us_while_a_long_scan_goes_on() -> None:
    """By NOOP, so that it does not take us for dead; the mail is masked on the same connection."""
    store = Store()
    store.append("INBOX", mail("slow"), set(), DATE)
    with ImapServer(store) as server, patch("scrubber.watch.lane._QUIET", PATIENCE / 4):
        server.patience = PATIENCE
        account = account_at(server, ["INBOX"], SlowMasking())
        asyncio.run(daemon.once([account]))
    assert server.complaints == []
    assert server.commands.count("AUTHENTICATE") == 1
    assert server.commands.count("NOOP") > 2
    assert account.counts.masked == 1
    assert not any(CARD in raw for raw in store.everything())
