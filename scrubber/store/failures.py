"""Failed scans, counted by mail; the store is opened only where there are any."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.store.key import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.store.database import Database
    from scrubber.store.store import Store

_MOST_TRIES = 5
_LONGEST_WAIT = timedelta(hours=4)
_MESSAGE_ID = re.compile(rb"(?im)^Message-ID[ \t]*:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]*)")
_HEADER = 64 * 1024  # bytes in which the Message-ID is looked for


@dataclass(frozen=True, slots=True)
class Tries:
    """How often the scan of one mail has failed, and when it did first."""

    count: int
    first: datetime

    def exhausted(self, now: datetime) -> bool:
        """Whether it is no use to wait for the next one."""
        return self.count >= _MOST_TRIES or now - self.first >= _LONGEST_WAIT


class Failures:
    """Knows a mail again by a keyed hash of Message-ID, size and envelope, never of its content."""

    def __init__(self, store: Store) -> None:
        """Keep the store; read nothing yet."""
        self._store = store
        self._tries: dict[bytes, Tries] = {}
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Read what earlier runs have noted.  Raises StoreError and ConfigError."""
        if self._store.exists:
            self._tries = await self._store.run(_all)

    def exhausted(self, raw: bytes, addresses: Iterable[str], now: datetime) -> bool:
        """Whether scanning ``raw`` has failed so often, or so long ago, that it is unscannable.

        ``addresses`` are the reverse-path and the recipients.
        """
        if not self._tries:
            return False
        tries = self._tries.get(self._name(raw, addresses))
        return tries is not None and tries.exhausted(now)

    async def note(self, raw: bytes, addresses: Iterable[str], now: datetime) -> None:
        """Note a failed scan.  Raises StoreError."""
        name = self._name(raw, addresses)
        async with self._writing:
            self._tries[name] = await self._store.run(lambda database: _note(database, name, now))

    def _name(self, raw: bytes, addresses: Iterable[str]) -> bytes:
        found = _MESSAGE_ID.search(raw, 0, _HEADER)
        message_id = found[1] if found else b""
        envelope = [address.encode("utf-8", "surrogateescape") for address in addresses]
        return digest(self._store.key, "failed scan", message_id, b"%d" % len(raw), *envelope)


def _all(database: Database) -> dict[bytes, Tries]:
    from scrubber.store.attempts import all_attempts  # as heavy as the database

    return {name: _tries(*failed) for name, failed in all_attempts(database).items()}


def _note(database: Database, name: bytes, now: datetime) -> Tries:
    from scrubber.store.attempts import note_attempt

    return _tries(*note_attempt(database, name, now))


def _tries(count: int, first: float) -> Tries:
    return Tries(count, datetime.fromtimestamp(first, UTC))
