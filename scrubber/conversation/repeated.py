"""What mails repeat of others: digits below an answer, in copies that came before they were joined.

A mail that quotes an open piece is remembered with it, and masked when that is.  Of a code nothing
is kept by which it could be known again: what stands in the very mail that is answered is one if
such was masked in one of the same customer's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrubber.conversation.link import SURE
from scrubber.core.model import COMPANIONS, PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrubber.conversation.model import Held
    from scrubber.core.model import Piece

Pairs = list[tuple[float, "Held"]]


def is_kept(piece: Piece) -> bool:
    """Say whether a piece of a new mail is remembered: what it quotes is if it is open."""
    return not piece.quoted or (piece.kind is PieceKind.PART and not piece.masked)


def as_copy(piece: Piece) -> Piece:
    """Return a piece as it is kept: what its mail only quotes is a copy."""
    return replace(piece, kind=PieceKind.QUOTED) if piece.quoted else piece


def as_quoted(piece: Piece) -> Piece:
    """Return a piece as its own mail has it: a copy is a part that is quoted there."""
    is_one = piece.kind is PieceKind.QUOTED
    return replace(piece, kind=PieceKind.PART, quoted=True) if is_one else piece


def is_repetition(held: Held) -> bool:
    """Say whether a piece is quoted where it stands, as a new mail or the memory has it."""
    return held.piece.quoted or is_copy(held)


def is_copy(held: Held) -> bool:
    """Say whether a piece is only quoted by its mail."""
    return held.piece.kind is PieceKind.QUOTED


def apart(pairs: Iterable[tuple[float, Held]]) -> tuple[Pairs, list[Held]]:
    """Part what others hold from what they only quote."""
    held: Pairs = []
    quoted: list[Held] = []
    for pair in pairs:
        if is_copy(pair[1]):
            quoted.append(pair[1])
        else:
            held.append(pair)
    return held, quoted


def equal(one: Held, other: Held) -> bool:
    """Say whether two pieces may be the same digits."""
    a, b = one.piece, other.piece
    return a.residues is not None and (a.length, a.residues) == (b.length, b.residues)


def known_codes(new: Sequence[Held], near: Iterable[tuple[float, Held]]) -> list[tuple[Held, Held]]:
    """Return the codes and dates that a mail quotes of the one it answers, if such were masked.

    Each comes with the latest of the other mails that is masked.
    """
    masked = sorted(
        (held for strength, held in near if strength >= SURE and held.piece.masked),
        key=lambda held: held.arrived,
        reverse=True,
    )
    found = []
    for held in new:
        if held.piece.quoted and held.piece.kind in COMPANIONS:
            known = next((other for other in masked if _is_like(held, other)), None)
            if known is not None:
                found.append((held, known))
    return found


def _is_like(one: Held, other: Held) -> bool:
    """Say whether two pieces are codes or dates of the same length."""
    return (one.piece.kind, one.piece.length) == (other.piece.kind, other.piece.length)
