"""The database: one SQLite file in WAL mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlmodel import SQLModel, create_engine

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Engine

_WAIT = 5.0  # seconds for another process to finish its transaction


def open_database(path: Path) -> Engine:
    """Return an engine on a database file, with every table that is missing made."""
    engine = create_engine(
        f"sqlite:///{path}",
        # An error must not repeat the values of a row.
        hide_parameters=True,
        connect_args={"timeout": _WAIT, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up)
    SQLModel.metadata.create_all(engine)
    return engine


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    """Readers and one writer at a time do not wait for each other (https://sqlite.org/wal.html)."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
