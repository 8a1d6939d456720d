"""A connection in a thread of its own, since IMAPClient blocks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Self, TypeVar

from scrubber.errors import ScrubberError
from scrubber.mailboxes.imap_connection import Connection

T = TypeVar("T")

Connect = Callable[[], Connection]

_GRACE = 20.0  # seconds that a step which has begun may take when we are told to stop
_QUIET = 60.0  # seconds after which a server is told that we are still there


class Lane:
    """Runs what it is given on one connection, one thing after the other."""

    def __init__(self, connect: Connect) -> None:
        """Connect when it is entered."""
        self._connect = connect
        self._thread = ThreadPoolExecutor(1, "imap")
        self._connection: Connection | None = None
        self._used = 0.0

    async def __aenter__(self) -> Self:
        """Connect and log in.  Raises LostConnectionError and LoginError."""
        loop = asyncio.get_running_loop()
        opening = loop.run_in_executor(self._thread, self._connect)
        try:
            self._connection = await asyncio.shield(opening)
        except BaseException:
            opening.add_done_callback(_close_late)
            self._thread.shutdown(wait=False)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Log out, or hang up where the thread is busy still."""
        try:
            async with asyncio.timeout(_GRACE):
                await asyncio.get_running_loop().run_in_executor(self._thread, self._opened().close)
        except TimeoutError:
            self._opened().cut()
        finally:
            self._thread.shutdown(wait=False)

    async def do(self, step: Callable[[Connection], T]) -> T:
        """Run a step; it is finished even when we are told to stop, if it takes no time."""
        running = self._start(step)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running], timeout=_GRACE)
            if not running.done():
                self._opened().cut()
            raise

    async def idle(self, seconds: float) -> bool:
        """Wait until the server tells of a change; when we are told to stop, hang up."""
        running = self._start(lambda connection: connection.idle(seconds))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._opened().cut()
            with suppress(ScrubberError):
                await running
            raise

    async def keep_alive(self) -> None:
        """Say NOOP whenever nothing else was said for a minute; runs until it is cancelled."""
        while True:
            await asyncio.sleep(_QUIET / 2)
            if time.monotonic() - self._used > _QUIET:
                await self.do(lambda connection: connection.noop())

    def _start(self, step: Callable[[Connection], T]) -> asyncio.Future[T]:
        self._used = time.monotonic()
        return asyncio.get_running_loop().run_in_executor(self._thread, step, self._opened())

    def _opened(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("the lane is not open")
        return self._connection


def _close_late(opening: asyncio.Future[Connection]) -> None:
    """Hang up a connection that came up when nobody wanted it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().cut()
