"""Going through accounts of servers that have ways of their own, played by a strict script."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from scrubber.addresses import ImapAddress
from scrubber.mailboxes.imap_login import Password
from scrubber.mailboxes.replace_journal import Journal
from scrubber.watch import daemon
from scrubber.watch.account import Account, Wanted
from scrubber.watch.cursor import Cursors, Unkept
from scrubber.watch.report import remains
from tests.fakes.imap import PASSWORD, ImapServer
from tests.fakes.imap_store import ALL_MAIL, DATE, Gmail, Microsoft, Store
from tests.watch.watching import CARD, Lines, QuickMasking, mail

if TYPE_CHECKING:
    from collections.abc import Iterable


def go_through(store: Store, folders: Iterable[str], throttle: Iterable[int] = ()) -> Account:
    """Go through folders of a store twice; the second time there is nothing to do."""
    with ImapServer(store) as server:
        server.throttle = set(throttle)
        for _ in range(2):
            unkept = Unkept()
            account = Account(
                ImapAddress(False, "127.0.0.1", server.port, "me"),  # noqa: FBT003
                Password(PASSWORD),
                Wanted(tuple(folders)),
                Journal(unkept),
                Cursors(Unkept()),
                QuickMasking(),
                Lines(),
            )
            asyncio.run(daemon.once([account]))
            assert unkept.all() == {}
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
