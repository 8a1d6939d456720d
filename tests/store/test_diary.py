"""The diary: sealed lines, for which the evidence vouches."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from scrubber.store.chain import Verdict
from scrubber.store.diary import Diary
from scrubber.store.evidence import Evidence
from scrubber.store.incident import Incident
from scrubber.store.store import FILE, Store
from tests.store.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.postgresql import PostgreSQL

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAYS = timedelta(days=90)


def entry(hours: float, sender: str = "anna@example.org") -> Incident:
    """Return a line of so many hours after noon."""
    at = (NOON + timedelta(hours=hours)).timestamp()
    return Incident(at, sender, {"pan": 1}, 1, 0, "1042", "ab", "")


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
    assert diary.since(NOON + timedelta(hours=2)) == tuple(written[2:])
    assert diary.examine().is_whole
    assert len(diary.examine().head) == 64


def test_every_line_changes_the_head(store: Store) -> None:
    """Though it says the same; and the evidence keeps every head that was told."""
    diary, heads = Diary(store, DAYS), []
    for _ in range(3):
        diary.note(entry(0))
        heads.append(diary.examine().head)
    assert len(set(heads)) == 3
    assert diary.examine(heads).is_whole


def test_evidence_that_is_written_together_is_one_chain(store: Store) -> None:
    """And asks no more of the database than one line."""
    diary, asked = Diary(store, None), []
    for hours in ((0, 1, 2), (3,), (4, 5, 6), ()):
        with statements() as executed:
            diary.note(*map(entry, hours))
        asked.append(len(executed))
    facts = [json.loads(line.text) for line in Evidence(store).lines()]
    arrived = [each["arrived"] for each in facts[1:]]
    assert arrived == [f"2026-11-01T{12 + hours}:00:00Z" for hours in range(7)]
    assert diary.examine().is_whole
    assert asked[1] == asked[2]


TAMPERINGS = {
    "a line is taken out": ("DELETE FROM diary_line WHERE id = 2", "line 3 was taken out"),
    "a line is changed": ("UPDATE diary_line SET content = nonce WHERE id = 2", "line 3 was chang"),
    "two lines change places": (
        "UPDATE diary_line SET link = (SELECT link FROM diary_line WHERE id = 3) WHERE id = 2",
        "line 3 was taken out",
    ),
    "a line is put in": (
        "INSERT INTO diary_line SELECT 9, 0, '', link, link, nonce FROM diary_line WHERE id = 2",
        "1 in the diary",
    ),
    "evidence is taken out": ("DELETE FROM evidence_line WHERE number = 3", "line 3 is missing"),
    "evidence is changed": (
        "UPDATE evidence_line SET text = replace(text, 'pan', 'cvv') WHERE number = 3",
        "line 3 was changed",
    ),
    "evidence changes places": (
        "UPDATE evidence_line SET number = 9 WHERE number = 3",
        "line 3 is missing",
    ),
    "a link is changed": (
        "UPDATE evidence_line SET link = (SELECT nonce FROM diary_line LIMIT 1) WHERE number = 3",
        "line 3 was changed",
    ),
}


@pytest.mark.parametrize(("statement", "told"), TAMPERINGS.values(), ids=list(TAMPERINGS))
def test_a_change_is_seen(store: Store, statement: str, told: str) -> None:
    """And the line is named: the first is that with which the evidence begins."""
    diary = Diary(store, DAYS)
    for hour in range(4):
        diary.note(entry(hour))
    with store.database().write() as connection:
        connection.execute(text(statement))
    faults = diary.examine().faults
    assert any(told in fault for fault in faults), faults


def test_lines_cut_off_at_the_end_are_missed_by_who_knows_the_head(store: Store) -> None:
    """In the diary and in the evidence."""
    diary = Diary(store, DAYS)
    for hour in range(4):
        diary.note(entry(hour))
    head = diary.examine().head
    with store.database().write() as connection:
        connection.execute(text("DELETE FROM diary_line WHERE id = 4"))
        connection.execute(text("DELETE FROM evidence_line WHERE number = 5"))
    assert diary.examine().is_whole
    assert diary.examine([head]).unknown == (head,)


def test_old_lines_go_and_the_evidence_stays_whole(store: Store) -> None:
    """Ninety days later, or as many as the owner wants; he may change his mind."""
    diary = Diary(store, timedelta(days=1))
    for hour in range(0, 96, 12):
        diary.note(entry(hour))
    found = diary.since(NOON - DAYS)
    assert [line.at for line in found] == [entry(hour).at for hour in (60, 72, 84)]
    assert diary.examine().is_whole
    Diary(store, DAYS).note(entry(85))
    assert Diary(store, DAYS).examine().is_whole
    assert len([*Evidence(store).lines()]) == 10


def test_what_the_evidence_tells_of_a_mail(store: Store) -> None:
    """Counts, times and reasons; not who, which order or which answer."""
    Diary(store, DAYS).note(entry(0))
    *_, line = Evidence(store).lines()
    told = json.loads(line.text)
    assert told["kind"] == "mail"
    assert told["arrived"] == "2026-11-01T12:00:00Z"
    assert told["removed"] == {"pan": 1}
    assert told["answered"] is True
    assert not {"sender", "order", "answer"} & told.keys()
    assert "anna" not in line.text
    assert "1042" not in line.text


def test_lines_of_a_diary_with_a_chain_of_its_own_stay(tmp_path: Path) -> None:
    """The evidence says which they are; one that is put in later is none of them."""
    connection = sqlite3.connect(tmp_path / FILE)
    connection.executescript((Path(__file__).parent / "schemas" / "3.sql").read_text("ascii"))
    connection.execute("DELETE FROM store_key")
    connection.commit()
    connection.close()
    store = Store(tmp_path)
    diary = Diary(store, timedelta(days=900))
    diary.note(entry(0))
    assert diary.examine().is_whole
    with store.database().write() as database:
        assert database.execute(text("SELECT count(*) FROM diary_line")).scalar_one() == 2
        database.execute(text("UPDATE diary_line SET id = 7 WHERE id = 1"))
    assert not diary.examine().is_whole
    store.close()


def test_who_writes_at_the_same_moment_writes_one_chain(open_store: Callable[..., Store]) -> None:
    """Several relays over one database, and an audit beside them."""
    stores = [open_store() for _ in range(4)]

    def write(store: Store) -> None:
        for hour in range(5):
            Diary(store, DAYS).note(entry(hour))

    with ThreadPoolExecutor() as threads:
        for done in [threads.submit(write, store) for store in stores]:
            done.result()
    verdict = Diary(stores[0], DAYS).examine()
    assert verdict.is_whole, verdict.faults
    assert verdict.lines == 21


def test_a_clock_that_was_set_back_does_not_set_the_evidence_back(store: Store) -> None:
    """A quarter is a stretch of lines."""
    evidence = Evidence(store)
    evidence.note("audit", {"mails": 1})
    with store.database().write() as connection:
        later = 'UPDATE evidence_line SET text = replace(text, \'"at": "2\', \'"at": "9\')'
        connection.execute(text(later))
    evidence.note("audit", {"mails": 2})
    *_, line = evidence.lines()
    assert json.loads(line.text)["at"].startswith("9")


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
    diary = Diary(store, DAYS)
    assert diary.since(NOON) == ()
    assert diary.examine() == Verdict(0, "")
    assert diary.examine(["aa"]).unknown == ("aa",)
    assert not store.exists
    store.close()
