"""One scanner process and the pipe to it."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from scrubber.core.dialogue.places import to_json
from scrubber.errors import ScanError, ScrubberError
from scrubber.scanner.frames import ANSWER, REQUEST, Status, decode

if TYPE_CHECKING:
    from scrubber.core.model import Place, Scrubbed

log = logging.getLogger(__name__)

BLOCK = 256 * 1024
_SENT_AT_ONCE = 1024 * 1024  # bytes; as much as a pipe takes, so that a scanner is woken once
_MOST_JSON = 64 * 1024 * 1024


class LostScanError(ScrubberError):
    """A message was not scanned: its scanner has ended over one before it."""


class Scanner:
    """A process that scans messages in the order in which it gets them.

    ``before`` counts the bytes of those that it has not answered; ``offered`` says that it waits
    for more.  Both are kept by whoever gives it messages.
    """

    def __init__(self, process: asyncio.subprocess.Process, timeout: float) -> None:
        """Take a process; no scan may take longer than ``timeout`` seconds."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self.before = 0
        self.offered = False
        self._process = process
        self._timeout = timeout
        self._requests = process.stdin
        self._answers = process.stdout
        self._sending = asyncio.Lock()
        self._turn = asyncio.Lock()
        self._lost = False

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._lost and self._process.returncode is None and not self._answers.at_eof()

    async def ready(self) -> None:
        """Wait for the first answer.  Raises EOFError."""
        await self._answers.readexactly(ANSWER.size)

    async def scan(self, message: bytes, *, flat: bool, also: tuple[Place, ...]) -> Scrubbed:
        """Ask for one scan, and wait for the answers to those before it.

        Raises ScanError, and EOFError where the process has ended over this message, LostScanError
        where it was over another one.  Nobody can ask it any more then, nor once this is cancelled:
        nobody would know whose the next answer is.
        """
        places = to_json(also).encode("ascii") if also else b""
        header = REQUEST.pack(flat, len(places), len(message)) + places
        try:
            async with self._sending:
                # What cannot be sent is not answered either, and then we see whose fault it is.
                with suppress(OSError):
                    await self._send(header, message)
            async with self._turn:  # in the order of sending: nothing is waited for in between
                return await self._answer(message)
        except (ScanError, LostScanError):
            raise
        except BaseException:
            self._lost = True
            raise

    async def _answer(self, message: bytes) -> Scrubbed:
        """Read the answer to the first message that has none yet."""
        if self._lost:
            raise LostScanError("its scanner has ended")
        # A scan that takes too long ends like one that crashes: by the end of its process.
        timer = asyncio.get_running_loop().call_later(self._timeout, self.kill)
        try:
            return await self._read_answer(message)
        except (OSError, EOFError):
            if self._lost:
                raise LostScanError("its scanner has ended") from None
            raise
        finally:
            timer.cancel()

    async def _read_answer(self, message: bytes) -> Scrubbed:
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
        async with self._turn:
            with suppress(OSError):
                # asyncio waits for the end of the pipes, too, and reads from none that is full.
                while await self._answers.read(BLOCK):
                    continue
        await self._process.wait()
