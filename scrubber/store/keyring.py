"""Which keys a store was written with, by their fingerprints: a wrong one is noticed at the start.

Relays that share a store find each other's rows only by the same key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlmodel import Field, SQLModel, col

from scrubber.errors import ConfigError
from scrubber.store.key import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection


class StoreKey(SQLModel, table=True):
    """A key that rows were written with from ``since`` on, in seconds since 1970."""

    __tablename__ = "store_key"

    fingerprint: str = Field(primary_key=True)
    since: float


def valid_keys(
    connection: Connection, keys: Sequence[bytes], now: datetime, window: timedelta
) -> tuple[bytes, ...]:
    """Return those of our keys that rows of the window may be made with, the newest first.

    A key that stands first in our file and is new to the store follows the one that it has.
    Raises ConfigError if our file has not the key that the store was last written with.
    """
    rows = connection.execute(
        select(col(StoreKey.fingerprint), col(StoreKey.since)).order_by(col(StoreKey.since).desc())
    ).all()
    names = [fingerprint(key) for key in keys]
    if not rows or rows[0].fingerprint in names[1:]:
        moment = now.timestamp()
        connection.execute(insert(StoreKey).values(fingerprint=names[0], since=moment))
        return tuple(keys if rows else keys[:1])
    if rows[0].fingerprint != names[0]:
        raise ConfigError(
            f"the store was written with the key {rows[0].fingerprint}, and the key file holds "
            f"{names[0]}: copy the key file of the relay that shares this store, or of the backup"
        )
    replaced_by = zip(rows[1:], rows, strict=False)
    live = {
        older.fingerprint
        for older, newer in replaced_by
        if newer.since > (now - window).timestamp()
    }
    return tuple(key for key, name in zip(keys, names, strict=True) if name in live | {names[0]})
