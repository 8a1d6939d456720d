"""The outbox: one answer a mail, whatever crashes, and no more than the limits allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.store import outbox
from scrubber.store.outbox import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.store.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY = Limits(per_hour=100, per_day=100, total_per_hour=100)
CONTENT = "to anna@customer.example"


def propose(
    store: Store,
    key: bytes = b"1",
    receiver: bytes = b"anna",
    limits: Limits = MANY,
    now: datetime = NOW,
) -> bool:
    """Write an answer down."""
    return outbox.propose(store.database(), store.pads, (key, receiver, CONTENT), limits, now)


def delivered(store: Store, key: bytes = b"1", now: datetime = NOW) -> None:
    """Say that the answered mail was delivered."""
    outbox.settle(store.database(), key, delivered=True, now=now)


def test_an_answer_waits_for_its_mail(store: Store) -> None:
    """What was not delivered was not read."""
    assert propose(store)
    assert outbox.claim(store.database(), store.pads, NOW) is None
    delivered(store)
    claimed = outbox.claim(store.database(), store.pads, NOW)
    assert claimed is not None
    assert claimed.content == CONTENT


def test_a_refused_mail_has_no_answer(store: Store) -> None:
    """Its row is gone."""
    propose(store)
    outbox.settle(store.database(), b"1", delivered=False, now=NOW)
    delivered(store)
    assert outbox.claim(store.database(), store.pads, NOW) is None


def test_a_mail_that_comes_again_has_its_answer_already(store: Store) -> None:
    """Proposed, delivered, sent: there is never a second row."""
    for _ in range(3):
        assert propose(store, limits=Limits(1, 1, 1))
        delivered(store)
    claimed = outbox.claim(store.database(), store.pads, NOW)
    assert claimed is not None
    assert outbox.leaving(store.database(), claimed)
    outbox.finish(store.database(), claimed, sent=True)
    assert propose(store, limits=Limits(1, 1, 1))
    delivered(store)
    assert outbox.claim(store.database(), store.pads, NOW + timedelta(hours=1)) is None


def test_an_answer_has_one_sender_at_a_time(open_store: Callable[..., Store]) -> None:
    """Two relays that share a store: the other one gets nothing."""
    one, other = open_store(), open_store()
    propose(one)
    delivered(one)
    claimed = outbox.claim(one.database(), one.pads, NOW)
    assert claimed is not None
    assert outbox.claim(other.database(), other.pads, NOW) is None


def test_after_a_crash_before_the_mark_it_is_tried_again(store: Store) -> None:
    """Not at once: the other process may only be slow."""
    propose(store)
    delivered(store)
    slow = outbox.claim(store.database(), store.pads, NOW)
    again = outbox.claim(store.database(), store.pads, NOW + timedelta(minutes=6))
    assert slow is not None
    assert again is not None
    assert outbox.leaving(store.database(), again)
    assert not outbox.leaving(store.database(), slow)


def test_after_a_crash_behind_the_mark_it_is_let_be(store: Store) -> None:
    """The submission server may have taken it."""
    propose(store)
    delivered(store)
    claimed = outbox.claim(store.database(), store.pads, NOW)
    assert claimed is not None
    assert outbox.leaving(store.database(), claimed)
    assert outbox.claim(store.database(), store.pads, NOW + timedelta(days=1)) is None


def test_a_server_that_is_down_is_asked_again_within_three_minutes(store: Store) -> None:
    """Soon at first, then every three minutes."""
    propose(store)
    delivered(store)
    now, pauses = NOW, []
    for _ in range(8):
        claimed = outbox.claim(store.database(), store.pads, now)
        assert claimed is not None
        outbox.later(store.database(), claimed, now)
        for pause in (5, 10, 20, 40, 80, 160, 180):
            if outbox.claim(store.database(), store.pads, now + timedelta(seconds=pause)):
                break
        outbox.later(store.database(), claimed, now)
        pauses.append(pause)
        now += timedelta(minutes=3)
    assert pauses[0] == 5
    assert max(pauses) == 180


def test_nobody_is_tried_for_more_than_a_day(store: Store) -> None:
    """A payment link of yesterday helps nobody."""
    propose(store)
    delivered(store)
    late = NOW + timedelta(days=1, minutes=1)
    claimed = outbox.claim(store.database(), store.pads, late)
    assert claimed is not None
    outbox.later(store.database(), claimed, late)
    assert outbox.claim(store.database(), store.pads, late + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        (Limits(per_hour=1, per_day=3, total_per_hour=100), {0: True, 30: False, 61: True}),
        (Limits(per_hour=9, per_day=2, total_per_hour=100), {0: True, 30: True, 61: False}),
    ],
)
def test_a_receiver_has_limits(store: Store, limits: Limits, allowed: dict[int, bool]) -> None:
    """An hour and a day; minutes after the first mail, and whether there is an answer."""
    seen = {
        minutes: propose(
            store, b"%d" % minutes, limits=limits, now=NOW + timedelta(minutes=minutes)
        )
        for minutes in allowed
    }
    assert seen == allowed


def test_there_is_a_limit_over_all_receivers(store: Store) -> None:
    """Whoever writes under a thousand names gets no thousand answers."""
    limits = Limits(per_hour=5, per_day=5, total_per_hour=2)
    assert [propose(store, b"%d" % n, b"%d" % n, limits) for n in range(3)] == [True, True, False]


def test_the_rows_tell_nothing(store: Store) -> None:
    """Addresses stand there under the installation's key, and are gone once the answer is."""
    propose(store)
    delivered(store)
    with store.database().read() as connection:
        row = connection.exec_driver_sql("SELECT content FROM outbox_answer").scalar_one()
    assert b"anna" not in bytes(row)
    claimed = outbox.claim(store.database(), store.pads, NOW)
    assert claimed is not None
    outbox.finish(store.database(), claimed, sent=True)
    with store.database().read() as connection:
        row = connection.exec_driver_sql("SELECT content FROM outbox_answer").scalar_one()
    assert bytes(row) == b""
