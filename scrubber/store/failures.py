"""Failed scans, counted by mail; the database is opened at the first failure only."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from scrubber.store.key import digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from scrubber.store.attempts import AttemptsTable

_MESSAGE_ID = re.compile(rb"(?im)^Message-ID[ \t]*:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]*)")
_HEADER = 64 * 1024  # bytes in which the Message-ID is looked for


class Failures:
    """Knows a mail again by a keyed hash of Message-ID, size and envelope, never of its content."""

    def __init__(self, state: Path, key: bytes) -> None:
        """Keep the state directory and the installation's key; open nothing yet."""
        self._state = state
        self._key = key
        self._table: AttemptsTable | None = None

    async def exhausted(self, raw: bytes, addresses: Iterable[str], now: datetime) -> bool:
        """Note a failed scan of ``raw``; return whether it was the last one to wait for.

        ``addresses`` are the reverse-path and the recipients.  Raises StoreError.
        """
        found = _MESSAGE_ID.search(raw, 0, _HEADER)
        envelope = [address.encode("utf-8", "surrogateescape") for address in addresses]
        message_id = found[1] if found else b""
        key = digest(self._key, "failed scan", message_id, b"%d" % len(raw), *envelope)
        return await asyncio.to_thread(self._note, key, now)

    def _note(self, key: bytes, now: datetime) -> bool:
        if self._table is None:
            from scrubber.store.attempts import AttemptsTable  # half a second, seldom needed

            self._table = AttemptsTable(self._state)
        return self._table.exhausted(key, now)
