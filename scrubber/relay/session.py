"""The commands that carry mail: MAIL and RCPT are answered by the next hop, DATA by the verdict."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrubber.answers.mail import Origin
from scrubber.errors import BusyError, RefusedError
from scrubber.intake import Envelope
from scrubber.relay import parameters, trace, xforward
from scrubber.relay.dialogue import SEQUENCE, SHUTTING_DOWN, SYNTAX, Dialogue
from scrubber.relay.framing import Incoming, with_crlf
from scrubber.relay.replies import Reply, of_error, own

if TYPE_CHECKING:
    from scrubber.relay.limits import Share
    from scrubber.relay.nexthop import Transaction
    from scrubber.relay.parameters import Command
    from scrubber.relay.service import Service

log = logging.getLogger(__name__)

_CHUNK = 1 << 20
_GO_AHEAD = Reply(354, (b"End data with <CR><LF>.<CR><LF>",))
_NO_RECIPIENTS = own(554, "5.5.1", "no valid recipients")


class Session(Dialogue):
    """One client and its mails, one after the other."""

    def __init__(self, service: Service) -> None:
        """Wait for a connection."""
        self._transaction: Transaction | None = None
        self._reverse_path = parameters.Command("")
        self._recipients: list[Command] = []
        self._spoken_for = ""
        self._delivering = False
        super().__init__(service)

    def has_mail(self) -> bool:
        """Whether a mail has begun, or is being delivered."""
        return self._transaction is not None or self._delivering

    def is_delivering(self) -> bool:
        """Whether a mail is whole, and its reply still due."""
        return self._delivering

    def drop_mail(self) -> None:
        """Leave nothing of a mail that had begun; one in delivery does not belong here any more."""
        if self._transaction is not None:
            self._transaction.abort()
            self._transaction = None
        self._recipients = []

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        """Begin a mail at the next hop; aiosmtpd knows no DSN and upper-cases parameters."""
        if await self.check_helo_needed():
            return
        if self._transaction is not None:
            await self._answer(SEQUENCE)
            return
        if self._service.draining:
            self._close(SHUTTING_DOWN)
            return
        command = parameters.parse("FROM", arg)
        size = int(command.value("SIZE") or 0)
        if size > self._service.settings.max_message_size:
            raise _too_big()
        self._service.budget.check(size)
        forwarded, self._forwarded = self._forwarded, {}
        self._spoken_for = xforward.address(forwarded)
        self._transaction, reply = await self._service.next_hop.begin(command, forwarded)
        self._reverse_path = command
        self._note("MAIL", reply)
        await self._pass_on(reply)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        """Name a recipient to the next hop."""
        if self._transaction is None:
            await self._answer(SEQUENCE)
            return
        command = parameters.parse("TO", arg)
        self._service.access.check(self._peer(), command.path)
        most = self._service.next_hop.max_recipients or self._service.settings.max_recipients
        if len(self._recipients) >= most:
            raise BusyError("too many recipients", enhanced="4.5.3")
        reply = await self._transaction.rcpt(command)
        if not reply.failed:
            self._recipients.append(command)
        self._note("RCPT", reply)
        await self._pass_on(reply)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Take a message whole, then let it be scanned and delivered.

        aiosmtpd reads line by line, at four times the cost, and lines without end into memory.
        """
        if arg:
            await self._answer(SYNTAX)
            return
        if self._transaction is None:
            await self._answer(SEQUENCE)
            return
        if not self._recipients:
            await self._answer(_NO_RECIPIENTS)
            return
        arrival = self._arrival()
        delivery = await self._hand_over(self._transaction, arrival)
        self._delivering = True
        try:
            reply = await asyncio.shield(delivery)
        finally:
            self._delivering = False
        await self._pass_on(reply)
        self._service.note(arrival, reply)
        if self._service.draining:
            self.hang_up_if_idle()

    async def _hand_over(
        self, transaction: Transaction, arrival: trace.Arrival
    ) -> asyncio.Task[Reply]:
        """Read the message and begin its delivery; from here on it does not need this client."""
        share = self._service.budget.share()
        try:
            message = await self._read_message(share)
        except BaseException:
            share.give_back()
            self.drop_mail()
            raise
        recipients = tuple(command.path for command in self._recipients)
        envelope = Envelope(self._reverse_path.path, recipients, *self._origin(arrival.address))
        self._transaction, self._recipients = None, []
        delivery = self._service.deliver(message, arrival, envelope, transaction)
        delivery.add_done_callback(lambda _: share.give_back())
        return delivery

    async def _read_message(self, share: Share) -> bytes:
        """Ask for the message and read it.  Raises RefusedError and BusyError at its end."""
        settings = self._service.settings
        incoming = Incoming(settings.max_message_size)
        self._receiving = True
        try:
            await self._say(_GO_AHEAD)
            has_room = await self._fill(incoming, share)
        finally:
            self._receiving = False
        if incoming.too_big:
            raise _too_big()
        if not has_room:
            raise BusyError("too much mail in flight; try again later")
        return with_crlf(incoming.take(), refuse_bare=settings.bare_newline == "reject")

    async def _fill(self, incoming: Incoming, share: Share) -> bool:
        """Read up to the end of data; return whether there was room for all of it."""
        has_room = True
        while True:
            chunk = await self._reader.read(_CHUNK)
            behind = incoming.feed(chunk)
            has_room = has_room and share.take(len(chunk))
            if not has_room:
                incoming.discard()
            if behind is not None:
                self._put_back(behind)
                return has_room
            if incoming.hopeless:
                self._close(of_error(_too_big()))
            if incoming.hopeless or not chunk:
                raise asyncio.CancelledError  # which ends the session in aiosmtpd

    def _put_back(self, behind: bytes) -> None:
        """Let what stands behind a message be read as commands; all else has been read."""
        if self._reader.at_eof():  # whose reader takes nothing more
            self._reader = asyncio.StreamReader(self.line_length_limit)
            self._reader.feed_data(behind)
            self._reader.feed_eof()
        else:
            self._reader.feed_data(behind)

    def _origin(self, peer: str) -> tuple[str, Origin]:
        """Return from which address a mail has come to us or to our server, and which of both."""
        if self._service.access.is_ours(peer):
            return self._spoken_for, Origin.SERVER
        return peer, Origin.STRANGER

    def _note(self, verb: str, reply: Reply) -> None:
        """Log a refusal of the next hop: its own log may be another machine's."""
        if reply.failed:
            log.info("from %s: the next hop answers %s with %d", self._peer(), verb, reply.code)

    def _arrival(self) -> trace.Arrival:
        protocol = trace.protocol(
            extended=self._client().extended_smtp,
            encrypted=self._tls_protocol is not None,
            utf8=self._reverse_path.value("SMTPUTF8") is not None,
        )
        return trace.Arrival(
            trace.identifier(), self._client().host_name or "", self._peer(), protocol
        )


def _too_big() -> RefusedError:
    return RefusedError("the message is too big", code=552, enhanced="5.3.4")
