"""The diary: sealed lines, each of which vouches for those before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from scrubber.store.diary import Diary, Entry
from scrubber.store.store import FILE, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.postgresql import PostgreSQL

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAYS = timedelta(days=90)


def entry(hours: float, sender: str = "anna@example.org") -> Entry:
    """Return a line of so many hours after noon."""
    at = (NOON + timedelta(hours=hours)).timestamp()
    return Entry(at, sender, {"pan": 1}, 1, 0, "1042", "ab", "")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return a store of either kind."""
    url = None
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.database()
    opened = Store(tmp_path, url=url)
    yield opened
    opened.close()


def test_lines_come_back_as_they_were_written(store: Store) -> None:
    """From a moment on, the oldest first."""
    diary = Diary(store, DAYS)
    written = [entry(hour) for hour in range(4)]
    for line in written:
        diary.note(line)
    pages = diary.since(NOON + timedelta(hours=2))
    assert pages.entries == tuple(written[2:])
    assert pages.is_whole
    assert len(pages.head) == 64


def test_every_line_changes_the_head(store: Store) -> None:
    """Though it says the same."""
    diary, heads = Diary(store, DAYS), set()
    for _ in range(3):
        diary.note(entry(0))
        heads.add(diary.since(NOON).head)
    assert len(heads) == 3


TAMPERINGS = {
    "a line is taken out": "DELETE FROM diary_line WHERE id = 2",
    "a time is changed": "UPDATE diary_line SET at = at + 1 WHERE id = 2",
    "two lines change places": "UPDATE diary_line SET id = 9 WHERE id = 2",
    "a link is changed": "UPDATE diary_line SET link = nonce WHERE id = 3",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=list(TAMPERINGS))
def test_a_change_is_seen(store: Store, statement: str) -> None:
    """By whoever reads any of it."""
    diary = Diary(store, DAYS)
    for hour in range(4):
        diary.note(entry(hour))
    with store.database().write() as connection:
        connection.execute(text(statement))
    assert not diary.since(NOON + timedelta(hours=3)).is_whole


def test_old_lines_go_and_the_chain_stays_whole(store: Store) -> None:
    """Ninety days later, or as many as the owner wants."""
    diary = Diary(store, timedelta(days=1))
    for hour in range(0, 96, 12):
        diary.note(entry(hour))
    pages = diary.since(NOON - DAYS)
    assert [line.at for line in pages.entries] == [entry(hour).at for hour in (60, 72, 84)]
    assert pages.is_whole


def test_the_first_line_after_a_long_pause_follows_from_the_last_one(store: Store) -> None:
    """Though that one goes."""
    diary = Diary(store, timedelta(days=1))
    diary.note(entry(0))
    first = diary.since(NOON).head
    diary.note(entry(1000))
    assert diary.since(NOON).head != first


def test_the_file_alone_says_nothing(tmp_path: Path) -> None:
    """Neither who nor which order."""
    store = Store(tmp_path)
    Diary(store, DAYS).note(entry(0))
    store.close()
    content = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE}*"))
    assert b"diary_line" in content
    assert b"anna" not in content
    assert b"1042" not in content


def test_nothing_written_is_an_empty_diary(tmp_path: Path) -> None:
    """No file is made by reading."""
    store = Store(tmp_path)
    assert Diary(store, DAYS).since(NOON) == ((), "", True)
    assert not store.exists
    store.close()
