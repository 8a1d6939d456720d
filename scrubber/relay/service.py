"""What all connections of the relay share, and what becomes of a mail that is whole."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from scrubber import logs, metrics
from scrubber.errors import ScrubberError
from scrubber.logs import describe
from scrubber.relay import trace
from scrubber.relay.framing import with_crlf
from scrubber.relay.replies import FAILED, NotTakenError, Reply, of_error, taken

if TYPE_CHECKING:
    import ssl

    from scrubber.config import RelaySettings
    from scrubber.intake import Envelope, Intake
    from scrubber.relay.access import Access
    from scrubber.relay.limits import Budget
    from scrubber.relay.nexthop import NextHop, Transaction

log = logging.getLogger(__name__)

_OUTCOMES = {2: "delivered", 4: "deferred", 5: "refused"}  # RFC 5321 section 4.2.1


class Connection(Protocol):
    """A client's connection, as far as the service has to do with it."""

    def hang_up_if_idle(self) -> None:
        """Say good-bye, unless a message is coming in or being delivered."""


@dataclass(slots=True, eq=False)
class Service:
    """The relay without its sockets.

    ``hostname`` is our name in greetings and trace lines; ``installation`` is the name by which
    we know our own trace lines again.
    """

    settings: RelaySettings
    hostname: str
    installation: str
    access: Access
    intake: Intake
    next_hop: NextHop
    budget: Budget
    tls: ssl.SSLContext | None = None
    listening: bool = False
    draining: bool = False
    sessions: set[Connection] = field(default_factory=set)
    deliveries: set[asyncio.Task[Reply]] = field(default_factory=set)

    def deliver(
        self, raw: bytes, arrival: trace.Arrival, envelope: Envelope, transaction: Transaction
    ) -> asyncio.Task[Reply]:
        """Begin to take a mail; the task ends with the reply to its end of data, and never fails.

        It goes on when the client has gone: between the next hop's last dot and its reply nobody
        knows whether the mail was delivered, and a cancelled delivery would leave that open.
        """
        task = asyncio.get_running_loop().create_task(
            self._take(raw, arrival, envelope, transaction)
        )
        self.deliveries.add(task)
        task.add_done_callback(self.deliveries.discard)
        return task

    def note(self, arrival: trace.Arrival, reply: Reply) -> None:
        """Log and count how a mail ended; behind our reply, so that nothing delays it."""
        metrics.MAILS.add(_OUTCOMES[reply.code // 100])
        log.info("%s: from %s: %d", arrival.identifier, arrival.address, reply.code)

    async def _take(
        self, raw: bytes, arrival: trace.Arrival, envelope: Envelope, transaction: Transaction
    ) -> Reply:
        logs.KEY.set(arrival.identifier)
        try:
            trace.check_header(raw, self.settings.max_header_size, self.installation)
            received = trace.received(arrival, self.hostname, self.installation)
            # What comes back unchanged is the very same object, and has its line ends already.  A
            # reference would keep it in memory beside its masked copy; its identity does not.
            same = id(raw)

            async def deliver(header: bytes, message: bytes) -> Reply:
                # RFC 5321 section 4.4: our Received line stands above everything else.
                lines = message if id(message) == same else with_crlf(message)
                return taken(await transaction.data(received + header, lines))

            taking = self.intake.take(raw, envelope, datetime.now(UTC), deliver)
            del raw  # the intake lets go of it as soon as a masked copy takes its place
            return await taking
        except NotTakenError as error:
            return error.reply
        except ScrubberError as error:
            transaction.abort()
            log.info("%s: %s", arrival.identifier, error.reason)
            return of_error(error)
        except Exception as error:  # noqa: BLE001 - no failure of ours may become a 5yz or a text
            transaction.abort()
            log.error("%s: failed: %s", arrival.identifier, describe(error))  # noqa: TRY400
            return FAILED
