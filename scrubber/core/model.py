"""The values that leave the core: what was found, where it stands, what could not be read.

None of these types has a field that can hold a card number or a security code.  They may be
printed, logged, pickled and stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a finding is."""

    PAN = "pan"
    CVV = "cvv"
    EXPIRY = "expiry"
    OTP = "otp"

    @property
    def in_words(self) -> str:
        """What people call it."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Kind.PAN: "card number",
    Kind.CVV: "security code",
    Kind.EXPIRY: "expiry date",
    Kind.OTP: "one-time code",
}


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


class PieceKind(StrEnum):
    """What a piece is: part of a card number, or what goes with a number of another mail.

    ``WHOLE`` says that a whole number stands in the mail, which a code and a date may follow, and
    ``COMPLETE`` that its code stands there, too.  The questions tell what a bare number may answer:
    something of a card, or something else.  ``QUOTED`` is a part as the memory keeps it of mail
    that only quotes it.  ``ANOTHER`` says that a part of some other number is told in the mail.
    """

    PART = "part"
    WHOLE = "whole"
    COMPLETE = "complete"
    CODE = "code"
    EXPIRY = "expiry"
    QUESTION = "question"
    CARD_QUESTION = "card question"
    QUOTED = "quoted"
    ANOTHER = "another"


KIN: Final = "my kin"
"""What stands among the names that a mail mentions for a relative without one: "my wife"."""

NUMBERS = (PieceKind.WHOLE, PieceKind.COMPLETE)
COMPANIONS = (PieceKind.CODE, PieceKind.EXPIRY)
QUESTIONS = (PieceKind.QUESTION, PieceKind.CARD_QUESTION)


class Position(StrEnum):
    """Where in its number a piece belongs, by the words around it."""

    NOWHERE = ""
    FIRST = "first"
    LATER = "later"


class Grounds(IntEnum):
    """Why digits were taken for a piece, the weakest first.

    Groups of four in a letter that speaks of no card; a number in a short text; on a line of its
    own; a mail of nothing else; groups as a card has them; eleven digits and more in the shape of a
    card; words that say what it is.
    """

    LOOSE = 0
    AMONG_WORDS = 1
    LINE = 2
    BARE = 3
    GROUPED = 4
    SHAPED = 5
    DECLARED = 6


class Opening(NamedTuple):
    """A network whose numbers may begin as a piece does, and the lengths they then have."""

    network: str
    lengths: tuple[int, ...]
    luhn: bool


class Spot(NamedTuple):
    """The characters ``[start, end)`` of a decoded part, named as in :class:`Finding`."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What may be completed by another mail; it holds no digit, and nothing of a code's value.

    ``length`` counts digits.  ``residues`` are the Luhn sums modulo 10 of a part of a number when
    it is followed by an even and by an odd count of digits; None once they are no longer needed.
    Three bare digits, a code, may go on with a number that somebody has begun: they have residues
    for the moment in which that is asked, and nobody keeps them.  ``openings`` are the networks
    that are possible if the number begins with this piece, none if it cannot, None if that is no
    longer known.  ``spots`` are all places of the mail where it stands.  ``quoted`` says that all
    of them are in quoted text, ``masked`` that they are masked already, ``due`` that they are to be
    unless the same customer has told a part of some other number: "the rest is 1234 5678".
    """

    kind: PieceKind
    length: int
    residues: tuple[int, int] | None
    openings: tuple[Opening, ...] | None
    position: Position
    grounds: Grounds
    spots: tuple[Spot, ...]
    quoted: bool = False
    masked: bool = False
    due: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a decoded part that another mail showed to be card data."""

    part: str
    span: Span
    kind: Kind
    network: str | None
    assembled_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What :func:`scrubber.scrub` returns: the message with every finding masked, and what it saw.

    ``message`` is the very object that was given when nothing was found.  ``orders`` are the order
    numbers that a mail with pieces names, ``mentions`` words of it that may be names of people.
    """

    message: bytes
    findings: tuple[Finding, ...] = ()
    pieces: tuple[Piece, ...] = ()
    orders: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    unscanned: tuple[Unscanned, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the mail asks for a number, and has no piece of its writer's own."""
        return any(piece.kind in QUESTIONS for piece in self.pieces)
