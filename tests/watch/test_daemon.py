"""Watching a real Dovecot: what is looked at, when, and what happens when the server goes away."""

from __future__ import annotations

import asyncio
import imaplib
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from scrubber.mailboxes.imap_errors import LoginError, LostConnectionError
from scrubber.mailboxes.imap_login import Password
from scrubber.watch import daemon
from scrubber.watch.folder import Folder
from scrubber.watch.lane import Lane
from scrubber.watch.report import Counts
from tests.servers.dovecot import USERS, Dovecot
from tests.servers.processes import descendants
from tests.watch.watching import MASK, Box, QuickMasking, mail, until

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Iterator, Mapping

    from scrubber.mailboxes.imap_values import Facts
    from scrubber.watch.masking import Looked, Replace

SPECIAL = """
mail_max_userip_connections = 100
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
  mailbox Bin {
    special_use = \\Trash
    auto = create
  }
  mailbox Drafts {
    special_use = \\Drafts
    auto = create
  }
}
"""
ACL = """
mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """Return a Dovecot with folders of special use."""
    with Dovecot(settings=SPECIAL) as dovecot:
        yield dovecot


def run(test: Coroutine[Any, Any, None]) -> None:
    """Run a test that watches."""
    asyncio.run(test)


async def masked(box: Box, folder: str, number: int = 1) -> None:
    """Wait until so many mails lie in a folder, all masked."""
    await until(lambda: box.bodies(folder) == [MASK] * number)


def test_old_mail_is_left_and_new_mail_is_masked(box: Box, name: str) -> None:
    """The first run says how much lies there, and starts at what arrives from now on."""

    async def test() -> None:
        box.put(name, mail("old"))
        async with box.watched(name):
            box.put(name, mail("new"))
            await until(lambda: MASK in box.bodies(name))
        assert sorted(box.bodies(name))[1:] == [mail("old").split()[-4] + b" 1111 1111 1111"]

    run(test())
    assert box.report.lines == [
        f"{name}: 1 mail here already; --old looks at old mail, too",
        f"{name}: watched from now on",
    ]


def test_old_mail_is_taken_when_asked_for(box: Box, name: str) -> None:
    """Newest first, and what arrives meanwhile too; afterwards it counts as looked at."""

    async def test() -> None:
        box.put(name, mail("old 1"), mail("old 2", card=False), mail("old 3"))
        async with box.watched(name, old=True) as account:
            await until(lambda: box.bodies(name).count(MASK) == 2)
            await until(lambda: getattr(account.cursor(name), "first", 0) == 1)

    run(test())


def test_what_came_while_nobody_watched_is_masked(box: Box, name: str) -> None:
    """The cursor knows where the last run ended."""

    async def test() -> None:
        async with box.watched(name):
            pass
        box.put(name, mail("meanwhile"))
        async with box.watched(name):
            await masked(box, name)

    run(test())


class Failing(QuickMasking):
    """Loses the connection over the first mail."""

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:  # noqa: ARG002
        """Lose it."""
        raise LostConnectionError(where)


def test_a_mail_that_others_deleted_hides_none_before_it(box: Box, name: str) -> None:
    """The cursor passes it only when all before it were looked at."""
    box.masking = Failing()

    async def test() -> None:
        account = box.account(name)
        async with Lane(account.connect) as lane:
            folder = Folder(account, lane, name)
            await folder.open()
            box.put(name, mail("1"))
            box.put(name, mail("2"), flags=r"(\Deleted)")
            await lane.do(lambda connection: connection.noop())
            with pytest.raises(LostConnectionError):
                await folder.catch_up()
            assert getattr(account.cursor(name), "last", None) == 0
            account.masking = QuickMasking()
            await folder.catch_up()
            assert getattr(account.cursor(name), "last", None) == 2

    run(test())
    assert box.bodies(name).count(MASK) == 1


def test_once_takes_everything(box: Box, name: str) -> None:
    """Whatever the cursor says; mail that is marked as deleted is its owner's business."""

    async def test() -> None:
        box.put(name, mail("1"), mail("2", card=False), mail("3"))
        box.put(name, mail("4"), flags=r"(\Deleted)")
        account = box.account(name, "missing")
        await daemon.once([account])
        assert account.counts == Counts(seen=3, masked=2, deleted=1, unopened=1)
        assert "by somebody, and not looked at: 1" in account.counts.told()
        cursor = account.cursor(name)
        assert cursor is not None
        assert cursor.first == 1

    run(test())
    assert box.bodies(name).count(MASK) == 2


def test_a_server_that_goes_away_is_waited_for(box: Box, name: str) -> None:
    """Every connection is cut, and what came meanwhile is masked."""

    async def test() -> None:
        async with box.watched(name):
            pid = int((box.server.directory / "run" / "master.pid").read_text(encoding="ascii"))
            for child in descendants(pid):
                if _name(child) == "imap":
                    os.kill(child, signal.SIGKILL)
            other = Box(box.server, box.state)
            other.put(name, mail("meanwhile"))
            await masked(other, name)
            other.other.shutdown()

    run(test())
    assert any("the connection was lost" in line for line in box.report.lines)


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def test_a_folder_that_is_numbered_anew_is_looked_at_again(box: Box, name: str) -> None:
    """From the day on which it was first watched; what is older was not asked for."""

    async def test() -> None:
        box.put(name, mail("before"))
        async with box.watched(name):
            pass
        box.other.delete(name)
        await asyncio.sleep(1.1)  # Dovecot numbers by the second
        box.other.create(name)
        now = imaplib.Time2Internaldate(datetime.now(UTC) + timedelta(minutes=1))
        box.put(name, mail("old"))
        box.put(name, mail("new"), date=now)
        async with box.watched(name):
            await until(lambda: MASK in box.bodies(name))
        assert box.bodies(name).count(MASK) == 1

    run(test())


def test_a_folder_that_vanishes_and_comes_back(
    box: Box, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is watched again; the others are not disturbed."""
    monkeypatch.setattr(daemon, "_RENEWED", 0.2)

    async def test() -> None:
        async with box.watched(name):
            box.other.delete(name)
            await until(lambda: any("no such folder" in line for line in box.report.lines))
            box.other.create(name)
            box.put(name, mail("new"), date=imaplib.Time2Internaldate(datetime.now(UTC)))
            await masked(box, name)

    run(test())


def test_many_folders_share_connections(
    box: Box, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five IDLE, the others are polled on one more connection, which a missing one does not end."""
    monkeypatch.setattr(daemon, "_POLL", 0.2)
    names = [f"{name}-{number}" for number in range(7)]

    async def test() -> None:
        for each in names:
            box.other.create(each)
        async with box.watched(*names):
            box.other.delete(names[5])
            for each in (names[0], names[6]):
                box.put(each, mail(each))
                await masked(box, each)

    run(test())


def test_sent_and_trash_are_found_by_their_use(box: Box) -> None:
    """Whatever they are called; a draft is left alone for a quarter of an hour."""
    now = imaplib.Time2Internaldate(datetime.now(UTC))

    async def test() -> None:
        async with box.watched(uses=frozenset({"\\sent", "\\trash", "\\drafts"})) as account:
            await until(lambda: all(map(account.cursor, ("Sent", "Bin", "Drafts"))))
            box.put("Drafts", mail("being written"), date=now)
            box.put("Drafts", mail("left alone"))
            box.put("Sent", mail("sent"))
            box.put("Bin", mail("thrown away"))
            await masked(box, "Sent")
            await masked(box, "Bin")
            left = [mail("being written").split()[-4] + b" 1111 1111 1111", MASK]
            await until(lambda: sorted(box.bodies("Drafts")) == sorted(left))
            assert account.cursor("Drafts") is not None

    run(test())


def test_a_mail_that_is_moved_meanwhile_is_masked_where_it_is(box: Box, name: str) -> None:
    """Though nobody watches that folder; it is there once."""
    box.other.create(f"{name}-archive")
    box.put(name, mail(f"moved-{name}"))
    journal = box.account(name).journal
    change = journal.rows.change
    moves = iter([True])

    def meddle(rows: Mapping[str, Any], dropped: Iterable[str] = ()) -> None:
        """Move the original in the moment before its copy is made."""
        change(rows, dropped)
        if len(rows) == 1 and next(moves, False):
            box.other.select(name)
            box.other.uid("MOVE", "1", f"{name}-archive")
            box.other.unselect()

    async def test() -> None:
        account = box.account(name)
        account.journal = journal
        with patch.object(journal.rows, "change", meddle):
            await daemon.once([account])
        assert journal.unfinished() == []

    run(test())
    assert box.bodies(name) == []
    assert box.bodies(f"{name}-archive") == [MASK]


def test_what_ends_a_connection_is_told_with_its_folder(box: Box, name: str) -> None:
    """And when it is tried again; an error that names the account itself is not told twice."""
    account = box.account(name)
    place = f"{account.address.account}/no%20such"

    async def test() -> None:
        task = asyncio.create_task(daemon.watch([box.account(name, "no such")], old=False))
        await until(lambda: len(box.report.lines) > 1)
        task.cancel()
        await asyncio.wait([task])

    run(test())
    [line] = [line for line in box.report.lines if "watched" not in line]
    assert line.startswith(f"{place}: there is no such folder; there are: ")
    assert line.endswith(" (trying again in 1 s)")
    daemon._tell(account, name, LostConnectionError(f"{account.address.account}: lost"), 2.0)
    assert box.report.lines[-1] == f"{account.address.account}: lost (trying again in 2 s)"


def test_a_login_that_is_refused_ends_the_start(box: Box) -> None:
    """A wrong password does not get right by trying again and again."""
    account = box.account("INBOX")
    account.credentials = Password("wrong")
    with pytest.raises(LoginError):
        asyncio.run(daemon.watch([account], old=False))


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    """It cannot be masked by us, and what lies in it counts as left."""
    with Dovecot(settings=ACL) as server:
        box = Box(server, tmp_path / "state")
        box.put("INBOX", mail("1"))
        rights = server.directory / "mail" / USERS[0] / "Maildir" / "dovecot-acl"
        rights.write_text("owner lrp\n", encoding="ascii")
        account = box.account("INBOX")
        asyncio.run(daemon.once([account]))
        assert account.counts.unopened == 1
        assert box.report.lines == ["INBOX: the folder is read-only for this account"]
        box.other.shutdown()
