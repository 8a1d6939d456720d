"""Trace lines: the one we add, and those that tell of a loop (RFC 5321 sections 4.4 and 6.3)."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from scrubber.errors import RefusedError

_MANY_HOPS = 50
_OFTEN = 2
_LETTERS = string.ascii_uppercase  # no digits: an identifier must never look like a number
_IDENTIFIER = 14
_RECEIVED = re.compile(rb"(?im)^Received[ \t]*:")
_NO_DOMAIN = re.compile(r"[^A-Za-z0-9.:_-]")
_LONGEST_NAME = 255  # RFC 5321 section 4.5.3.1.2
_END_OF_HEADER = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a mail came in: the name and the address of the client, and the protocol it spoke."""

    identifier: str
    helo: str
    address: str
    protocol: str


def identifier() -> str:
    """Return a fresh name for one mail, as it stands in our log and in our trace line."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(_IDENTIFIER))


def protocol(*, extended: bool, encrypted: bool, utf8: bool) -> str:
    """Return the name of the protocol (RFC 3848, RFC 6531 section 4.3)."""
    if utf8:
        return "UTF8SMTPS" if encrypted else "UTF8SMTP"
    if not extended:
        return "SMTP"
    return "ESMTPS" if encrypted else "ESMTP"


def received(arrival: Arrival, hostname: str, installation: str) -> bytes:
    """Return our Received line, with its CRLF.

    Recipients are not named: a line that goes to all of them would tell each of the others
    (RFC 5321 section 7.6).
    """
    helo = _NO_DOMAIN.sub("?", arrival.helo)[:_LONGEST_NAME]
    literal = f"IPv6:{arrival.address}" if ":" in arrival.address else arrival.address
    return (
        f"Received: from {helo} ([{literal}])\r\n"
        f"\tby {hostname} {_mark(installation)} with {arrival.protocol}\r\n"
        f"\tid {arrival.identifier}; {format_datetime(datetime.now(UTC))}\r\n"
    ).encode("ascii")


def check_header(message: bytes, max_size: int, installation: str) -> None:
    """Raise RefusedError for an endless header (longer than ``max_size`` bytes) or a mail loop."""
    end = message.find(_END_OF_HEADER, 0, max_size)
    if end < 0:
        if len(message) > max_size:
            raise RefusedError("the header is too long", code=552, enhanced="5.3.4")
        end = len(message)
    header = message[:end]
    own = header.count(_mark(installation).encode("ascii"))
    if own >= _OFTEN or len(_RECEIVED.findall(header)) > _MANY_HOPS:
        raise RefusedError("this mail goes round in circles", code=554, enhanced="5.4.6")


def _mark(installation: str) -> str:
    return f"(scrubber {installation})"
