"""The values that leave the core: what was found, where it stands, what could not be read.

None of these types has a field that can hold a card number or a security code.  They may be
printed, logged, pickled and stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a finding is."""

    PAN = "pan"
    CVV = "cvv"
    EXPIRY = "expiry"
    OTP = "otp"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)``; what it counts is said where it is used."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One masked piece of card data.

    ``part`` is the IMAP part number (RFC 3501 section 6.4.5), ``header:Subject`` for a field of the
    message itself, or ``2.header:Subject`` for a field of a message nested in part 2.  ``span``
    counts characters of the decoded part, or of the decoded field value.  ``masked`` shows what
    stands there afterwards, at most the last four digits of a card number readable.  ``certainty``
    runs from 0 to 1.  ``because`` names the rules and words that decided.  ``assembled_from``
    names the messages (Message-IDs) that a number spread over several mails was joined from.
    """

    kind: Kind
    network: str | None
    masked: str
    part: str
    span: Span
    certainty: float
    because: tuple[str, ...]
    assembled_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part that should have been read and could not be: encrypted, broken, over a limit."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unscanned:
    """A part of a kind that is not read at all (a picture, a PDF); ``name`` is already scrubbed."""

    part: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a number that may be completed by another mail; it holds no digit.

    ``length`` counts digits.  ``residues`` are the Luhn sums modulo 10 of the piece when it is
    followed by an even and by an odd count of digits.  ``networks`` are those still possible.
    """

    length: int
    residues: tuple[int, int]
    networks: tuple[str, ...]
    part: str
    span: Span
    declared: str


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What :func:`scrubber.scrub` returns: the message with every finding masked, and what it saw.

    ``message`` is the very object that was given when nothing was found.
    """

    message: bytes
    findings: tuple[Finding, ...] = ()
    pieces: tuple[Piece, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    unscanned: tuple[Unscanned, ...] = ()
