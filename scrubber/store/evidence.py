"""What is to be proven later: one chain for every mail with card data and every audit.

A line holds counts, times and reasons, and nothing of a person: no address, no order, no digit of a
card.  So it stays, while what is told of people is sealed elsewhere and forgotten.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, text

from scrubber import __version__
from scrubber.store.chain import BEGIN, Line, link
from scrubber.store.tables import DIARY, EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Row

    from scrubber.store.store import Store

_LOCK = 0x5C2C  # any number, the same in every relay
AT_ONCE = 500
"""So many rows are in memory when all are read."""
TIME = "%Y-%m-%dT%H:%M:%SZ"
"""How times are written (RFC 3339), always in UTC."""
BEGINNING = "begin"
"""The kind of the first line."""


# Putting a statement together costs more than the database needs for it.
_NEWEST: Final = select(EVIDENCE).order_by(EVIDENCE.c.number.desc()).limit(1)
_NEW: Final = insert(EVIDENCE)


class Evidence:
    """The chain of an installation; everything raises StoreError."""

    def __init__(self, store: Store) -> None:
        """Write into a store, which is opened when there is something to write."""
        self._store = store

    def note(self, kind: str, facts: Mapping[str, Any]) -> Line:
        """Write a line of its own."""
        with self._store.database().write() as connection:
            return append(connection, kind, facts)[-1]

    def lines(self) -> Iterator[Line]:
        """Yield all lines, as they were at one moment, the oldest first."""
        if not self._store.exists:
            return
        wanted = select(EVIDENCE).order_by(EVIDENCE.c.number)
        with self._store.database().read() as connection:
            for row in connection.execute(wanted, execution_options={"yield_per": AT_ONCE}):
                yield line_of(row)


def line_of(row: Row[Any]) -> Line:
    """Return the line of a row that has its columns."""
    return Line(row.number, row.link.hex(), row.text)


def append(connection: Connection, kind: str, *facts: Mapping[str, Any]) -> list[Line]:
    """Write lines of one kind in the caller's transaction, and return them.

    Their time is now, and never before that of the line before, though a clock was set back.
    """
    before = _newest(connection)
    lines = [before]
    if before is BEGIN:
        lines.append(_behind(before, {"kind": BEGINNING, "former": _former(connection)}))
    written = len(lines)
    for each in facts:
        lines.append(_behind(lines[-1], {"kind": kind, **each}))
    rows = [
        {"number": line.number, "link": bytes.fromhex(line.link), "text": line.text}
        for line in lines[1:]
    ]
    if rows:
        connection.execute(_NEW, rows)
    return lines[written:]


def _newest(connection: Connection) -> Line:
    """Return the newest line; nobody else writes one before the transaction ends."""
    if connection.dialect.name == "postgresql":
        # SQLite's BEGIN IMMEDIATE is such a lock itself.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    row = connection.execute(_NEWEST).first()
    return line_of(row) if row else BEGIN


def _behind(before: Line, facts: Mapping[str, Any]) -> Line:
    """Return the line that follows another one."""
    at = datetime.now(UTC).strftime(TIME)
    if before is not BEGIN:
        at = max(at, json.loads(before.text)["at"])
    content = json.dumps({"at": at, "scrubber": __version__, **facts})
    return Line(before.number + 1, link(before.link, content), content)


def _former(connection: Connection) -> int:
    """Return the last line of the diary that was written when it had a chain of its own."""
    return connection.execute(select(func.max(DIARY.c.id))).scalar() or 0
