"""A relay without sockets and processes: a client's transport, a next hop, a scan, all within."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrubber.config import Config
from scrubber.core.model import Scrubbed
from scrubber.intake import Intake
from scrubber.relay.access import Access
from scrubber.relay.limits import Budget
from scrubber.relay.replies import Reply, own
from scrubber.relay.service import Service
from scrubber.store.failures import Failures
from scrubber.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scrubber.core.model import Place
    from scrubber.relay.parameters import Command


class Transport(asyncio.Transport):
    """The way to somebody here in the test."""

    def __init__(self) -> None:
        """Begin without a reply."""
        super().__init__({"peername": ("127.0.0.1", 2525)})
        self._replies: asyncio.Queue[bytes] = asyncio.Queue()
        self._closed = asyncio.Event()

    async def reply(self) -> bytes:
        """Wait for a reply and return it."""
        return await self._replies.get()

    async def closed(self) -> None:
        """Wait until the other side hangs up."""
        await self._closed.wait()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take a reply: each is written at once."""
        self._replies.put_nowait(bytes(data))

    def is_closing(self) -> bool:
        """Whether the other side has hung up."""
        return self._closed.is_set()

    def close(self) -> None:
        """Hang up."""
        self._closed.set()

    def abort(self) -> None:
        """Hang up at once."""
        self._closed.set()


class Hop:
    """A next hop that takes everything."""

    max_recipients: int | None = None
    extensions: Mapping[str, str] = {}

    async def probe(self) -> None:
        """Be there."""

    async def begin(self, command: Command, forwarded: Mapping[str, str]) -> tuple[Hop, Reply]:
        """Begin a mail."""
        del command, forwarded
        return self, own(250, "2.1.0", "Ok")

    async def rcpt(self, command: Command) -> Reply:
        """Take a recipient."""
        del command
        return own(250, "2.1.5", "Ok")

    async def data(self, *blocks: bytes) -> Reply:
        """Take a message."""
        del blocks
        return own(250, "2.0.0", "Ok")

    def abort(self) -> None:
        """Leave nothing."""

    def close(self) -> None:
        """Close nothing."""


async def scan(message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()) -> Scrubbed:
    """Find nothing."""
    del flat, also
    return Scrubbed(message)


def service(state: Path) -> Service:
    """Make a relay whose state, if it needs any, is in a directory."""
    config = Config()
    intake = Intake(scan, config.policy, Failures(Store(state)))
    budget = Budget(config.relay.max_in_flight)
    return Service(
        config.relay, "relay.example", "abc", Access(config.relay), intake, Hop(), budget
    )
