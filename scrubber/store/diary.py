"""What happened to mail with card data: a diary in which each line vouches for those before it.

A line says who, which order, how many of what, and what was answered.  It is sealed; its link of
the chain is a hash of the sealed line and of the link before, so that whoever knows the newest link
sees when an older line was changed or taken out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Table, delete, insert, select, text
from sqlmodel import Field, SQLModel

from scrubber.store.pad import nonce

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, Row

    from scrubber.store.store import Store

_LOCK = 0x5C2C  # any number, the same in every relay


class DiaryLine(SQLModel, table=True):
    """One line; ``at`` is seconds since 1970, ``content`` is sealed, ``link`` is of the chain."""

    __tablename__ = "diary_line"

    id: int | None = Field(default=None, primary_key=True)
    at: float = Field(index=True)
    written_with: str
    nonce: bytes
    content: bytes
    link: bytes


_ROW: Table = SQLModel.metadata.tables["diary_line"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail with card data.

    ``removed`` counts by kind; ``cards`` counts different card numbers, ``tests`` those that are
    published for tests.  ``answer`` is the key of the answer in the outbox, in hexadecimal, or
    ``why_not`` says why there is none.
    """

    at: float
    sender: str
    removed: dict[str, int]
    cards: int = 0
    tests: int = 0
    order: str = ""
    answer: str = ""
    why_not: str = ""


class Pages(NamedTuple):
    """Lines of the diary; its newest link in hexadecimal, and whether the chain is whole."""

    entries: tuple[Entry, ...]
    head: str
    is_whole: bool


class Diary:
    """The diary of an installation; everything raises StoreError."""

    def __init__(self, store: Store, keep: timedelta) -> None:
        """Write into a store, which is opened when there is something to write."""
        self._store = store
        self._keep = keep

    def note(self, entry: Entry) -> None:
        """Write a line; lines that are too old go, the oldest first."""
        row_nonce = nonce()
        pad = self._store.pads.new(row_nonce)
        sealed = pad.seal("diary", json.dumps(asdict(entry)))
        with self._store.database().write() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite's BEGIN IMMEDIATE is such a lock itself.
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            too_old = _ROW.c.at < entry.at - self._keep.total_seconds()
            before = _newest(connection)
            connection.execute(delete(_ROW).where(too_old))
            row = {"at": entry.at, "nonce": row_nonce, "content": sealed}
            connection.execute(
                insert(_ROW).values(**row, written_with=pad.name, link=_link(before, row))
            )

    def since(self, begin: datetime) -> Pages:
        """Return the lines from a moment on; the chain is looked at as a whole."""
        if not self._store.exists:
            return Pages((), "", is_whole=True)
        with self._store.database().read() as connection:
            rows = connection.execute(select(_ROW).order_by(_ROW.c.id)).all()
        entries = (self._entry(row) for row in rows if row.at >= begin.timestamp())
        head = rows[-1].link.hex() if rows else ""
        return Pages(tuple(entry for entry in entries if entry), head, is_whole=_is_whole(rows))

    def _entry(self, row: Row[Any]) -> Entry | None:
        """Return the line of a row, None where its key is gone."""
        pad = self._store.pads.of(row.written_with, row.nonce)
        return Entry(**json.loads(pad.open("diary", row.content))) if pad else None


def _newest(connection: Connection) -> bytes:
    newest = select(_ROW.c.link).order_by(_ROW.c.id.desc()).limit(1)
    return connection.execute(newest).scalar() or b""


def _link(before: bytes, row: dict[str, Any]) -> bytes:
    moment = f"{row['at']:.6f}".encode()
    return hashlib.sha256(b"\0".join((before, moment, row["nonce"], row["content"]))).digest()


def _is_whole(rows: Sequence[Row[Any]]) -> bool:
    """Say whether each link follows from the one before; of the oldest that is not known."""
    return all(row.link == _link(before.link, row._asdict()) for before, row in pairwise(rows))
