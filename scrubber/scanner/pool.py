"""The scanner processes: one message at a time each, and none takes another one down with it."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from scrubber.core.dialogue.places import to_json
from scrubber.errors import BusyError, ConfigError, ScanError
from scrubber.scanner.frames import ANSWER, REQUEST, Status, decode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from scrubber.config import PolicySettings
    from scrubber.core.model import Place, Scrubbed

log = logging.getLogger(__name__)

T = TypeVar("T")

_WORKER = (sys.executable, "-m", "scrubber.scanner.worker")
_BLOCK = 256 * 1024
_SENT_AT_ONCE = 1024 * 1024  # bytes; as much as a pipe takes, so that a scanner is woken once
_LARGE = 1024 * 1024  # bytes; messages above are scanned one after the other, for memory's sake
_PATIENCE = 60.0  # seconds for a worker to load its rules: one that cannot has ended long before
_PAUSE = 1.0  # seconds between attempts to start a worker that does not come up
_MOST_JSON = 64 * 1024 * 1024


class ScannerPool:
    """``size`` scanner processes that are replaced when they fail."""

    def __init__(
        self,
        policy: PolicySettings,
        *,
        size: int,
        timeout: float,
        worker: Sequence[str] = _WORKER,
    ) -> None:
        """Start nothing yet; the scanners will detect as ``policy`` says.

        ``timeout``, in seconds, bounds both the wait for a free scanner and the scan itself.
        """
        own = () if policy.rules is None else (str(policy.rules),)
        self._command = (*worker, policy.level, policy.test_cards, *own)
        self._size = size
        self._timeout = timeout
        self._idle: asyncio.LifoQueue[_Scanner] = asyncio.LifoQueue()
        self._large = asyncio.Semaphore(1)
        self._all: set[_Scanner] = set()
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
        scanner = await self._take()
        # A scan that takes too long ends like one that crashes: by the end of its process.
        timer = asyncio.get_running_loop().call_later(self._timeout, scanner.kill)
        try:
            scrubbed = await scanner.scan(message, flat=flat, also=also)
        except (OSError, EOFError):
            self._replace(scanner)
            raise ScanError("temporary scanning failure") from None
        except ScanError:
            self._idle.put_nowait(scanner)
            raise
        except BaseException:
            self._replace(scanner)
            raise
        finally:
            timer.cancel()
        self._idle.put_nowait(scanner)
        return scrubbed

    async def _take(self) -> _Scanner:
        """Return a scanner that lives: one may have died while it was idle.  Raises BusyError."""
        while True:
            if self._idle.empty():
                scanner = await self._in_time(self._idle.get())
            else:
                scanner = self._idle.get_nowait()
            if scanner.alive:
                return scanner
            self._replace(scanner)

    async def _in_time(self, wait: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._timeout):
                return await wait
        except TimeoutError:
            raise BusyError("too busy, try again later", code=451, enhanced="4.3.2") from None

    def _replace(self, scanner: _Scanner) -> None:
        log.warning("a scanner process ended or was stopped; starting another one")
        scanner.kill()
        self._all.discard(scanner)
        task = asyncio.get_running_loop().create_task(self._succeed(scanner))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _succeed(self, scanner: _Scanner) -> None:
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
            limit=_BLOCK,
            start_new_session=True,  # Ctrl-C is ours alone, also while it cannot be ignored there
        )
        scanner = _Scanner(process)
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
        self._idle.put_nowait(scanner)


class _Scanner:
    """One scanner process and the pipe to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and not self._answers.at_eof()

    async def ready(self) -> None:
        """Wait for the first answer.  Raises EOFError."""
        await self._answers.readexactly(ANSWER.size)

    async def scan(self, message: bytes, *, flat: bool, also: tuple[Place, ...]) -> Scrubbed:
        """Ask for one scan.  Raises ScanError, OSError, EOFError."""
        places = to_json(also).encode("ascii") if also else b""
        await self._send(REQUEST.pack(flat, len(places), len(message)) + places, message)
        status, length, size = ANSWER.unpack(await self._answers.readexactly(ANSWER.size))
        if length > _MOST_JSON:
            raise EOFError
        found = await self._answers.readexactly(length) if length else b""
        if status == Status.FAILED:
            # Type and place of an exception in our own code, put into words by logs.describe.
            log.warning("a scan failed: %s", json.loads(found))
            raise ScanError("temporary scanning failure")
        if status == Status.CHANGED:
            message = await self._read(size)
        return decode(message, found)

    async def _read(self, size: int) -> bytes:
        """Read a message in blocks: asyncio would hold it twice.  Raises EOFError."""
        message = BytesIO()
        while left := size - message.tell():
            block = await self._answers.read(min(left, _SENT_AT_ONCE))
            if not block:
                raise EOFError
            message.write(block)
        return message.getvalue()

    async def _send(self, header: bytes, message: bytes) -> None:
        """Write in blocks, so that no second copy of a large message waits in a buffer."""
        if len(message) <= _SENT_AT_ONCE:
            self._requests.write(header + message)
            return
        self._requests.write(header)
        view = memoryview(message)
        for start in range(0, len(view), _SENT_AT_ONCE):
            self._requests.write(view[start : start + _SENT_AT_ONCE])
            await self._requests.drain()

    def kill(self) -> None:
        """End the process at once, if it has not ended."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until nothing is left of the process."""
        self._requests.close()
        with suppress(OSError):
            # asyncio waits for the end of the pipes, too, and reads from none that is full.
            while await self._answers.read(_BLOCK):
                continue
        await self._process.wait()
