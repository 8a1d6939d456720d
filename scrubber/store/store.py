"""The store of an installation: its keys, and its database, opened when it is first needed."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from scrubber.errors import ScrubberError, StoreError
from scrubber.store.key import NAME, load_keys
from scrubber.store.pad import Pads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrubber.store.database import Database

log = logging.getLogger(__name__)

T = TypeVar("T")

FILE = "scrubber.sqlite"
"""What the database is called in the state directory, where no URL is configured."""

WINDOW = timedelta(days=7)
"""How long a piece of a number waits for the others, where nothing else is configured."""

_PATIENCE = 15.0  # seconds; a Postfix that waits for our answer does so for a hundred
_CONNECTIONS = 4


class Store:
    """Runs work on the database in threads of its own: the event loop never waits for a disk.

    A SQLite file takes one writer at a time, so it gets one thread.
    """

    def __init__(
        self,
        state: Path,
        *,
        url: str | None = None,
        key_file: Path | None = None,
        window: timedelta = WINDOW,
    ) -> None:
        """Read the key file, made where it is missing; open nothing yet.  Raises StoreError."""
        self.window = window
        self.directory = state
        self._path = state / FILE
        self._url = url
        self._keys = load_keys(key_file or state / NAME)
        self._database: Database | None = None
        self._opening = threading.Lock()
        self._threads = ThreadPoolExecutor(_CONNECTIONS if url else 1, "store")

    @property
    def key(self) -> bytes:
        """The key that what is written now is made with."""
        return self._keys[0]

    @property
    def keys(self) -> tuple[bytes, ...]:
        """All keys that rows of the window are made with, the newest first."""
        return self._keys

    @property
    def pads(self) -> Pads:
        """What blinds and opens the rows of the window."""
        return Pads(self._keys)

    @property
    def shared(self) -> bool:
        """Whether it is a server, which may be away for a while."""
        return self._url is not None

    @property
    def exists(self) -> bool:
        """Whether there is anything to open; a SQLite file is made by the first who writes."""
        return self._url is not None or self._path.exists()

    async def run(self, work: Callable[[Database], T]) -> T:
        """Return what ``work`` makes of the database.

        Raises StoreError, and ConfigError where this program or its key is the wrong one.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, lambda: work(self.database())
                )
        except TimeoutError:
            raise StoreError("the store does not answer in time") from None

    def database(self) -> Database:
        """Return the open database, for those who may wait.  Raises as `run` does."""
        with self._opening:
            if self._database is None:
                self._database = self._open()
            return self._database

    def _open(self) -> Database:
        from scrubber.store.database import Database  # half a second, seldom needed
        from scrubber.store.keyring import valid_keys

        database = Database(self._path, self._url)
        try:
            with database.write() as connection:
                self._keys = valid_keys(connection, self._keys, datetime.now(UTC), self.window)
        except ScrubberError:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Finish what has begun, and close the database."""
        self._threads.shutdown()
        if self._database is not None:
            self._database.close()
