"""Which keys a store was written with, by their fingerprints: a wrong one is noticed at the start.

Relays that share a store find each other's rows only by the same key.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text

from scrubber.errors import ConfigError
from scrubber.store.key import fingerprint
from scrubber.store.tables import KEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

_LOCK = 0x5C2D  # any number, the same in every relay


def valid_keys(
    connection: Connection, keys: Sequence[bytes], now: datetime, window: timedelta
) -> tuple[bytes, ...]:
    """Return those of our keys that rows of the window may be made with, the newest first.

    A key that stands first in our file and is new to the store follows the one that it has.
    Raises ConfigError if our file has not the key that the store was last written with.
    """
    if connection.dialect.name == "postgresql":
        # Of two relays that open a new store at once the second must see the first one's key.
        # SQLite's BEGIN IMMEDIATE is such a lock itself.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    query = select(KEY.c.fingerprint, KEY.c.since)
    known = connection.execute(query.order_by(KEY.c.since.desc())).all()
    written = [(row.fingerprint, row.since) for row in known]
    names = [fingerprint(key) for key in keys]
    if not written or written[0][0] in names[1:]:
        written.insert(0, (names[0], now.timestamp()))
        connection.execute(insert(KEY).values(fingerprint=names[0], since=now.timestamp()))
    newest = written[0][0]
    if newest != names[0]:
        raise ConfigError(
            f"the store was written with the key {newest}, and the key file begins with "
            f"{names[0]}: copy the key file of the relay that shares this store, or of the backup"
        )
    old = (now - window).timestamp()
    live = {name for (name, _), (_, replaced) in pairwise(reversed(written)) if replaced > old}
    return tuple(key for key, name in zip(keys, names, strict=True) if name in live | {newest})
