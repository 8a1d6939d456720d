"""Pieces as the memory holds them, made for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from scrubber.conversation.model import Fact, Held
from scrubber.core.model import Grounds, Opening, Piece, PieceKind, Position, Spot
from scrubber.core.numbers.pan import luhn_residues

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
VISA = (Opening("visa", (16,), luhn=True),)
ANNA = frozenset({Fact("address", "anna@example"), Fact("name", "anna schmidt")})
BORIS = frozenset({Fact("address", "boris@example"), Fact("name", "boris novak")})
_IDS = count(1)


def part(digits: str, grounds: Grounds = Grounds.BARE, **more: object) -> Piece:
    """Return a part of a number; one that begins with 4 may be a Visa's beginning."""
    values: dict[str, object] = {
        "openings": VISA if digits.startswith("4") else (),
        "position": Position.NOWHERE,
        "spots": (Spot("1", 0, len(digits)),),
        **more,
    }
    residues = luhn_residues(digits)
    return Piece(PieceKind.PART, len(digits), residues, grounds=grounds, **values)  # type: ignore[arg-type]


def other(kind: PieceKind, length: int = 3, grounds: Grounds = Grounds.BARE) -> Piece:
    """Return a code, a date or a whole number."""
    openings = VISA if kind is PieceKind.WHOLE else None
    spots = () if kind is PieceKind.WHOLE else (Spot("1", 0, length),)
    return Piece(kind, length, None, openings, Position.NOWHERE, grounds, spots)


def held(
    piece: Piece,
    message: str,
    facts: frozenset[Fact] = ANNA,
    *,
    minutes: float = 0,
    joined: bool = False,
) -> Held:
    """Return a piece of a mail that arrived so many minutes after the first."""
    arrived = START + timedelta(minutes=minutes)
    return Held(next(_IDS), message, facts, arrived, piece, joined)
