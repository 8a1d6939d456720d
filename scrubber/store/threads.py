"""What the mails of a thread have said before: which orders, and in which language we answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from scrubber.store.key import digest
from scrubber.store.pad import nonce
from scrubber.store.tables import THREAD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scrubber.store.store import Store

_FORGET = timedelta(days=180)  # furniture is made to order
_MOST_MAILS = 30
"""Mails of one thread that are looked up: its newest, and its first."""


@dataclass(frozen=True, slots=True)
class Said:
    """Order numbers that were named, and the language of an answer, the newest one's."""

    orders: tuple[str, ...] = ()
    language: str = ""


class Threads:
    """The threads of an installation; everything raises StoreError."""

    def __init__(self, store: Store) -> None:
        """Keep them in a store, which is opened when there is something to keep."""
        self._store = store

    def note(self, message_id: str, said: Said, now: datetime) -> None:
        """Remember what a mail has said; what was noted of it before no longer counts."""
        if not message_id:
            return
        database, row_nonce = self._store.database(), nonce()
        pad = self._store.pads.new(row_nonce)
        row = {
            "message": _hashed(self._store.key, message_id),
            "created": now.timestamp(),
            "written_with": pad.name,
            "nonce": row_nonce,
            "content": pad.seal("thread", json.dumps([said.orders, said.language])),
        }
        with database.write() as connection:
            connection.execute(delete(THREAD).where(THREAD.c.created < (now - _FORGET).timestamp()))
            connection.execute(delete(THREAD).where(THREAD.c.message == row["message"]))
            connection.execute(insert(THREAD).values(row))

    def said(self, message_ids: Sequence[str]) -> Said:
        """Return what mails with these Message-IDs, the oldest first, have said."""
        if not message_ids or not self._store.exists:
            return Said()
        names = [*message_ids[:1], *message_ids[1:][-_MOST_MAILS + 1 :]]
        database = self._store.database()
        hashes = [_hashed(key, name) for name in names for key in self._store.keys]
        wanted = select(THREAD).where(THREAD.c.message.in_(hashes)).order_by(THREAD.c.created)
        with database.read() as connection:
            rows = connection.execute(wanted).all()
        orders: dict[str, None] = {}
        language = ""
        for row in rows:
            pad = self._store.pads.of(row.written_with, row.nonce)
            numbers, spoken = json.loads(pad.open("thread", row.content)) if pad else ((), "")
            orders.update(dict.fromkeys(numbers))
            language = spoken or language
        return Said(tuple(orders), language)


def _hashed(key: bytes, message_id: str) -> bytes:
    return digest(key, "thread", message_id.encode("utf-8", "surrogateescape"))
