"""One SMTP connection: aiosmtpd's, where it does what mail needs, and ours where it does not.

aiosmtpd reads the command lines, keeps the time, does STARTTLS and the small commands.  What is
overridden here has its reason beside it.
"""

from __future__ import annotations

import asyncio
import collections
import logging
import re
from typing import TYPE_CHECKING, AnyStr

from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Session as Client

from scrubber.errors import BusyError, RefusedError, ScrubberError
from scrubber.intake import Envelope
from scrubber.logs import describe
from scrubber.relay import parameters, trace, xforward
from scrubber.relay.framing import Incoming, with_crlf
from scrubber.relay.replies import CLOSING, Reply, of_error, own
from scrubber.relay.service import FAILED

if TYPE_CHECKING:
    from scrubber.relay.limits import Share
    from scrubber.relay.nexthop import Transaction
    from scrubber.relay.parameters import Command
    from scrubber.relay.service import Service

log = logging.getLogger(__name__)

_CHUNK = 1 << 20
_LONGEST_COMMAND = 4096  # RFC 3461 section 5 and RFC 6531 section 3.6 add to the 512 of RFC 5321
_BUFFER = 1 << 16
_MOST_ERRORS = 20
_PERMITTED = 300.0  # seconds of silence, RFC 5321 section 4.5.3.2.7

_OK = own(250, "2.0.0", "Ok")
_GO_AHEAD = Reply(354, (b"End data with <CR><LF>.<CR><LF>",))
_SEQUENCE = own(503, "5.5.1", "Bad sequence of commands")
_SHUTTING_DOWN = own(CLOSING, "4.3.2", "shutting down")
_TOO_MANY_CONNECTIONS = own(CLOSING, "4.7.0", "too many connections")
_TOO_MANY_ERRORS = own(CLOSING, "4.7.0", "too many errors")
_NO_RECIPIENTS = own(554, "5.5.1", "no valid recipients")
_SYNTAX = own(501, "5.5.4", "Syntax error")
# How aiosmtpd ends its patience, with a code that does not say that it closes.
_TOO_MANY_UNKNOWN = "502 5.5.1 Too many"

# aiosmtpd's own replies have no enhanced status codes, and some repeat what the client sent.
_ENHANCED = re.compile(r"\d{3} [245]\.")
_WORDS = {
    "221": "2.0.0 Bye",
    "250": "2.0.0 Ok",
    "454": "4.7.0 TLS not available",
    "500": "5.5.2 Command not recognized",
    "501": "5.5.4 Syntax error",
    "503": "5.5.1 Bad sequence of commands",
    "554": "5.7.0 Command refused",
}


class Session(SMTP):
    """The dialogue with one client; MAIL and RCPT are answered by the next hop."""

    # aiosmtpd: 512, and one table for all connections that grows with every EHLO.
    command_size_limit = _LONGEST_COMMAND
    command_size_limits: dict[str, int] = collections.defaultdict(  # noqa: RUF012 - as in aiosmtpd
        lambda: _LONGEST_COMMAND
    )
    # This bounds what is read ahead, not a line of mail: DATA has no line limit here.
    line_length_limit = _BUFFER

    def __init__(self, service: Service) -> None:
        """Wait for a connection."""
        self._service = service
        self._transaction: Transaction | None = None
        self._reverse_path = parameters.Command("")
        self._recipients: list[Command] = []
        self._forwarded: dict[str, str] = {}
        self._receiving = False
        self._delivering = False
        self._errors = 0
        super().__init__(
            handler=None,
            hostname=service.hostname,
            ident="ESMTP scrubber",
            # Without it aiosmtpd answers 500 to any byte above 127 in a command.
            enable_SMTPUTF8=True,
            tls_context=service.tls,
            timeout=_PERMITTED,
            loop=asyncio.get_running_loop(),
        )

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, again behind STARTTLS; aiosmtpd knows no limit of connections."""
        sessions = self._service.sessions
        if self not in sessions and len(sessions) >= self._service.settings.max_connections:
            self._refuse(transport)
            return
        sessions.add(self)
        self._forwarded = {}
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the client; a delivery in flight goes on by itself."""
        if self not in self._service.sessions:
            return
        self._service.sessions.discard(self)
        self._drop_transaction()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Take bytes; aiosmtpd's clock runs on during DATA and cuts a slow, steady client."""
        super().data_received(data)
        if self._receiving:
            self._reset_timeout()

    def hang_up_if_idle(self) -> None:
        """Say good-bye, unless a mail is on its way."""
        if self._transaction is None and not self._delivering:
            self._close(_SHUTTING_DOWN)

    def _refuse(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(_TOO_MANY_CONNECTIONS.encode() + b"\r\n")
        transport.close()

    def _close(self, reply: Reply) -> None:
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport) and not transport.is_closing():
            transport.write(reply.encode() + b"\r\n")
            transport.close()

    # Replies

    async def push(self, status: AnyStr) -> None:
        """Send a reply of ours or, in our words, of aiosmtpd's."""
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        code = text[:3]
        if code >= "400":
            self._errors += 1
            if self._errors > _MOST_ERRORS or text.startswith(_TOO_MANY_UNKNOWN):
                self._close(_TOO_MANY_ERRORS)
                return
        if code in _WORDS and not _ENHANCED.match(text):
            text = f"{code} {_WORDS[code]}"
        await super().push(text)

    async def handle_exception(self, error: Exception) -> str:
        """Return the reply to an error; aiosmtpd says 500 and tells the peer its text."""
        if isinstance(error, ScrubberError):
            return _text(of_error(error))
        log.error("a session failed: %s", describe(error))
        return _text(FAILED)

    async def _answer(self, reply: Reply) -> None:
        await self.push(_text(reply))

    async def _pass_on(self, reply: Reply) -> None:
        """Send a reply of the next hop: no error of this client's dialogue with us."""
        await super().push(reply.encode())
        if reply.code == CLOSING and self.transport is not None:
            self.transport.close()  # RFC 5321 section 3.8: who says 421 closes the channel

    # Greetings and small commands

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        """Greet; aiosmtpd's list of extensions is not ours, and its AUTH is of no use here."""
        if not hostname:
            await self._answer(_SYNTAX)
            return
        self._greet(hostname, extended=True)
        extensions = [self._service.hostname, *self._extensions()]
        await super().push(Reply(250, tuple(line.encode("ascii") for line in extensions)).encode())

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        """Greet, and forget a mail that had begun (RFC 5321 section 4.1.4)."""
        if not hostname:
            await self._answer(_SYNTAX)
            return
        self._greet(hostname, extended=False)
        await super().push(f"250 {self._service.hostname}")

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        """Forget a mail that had begun, at the next hop too."""
        self._drop_transaction()
        await super().smtp_RSET(arg)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        """Encrypt; aiosmtpd would do it a second time, and in the middle of a mail."""
        if self._tls_protocol is not None or self._transaction is not None:
            await self._answer(_SEQUENCE)
            return
        await super().smtp_STARTTLS(arg)

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802
        """Say nothing of any address (RFC 5321 section 7.3); aiosmtpd repeats what it was given."""
        del arg
        await self._answer(own(252, "2.5.0", "Cannot VRFY, send mail and see"))

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        """Refuse: nobody has a password here, and aiosmtpd would ask for it."""
        del arg
        await self._answer(own(502, "5.5.1", "Command not implemented"))

    async def smtp_XFORWARD(self, arg: str | None) -> None:  # noqa: N802
        """Hear for whom a trusted filter client speaks (Postfix XFORWARD_README)."""
        if not self._service.access.trusts_xforward(self._peer()):
            await self._answer(own(550, "5.7.1", "insufficient authorization"))
        elif self._transaction is not None:
            await self._answer(_SEQUENCE)
        else:
            self._forwarded.update(xforward.parse(arg))
            await self._answer(_OK)

    def _greet(self, hostname: str, *, extended: bool) -> None:
        self._drop_transaction()
        self._client().extended_smtp = extended
        self._client().host_name = hostname

    def _extensions(self) -> list[str]:
        lines = [f"SIZE {self._service.settings.max_message_size}"]
        lines += ["8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES"]
        # What the next hop has to do itself is announced if it announces it.
        lines += [name for name in ("SMTPUTF8", "DSN") if name in self._service.next_hop.extensions]
        if self._service.tls is not None and self._tls_protocol is None:
            lines.append("STARTTLS")
        if self._service.access.trusts_xforward(self._peer()):
            lines.append(f"XFORWARD {' '.join(xforward.ATTRIBUTES)}")
        return lines

    # Methods and no properties: aiosmtpd reads every attribute before there is a connection.

    def _client(self) -> Client:
        if self.session is None:  # aiosmtpd makes it in connection_made
            raise RuntimeError("no connection")
        return self.session

    def _peer(self) -> str:
        peer = self._client().peer
        return str(peer[0]) if peer else ""

    # A mail

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        """Begin a mail at the next hop; aiosmtpd knows no DSN and upper-cases parameters."""
        if await self.check_helo_needed():
            return
        if self._transaction is not None:
            await self._answer(_SEQUENCE)
            return
        if self._service.draining:
            self._close(_SHUTTING_DOWN)
            return
        command = parameters.parse("FROM", arg)
        size = int(command.value("SIZE") or 0)
        if size > self._service.settings.max_message_size:
            raise _too_big()
        self._service.budget.check(size)
        forwarded, self._forwarded = self._forwarded, {}
        self._transaction, reply = await self._service.next_hop.begin(command, forwarded)
        self._reverse_path = command
        await self._pass_on(reply)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        """Name a recipient to the next hop."""
        if self._transaction is None:
            await self._answer(_SEQUENCE)
            return
        command = parameters.parse("TO", arg)
        self._service.access.check(self._peer(), command.path)
        most = self._service.next_hop.max_recipients or self._service.settings.max_recipients
        if len(self._recipients) >= most:
            raise BusyError("too many recipients", enhanced="4.5.3")
        reply = await self._transaction.rcpt(command)
        if not reply.failed:
            self._recipients.append(command)
        await self._pass_on(reply)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Take a message whole, then let it be scanned and delivered.

        aiosmtpd reads line by line, at four times the cost, and lines without end into memory.
        """
        if arg:
            await self._answer(_SYNTAX)
            return
        if self._transaction is None:
            await self._answer(_SEQUENCE)
            return
        if not self._recipients:
            await self._answer(_NO_RECIPIENTS)
            return
        await super().push(_GO_AHEAD.encode())
        delivery = await self._hand_over(self._transaction)
        self._delivering = True
        try:
            reply = await asyncio.shield(delivery)
        finally:
            self._delivering = False
        await self._pass_on(reply)
        if self._service.draining:
            self.hang_up_if_idle()

    async def _hand_over(self, transaction: Transaction) -> asyncio.Task[Reply]:
        """Read the message and begin its delivery; from here on it does not need this client."""
        share = self._service.budget.share()
        try:
            message = await self._receive(share)
        except BaseException:
            share.give_back()
            self._drop_transaction()
            raise
        recipients = tuple(command.path for command in self._recipients)
        envelope = Envelope(self._reverse_path.path, recipients)
        self._transaction, self._recipients = None, []
        delivery = self._service.deliver(message, self._arrival(), envelope, transaction)
        delivery.add_done_callback(lambda _: share.give_back())
        return delivery

    async def _receive(self, share: Share) -> bytes:
        """Read up to the end of data.  Raises RefusedError and BusyError when it is there."""
        incoming = Incoming(self._service.settings.max_message_size)
        room = True
        self._receiving = True
        try:
            while True:
                chunk = await self._reader.read(_CHUNK)
                behind = incoming.feed(chunk)
                room = room and share.take(len(chunk))
                if not room:
                    incoming.discard()
                if behind is not None:
                    break
                if incoming.hopeless:
                    self._close(of_error(_too_big()))
                if not chunk or incoming.hopeless:
                    raise ConnectionResetError
        finally:
            self._receiving = False
        if behind:
            # The buffer is empty, since all of it was read: commands go back to where they were.
            self._reader.feed_data(behind)
        if incoming.too_big:
            raise _too_big()
        if not room:
            raise BusyError("too much mail in flight; try again later")
        refuse = self._service.settings.bare_newline == "reject"
        return with_crlf(incoming.take(), refuse_bare=refuse)

    def _arrival(self) -> trace.Arrival:
        protocol = trace.protocol(
            extended=self._client().extended_smtp,
            encrypted=self._tls_protocol is not None,
            utf8=self._reverse_path.value("SMTPUTF8") is not None,
        )
        return trace.Arrival(
            trace.identifier(), self._client().host_name or "", self._peer(), protocol
        )

    def _drop_transaction(self) -> None:
        """Leave nothing of a mail that is not to be sent."""
        if self._transaction is not None:
            self._transaction.abort()
            self._transaction = None
        self._recipients = []


def _text(reply: Reply) -> str:
    return reply.encode().decode("ascii")


def _too_big() -> RefusedError:
    return RefusedError("the message is too big", code=552, enhanced="5.3.4")
