"""kill -9 at random moments: at the end each mail is there once, masked where it is due."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import time
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pytest

from scrubber.mailboxes.replace_journal import Journal
from scrubber.store.journal import account_tables
from scrubber.watch import daemon
from scrubber.watch.cursor import Cursors
from tests.servers.dovecot import USERS, Dovecot
from tests.servers.waiting import wait_until
from tests.servers.watcher import Watcher
from tests.watch.watching import CARD, MASK, Box, mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAILS: Final = 50
FLAGS: Final = ["", r"(\Seen)", r"(\Flagged shop)", r"(\Answered $Label1 \Seen)", "(keyword)"]
DELETED: Final = "foreign"
_fork = multiprocessing.get_context("fork")
_folders = count()

Mail = tuple[bytes, bytes, frozenset[str], str]


def fill(box: Box, folder: str) -> None:
    """Put mails into a folder, a third with a card number, and one that others want to go."""
    box.other.create(folder)
    for number in range(MAILS - 1):
        date = f'"{number % 28 + 1:02}-Feb-2026 03:04:05 +0000"'
        message = mail(f"{number:02}", card=number % 3 == 0)
        box.put(folder, message, flags=FLAGS[number % len(FLAGS)], date=date)
    box.put(folder, mail(DELETED), flags=r"(\Deleted shop)")


def content(box: Box, folder: str) -> list[Mail]:
    """Return Message-ID, text, flags and INTERNALDATE of every mail, sorted."""
    box.other.select(folder, readonly=True)
    items = "(FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)] BODY.PEEK[TEXT])"
    _, answer = box.other.fetch("1:*", items)
    box.other.unselect()
    return sorted(_read(answer))


def _read(answer: list[Any]) -> Iterator[Mail]:
    for first, second in zip(answer[0::3], answer[1::3], strict=False):
        line = first[0].decode()
        flags = line.partition("FLAGS (")[2].partition(")")[0].split()
        date = line.partition('INTERNALDATE "')[2].partition('"')[0]
        yield first[1].strip(), second[1].strip(), frozenset(flags) - {"\\Recent"}, date


def expected(before: list[Mail]) -> list[Mail]:
    """Return what has to be there at the end."""
    assert len(before) == MAILS
    return sorted(
        (name, text if "\\Deleted" in flags else text.replace(CARD, MASK), flags, date)
        for name, text, flags, date in before
    )


def work(box: Box, folder: str) -> None:
    """Go through a folder once, as the program does, with the tables on the disk."""
    with account_tables(box.state, "account") as tables:
        account = box.account(folder)
        account.journal, account.cursors = Journal(tables.journal), Cursors(tables.cursors)
        asyncio.run(daemon.once([account]))
        assert account.counts.failed == 0


def killed(box: Box, folder: str, after: float) -> None:
    """Begin in a process of its own, and kill it after so many seconds."""
    process = _fork.Process(target=work, args=(box, folder))
    process.start()
    time.sleep(after)
    process.kill()
    process.join()


def rounds(server: Dovecot, state: Path, number: int) -> None:
    """Kill and finish, in so many folders; some are killed twice or thrice."""
    chance = random.Random(number)  # noqa: S311 - the same moments in every run
    box = Box(server, state)
    for _ in range(number):
        folder = f"kill{next(_folders)}"
        fill(box, folder)
        before = content(box, folder)
        for _ in range(chance.choice([1, 1, 2, 3])):
            killed(box, folder, chance.uniform(0.02, 0.5))
        work(box, folder)
        assert content(box, folder) == expected(before)
    box.other.shutdown()


def test_a_few_rounds(server: Dovecot, tmp_path: Path) -> None:
    """Each mail once, masked where due; flags, dates and what others have deleted as they were."""
    rounds(server, tmp_path / "state", 4)


@pytest.mark.long
def test_a_hundred_rounds(server: Dovecot, tmp_path: Path) -> None:
    """The same, a hundred times."""
    rounds(server, tmp_path / "state", 100)


def test_the_program_itself_is_killed(server: Dovecot, tmp_path: Path) -> None:
    """With its scanners; the next run finishes, and one after that finds nothing to do."""
    box = Box(server, tmp_path / "state")
    fill(box, "program")
    before = content(box, "program")
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[0], "program")
    process = watcher.start("--once")
    wait_until(lambda: MASK in box.bodies("program"), "the first mail is masked")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    # A machine that is busy may take longer for a scan than is waited for; then it is run again.
    wait_until(lambda: watcher.run("--once") == 0, "all is masked", 120)
    assert content(box, "program") == expected(before)
    box.other.select("program", readonly=True)
    uids = box.other.uid("SEARCH", "ALL")
    assert watcher.run("--once") == 0
    box.other.noop()
    assert box.other.uid("SEARCH", "ALL") == uids
    box.other.shutdown()


@pytest.mark.long
def test_two_hosts_on_one_mailbox(server: Dovecot, tmp_path: Path) -> None:
    """With state directories of their own; one is killed, and the other one goes on."""
    box = Box(server, tmp_path / "state")
    for number in range(3):
        folder = f"hosts{number}"
        fill(box, folder)
        before = content(box, folder)
        there = Box(server, tmp_path / f"there{number}")
        hosts = [_fork.Process(target=_quietly, args=(each, folder)) for each in (box, there)]
        for host in hosts:
            host.start()
        for host in hosts:
            host.join(60)
        work(box, folder)
        assert content(box, folder) == expected(before)
        there.other.shutdown()
    box.other.shutdown()


def _quietly(box: Box, folder: str) -> None:
    """Work; what the other host has begun counts as failed, which is no matter here."""
    with account_tables(box.state, "account") as tables:
        account = box.account(folder)
        account.journal, account.cursors = Journal(tables.journal), Cursors(tables.cursors)
        asyncio.run(daemon.once([account]))
