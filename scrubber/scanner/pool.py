"""The scanner processes: one message at a time each, and none takes another one down with it."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, TypeVar

from scrubber.errors import BusyError, ConfigError, ScanError
from scrubber.scanner.frames import REQUEST
from scrubber.scanner.scanner import BLOCK, LostScanError, Scanner

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from scrubber.config import PolicySettings
    from scrubber.core.model import Place, Scrubbed

log = logging.getLogger(__name__)

T = TypeVar("T")

_WORKER = (sys.executable, "-m", "scrubber.scanner.worker")
_LARGE = 1024 * 1024  # bytes; messages above are scanned one after the other, for memory's sake
_PATIENCE = 60.0  # seconds for a worker to load its rules: one that cannot has ended long before
_PAUSE = 1.0  # seconds between attempts to start a worker that does not come up

AHEAD = 32 * 1024
"""Bytes of messages that a scanner may have before it, for those who have many messages."""


class _Free(asyncio.Queue[Scanner]):
    """Scanners that take a message: those with least before them first, the last used of these."""

    def _init(self, maxsize: int) -> None:  # noqa: ARG002 - as it is called
        self._queue: list[Scanner] = []

    def _get(self) -> Scanner:
        scanner = min(reversed(self._queue), key=lambda each: each.before)
        self._queue.remove(scanner)
        return scanner


class ScannerPool:
    """``size`` scanner processes that are replaced when they fail."""

    def __init__(
        self,
        policy: PolicySettings,
        *,
        size: int,
        timeout: float,
        ahead: int = 0,
        worker: Sequence[str] = _WORKER,
    ) -> None:
        """Start nothing yet; the scanners will detect as ``policy`` says.

        ``timeout``, in seconds, bounds both the wait for a free scanner and the scan itself.  One
        is free while it has no more than ``ahead`` bytes of messages that it has not answered: who
        has many messages need not be awake for each of them.
        """
        own = () if policy.rules is None else (str(policy.rules),)
        self._command = (*worker, policy.level, policy.test_cards, *own)
        self._size = size
        self._timeout = timeout
        self._ahead = ahead
        self._free = _Free()
        self._large = asyncio.Semaphore(1)
        self._all: set[Scanner] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._closing = False

    async def start(self) -> None:
        """Start all scanners and wait until they have their rules.  Raises ConfigError."""
        starting = [asyncio.ensure_future(self._add()) for _ in range(self._size)]
        try:
            await asyncio.gather(*starting)
        finally:  # the first that fails does not end the others
            await asyncio.gather(*starting, return_exceptions=True)

    async def scan(
        self, message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()
    ) -> Scrubbed:
        """Scan one message, part by part or, if ``flat``, as one text; mask the places too.

        Raises ScanError where that failed (it is the message's own fault), and BusyError where no
        scanner was free in time.
        """
        if len(message) <= _LARGE:
            return await self._scan(message, flat=flat, also=also)
        await self._in_time(self._large.acquire())
        try:
            return await self._scan(message, flat=flat, also=also)
        finally:
            self._large.release()

    async def close(self) -> None:
        """End all scanners, those that are just being started too."""
        self._closing = True
        await asyncio.gather(*self._starting, return_exceptions=True)
        for scanner in self._all:
            scanner.kill()
        await asyncio.gather(*(scanner.ended() for scanner in self._all))

    async def _scan(self, message: bytes, *, flat: bool, also: tuple[Place, ...]) -> Scrubbed:
        size = REQUEST.size + len(message)
        while True:
            scanner = await self._take(size)
            try:
                return await scanner.scan(message, flat=flat, also=also)
            except LostScanError:
                continue
            except (OSError, EOFError):
                self._replace(scanner)
                raise ScanError("temporary scanning failure") from None
            except ScanError:
                raise
            except BaseException:
                self._replace(scanner)
                raise
            finally:
                scanner.before -= size
                self._offer(scanner)

    async def _take(self, size: int) -> Scanner:
        """Return a scanner that lives: one may have died while it was idle.  Raises BusyError."""
        while True:
            if self._free.empty():
                scanner = await self._in_time(self._free.get())
            else:
                scanner = self._free.get_nowait()
            scanner.offered = False
            if scanner.alive:
                scanner.before += size
                self._offer(scanner)
                return scanner
            self._replace(scanner)

    def _offer(self, scanner: Scanner) -> None:
        """Let a scanner have another message, if it may."""
        if scanner in self._all and not scanner.offered and scanner.before <= self._ahead:
            scanner.offered = True
            self._free.put_nowait(scanner)

    async def _in_time(self, wait: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._timeout):
                return await wait
        except TimeoutError:
            raise BusyError("too busy, try again later", code=451, enhanced="4.3.2") from None

    def _replace(self, scanner: Scanner) -> None:
        """Put another scanner in the place of one that failed, unless somebody has done so."""
        if scanner not in self._all:
            return
        log.warning("a scanner process ended or was stopped; starting another one")
        scanner.kill()
        self._all.remove(scanner)
        task = asyncio.get_running_loop().create_task(self._succeed(scanner))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _succeed(self, scanner: Scanner) -> None:
        """Put another scanner in the place of one that was killed."""
        await scanner.ended()
        while not self._closing:
            try:
                await self._add()
            except ConfigError:
                log.error("a scanner process does not start; trying again")  # noqa: TRY400
                await asyncio.sleep(_PAUSE)
            else:
                return

    async def _add(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=BLOCK,
            start_new_session=True,  # Ctrl-C is ours alone, also while it cannot be ignored there
        )
        scanner = Scanner(process, self._timeout)
        try:
            async with asyncio.timeout(_PATIENCE):
                await scanner.ready()
        except (TimeoutError, OSError, EOFError):
            scanner.kill()
            await scanner.ended()
            raise ConfigError("the scanner does not start; run: scrubber rules check") from None
        except BaseException:
            scanner.kill()
            await scanner.ended()
            raise
        self._all.add(scanner)
        self._offer(scanner)
