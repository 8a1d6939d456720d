"""Answers that wait to be sent: at most one for each mail, whatever crashes.

An answer is written down before its mail is delivered, becomes due when it was, and is marked
before the last byte leaves for the submission server.  Whoever finds that mark after a crash does
not know whether the server has taken the answer, and lets it be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from scrubber.store.pad import nonce
from scrubber.store.tables import ANSWER

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from scrubber.store.database import Database
    from scrubber.store.pad import Pads

_LEASE = timedelta(minutes=5)  # for one attempt; then another process may try
_LONGEST_PAUSE = timedelta(minutes=3)
_FIRST_PAUSE = timedelta(seconds=5)
_GIVE_UP = timedelta(days=1)
_FORGET = timedelta(days=7)


class State(StrEnum):
    """How far an answer has come."""

    PENDING = "pending"  # its mail is not delivered yet
    DUE = "due"
    LEAVING = "leaving"  # the submission server may have it
    FILING = "filing"  # sent; a copy of it is to be kept
    SENT = "sent"
    FAILED = "failed"  # refused, or given up


@dataclass(frozen=True, slots=True)
class Limits:
    """How many answers one receiver gets in an hour and in a day, and all together in an hour."""

    per_hour: int
    per_day: int
    total_per_hour: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """An answer that this process is to send now, or to file; ``content`` is what was proposed."""

    key: bytes
    content: str
    created: float
    state: State = State.DUE


def propose(
    database: Database,
    pads: Pads,
    answer: tuple[bytes, bytes, str],
    limits: Limits,
    now: datetime,
) -> bool:
    """Write down an answer (key, receiver, content); say whether there is to be one.

    A mail that comes again has its answer already, and that one counts.  Raises StoreError.
    """
    key, receiver, content = answer
    with database.write() as connection:
        connection.execute(delete(ANSWER).where(ANSWER.c.created < (now - _FORGET).timestamp()))
        if connection.execute(select(ANSWER.c.key).where(ANSWER.c.key == key)).first():
            return True
        if not _within(connection, receiver, limits, now):
            return False
        _insert(connection, pads, (key, receiver, content), State.PENDING, now)
        return True


def schedule(
    database: Database, pads: Pads, answer: tuple[bytes, bytes, str], at: datetime
) -> None:
    """Have an answer (key, receiver, content) sent at a later time, once.  Raises StoreError."""
    with database.write() as connection:
        if not connection.execute(select(ANSWER.c.key).where(ANSWER.c.key == answer[0])).first():
            _insert(connection, pads, answer, State.DUE, at)


def _insert(
    connection: Connection,
    pads: Pads,
    answer: tuple[bytes, bytes, str],
    state: State,
    at: datetime,
) -> None:
    key, receiver, content = answer
    row_nonce = nonce()
    pad = pads.new(row_nonce)
    connection.execute(
        insert(ANSWER).values(
            key=key,
            receiver=receiver,
            state=state,
            tries=0,
            created=at.timestamp(),
            due=at.timestamp(),
            written_with=pad.name,
            nonce=row_nonce,
            content=pad.seal("answer", content),
        )
    )


def _within(connection: Connection, receiver: bytes, limits: Limits, now: datetime) -> bool:
    """Say whether one more answer is within the limits; what failed does not count."""
    # What is scheduled for another day does not count yet.
    hour = ANSWER.c.created.between((now - timedelta(hours=1)).timestamp(), now.timestamp())
    day = ANSWER.c.created.between((now - timedelta(days=1)).timestamp(), now.timestamp())
    his = ANSWER.c.receiver == receiver
    for wanted, limit in (
        ((hour, his), limits.per_hour),
        ((day, his), limits.per_day),
        ((hour,), limits.total_per_hour),
    ):
        counted = (
            select(func.count()).select_from(ANSWER).where(*wanted, ANSWER.c.state != State.FAILED)
        )
        if connection.execute(counted).scalar_one() >= limit:
            return False
    return True


def settle(database: Database, key: bytes, *, delivered: bool, now: datetime) -> None:
    """Let an answer go, or forget it, as its mail was delivered or refused.  Raises StoreError."""
    pending = (ANSWER.c.key == key, ANSWER.c.state == State.PENDING)
    with database.write() as connection:
        if delivered:
            values = {"state": State.DUE, "due": now.timestamp()}
            connection.execute(update(ANSWER).where(*pending).values(values))
        else:
            connection.execute(delete(ANSWER).where(*pending))


def claim(
    database: Database, pads: Pads, now: datetime, state: State = State.DUE
) -> Claimed | None:
    """Return the answer that is to be sent, or filed, for longest, if there is any.

    It is this process's for five minutes.  Raises StoreError.
    """
    with database.write() as connection:
        wanted = (ANSWER.c.state == state, ANSWER.c.due <= now.timestamp())
        query = select(ANSWER).where(*wanted).order_by(ANSWER.c.due).limit(1)
        row = connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        taken = {"due": (now + _LEASE).timestamp(), "tries": row.tries + 1}
        connection.execute(update(ANSWER).where(ANSWER.c.key == row.key).values(taken))
        pad = pads.of(row.written_with, row.nonce)
        if pad is None:
            _finish(connection, row.key, State.FAILED)
            return None
        return Claimed(row.key, pad.open("answer", row.content), row.created, state)


def leaving(database: Database, claimed: Claimed) -> bool:
    """Mark an answer as about to leave; False where another process was faster.

    From here on it is sent now or never.  Raises StoreError.
    """
    with database.write() as connection:
        mine = (ANSWER.c.key == claimed.key, ANSWER.c.state == State.DUE)
        changed = connection.execute(update(ANSWER).where(*mine).values(state=State.LEAVING))
        return changed.rowcount == 1


def later(database: Database, claimed: Claimed, now: datetime) -> None:
    """Have an answer tried again: soon at first, every three minutes later, for a day.

    Raises StoreError.
    """
    with database.write() as connection:
        _later(connection, claimed, now)


def give_back(database: Database, claimed: Claimed, now: datetime) -> None:
    """Have an answer tried again, unless it may have left.  Raises StoreError."""
    mine = (ANSWER.c.key == claimed.key, ANSWER.c.state == claimed.state)
    with database.write() as connection:
        if connection.execute(select(ANSWER.c.key).where(*mine)).first():
            _later(connection, claimed, now)


def _later(connection: Connection, claimed: Claimed, now: datetime) -> None:
    tries = connection.execute(select(ANSWER.c.tries).where(ANSWER.c.key == claimed.key)).scalar()
    if now.timestamp() - claimed.created > _GIVE_UP.total_seconds() or tries is None:
        unfiled = claimed.state is State.FILING
        _finish(connection, claimed.key, State.SENT if unfiled else State.FAILED)
        return
    pause = min(_FIRST_PAUSE * 2 ** min(tries - 1, 10), _LONGEST_PAUSE)
    again = {"state": claimed.state, "due": (now + pause).timestamp()}
    connection.execute(update(ANSWER).where(ANSWER.c.key == claimed.key).values(again))


def file(database: Database, pads: Pads, claimed: Claimed, mail: str, now: datetime) -> None:
    """Note that an answer was sent, and keep it until a copy is where it belongs.

    Raises StoreError.
    """
    row_nonce = nonce()
    pad = pads.new(row_nonce)
    kept = {
        "state": State.FILING,
        "tries": 0,
        "due": now.timestamp(),
        "written_with": pad.name,
        "nonce": row_nonce,
        "content": pad.seal("answer", mail),
    }
    with database.write() as connection:
        connection.execute(update(ANSWER).where(ANSWER.c.key == claimed.key).values(kept))


def finish(database: Database, claimed: Claimed, *, sent: bool) -> None:
    """Note that an answer was sent, or never will be.  Raises StoreError."""
    with database.write() as connection:
        _finish(connection, claimed.key, State.SENT if sent else State.FAILED)


def _finish(connection: Connection, key: bytes, state: State) -> None:
    """Keep the row, which says that the mail had its answer, and empty it."""
    emptied = {"state": state, "content": b""}
    connection.execute(update(ANSWER).where(ANSWER.c.key == key).values(emptied))


def state_of(database: Database, key: bytes) -> State | None:
    """Return how far an answer has come, None for one that is forgotten.  Raises StoreError."""
    with database.read() as connection:
        state = connection.execute(select(ANSWER.c.state).where(ANSWER.c.key == key)).scalar()
    return State(state) if state is not None else None
