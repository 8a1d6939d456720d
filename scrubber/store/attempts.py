"""Mails whose scan has failed, as the store has them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from scrubber.store.tables import ATTEMPT

if TYPE_CHECKING:
    from datetime import datetime

    from scrubber.store.database import Database

# A sender gives up after four or five days (RFC 5321 section 4.5.4.1).
_FORGET = timedelta(days=7)

Failed = tuple[int, float]
"""How often a scan has failed, and when it did first, in seconds since 1970."""


def all_attempts(database: Database) -> dict[bytes, Failed]:
    """Return how the scans of all mails went, by key.  Raises StoreError."""
    with database.read() as connection:
        rows = connection.execute(select(ATTEMPT)).all()
    return {row.key: (row.tries, row.first) for row in rows}


def note_attempt(database: Database, key: bytes, now: datetime) -> Failed:
    """Count one more failed scan, and forget what is old.  Raises StoreError."""
    same = ATTEMPT.c.key == key
    old = (now - _FORGET).timestamp()
    with database.write() as connection:
        connection.execute(delete(ATTEMPT).where(ATTEMPT.c.first < old))
        row = connection.execute(select(ATTEMPT).where(same)).first()
        if row is None:
            tries, first = 1, now.timestamp()
            connection.execute(insert(ATTEMPT).values(key=key, tries=tries, first=first))
        else:
            tries, first = row.tries + 1, row.first
            connection.execute(update(ATTEMPT).where(same).values(tries=tries))
    return tries, first
