"""The database: one SQLite file in WAL mode, or a PostgreSQL that several relays share."""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlmodel import create_engine

from scrubber.errors import ConfigError, ScrubberError, StoreError
from scrubber.logs import describe
from scrubber.store.schema import bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.engine import Engine

log = logging.getLogger(__name__)

_WAIT = 5  # seconds for another process to finish its transaction
_MOMENT = 0.01  # seconds
_SERVER_WAITS = {
    "connect_timeout": _WAIT,
    "options": f"-c statement_timeout={_WAIT}s -c lock_timeout={_WAIT}s",
}
# Readers and one writer at a time do not wait for each other (https://sqlite.org/wal.html).
_WAL = "PRAGMA journal_mode = WAL"
_SQLITE = (
    # What was committed outlives a power cut: we answer 250 on the strength of it.
    "PRAGMA synchronous = FULL",
    # What was deleted is overwritten.
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)
_OWNER_ONLY = 0o600  # the state directory may have been there before us, open to all
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_DISK_FULL = "53100"  # SQLSTATE of PostgreSQL, appendix A of its manual


class Database:
    """Transactions, each a ``with``; every error of the database is a StoreError."""

    def __init__(self, path: Path, url: str | None = None) -> None:
        """Open the file, or the server where there is a URL.

        Tables that are missing are made, older ones are brought up to date.  Raises StoreError,
        and ConfigError for what a newer program has written.
        """
        try:
            self._engine = _server(url) if url else _file(path)
        except (ArgumentError, ImportError, ValueError):
            raise ConfigError(
                "[store] url: cannot be used; is it a URL, and is psycopg installed?  "
                "Install it with: pip install 'scrubber[postgresql]'"
            ) from None
        try:
            with self.write() as connection:
                bring_up_to_date(connection)
        except ScrubberError:
            self.close()
            raise

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Change rows, all together or none."""
        with _told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read rows as they were at one moment."""
        with _told(), self._engine.connect() as connection:
            connection.execution_options(reading=True)
            yield connection

    def truncate(self) -> None:
        """Leave nothing of what was deleted in SQLite's write-ahead log, if nobody reads it now."""
        if self._engine.dialect.name == "sqlite":
            with _told(), self._engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _file(path: Path) -> Engine:
    with suppress(OSError):  # SQLite tells what is wrong
        path.touch(_OWNER_ONLY)  # the log beside it gets the same rights
    engine = create_engine(
        f"sqlite:///{path}",
        # An error must not repeat the values of a row.
        hide_parameters=True,
        connect_args={"timeout": _WAIT, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _server(url: str) -> Engine:
    # A server that was restarted is not to cost the next mail an error.
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=_SERVER_WAITS)


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    connection.isolation_level = None  # the module is not to begin transactions: we do
    _write_ahead(connection)
    for pragma in _SQLITE:
        connection.execute(pragma)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have SQLite write ahead: where somebody else has just begun to write it does not wait.

    Two who open a new file at the same moment meet there.
    """
    until = time.monotonic() + _WAIT
    while True:
        try:
            connection.execute(_WAL)
        except sqlite3.OperationalError as error:
            if _file_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_MOMENT)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin; whoever is to write says so at once, for a reader cannot always become a writer."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _told() -> Iterator[None]:
    """Raise StoreError for an error of the database; a peer reads it, so it tells no path."""
    try:
        yield
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError) and _is_full(error.orig):
            raise StoreError("the disk of the store is full", code=452, enhanced="4.3.1") from None
        log.warning("the store: %s", describe(error))
        if isinstance(error, DBAPIError) and _file_code(error.orig) in _DAMAGED:
            raise StoreError(
                "the store is damaged: restore its file from a backup, or move it away"
            ) from None
        raise StoreError("the store cannot be used just now") from None


def _file_code(error: BaseException | None) -> int | None:
    """Return SQLite's own code for an error, less what it says in detail."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_full(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return _file_code(error) == sqlite3.SQLITE_FULL
    return getattr(error, "sqlstate", None) == _DISK_FULL
