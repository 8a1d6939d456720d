"""One connection to a next hop that speaks SMTP (RFC 5321) or LMTP (RFC 2033).

A protocol of its own and no stream: half the cost of a small mail is in the exchange of lines.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from typing import TYPE_CHECKING, TypeVar, cast

from scrubber.addresses import Kind, NextHopAddress
from scrubber.errors import NextHopError
from scrubber.reaching import why
from scrubber.relay.framing import framed
from scrubber.relay.replies import Reply

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping

T = TypeVar("T")

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_NO_TEXT = re.compile(rb"[^\t -~]")  # RFC 5321 section 4.2: textstring
_LONGEST_REPLY = 64 * 1024
_READY, _GO_AHEAD = 220, 354


class Wire(asyncio.Protocol):
    """Commands out, replies in; each exchange takes ``patience`` seconds at most.

    Whatever goes wrong ends the connection and raises NextHopError; so does every use after it.
    """

    def __init__(self, patience: float) -> None:
        """Wait for a connection."""
        self.extensions: Mapping[str, str] = {}
        self._patience = patience
        self._deadline = 0.0
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._paused = False

    @property
    def usable(self) -> bool:
        """Whether it is open; bytes that nobody asked for are a good-bye, or out of step."""
        return self._transport is not None and not self._buffer

    async def greet(self, hostname: str, kind: Kind) -> None:
        """Wait for the greeting, and say who we are."""
        await self._exchange(self._greet(hostname, kind))

    async def command(self, *lines: bytes) -> tuple[Reply, ...]:
        """Send command lines at once (RFC 2920 if there are more than one); their replies."""
        return await self._exchange(self._ask(*lines))

    async def data(self, blocks: Iterable[bytes]) -> Reply:
        """Send a message and return the reply to its end.

        ``blocks`` are joined; each is whole CRLF lines, or empty.  Where DATA itself is refused,
        that refusal is the answer.
        """
        return await self._exchange(self._data(blocks))

    def close(self) -> None:
        """Say good-bye and hang up, without waiting."""
        if self._transport is not None:
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
            self._transport = None

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what comes; a server that never ends its line is cut off."""
        self._buffer += data
        if len(self._buffer) > _LONGEST_REPLY and self._transport is not None:
            self._abort()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        """Note that it is over."""
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
        self._wake()

    def pause_writing(self) -> None:
        """Send no more for now."""
        self._paused = True

    def resume_writing(self) -> None:
        """Go on sending."""
        self._paused = False
        self._wake()

    # The exchanges

    async def _exchange(self, steps: Coroutine[object, object, T]) -> T:
        """Do the steps; what interrupts them leaves the dialogue nobody knows where."""
        self._deadline = self._loop.time() + self._patience
        try:
            return await steps
        except BaseException:
            self._abort()
            raise

    async def _greet(self, hostname: str, kind: Kind) -> None:
        greeting = await self._reply()
        if greeting.code != _READY:
            raise _turned_away(greeting)
        verb = "LHLO" if kind is Kind.LMTP else "EHLO"
        [reply] = await self._ask(f"{verb} {hostname}".encode())
        if not reply.failed:
            self.extensions = _extensions(reply)
            return
        if kind is not Kind.LMTP:
            [reply] = await self._ask(f"HELO {hostname}".encode())
        if reply.failed:
            raise _turned_away(reply)

    async def _ask(self, *lines: bytes) -> tuple[Reply, ...]:
        self._write(b"".join(line + b"\r\n" for line in lines))
        return tuple([_final(await self._reply()) for _ in lines])

    async def _data(self, blocks: Iterable[bytes]) -> Reply:
        self._write(b"DATA\r\n")
        go_ahead = await self._reply()
        if go_ahead.failed:
            return go_ahead
        # What it says of the message before it has it is no answer to it.
        if go_ahead.code != _GO_AHEAD or self._buffer:
            raise _broken()
        for piece in framed(blocks):
            while self._paused:
                await self._something()
            self._write(piece)
        return _final(await self._reply())

    async def _reply(self) -> Reply:
        while (reply := self._parsed()) is None:
            await self._something()
        return reply

    def _parsed(self) -> Reply | None:
        """Take one reply from what has come, None if it is not whole yet."""
        lines: list[bytes] = []
        start = 0
        while end := self._buffer.find(b"\n", start) + 1:
            found = _LINE.fullmatch(self._buffer, start, end)
            if found is None:
                raise _broken()
            lines.append(_NO_TEXT.sub(b"?", found[3] or b""))
            start = end
            if found[2] != b"-":
                code = int(found[1])
                del found  # a match holds the buffer
                del self._buffer[:end]
                return Reply(code, tuple(lines))
        return None

    def _write(self, data: bytes) -> None:
        if self._transport is None:
            raise _lost()
        self._transport.write(data)

    async def _something(self) -> None:
        """Wait until something happens on the connection.  Raises NextHopError."""
        if self._transport is None:
            raise _lost()
        self._waiter = self._loop.create_future()
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._ring)
        try:
            await self._waiter
        finally:
            self._waiter = None
        if self._loop.time() >= self._deadline:
            raise NextHopError("the next hop did not answer in time", enhanced="4.4.2")

    def _ring(self) -> None:
        """Wake who waits, to look at the clock: one timer is set for many waits, of which most end.

        Whoever has time left sets the next one.
        """
        self._timer = None
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None


async def connect(address: NextHopAddress, hostname: str, patience: float) -> Wire:
    """Open a connection to a next hop and greet it.  Raises NextHopError."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience):
            if address.path is not None:
                path = str(address.path)
                _, wire = await loop.create_unix_connection(lambda: Wire(patience), path)
            else:
                context = ssl.create_default_context() if address.kind is Kind.SMTPS else None
                _, wire = await loop.create_connection(
                    lambda: Wire(patience), address.host, address.port, ssl=context
                )
    except OSError as error:  # TimeoutError and ssl.SSLError are such, too
        raise NextHopError("the next hop cannot be reached", why=why(error)) from None
    await wire.greet(hostname, address.kind)
    return wire


def _extensions(reply: Reply) -> Mapping[str, str]:
    words = [line.decode("ascii", "replace").partition(" ") for line in reply.lines[1:]]
    return {keyword.upper(): arguments for keyword, _, arguments in words}


def _final(reply: Reply) -> Reply:
    if not reply.final:
        raise _broken()
    return reply


def _turned_away(reply: Reply) -> NextHopError:
    return NextHopError(f"the next hop turns us away ({reply.code})")


def _lost() -> NextHopError:
    return NextHopError("the connection to the next hop was lost", enhanced="4.4.2")


def _broken() -> NextHopError:
    does_it = "does it speak SMTP, or LMTP, at this port?"
    return NextHopError("the next hop broke the protocol", enhanced="4.5.0", why=does_it)
