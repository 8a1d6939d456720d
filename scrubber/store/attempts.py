"""The table of mails whose scan has failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col, select

from scrubber.store.failures import Tries

if TYPE_CHECKING:
    from scrubber.store.database import Database

# A sender gives up after four or five days (RFC 5321 section 4.5.4.1).
_FORGET = timedelta(days=7)


class Attempt(SQLModel, table=True):
    """One mail and its failed scans; ``first`` counts seconds since 1970."""

    key: bytes = Field(primary_key=True)
    tries: int
    first: float = Field(index=True)

    def value(self) -> Tries:
        """Return the row without its database."""
        return Tries(self.tries, datetime.fromtimestamp(self.first, UTC))


def all_attempts(database: Database) -> dict[bytes, Tries]:
    """Return all rows by key.  Raises StoreError."""
    with database.read() as connection, Session(connection) as session:
        return {row.key: row.value() for row in session.exec(select(Attempt))}


def note_attempt(database: Database, key: bytes, now: datetime) -> Tries:
    """Count one more failed scan, and forget what is old.  Raises StoreError."""
    old = (now - _FORGET).timestamp()
    with database.write() as connection, Session(connection) as session:
        session.execute(delete(Attempt).where(col(Attempt.first) < old))
        row = session.get(Attempt, key) or Attempt(key=key, tries=0, first=now.timestamp())
        row.tries += 1
        session.add(row)
        session.flush()
        return row.value()
