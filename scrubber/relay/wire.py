"""One connection to a next hop that speaks SMTP (RFC 5321) or LMTP (RFC 2033)."""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from scrubber.addresses import Kind, NextHopAddress
from scrubber.errors import NextHopError
from scrubber.relay.framing import framed
from scrubber.relay.replies import Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_MOST_LINES = 128
_LONGEST_LINE = 4096
_READY, _GO_AHEAD = 220, 354


class Wire:
    """Commands out, replies in; each answered within ``timeout`` seconds.

    Whatever goes wrong closes the connection and raises NextHopError; so does every use after it.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, timeout: float
    ) -> None:
        """Take over a connection on which nothing has been said yet."""
        self._reader = reader
        self._writer = writer
        self._timeout = timeout
        self.extensions: Mapping[str, str] = {}

    @property
    def usable(self) -> bool:
        """Whether the connection is open, as far as we have heard."""
        return not (self._writer.is_closing() or self._reader.at_eof())

    async def greet(self, hostname: str, kind: Kind) -> None:
        """Wait for the greeting, and say who we are."""
        async with self._watched():
            greeting = await self._reply()
            if greeting.code != _READY:
                raise _refusal(greeting)
            reply = await self._ask(
                f"{'LHLO' if kind is Kind.LMTP else 'EHLO'} {hostname}".encode()
            )
            if reply.failed and kind is not Kind.LMTP:
                reply = await self._ask(f"HELO {hostname}".encode())
                self.extensions = {}
            else:
                self.extensions = _extensions(reply)
            if reply.failed:
                raise _refusal(reply)

    async def command(self, line: bytes) -> Reply:
        """Send a command line and return the reply."""
        async with self._watched():
            return _final(await self._ask(line))

    async def data(self, blocks: tuple[bytes, ...]) -> Reply:
        """Send a message and return the reply to its end.

        ``blocks`` are joined; each ends with CRLF or is empty.  Where DATA itself is refused,
        that refusal is the answer.
        """
        async with self._watched():
            go_ahead = await self._ask(b"DATA")
            if go_ahead.failed:
                return go_ahead
            if go_ahead.code != _GO_AHEAD:
                raise _broken()
            for block in framed(blocks):
                self._writer.write(block)
                await self._writer.drain()
            return _final(await self._reply())

    def close(self) -> None:
        """Say good-bye and hang up, without waiting."""
        if not self._writer.is_closing():
            self._writer.write(b"QUIT\r\n")
            self._writer.close()

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        """Close the connection at the first sign of trouble; what happens on it is unknown then."""
        try:
            if not self.usable:
                raise _lost()  # noqa: TRY301 - as when it is lost underway
            async with asyncio.timeout(self._timeout):
                yield
        except NextHopError:
            self._abort()
            raise
        except TimeoutError:
            self._abort()
            raise NextHopError("the next hop did not answer in time", enhanced="4.4.2") from None
        except (OSError, EOFError, ValueError):
            self._abort()
            raise NextHopError(
                "the connection to the next hop was lost", enhanced="4.4.2"
            ) from None
        except BaseException:
            self._abort()
            raise

    def _abort(self) -> None:
        self._writer.transport.abort()

    async def _ask(self, line: bytes) -> Reply:
        self._writer.write(line + b"\r\n")
        return await self._reply()

    async def _reply(self) -> Reply:
        lines: list[bytes] = []
        for _ in range(_MOST_LINES):
            found = _LINE.fullmatch(await self._reader.readuntil(b"\n"))
            if found is None:
                break
            lines.append(found[3] or b"")
            if found[2] != b"-":
                return Reply(int(found[1]), tuple(lines))
        raise _broken()


async def connect(address: NextHopAddress, hostname: str, patience: float) -> Wire:
    """Open a connection to a next hop and greet it.  Raises NextHopError."""
    try:
        async with asyncio.timeout(patience):
            if address.path is not None:
                streams = await asyncio.open_unix_connection(address.path, limit=_LONGEST_LINE)
            else:
                context = ssl.create_default_context() if address.kind is Kind.SMTPS else None
                streams = await asyncio.open_connection(
                    address.host, address.port, ssl=context, limit=_LONGEST_LINE
                )
    except (OSError, TimeoutError):  # ssl.SSLError is an OSError
        raise NextHopError("the next hop cannot be reached") from None
    wire = Wire(*streams, patience)
    await wire.greet(hostname, address.kind)
    return wire


def _extensions(reply: Reply) -> Mapping[str, str]:
    words = [line.decode("ascii", "replace").partition(" ") for line in reply.lines[1:]]
    return {keyword.upper(): arguments for keyword, _, arguments in words}


def _refusal(reply: Reply) -> NextHopError:
    return NextHopError(f"the next hop turns us away ({reply.code})")


def _lost() -> NextHopError:
    return NextHopError("the connection to the next hop was lost", enhanced="4.4.2")


def _broken() -> NextHopError:
    return NextHopError("the next hop broke the protocol", enhanced="4.5.0")


def _final(reply: Reply) -> Reply:
    if not reply.final:
        raise _broken()
    return reply
