"""One SMTP connection without its mail: aiosmtpd's where it does what is needed, else ours.

aiosmtpd reads the command lines, keeps the time, does STARTTLS and the small commands.  What is
overridden here has its reason beside it.
"""

from __future__ import annotations

import asyncio
import collections
import logging
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, AnyStr, ClassVar, cast

from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Session as Client

from scrubber.errors import ScrubberError
from scrubber.logs import describe
from scrubber.relay import xforward
from scrubber.relay.framing import BARE
from scrubber.relay.replies import CLOSING, FAILED, Reply, of_error, own

if TYPE_CHECKING:
    from scrubber.relay.service import Service

log = logging.getLogger(__name__)

_LONGEST_COMMAND = 4096  # RFC 3461 section 5 and RFC 6531 section 3.6 add to the 512 of RFC 5321
_BUFFER = 1 << 16
_MOST_ERRORS = 20
_PERMITTED = 300.0  # seconds of silence, RFC 5321 section 4.5.3.2.7
_FALTERS = 3.0  # seconds of silence in the middle of a message, when we are about to stop

_OK = own(250, "2.0.0", "Ok")
SEQUENCE = own(503, "5.5.1", "Bad sequence of commands")
SHUTTING_DOWN = own(CLOSING, "4.3.2", "shutting down")
_TOO_MANY_CONNECTIONS = own(CLOSING, "4.7.0", "too many connections")
_TOO_MANY_ERRORS = own(CLOSING, "4.7.0", "too many errors")
_BARE_NEWLINE = own(521, "5.5.2", "a bare <CR> or <LF> is not accepted")
SYNTAX = own(501, "5.5.4", "Syntax error")
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
    "502": "5.5.1 Command not implemented",
    "503": "5.5.1 Bad sequence of commands",
    "554": "5.7.0 Command refused",
}


class _NoHooks:
    """An aiosmtpd handler that handles nothing, and is quickly searched for what it handles."""

    def __dir__(self) -> list[str]:
        return []


_NO_HOOKS = _NoHooks()


class Dialogue(SMTP, ABC):
    """The dialogue with one client, but for the commands that carry mail."""

    # aiosmtpd: 512, and one table for all connections that grows with every EHLO.
    command_size_limit = _LONGEST_COMMAND
    command_size_limits: dict[str, int] = collections.defaultdict(  # noqa: RUF012 - as in aiosmtpd
        lambda: _LONGEST_COMMAND
    )
    # This bounds what is read ahead, not a line of mail: DATA has no line limit here.
    line_length_limit = _BUFFER

    _commands: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        """Note the commands and the names of their methods, once."""
        methods = [name for name in dir(cls) if name.startswith("smtp_")]
        cls._commands = {name.removeprefix("smtp_"): name for name in methods}

    def __init__(self, service: Service) -> None:
        """Wait for a connection."""
        self._service = service
        self._forwarded: dict[str, str] = {}
        self._receiving = False
        self._errors = 0
        self._unpaired = b""
        self._heard = 0.0
        super().__init__(
            handler=_NO_HOOKS,
            hostname=service.hostname,
            ident="ESMTP scrubber",
            # Without it aiosmtpd answers 500 to any byte above 127 in a command.
            enable_SMTPUTF8=True,
            tls_context=service.tls,
            timeout=_PERMITTED,
            loop=asyncio.get_running_loop(),
        )
        self._smtp_methods = {verb: getattr(self, name) for verb, name in self._commands.items()}

    def __dir__(self) -> list[str]:
        """Return nothing: what is to be found is known (:meth:`__init_subclass__`).

        aiosmtpd looks for commands, and for ways to log in, among all attributes of each
        connection: a fifth of the time of a small mail.
        """
        return []

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
        self.drop_mail()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Take bytes; aiosmtpd's clock runs on during DATA and cuts a slow, steady client.

        aiosmtpd also ends a command at a bare LF.  Outside of DATA, that can be told only here.
        """
        if self._receiving:
            self._reset_timeout()
        elif self._service.settings.bare_newline == "reject" and self._has_bare_newline(data):
            self._close(_BARE_NEWLINE)
            return
        super().data_received(data)

    def _reset_timeout(self, duration: float | None = None) -> None:
        """Be patient again; aiosmtpd sets a timer for each command and stops the last one.

        With that of the next hop's replies (:mod:`scrubber.relay.wire`), the names of commands and
        the peers' addresses, all found once, it was 9 % of our process's CPU for a small mail.
        """
        self._heard = self.loop.time()
        if self._timeout_handle is None:
            super()._reset_timeout(duration)

    def _timeout_cb(self) -> None:
        """End the connection, unless there was something to hear since the timer was set."""
        left = self._heard + _PERMITTED - self.loop.time()
        if left > 0:
            super()._reset_timeout(left)
        else:
            super()._timeout_cb()  # type: ignore[no-untyped-call]

    def eof_received(self) -> bool:
        """Answer all that the client has said before it shut down its side; then the session ends.

        aiosmtpd would end it here, and its mail would be delivered without a reply.
        """
        self._reader.feed_eof()
        return self._tls_protocol is None  # TLS is never half open

    @abstractmethod
    def has_mail(self) -> bool:
        """Whether a mail has begun, or is being delivered."""

    @abstractmethod
    def is_delivering(self) -> bool:
        """Whether a mail is whole, and its reply still due."""

    @abstractmethod
    def drop_mail(self) -> None:
        """Leave nothing of a mail that had begun; one in delivery is not ours any more."""

    def hang_up_if_idle(self) -> None:
        """Say good-bye, unless a message is coming in or being delivered."""
        comes_in = self._receiving and self.loop.time() - self._heard < _FALTERS
        if not comes_in and not self.is_delivering():
            self._close(SHUTTING_DOWN)

    def _has_bare_newline(self, data: bytes) -> bool:
        data = self._unpaired + data
        self._unpaired = b"\r" if data.endswith(b"\r") else b""
        return BARE.search(data.removesuffix(b"\r")) is not None

    def _refuse(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(_TOO_MANY_CONNECTIONS.encode() + b"\r\n")
        transport.close()

    def _close(self, reply: Reply) -> None:
        transport = cast("asyncio.Transport | None", self.transport)
        if transport is not None and not transport.is_closing():
            transport.write(reply.encode() + b"\r\n")
            transport.close()

    # Replies

    async def push(self, status: AnyStr | None) -> None:
        """Send a reply of ours or, in our words, of aiosmtpd's; behind the last one it has none."""
        if status is None:
            return
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        code = text[:3]
        if code >= "500":  # a 4yz is no fault of the client's: too many recipients, no room now
            self._errors += 1
            if self._errors > _MOST_ERRORS or text.startswith(_TOO_MANY_UNKNOWN):
                self._close(_TOO_MANY_ERRORS)
                return
        if code in _WORDS and not _ENHANCED.match(text):
            text = f"{code} {_WORDS[code]}"
        await super().push(text)

    async def handle_exception(self, error: Exception) -> str:
        """Return the reply to an error; aiosmtpd says 500 and tells the peer its text."""
        if isinstance(error, asyncio.IncompleteReadError):
            # The client says no more, and aiosmtpd would ask for its next command for ever.
            self._writer.close()
            raise asyncio.CancelledError
        if isinstance(error, ScrubberError):
            log.info("from %s: %d: %s", self._peer(), error.code, error.reason)
            return _text(of_error(error))
        log.error("a session failed: %s", describe(error))
        return _text(FAILED)

    async def _answer(self, reply: Reply) -> None:
        await self.push(_text(reply))

    async def _say(self, reply: Reply) -> None:
        """Send a reply as it is, whatever it says no error of this client's."""
        await super().push(reply.encode())

    async def _pass_on(self, reply: Reply) -> None:
        """Send a reply of the next hop."""
        await self._say(reply)
        if reply.code == CLOSING and self.transport is not None:
            self.transport.close()  # RFC 5321 section 3.8: who says 421 closes the channel

    # Greetings and small commands

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        """Greet; aiosmtpd's list of extensions is not ours, and its AUTH is of no use here."""
        if not hostname:
            await self._answer(SYNTAX)
            return
        self._greet(hostname, extended=True)
        extensions = [self._service.hostname, *self._extensions()]
        await self._say(Reply(250, tuple(line.encode("ascii") for line in extensions)))

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        """Greet, and forget a mail that had begun (RFC 5321 section 4.1.4)."""
        if not hostname:
            await self._answer(SYNTAX)
            return
        self._greet(hostname, extended=False)
        await self._say(Reply(250, (self._service.hostname.encode("ascii"),)))

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        """Forget a mail that had begun, at the next hop too."""
        self.drop_mail()
        await super().smtp_RSET(arg)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        """Encrypt; aiosmtpd would do it a second time, and in the middle of a mail."""
        if self._tls_protocol is not None or self.has_mail():
            await self._answer(SEQUENCE)
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
        elif self.has_mail():
            await self._answer(SEQUENCE)
        else:
            self._forwarded.update(xforward.parse(arg))
            await self._answer(_OK)

    def _greet(self, hostname: str, *, extended: bool) -> None:
        self.drop_mail()
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


def _text(reply: Reply) -> str:
    return reply.encode().decode("ascii")
