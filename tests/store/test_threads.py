"""What threads have said: found by any of their mails, sealed in the file, forgotten in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.store.threads import Said, Threads

if TYPE_CHECKING:
    from scrubber.store.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_what_the_mails_of_a_thread_have_said_is_put_together(store: Store) -> None:
    """All orders, each once, and the language of the last answer."""
    threads = Threads(store)
    threads.note("<1@a>", Said(("1042",)), NOW)
    threads.note("<2@a>", Said(("1042", "1043"), "pl"), NOW + timedelta(minutes=1))
    threads.note("<3@a>", Said((), "es"), NOW + timedelta(minutes=2))
    threads.note("<3@a>", Said((), "de"), NOW + timedelta(minutes=3))
    assert threads.said(["<1@a>", "<2@a>", "<3@a>"]) == Said(("1042", "1043"), "de")
    assert threads.said(["<1@a>", "<9@a>"]) == Said(("1042",))
    assert threads.said(["<9@a>"]) == threads.said([]) == Said()


def test_of_an_endless_thread_its_beginning_and_its_end_are_looked_up(store: Store) -> None:
    """A mail may name as many as it likes."""
    threads = Threads(store)
    threads.note("<0@a>", Said(("1042",)), NOW)
    threads.note("<999@a>", Said(("1043",)), NOW + timedelta(minutes=1))
    threads.note("<500@a>", Said(("1044",)), NOW)
    assert threads.said([f"<{n}@a>" for n in range(1000)]) == Said(("1042", "1043"))


def test_the_rows_of_threads_tell_nothing_and_go(store: Store) -> None:
    """Neither Message-ID nor number stands in the file; half a year is the end."""
    threads = Threads(store)
    threads.note("", Said(("1042",)), NOW)
    threads.note("<1@a>", Said(("1042",)), NOW)
    with store.database().read() as connection:
        rows = connection.exec_driver_sql("SELECT message, content FROM thread_mail").all()
    assert len(rows) == 1
    assert all(b"1042" not in bytes(value) and b"1@a" not in bytes(value) for value in rows[0])
    threads.note("<2@a>", Said(), NOW + timedelta(days=181))
    assert threads.said(["<1@a>"]) == Said()


def test_nothing_is_asked_of_a_store_that_is_not_there(store: Store) -> None:
    """The first mail of a thread opens no database."""
    assert store.shared or Threads(store).said(["<1@a>"]) == Said()
