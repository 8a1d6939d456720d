"""The replace protocol on a real Dovecot: whatever happens meanwhile, each mail is there once."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes.imap_errors import AnswerError, ReadOnlyError
from scrubber.mailboxes.replace_exchange import CopyError, Outcome
from scrubber.mailboxes.replace_journal import State
from scrubber.mailboxes.replace_mark import header_line
from tests.mailboxes.replacing import (
    CLEAR,
    DATE,
    FLAGS,
    MASKED,
    Folder,
    unmarked,
)
from tests.servers.dovecot import Dovecot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_numbers = count()
KEPT = frozenset({"\\Flagged", "$Label1", "shop"})
QUOTA = """
mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=4K
  quota_grace = 0
}
"""
RIGHTS = """
mail_plugins = acl
plugin {
  acl = vfile
}
"""


@pytest.fixture
def folder(server: Dovecot, tmp_path: Path) -> Iterator[Folder]:
    """Return a folder with one mail with a card number, UID 1."""
    made = Folder(server, f"box{next(_numbers)}", tmp_path)
    yield made
    made.close()


def assert_replaced(folder: Folder, flags: frozenset[str] = KEPT) -> None:
    """Check that the masked copy is there once, with what the original had, and nothing is left."""
    ((body, have, date),) = folder.mails().values()
    assert body == MASKED
    assert have == flags
    assert f'"{date}"' == DATE
    assert folder.journal().unfinished() == []


def test_the_copy_has_all_that_the_original_had(folder: Folder) -> None:
    """Bytes, flags, keywords and INTERNALDATE; on top of it the mark."""
    with folder.connection() as connection:
        assert folder.replacer(connection).replace(1, MASKED) is Outcome.REPLACED
        assert connection.blocks([2], 0, 16) == {2: b"X-Scrubber-Copy:"}
    assert_replaced(folder)


def test_mail_that_others_marked_as_deleted_stays(folder: Folder) -> None:
    """Only the one original is expunged."""
    folder.other.append(folder.name, r"(\Deleted)", DATE, CLEAR)
    with folder.connection() as connection:
        assert folder.replacer(connection).replace(1, MASKED) is Outcome.REPLACED
    assert "\\Deleted" in folder.mails()[2][1]


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\r\n",
        b"Subject: x\n\nbare\nnewlines\n",
        b"Subject: x\r\n\r\nmixed\nnewlines\r\n\r\n\r\n",
        b"Subject: x\r\n\r\nbare\rreturns\r\n",
        b"Subject: x\r\n\r\n\x80\xff eight bits, no line end",
        b"Subject: x\r\n\r\n" + b"a long line" * 1000 + b"\r\n",
        b"Subject: x\r\n\r\n" + b"0123456789abcde\n" * 200_000,
        b"Subject: x\r\n\r\n" + b"01234567\r89abc\r\n" * 200_000,
    ],
    ids=["empty", "blank", "LF", "mixed", "CR", "8 bit", "long line", "3 MB LF", "3 MB CR"],
)
def test_any_bytes_are_replaced(folder: Folder, message: bytes) -> None:
    """What the server makes of bare newlines is no difference, and nothing else is changed."""
    with folder.connection() as connection:
        assert folder.replacer(connection).replace(1, message) is Outcome.REPLACED
    (body,) = folder.bodies()
    assert body == message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


STEPS = ["FETCH", "APPEND", "STORE", "EXPUNGE"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_is_made_good(folder: Folder, step: str, moment: str) -> None:
    """The next run finishes what it finds; a third finds nothing to do.

    Where the original has gone it may have been somebody else, who has moved it: it is looked for.
    """
    folder.crash(moment, step)
    for _ in range(2):
        with folder.connection() as connection:
            again = folder.replacer(connection)
            for row in again.recover():
                assert (step, moment) == ("EXPUNGE", "after")
                again.settled(row)
            again.replace(1, MASKED)
    assert_replaced(folder)


def test_a_copy_that_a_server_is_still_at_work_on_is_waited_for(folder: Folder) -> None:
    """We were killed when all was sent, and are back before it is there."""
    folder.crash("before", "APPEND")
    (row,) = folder.journal().unfinished()

    def late() -> None:
        folder.other.append(folder.name, FLAGS, DATE, header_line(row.mark) + MASKED)

    with folder.connection() as connection:
        connection.before["NOOP"] = late
        folder.replacer(connection).recover()
    assert_replaced(folder)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["APPEND", "STORE", "EXPUNGE"])
def test_a_lost_journal_is_made_good_in_time(folder: Folder, step: str, moment: str) -> None:
    """A copy without a row may be another host's, so it is left alone for ten minutes."""
    folder.crash(moment, step)
    (folder.state / "here").unlink()
    with folder.connection() as connection:
        if folder.replacer(connection).replace(1, MASKED) is Outcome.FOREIGN:
            folder.now += 601
            assert folder.replacer(connection).replace(1, MASKED) is Outcome.REPLACED
    if (moment, step) in {("after", "STORE"), ("before", "EXPUNGE")}:
        folder.delete(1)()  # whose mark as deleted this is nobody knows any more
    assert_replaced(folder)


CHANGES = [
    ("+FLAGS", r"(\Seen)", KEPT | {"\\Seen"}),
    ("-FLAGS", r"(\Flagged)", KEPT - {"\\Flagged"}),
    ("+FLAGS", "(new)", KEPT | {"new"}),
    ("FLAGS", r"(\Answered)", frozenset({"\\Answered"})),
]


@pytest.mark.parametrize("step", ["APPEND", "STORE"])
@pytest.mark.parametrize(("change", "flags", "expected"), CHANGES)
def test_flags_changed_meanwhile_are_changed_on_the_copy(
    folder: Folder, step: str, change: str, flags: str, expected: frozenset[str]
) -> None:
    """Just before the copy is made, and in the moment before the original goes."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.before[step] = folder.do("STORE", 1, change, flags)
        assert replacer.replace(1, MASKED) is Outcome.REPLACED
    assert_replaced(folder, expected)


def test_flags_changed_on_the_copy_stay(folder: Folder) -> None:
    """Somebody reads the copy before the original is gone."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.after["APPEND"] = folder.do("STORE", 2, "+FLAGS", r"(\Seen)")
        assert replacer.replace(1, MASKED) is Outcome.REPLACED
    assert_replaced(folder, KEPT | {"\\Seen"})


@pytest.mark.parametrize("step", ["APPEND", "STORE"])
def test_an_original_deleted_meanwhile_stays_deleted(folder: Folder, step: str) -> None:
    """Our copy is taken back."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.before[step] = folder.do("STORE", 1, "+FLAGS", r"(\Deleted)")
        assert replacer.replace(1, MASKED) is Outcome.GONE
    assert [(body, "\\Deleted" in flags) for body, flags, _ in folder.mails().values()] == [
        (CLEAR, True)
    ]
    assert folder.journal().unfinished() == []


@pytest.mark.parametrize("step", ["APPEND", "STORE"])
def test_an_original_moved_meanwhile_is_found_elsewhere(folder: Folder, step: str) -> None:
    """Our copy is taken back, and the row says which Message-ID to look for."""
    folder.other.create(f"{folder.name}-archive")
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.before[step] = folder.do("MOVE", 1, f"{folder.name}-archive")
        outcome = replacer.replace(1, MASKED)
        assert folder.bodies(f"{folder.name}-archive") == [CLEAR]
        assert outcome is Outcome.MOVED
        assert folder.bodies() == []
        row = replacer.moved(1)
        assert row is not None
        assert row.message_id == "<1@shop.example>"
        replacer.settled(row)
    assert folder.journal().unfinished() == []


def test_a_copy_that_was_touched_is_not_taken_back(folder: Folder) -> None:
    """Somebody has read it already."""

    def meddle() -> None:
        folder.do("STORE", 2, "+FLAGS", r"(\Seen)")()
        folder.delete(1)()

    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.after["APPEND"] = meddle
        assert replacer.replace(1, MASKED) is Outcome.MOVED
    assert folder.bodies() == [MASKED]


def test_a_copy_is_not_taken_back_late(folder: Folder) -> None:
    """Another host may have finished it, and removed the original for it."""
    folder.crash("after", "APPEND")
    folder.delete(1)()
    folder.now += 301
    with folder.connection() as connection:
        folder.replacer(connection).recover()
    assert folder.bodies() == [MASKED]


def test_a_copy_taken_away_leaves_the_original(folder: Folder) -> None:
    """Somebody deleted what must have looked like a duplicate."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.after["APPEND"] = folder.delete(2)
        with pytest.raises(CopyError):
            replacer.replace(1, MASKED)
    assert folder.bodies() == [CLEAR]
    assert folder.journal().unfinished() == []


@pytest.mark.parametrize("late", [False, True])
def test_two_hosts_make_one_copy(folder: Folder, *, late: bool) -> None:
    """The older copy counts; whoever made the younger one takes it back."""
    with folder.connection() as first, folder.connection() as second:
        ours, theirs = folder.replacer(first, "here"), folder.replacer(second, "there")
        outcomes = []

        def meanwhile() -> None:
            outcomes.append(theirs.replace(1, MASKED))

        if late:
            first.after["APPEND"] = meanwhile
        else:
            first.before["APPEND"] = meanwhile
        outcomes.append(ours.replace(1, MASKED))
    assert sorted(outcomes) in (
        [Outcome.FOREIGN, Outcome.REPLACED],
        [Outcome.GONE, Outcome.REPLACED],
        [Outcome.FOREIGN, Outcome.MOVED],
        [Outcome.MOVED, Outcome.REPLACED],
    )
    assert folder.bodies() == [MASKED]


def test_a_mail_that_is_gone_or_deleted_is_let_be(folder: Folder) -> None:
    """What somebody has deleted is his."""
    folder.do("STORE", 1, "+FLAGS", r"(\Deleted)")()
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        assert replacer.replace(1, MASKED) is Outcome.GONE
        assert replacer.replace(77, MASKED) is Outcome.GONE
    assert folder.bodies() == [CLEAR]


def test_rows_of_another_uidvalidity_are_dropped(folder: Folder) -> None:
    """Their UIDs mean nothing any more."""
    folder.crash("after", "APPEND")
    assert [row.state for row in folder.journal().unfinished()] == [State.APPENDING]
    folder.other.select("INBOX")
    folder.other.delete(folder.name)
    folder.other.create(folder.name)
    with folder.connection() as connection:
        assert folder.replacer(connection).recover() == []
    assert folder.journal().unfinished() == []


def test_without_uidplus_the_original_is_only_marked(tmp_path: Path) -> None:
    """A plain EXPUNGE would take what others have marked."""
    settings = "imap_capability = IMAP4rev1 IDLE\n"
    with Dovecot(settings=settings) as server:
        folder = Folder(server, "box", tmp_path)
        with folder.connection() as connection:
            assert folder.replacer(connection).replace(1, MASKED) is Outcome.MARKED
            assert folder.replacer(connection).replace(1, MASKED) is Outcome.GONE
        found = folder.mails()
        folder.close()
    assert [(body, "\\Deleted" in flags) for body, flags, _ in found.values()] == [
        (CLEAR, True),
        (MASKED, False),
    ]


def test_where_we_may_not_expunge_the_original_is_only_marked(tmp_path: Path) -> None:
    """The server says OK; the copy is not marked, too, or both would be gone one day."""
    with Dovecot(settings=RIGHTS) as server:
        folder = Folder(server, "box", tmp_path)
        folder.allow("lrswitp")  # all but "e"
        for outcome in (Outcome.MARKED, Outcome.GONE):
            with folder.connection() as connection:
                replacer = folder.replacer(connection)
                replacer.recover()
                assert replacer.replace(1, MASKED) is outcome
        found = folder.mails()
        folder.close()
    assert [(body, "\\Deleted" in flags) for body, flags, _ in found.values()] == [
        (CLEAR, True),
        (MASKED, False),
    ]


def test_flags_that_we_may_not_set_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A number in clear would be worse than a mail that is unread again, so it is masked."""
    with Dovecot(settings=RIGHTS) as server:
        folder = Folder(server, "box", tmp_path)
        folder.other.append(folder.name, FLAGS, DATE, CLEAR)
        folder.allow("lritep")  # neither "s" nor "w"
        with folder.connection() as connection:
            ends = folder.replacer(connection).replace_all({1: MASKED, 2: MASKED})
        assert set(ends.values()) == {Outcome.REPLACED}
        assert [flags - {"\\Recent"} for _, flags, _ in folder.mails().values()] == [set(), set()]
        told = [record.getMessage() for record in caplog.records]
        assert told == [
            "box: masked copies lose what this account may not set here: \\Flagged, keywords"
        ]
        folder.close()


def test_where_we_may_not_delete_no_copy_is_made(tmp_path: Path) -> None:
    """It would lie beside its original for ever."""
    with Dovecot(settings=RIGHTS) as server:
        folder = Folder(server, "box", tmp_path)
        folder.allow("lrswipe")  # all but "t"
        with pytest.raises(ReadOnlyError, match="may delete nothing"):
            folder.connection()
        assert folder.bodies() == [CLEAR]
        folder.close()


def test_a_full_mailbox_keeps_its_originals(tmp_path: Path) -> None:
    """The copy has no room beside them; the answer's code says why."""
    with Dovecot(settings=QUOTA) as server:
        folder = Folder(server, "box", tmp_path)
        with folder.connection() as connection:
            replacer = folder.replacer(connection)
            with pytest.raises(AnswerError) as caught:
                replacer.replace(1, MASKED + b"x" * 5000)
            assert caught.value.response_code == "OVERQUOTA"
            assert "APPEND OVERQUOTA: the mailbox is full" in caught.value.public
        assert folder.bodies() == [CLEAR]
        assert folder.journal().unfinished() == []
        folder.close()


def test_the_helper_takes_only_the_mark_away() -> None:
    """So that the tests above compare all other bytes."""
    assert unmarked(b"X-Scrubber-Copy: a\r\nX: y\r\n\r\nz") == b"X: y\r\n\r\nz"
    assert FLAGS
