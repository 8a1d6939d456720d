"""The table of mails whose scan has failed."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, Session, SQLModel, col, select

from scrubber.errors import StoreError
from scrubber.store.database import open_database
from scrubber.store.failures import Tries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


class AttemptsTable:
    """The rows, in a database file."""

    def __init__(self, path: Path) -> None:
        """Open the database.  Raises StoreError."""
        with _told():
            self._engine = open_database(path)

    def all(self) -> dict[bytes, Tries]:
        """Return all rows by key.  Raises StoreError."""
        with _told(), Session(self._engine) as session:
            return {row.key: row.value() for row in session.exec(select(Attempt))}

    def note(self, key: bytes, now: datetime) -> Tries:
        """Count one more failed scan, and forget what is old.  Raises StoreError."""
        old = (now - _FORGET).timestamp()
        with _told(), Session(self._engine) as session, session.begin():
            session.execute(delete(Attempt).where(col(Attempt.first) < old))
            row = session.get(Attempt, key) or Attempt(key=key, tries=0, first=now.timestamp())
            row.tries += 1
            session.add(row)
            return row.value()


@contextmanager
def _told() -> Iterator[None]:
    """Raise StoreError for an error of the database; a peer reads it, so it tells no path."""
    try:
        yield
    except SQLAlchemyError:
        raise StoreError("the state directory cannot be written") from None
