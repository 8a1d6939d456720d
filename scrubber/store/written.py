"""Message-IDs, facts and pieces as they are written into rows, and read back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from scrubber.conversation.model import ASKING, Fact
from scrubber.core.model import (
    Grounds,
    Opening,
    Piece,
    PieceKind,
    Position,
    Spot,
)
from scrubber.core.numbers.checksums import holds

if TYPE_CHECKING:
    from sqlalchemy import Row

    from scrubber.store.pad import Pad, Pads

_NUMBER = re.compile(r"(?a)\d{13,}")
_LIKE_A_CARD = re.compile(r"(?a)[3-6]|2[2-7]")
_LENGTHS = range(13, 20)
_LONGEST = 998  # characters of a line (RFC 5322 section 2.1.1)
_NAMES_SOMEBODY = b"names"


def reference(message_id: str) -> str:
    """Return a Message-ID if it may be kept, else an empty string.

    It is needed to find the mail again in a mailbox, where it stands in clear, and is kept sealed.
    One with a number in it that could be that of a card is not kept all the same.
    """
    if len(message_id) > _LONGEST or any(
        _is_card(found[0]) for found in _NUMBER.finditer(message_id)
    ):
        return ""
    return message_id


def name(row: Row[Any], pads: Pads) -> str:
    """Return the Message-ID of a mail, or a name of ours where it is not kept."""
    pad = pads.of(row.written_with, row.nonce)
    message_id = pad.open("reference", row.reference) if pad else ""
    return message_id or made_up(row.nonce)


def made_up(row_nonce: bytes) -> str:
    """Return a name for a mail whose Message-ID is not kept (RFC 2606 section 2)."""
    return f"<{row_nonce.hex()}@scrubber.invalid>"


def _is_card(digits: str) -> bool:
    """Whether some window of a digit run has the length, the beginning and the check of a card."""
    return any(
        holds("luhn", digits[start : start + length])
        for start in range(len(digits))
        if _LIKE_A_CARD.match(digits, start)
        for length in _LENGTHS
        if start + length <= len(digits)
    )


def fact_value(fact: Fact) -> bytes:
    """Return what stands for a fact, a hash: of two mails that share it the same.

    Whom a mail names is kept apart from how its sender is called, though the hash is one.  Each is
    looked up for the other; mails that speak of the same month or card, in words that may be
    names, are no reason to look at each other, and are many.
    """
    value = bytes.fromhex(fact.value)
    return value + _NAMES_SOMEBODY if fact.kind in ASKING else value


def fact(kind: str, value: bytes) -> Fact:
    """Return the fact of which :func:`fact_value` made ``value``."""
    return Fact(kind, value.removesuffix(_NAMES_SOMEBODY).hex())


def columns(piece: Piece, ordinal: int, pad: Pad) -> dict[str, Any]:
    """Return the columns of a piece that is the ``ordinal``-th of its mail."""
    is_part = piece.kind in (PieceKind.PART, PieceKind.QUOTED)
    kept = piece.residues if is_part else None
    even, odd = kept or (None, None)
    return {
        "ordinal": ordinal,
        "kind": str(piece.kind),
        "length": piece.length,
        "even": None if even is None else pad.blind(f"{ordinal} even", even),
        "odd": None if odd is None else pad.blind(f"{ordinal} odd", odd),
        "openings": _openings(piece, ordinal, pad),
        "position": str(piece.position),
        "grounds": int(piece.grounds),
        "spots": json.dumps(piece.spots),
        "masked": piece.masked,
        "joined": False,
    }


def _openings(piece: Piece, ordinal: int, pad: Pad) -> bytes | None:
    if piece.openings is None:
        return None
    return pad.seal(f"{ordinal} openings", json.dumps(piece.openings))


def piece(row: Row[Any], pad: Pad) -> Piece:
    """Return the piece of a row that has the columns of :func:`columns`."""
    residues, openings = None, None
    if row.even is not None and row.odd is not None:
        residues = (
            pad.unblind(f"{row.ordinal} even", row.even),
            pad.unblind(f"{row.ordinal} odd", row.odd),
        )
    if row.openings is not None:
        values = json.loads(pad.open(f"{row.ordinal} openings", row.openings))
        openings = tuple(Opening(name, tuple(lengths), luhn) for name, lengths, luhn in values)
    return Piece(
        kind=PieceKind(row.kind),
        length=row.length,
        residues=residues,
        openings=openings,
        position=Position(row.position),
        grounds=Grounds(row.grounds),
        spots=tuple(Spot(*spot) for spot in json.loads(row.spots)),
        masked=row.masked,
    )
