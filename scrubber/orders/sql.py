"""Orders from any SQL database, by one SELECT whose columns have the names of :data:`COLUMNS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrubber.errors import ConfigError, OrderError
from scrubber.logs import describe
from scrubber.orders.row import COLUMNS, EMPTY, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine

_WAIT = 5  # seconds for a server to answer
_AMOUNTS = frozenset({"total", "paid"})
_MOST = 50_000  # orders; whoever has more wants a WHERE


class Sql:
    """The rows of a SELECT; nothing is ever written."""

    def __init__(self, url: str, select: str) -> None:
        """Prepare the connection.  Raises ConfigError where the driver is missing."""
        self._select = select
        self._engine = _engine(url)

    def __call__(self) -> Iterator[dict[str, str]]:
        """Yield the rows.  Raises OrderError."""
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.connect() as connection:
                result = connection.execute(text(self._select))
                names = [name.lower() for name in result.keys()]  # noqa: SIM118 - no dict
                _check(names)
                for count, row in enumerate(result):
                    if count == _MOST:
                        raise OrderError(f"[orders] select gives more than {_MOST} orders")
                    yield {
                        name: plain(value) if name in _AMOUNTS else _text(value)
                        for name, value in zip(names, row, strict=True)
                    }
        except SQLAlchemyError as error:
            raise OrderError(f"the database cannot be asked: {describe(error)}") from None


def _engine(url: str) -> Engine:
    """Return connections that cannot write, as far as the database can see to that."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    limits = {"connect_timeout": _WAIT, "options": f"-c statement_timeout={_WAIT}s"}
    try:
        engine = create_engine(
            url,
            hide_parameters=True,  # an error must not repeat the values of a row
            poolclass=NullPool,  # a minute passes between two questions
            connect_args=limits if url.startswith("postgresql") else {},
        )
    except (SQLAlchemyError, ImportError, ValueError):
        raise ConfigError(
            "[orders] sql: cannot be used; is it a URL of SQLAlchemy's, and is the driver "
            "installed?  For PostgreSQL: pip install 'scrubber[postgresql]'"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _read_only)
    if engine.dialect.name == "postgresql":
        return engine.execution_options(postgresql_readonly=True)
    return engine


def _read_only(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    """Let a connection to SQLite write nothing; else a WITH before a DELETE would."""
    connection.execute("PRAGMA query_only = ON")


def _check(names: list[str]) -> None:
    """Raise OrderError where a column is missing."""
    missing = [name for name in COLUMNS if name not in names and name not in EMPTY]
    if missing:
        raise OrderError(
            f"[orders] select has no column {missing[0]}; it needs {', '.join(COLUMNS)}"
        )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
