"""A look-up costs the same however many pieces are open."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from scrubber.conversation.model import LOOKED_AT
from scrubber.store.lookup import Sender, look_up, sharing
from scrubber.store.store import Store
from scrubber.store.written import fact
from tests.benchmarks.open_pieces import fill
from tests.store.letters import NOON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FACTS = 4


def asked(store: Store) -> tuple[str, tuple[object, ...]]:
    """Return the look-up as SQLite gets it: a fact that all open pieces share, and three others."""
    found: list[tuple[str, tuple[object, ...]]] = []
    with store.database().read() as connection:
        query = text("SELECT value FROM conversation_fact WHERE kind = 'subject' LIMIT 1")
        subject = connection.execute(query).scalar()
        values: dict[str, object] = {"first": 0, "last": 0, "since": 0.0}
        for place in range(FACTS):
            values[f"value{place}"] = b"%d" % place if place else subject
            values[f"most{place}"] = LOOKED_AT
        event.listen(
            *(connection, "before_cursor_execute"),
            lambda *sent: found.append((sent[2], sent[3])),
        )
        connection.execute(sharing(FACTS, listed=False), values)
    return found[0]


def steps(store: Store) -> int:
    """Return how many steps of its virtual machine SQLite takes for a look-up."""
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    query, values = asked(store)
    with store.database().read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count, 1)
        assert driver.execute(query, values).fetchall()
        driver.set_progress_handler(None, 1)
    return taken


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Store]]:
    """Return a function that makes a store with so many open pieces, each only once."""
    with ExitStack() as opened:

        @cache
        def make(pieces: int) -> Store:
            state = tmp_path_factory.mktemp("filled")
            store = opened.enter_context(closing(Store(state)))
            fill(store, pieces)
            return store

        yield make


def test_a_look_up_does_not_grow(filled: Callable[[int], Store]) -> None:
    """Of ten times as many pieces that share the subject the same number of rows is read."""
    few, many = steps(filled(1_000)), steps(filled(10_000))
    assert many == few


@pytest.mark.parametrize("behind", [(), (1,), (2,), (1, 2), (1, 2, 3)])
def test_only_what_is_not_to_be_seen_is_left_out(
    filled: Callable[[int], Store], behind: tuple[int, ...]
) -> None:
    """Another relay may insert a mail between those that we insert together."""
    store = filled(1_000)
    with store.database().read() as connection:
        query = text("SELECT kind, value FROM conversation_fact WHERE mail <= 4")
        facts = frozenset(fact(kind, value) for kind, value in connection.execute(query))
        unseen = [1, *(1 + number for number in behind)]
        sender, since = Sender(facts, NOON), datetime.fromtimestamp(0, UTC)
        found = look_up(connection, unseen, sender, since, store.pads)
    seen = {int(held.message.strip("<").partition("@")[0]) for held in found}
    assert seen & {1, 2, 3, 4} == {1, 2, 3, 4}.difference(unseen)


def test_each_step_has_its_index(filled: Callable[[int], Store]) -> None:
    """No table is read from end to end, and no fact is sorted."""
    store = filled(1_000)
    query, values = asked(store)
    with store.database().read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    told = [line for line in plan if "conversation_" in line]
    assert len(told) == FACTS + 1
    assert all(line.startswith("SEARCH conversation_") for line in told), told
