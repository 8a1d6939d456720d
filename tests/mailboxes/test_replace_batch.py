"""Several mails replaced together, on a real Dovecot and on servers with ways of their own."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from scrubber.addresses import ImapAddress
from scrubber.mailboxes.imap_connection import Connection
from scrubber.mailboxes.imap_errors import AnswerError
from scrubber.mailboxes.imap_login import Password
from scrubber.mailboxes.replace import Replacer
from scrubber.mailboxes.replace_exchange import CopyError, Outcome
from scrubber.mailboxes.replace_journal import Journal
from scrubber.store.journal import Table
from tests.fakes.imap import PASSWORD, ImapServer
from tests.fakes.imap_store import PLAIN, Changing, Gmail, Replacing, Store
from tests.mailboxes.replacing import Folder, unmarked
from tests.servers.dovecot import Dovecot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from tests.mailboxes.replacing import Meddled

MAILS: Final = 6
FLAGS: Final = ("", r"(\Seen)", r"(\Flagged shop)", r"(\Answered $Label1 \Seen)", "(keyword)")
_numbers = count()


def clear(number: int) -> bytes:
    """Return an original; they differ in length."""
    return (
        b"Message-ID: <%d@shop.example>\r\nSubject: order\r\n\r\n" % number
        + b"Visa 4111 1111 1111 1111\r\n" * number
    )


def masked(number: int) -> bytes:
    """Return what is to be in its place."""
    return clear(number).replace(b"4111 1111 1111", b"**** **** ****")


def date(number: int) -> str:
    """Return when it arrived."""
    return f"{number:02}-Feb-2026 03:04:05 +0000"


ALL: Final = {number: masked(number) for number in range(2, MAILS + 2)}


@pytest.fixture
def folder(server: Dovecot, tmp_path: Path) -> Iterator[Folder]:
    """Return a folder with the mails of ALL by their UIDs, and one that somebody has deleted."""
    made = Folder(server, f"batch{next(_numbers)}", tmp_path)
    made.delete(1)()
    for number in ALL:
        flags = FLAGS[number % len(FLAGS)]
        made.other.append(made.name, flags, f'"{date(number)}"', clear(number))
    made.other.append(made.name, r"(\Deleted)", f'"{date(9)}"', clear(9))
    made.other.select(made.name)
    yield made
    made.close()


def assert_replaced(folder: Folder, numbers: Iterable[int] = ALL) -> None:
    """Check that each is there once, with what it had, and that nothing is left to be done."""
    found = sorted(folder.mails().values())
    expected = [
        (masked(number), frozenset(FLAGS[number % len(FLAGS)].strip("()").split()), date(number))
        for number in numbers
    ]
    assert found == sorted([*expected, (clear(9), frozenset({"\\Deleted"}), date(9))])
    assert folder.journal().unfinished() == []


def counted(connection: Meddled) -> list[str]:
    """Return a list into which the commands of a connection will be written."""
    commands: list[str] = []
    run = connection._run

    def counting(command: str, action):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        commands.append(command)
        return run(command, action)

    connection._run = counting  # type: ignore[method-assign]
    return commands


def test_a_batch_takes_the_steps_of_one_mail(folder: Folder) -> None:
    """As many commands as for a single one, and as many waits for the disk."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        single = counted(connection)
        assert replacer.replace(2, masked(2)) is Outcome.REPLACED
        steps = list(single)
        single.clear()
        rest = {number: message for number, message in ALL.items() if number > 2}
        assert set(replacer.replace_all(rest).values()) == {Outcome.REPLACED}
        assert len(single) <= len(steps)
    assert_replaced(folder)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["FETCH", "APPEND", "STORE", "EXPUNGE"])
def test_a_crash_at_any_step_is_made_good(folder: Folder, step: str, moment: str) -> None:
    """The next run finishes all that it finds; a third finds nothing to do."""
    folder.crash(moment, step, ALL)
    for _ in range(2):
        with folder.connection() as connection:
            again = folder.replacer(connection)
            for row in again.recover():
                assert (step, moment) == ("EXPUNGE", "after")
                again.settled(row)
            again.replace_all(ALL)
    assert_replaced(folder)


@pytest.mark.parametrize("step", ["APPEND", "STORE"])
def test_what_happens_to_one_is_no_others_matter(folder: Folder, step: str) -> None:
    """One is flagged meanwhile, one deleted and one moved; the others go on."""
    folder.other.create(f"{folder.name}-archive")

    def meanwhile() -> None:
        folder.do("STORE", 2, "+FLAGS", r"(\Draft)")()
        folder.do("STORE", 3, "+FLAGS", r"(\Deleted)")()
        folder.do("MOVE", 4, f"{folder.name}-archive")()

    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.before[step] = meanwhile
        ends = replacer.replace_all(ALL)
        assert ends == {
            **dict.fromkeys(ALL, Outcome.REPLACED),
            3: Outcome.GONE,
            4: Outcome.MOVED,
        }
        row = replacer.moved(4)
        assert row is not None
        replacer.settled(row)
    found = {body: flags for body, flags, _ in folder.mails().values()}
    assert set(found) == {clear(3), clear(9), *(ALL[uid] for uid in (2, 5, 6, 7))}
    assert found[ALL[2]] == {"\\Flagged", "shop", "\\Draft"}
    assert "\\Deleted" in found[clear(3)]
    assert folder.journal().unfinished() == []


def test_two_hosts_make_one_copy_of_each(folder: Folder) -> None:
    """They share the mails, and whoever comes second leaves the other's to him."""
    some = {number: ALL[number] for number in (2, 3, 4)}
    with folder.connection() as first, folder.connection() as second:
        ours, theirs = folder.replacer(first, "here"), folder.replacer(second, "there")
        first.after["APPEND"] = lambda: outcomes.update(theirs.replace_all(some))
        outcomes: dict[int, object] = {}
        ends = ours.replace_all(ALL)
    assert set(outcomes.values()) == {Outcome.FOREIGN}
    assert set(ends.values()) == {Outcome.REPLACED}
    assert_replaced(folder)


def test_what_a_server_refuses_of_many_is_tried_alone(folder: Folder) -> None:
    """A STORE that it does not carry out for one of them, here; that one's row stays."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        store = connection.store

        def refusing(uids: Collection[int], *arguments, **more):  # type: ignore[no-untyped-def] # noqa: ANN002, ANN003, ANN202
            if 2 in uids:
                raise AnswerError("no")
            return store(uids, *arguments, **more)

        connection.store = refusing  # type: ignore[method-assign]
        ends = replacer.replace_all(ALL)
        assert isinstance(ends.pop(2), AnswerError)
        assert set(ends.values()) == {Outcome.REPLACED}
        assert [row.uid for row in folder.journal().unfinished()] == [2]
        connection.store = store  # type: ignore[method-assign]
    with folder.connection() as connection:
        assert folder.replacer(connection).recover() == []
    assert_replaced(folder)


def test_without_uidplus_the_originals_are_only_marked(tmp_path: Path) -> None:
    """Their copies are found by the marks."""
    with Dovecot(settings="imap_capability = IMAP4rev1 IDLE MULTIAPPEND\n") as server:
        folder = Folder(server, "box", tmp_path)
        for number in (2, 3):
            folder.other.append("box", "", f'"{date(number)}"', clear(number))
        with folder.connection() as connection:
            ends = folder.replacer(connection).replace_all({2: masked(2), 3: masked(3)})
        found = {body: flags for body, flags, _ in folder.mails().values()}
        folder.close()
    assert set(ends.values()) == {Outcome.MARKED}
    assert {"\\Deleted" in found[clear(number)] for number in (2, 3)} == {True}
    assert {"\\Deleted" in found[masked(number)] for number in (2, 3)} == {False}


class Picky(Store):
    """Takes messages together, but for some."""

    capabilities = (*PLAIN, "MULTIAPPEND")

    def refuses(self, messages: list[bytes]) -> bool:
        """Refuse the second mail, and whatever comes with it."""
        return any(b"<2@shop.example>" in message for message in messages)


class Together(Store):
    """Takes messages together."""

    capabilities = (*PLAIN, "MULTIAPPEND")


def replaced(store: Store, tmp_path: Path) -> dict[int, object]:
    """Replace all mails of a store's inbox together, but for the first one."""
    store.append("INBOX", b"\r\n", set(), date(1))
    for number in ALL:
        store.append("INBOX", clear(number), {"\\Seen"}, date(number))
    with ImapServer(store) as server:
        address = ImapAddress(False, "127.0.0.1", server.port, "me")  # noqa: FBT003
        with Connection(address, Password(PASSWORD)) as connection:
            connection.select("INBOX", writable=True)
            journal = Journal(Table(tmp_path / "journal"))
            ends = Replacer(connection, journal).replace_all(ALL)
        assert server.complaints == []
        assert journal.unfinished() == []
    store.expunge(store.folders["INBOX"], 1)
    return dict(ends)


@pytest.mark.parametrize("kind", [Store, Together, Replacing])
def test_whatever_a_server_can(kind: type[Store], tmp_path: Path) -> None:
    """With one APPEND for all, with many, or by REPLACE."""
    store = kind()
    assert set(replaced(store, tmp_path).values()) == {Outcome.REPLACED}
    messages = store.folders["INBOX"].uids.values()
    assert sorted(unmarked(each.raw) for each in messages) == sorted(ALL.values())
    assert sorted(each.date for each in messages) == sorted(map(date, ALL))
    assert all(each.flags == {"\\Seen"} for each in messages)


def test_one_that_is_refused_holds_up_no_other(tmp_path: Path) -> None:
    """It stays as it is."""
    store = Picky()
    ends = replaced(store, tmp_path)
    assert isinstance(ends.pop(2), AnswerError)
    assert set(ends.values()) == {Outcome.REPLACED}
    raws = [unmarked(each.raw) for each in store.folders["INBOX"].uids.values()]
    assert sorted(raws) == sorted([clear(2), *(ALL[uid] for uid in ends)])


def test_a_server_that_changes_what_it_is_given_keeps_all(tmp_path: Path) -> None:
    """Each copy is taken back."""
    store = Changing()
    ends = replaced(store, tmp_path)
    assert {type(end) for end in ends.values()} == {CopyError}
    raws = [raw.removeprefix(b"X-Received: by us\r\n") for raw in store.everything()]
    assert sorted(raws) == sorted(map(clear, ALL))


@pytest.mark.parametrize("deduplicates", [True, False])
def test_gmail(tmp_path: Path, *, deduplicates: bool) -> None:
    """No original is left under any label, and nothing in the Trash."""
    store = Gmail()
    store.deduplicates = deduplicates
    assert set(replaced(store, tmp_path).values()) == {Outcome.REPLACED}
    assert len(store.folders["INBOX"].uids) == MAILS
    assert not any(b"4111 1111" in raw for raw in store.everything())
