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
    next_hop: Annotated[NextHopAddress, read_by(parse_next_hop)] | None = Field(
        default=None,
        description="smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH "
        "or maildir:PATH",
        examples=['next_hop = "smtp://127.0.0.1:10026"'],
    )
    domains: tuple[Annotated[str, read_by(domain)], ...] = Field(
        default=(), description="a list of domains", examples=['domains = ["shop.example"]']
    )
    clients: Networks = Field(
        default=(),
        description="a list of IP addresses and networks",
        examples=['clients = ["192.0.2.10", "10.0.0.0/8"]'],
    )
    xforward_from: Networks = Field(
        default=(),
        description="a list of IP addresses and networks",
        examples=['xforward_from = ["192.0.2.10"]'],
    )
    bare_newline: Literal["normalize", "reject"] = Field(
        default="normalize",
        description='"normalize" or "reject"',
        examples=['bare_newline = "normalize"'],
    )
    max_message_size: Count = Field(
        default=50 * MEBIBYTE,
        description="a whole number of bytes",
        examples=["max_message_size = 52428800"],
    )
    max_connections: Count = Field(
        default=100, description="a whole number above 0", examples=["max_connections = 100"]
    )
    max_recipients: Count = Field(
        default=1000, description="a whole number above 0", examples=["max_recipients = 1000"]
    )
    max_in_flight: Count = Field(
        default=256 * MEBIBYTE,
        description="a whole number of bytes, no less than max_message_size",
        examples=["max_in_flight = 268435456"],
    )
    max_header_size: Count = Field(
        default=MEBIBYTE,
        description="a whole number of bytes",
        examples=["max_header_size = 1048576"],
    )
    workers: Count = Field(
        default=_WORKERS, description="a whole number above 0", examples=["workers = 2"]
    )
    scan_timeout: Seconds = Field(
        default=15.0, description="a number of seconds", examples=["scan_timeout = 15"]
    )
    next_hop_timeout: Seconds = Field(
        default=35.0, description="a number of seconds", examples=["next_hop_timeout = 35"]
    )
    tls_certificate: FilePath | None = Field(
        default=None,
        description="the path of a PEM file, together with tls_key",
        examples=['tls_certificate = "/etc/ssl/relay.pem"'],
    )
    tls_key: FilePath | None = Field(
        default=None,
        description="the path of a PEM file, together with tls_certificate",
        examples=['tls_key = "/etc/ssl/relay.key"'],
    )

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
