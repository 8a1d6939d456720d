"""A next hop that speaks SMTP or LMTP, over connections that are used again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrubber.addresses import Kind, NextHopAddress
from scrubber.errors import NextHopError, RefusedError
from scrubber.relay.parameters import Command, suited
from scrubber.relay.replies import CLOSING, Reply
from scrubber.relay.wire import Wire, connect

if TYPE_CHECKING:
    from collections.abc import Mapping

_IDLE = 5.0  # seconds: less than the time for which servers under stress keep a silent client
_MOST_IDLE = 20


class SmtpHop:
    """The next hop and its idle connections."""

    def __init__(self, address: NextHopAddress, hostname: str, timeout: float) -> None:
        """Connect to nothing yet; ``timeout`` bounds each step, in seconds."""
        self._address = address
        self._hostname = hostname
        self._timeout = timeout
        self._idle: dict[Wire, asyncio.TimerHandle] = {}
        self.extensions: Mapping[str, str] = {}
        # The one reply to an SMTP client cannot say that only some of the recipients got the mail.
        self.max_recipients = 1 if address.kind is Kind.LMTP else None

    async def probe(self) -> None:
        """Open a connection and keep it for the first mail.  Raises NextHopError."""
        self.give_back(await self._connect())

    async def begin(
        self, command: Command, forwarded: Mapping[str, str]
    ) -> tuple[SmtpTransaction | None, Reply]:
        """Send MAIL.  Raises NextHopError, RefusedError.

        On a connection that was idle the server may be about to hang up.  Nothing is lost by
        trying anew then: no mail has begun.  Nor does an idle connection say what the server
        lacks today, since it may have been restarted with more: only a new one refuses for that.
        """
        while self._idle:
            wire, timer = self._idle.popitem()
            timer.cancel()
            try:
                reply = await _mail(wire, command, forwarded)
            except (NextHopError, RefusedError):
                continue
            if reply.code == CLOSING:
                wire.close()
                continue
            return self._begun(wire, reply)
        wire = await self._connect()
        return self._begun(wire, await _mail(wire, command, forwarded))

    def give_back(self, wire: Wire) -> None:
        """Keep a connection for the next mail, for a while."""
        if not wire.usable or len(self._idle) >= _MOST_IDLE:
            wire.close()
            return
        loop = asyncio.get_running_loop()
        self._idle[wire] = loop.call_later(_IDLE, self._expire, wire)

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            wire, timer = self._idle.popitem()
            timer.cancel()
            wire.close()

    def _expire(self, wire: Wire) -> None:
        del self._idle[wire]
        wire.close()

    async def _connect(self) -> Wire:
        wire = await connect(self._address, self._hostname, self._timeout)
        self.extensions = wire.extensions
        return wire

    def _begun(self, wire: Wire, reply: Reply) -> tuple[SmtpTransaction | None, Reply]:
        if not reply.failed:
            return SmtpTransaction(self, wire), reply
        if reply.code == CLOSING:
            wire.close()
        else:
            self.give_back(wire)
        return None, reply


class SmtpTransaction:
    """One mail on one connection."""

    def __init__(self, hop: SmtpHop, wire: Wire) -> None:
        """Go on behind an accepted MAIL."""
        self._hop = hop
        self._wire = wire

    async def rcpt(self, command: Command) -> Reply:
        """Send RCPT.  Raises NextHopError, RefusedError."""
        line = suited(command, self._wire.extensions).line("RCPT TO")
        [reply] = await self._wire.command(line)
        return reply

    async def data(self, *blocks: bytes) -> Reply:
        """Send DATA and the message.  Raises NextHopError.

        With LMTP the only recipient's reply is the reply to the message (RFC 2033 section 4.2).
        """
        reply = await self._wire.data(blocks)
        if reply.code == CLOSING:
            self._wire.close()
        else:
            self._hop.give_back(self._wire)
        return reply.without_echo()

    def abort(self) -> None:
        """Hang up before DATA: the surest way to leave nothing behind (RFC 5321 section 3.8)."""
        self._wire.close()


async def _mail(wire: Wire, command: Command, forwarded: Mapping[str, str]) -> Reply:
    """Send MAIL, behind XFORWARD where the next hop wants to know; the reply to MAIL.

    XFORWARD counts for the next mail only; a refusal costs the next hop's log a name, no more.
    """
    try:
        lines = [suited(command, wire.extensions).line("MAIL FROM")]
    except RefusedError:
        wire.close()
        raise
    wanted = wire.extensions.get("XFORWARD", "").upper().split()
    attributes = [f"{name}={value}" for name, value in forwarded.items() if name in wanted]
    if attributes:
        lines.insert(0, " ".join(["XFORWARD", *attributes]).encode("ascii"))
    if "PIPELINING" in wire.extensions:
        return (await wire.command(*lines))[-1]
    for line in lines:
        [reply] = await wire.command(line)
    return reply
