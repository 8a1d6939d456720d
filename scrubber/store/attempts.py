"""How often the scan of a mail has failed: after a while it is no use to wait for the next time.

A mail is known by a keyed hash of its Message-ID, its size and its envelope, never of its content.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, Session, SQLModel, col

from scrubber.errors import StoreError
from scrubber.store.database import open_database

if TYPE_CHECKING:
    from pathlib import Path

MOST_TRIES = 5
LONGEST_WAIT = timedelta(hours=4)
# A sender gives up after four or five days (RFC 5321 section 4.5.4.1).
_FORGET = timedelta(days=7)


class Attempt(SQLModel, table=True):
    """One mail and its failed scans; ``first`` counts seconds since 1970 in UTC."""

    key: bytes = Field(primary_key=True)
    tries: int
    first: float = Field(index=True)


class AttemptsTable:
    """The rows, in the database of a state directory."""

    def __init__(self, state: Path) -> None:
        """Open the database.  Raises StoreError."""
        try:
            self._engine = open_database(state)
        except SQLAlchemyError:
            raise _failed() from None

    def exhausted(self, key: bytes, now: datetime) -> bool:
        """Note one more failed scan; return whether there were enough.  Raises StoreError."""
        seconds = now.astimezone(UTC).timestamp()
        try:
            with Session(self._engine) as session, session.begin():
                old = col(Attempt.first) < seconds - _FORGET.total_seconds()
                session.execute(delete(Attempt).where(old))
                row = session.get(Attempt, key) or Attempt(key=key, tries=0, first=seconds)
                row.tries += 1
                session.add(row)
                waited = seconds - row.first
                return row.tries >= MOST_TRIES or waited >= LONGEST_WAIT.total_seconds()
        except SQLAlchemyError:
            raise _failed() from None


def _failed() -> StoreError:
    # A peer may read this: no path, and no text of the database's own.
    return StoreError("the state directory cannot be written")
