"""A sender that keeps each mail until it has been told 250, as a real mail server does."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.client import RECIPIENT, SENDER, stuffed

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = 0.05


@dataclass(slots=True)
class Sender:
    """Sends to a port of 127.0.0.1; `accepted` holds the names of the mails that are through."""

    port: int
    accepted: set[str] = field(default_factory=set)
    _abandoned: threading.Event = field(default_factory=threading.Event)

    def send_all(self, mails: Iterator[tuple[str, bytes]], sessions: int) -> None:
        """Send every mail, by name, until it has had its 250, over some sessions at a time."""
        asyncio.run(self._send_all(mails, sessions))

    def abandon(self) -> None:
        """Stop trying: what has not been told 250 yet stays unsent."""
        self._abandoned.set()

    async def _send_all(self, mails: Iterator[tuple[str, bytes]], sessions: int) -> None:
        await asyncio.gather(*(self._work(mails) for _ in range(sessions)))

    async def _work(self, waiting: Iterator[tuple[str, bytes]]) -> None:
        for name, message in waiting:
            while not await self._try(message):
                if self._abandoned.is_set():
                    return
                await asyncio.sleep(PAUSE)
            self.accepted.add(name)

    async def _try(self, message: bytes) -> bool:
        """Send one mail over a connection of its own; whether it was accepted."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            return await asyncio.wait_for(self._talk(reader, writer, message), 60)
        except (OSError, EOFError, TimeoutError):
            return False
        finally:
            writer.close()

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes
    ) -> bool:
        lines = [
            "",
            "EHLO sender.example",
            f"MAIL FROM:<{SENDER}>",
            f"RCPT TO:<{RECIPIENT}>",
            "DATA",
        ]
        for line in lines:
            if line:
                writer.write(f"{line}\r\n".encode())
            if await _code(reader) >= 400:
                return False
        writer.write(stuffed(message))
        await writer.drain()
        return await _code(reader) == 250


async def _code(reader: asyncio.StreamReader) -> int:
    """Read one reply. Raises EOFError when the connection ends first."""
    while True:
        line = await reader.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        if line[3:4] != b"-":
            return int(line[:3])
