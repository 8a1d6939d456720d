"""``[relay]``: where mail comes from and goes to, and how much of it at a time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from scrubber.addresses import Listen, NextHopAddress, parse_listen, parse_next_hop
from scrubber.config.values import (
    MEBIBYTE,
    STRICT,
    Count,
    FilePath,
    Networks,
    Seconds,
    domain,
    read_by,
)

_WORKERS = 2


class RelaySettings(BaseModel):
    """``[relay]``: where mail comes from and goes to, and how much of it at a time.

    Sizes count bytes, times count seconds.  At worst a mail takes four times ``scan_timeout``
    (waiting for a scanner, scanning, and both again for a scan as one text) and
    ``next_hop_timeout``: less than the 100 seconds for which Postfix waits for a filter.
    """

    model_config = STRICT

    listen: Annotated[Listen, read_by(parse_listen)] = Field(
        default=Listen("127.0.0.1", 10025),
        description="a host and a port",
        examples=['listen = "127.0.0.1:10025"'],
    )
    """Where mail comes in.  Port 0 takes any free one."""
    next_hop: Annotated[NextHopAddress, read_by(parse_next_hop)] | None = Field(
        default=None,
        description="smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH "
        "or maildir:PATH",
        examples=['next_hop = "smtp://127.0.0.1:10026"'],
    )
    """Where it goes.  Without it, a Maildir below the state directory."""
    domains: tuple[Annotated[str, read_by(domain)], ...] = Field(
        default=(), description="a list of domains", examples=['domains = ["shop.example"]']
    )
    """Mail for these domains is taken from everybody.  Beyond loopback this or ``clients`` is
    needed, or anybody could send anything to anybody.
    """
    clients: Networks = Field(
        default=(),
        description="a list of IP addresses and networks",
        examples=['clients = ["192.0.2.10", "10.0.0.0/8"]'],
    )
    """Mail to everybody is taken from these addresses."""
    xforward_from: Networks = Field(
        default=(),
        description="a list of IP addresses and networks",
        examples=['xforward_from = ["192.0.2.10"]'],
    )
    """Who is believed when it says for whom it speaks (XFORWARD), beside this machine itself."""
    bare_newline: Literal["normalize", "reject"] = Field(
        default="normalize",
        description='"normalize" or "reject"',
        examples=['bare_newline = "normalize"'],
    )
    """A CR or an LF that stands alone cannot go on: servers do not agree on what it means, and mail
    has been smuggled past filters with it.  "normalize" makes CRLF of it, "reject" refuses the
    mail.
    """
    max_message_size: Count = Field(
        default=50 * MEBIBYTE,
        description="a whole number of bytes",
        examples=["max_message_size = 52428800"],
    )
    """Bytes of one message, announced to clients as SIZE."""
    max_connections: Count = Field(
        default=100, description="a whole number above 0", examples=["max_connections = 100"]
    )
    """Clients at a time."""
    max_recipients: Count = Field(
        default=1000, description="a whole number above 0", examples=["max_recipients = 1000"]
    )
    """Recipients of one mail."""
    max_in_flight: Count = Field(
        default=256 * MEBIBYTE,
        description="a whole number of bytes, no less than max_message_size",
        examples=["max_in_flight = 268435456"],
    )
    """Bytes of mail in memory, over all connections; beyond it clients are asked to come again."""
    max_header_size: Count = Field(
        default=MEBIBYTE,
        description="a whole number of bytes",
        examples=["max_header_size = 1048576"],
    )
    """Bytes of the header of one message."""
    workers: Count = Field(
        default=_WORKERS, description="a whole number above 0", examples=["workers = 2"]
    )
    """Processes that scan.  One for each core that you can spare."""
    scan_timeout: Seconds = Field(
        default=15.0, description="a number of seconds", examples=["scan_timeout = 15"]
    )
    """Seconds.  A Postfix that asks us before it queues a mail waits for 100 seconds; four times
    this and once ``next_hop_timeout`` have to stay below that.
    """
    next_hop_timeout: Seconds = Field(
        default=35.0, description="a number of seconds", examples=["next_hop_timeout = 35"]
    )
    """Seconds for each reply of the next hop."""
    tls_certificate: FilePath | None = Field(
        default=None,
        description="the path of a PEM file, together with tls_key",
        examples=['tls_certificate = "/etc/ssl/relay.pem"'],
    )
    """A certificate chain (PEM).  With it and its key STARTTLS is offered to clients."""
    tls_key: FilePath | None = Field(
        default=None,
        description="the path of a PEM file, together with tls_certificate",
        examples=['tls_key = "/etc/ssl/relay.key"'],
    )
    """The key of ``tls_certificate`` (PEM)."""

    @model_validator(mode="after")
    def _fits_together(self) -> RelaySettings:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key belong together: write both, or none")
        if self.max_in_flight < self.max_message_size:
            raise ValueError(
                "max_in_flight is smaller than max_message_size; "
                f"write for example max_in_flight = {5 * self.max_message_size}"
            )
        return self
