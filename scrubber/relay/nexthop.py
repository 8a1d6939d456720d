"""What every next hop can do, and how one is made from its address.

A new kind of next hop is a module with these two classes and a line in :func:`next_hop`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scrubber.addresses import Kind, NextHopAddress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrubber.relay.parameters import Command
    from scrubber.relay.replies import Reply


class Transaction(Protocol):
    """One mail on its way; after :meth:`data` or :meth:`abort` it is over.

    Every method but ``abort`` raises NextHopError where there is no reply.
    """

    async def rcpt(self, command: Command) -> Reply:
        """Name a recipient."""
        ...

    async def data(self, *blocks: bytes) -> Reply:
        """Hand over the message, which is ``blocks`` joined; each is CRLF lines or empty."""
        ...

    def abort(self) -> None:
        """Give up; the next hop keeps nothing."""
        ...


class NextHop(Protocol):
    """Where mail goes."""

    max_recipients: int | None
    """How many recipients one mail may have here, None for any number."""

    extensions: Mapping[str, str]
    """The SMTP extensions it announced last, by keyword; none before the first contact."""

    async def probe(self) -> None:
        """Try to reach it.  Raises NextHopError."""
        ...

    async def begin(
        self, command: Command, forwarded: Mapping[str, str]
    ) -> tuple[Transaction | None, Reply]:
        """Name the reverse-path; there is a transaction where the reply is no failure.

        ``forwarded`` are XFORWARD attributes, told to a next hop that wants them.  Raises
        NextHopError, and RefusedError where the mail needs what the next hop lacks.
        """
        ...

    def close(self) -> None:
        """Close what is open and idle."""
        ...


def next_hop(address: NextHopAddress, hostname: str, timeout: float) -> NextHop:
    """Make the next hop of an address; ``timeout`` in seconds bounds each step.

    Raises ConfigError where it can never work.
    """
    if address.kind is Kind.MAILDIR:
        from scrubber.relay.maildir import MaildirHop

        return MaildirHop(address, hostname)
    from scrubber.relay.smtp import SmtpHop

    return SmtpHop(address, hostname, timeout)
