"""Mails with pieces of made-up numbers, as a scan tells of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrubber.core.model import Grounds, Opening, Piece, PieceKind, Position, Scrubbed, Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
VISA = Opening("visa", (13, 16, 19), luhn=True)
HALVES = ("41111111", "11111111")
SHOP = "orders@shop.example"
ADA = "ada@customer.example"
NAMES = {ADA: "Ada Lovelace"}


def residues(digits: str) -> tuple[int, int]:
    """Return the Luhn sums of digits that an even and an odd count of digits follows."""
    sums = []
    for doubled in (1, 0):
        values = [
            sum(divmod(int(digit) * (1 + (place % 2 == doubled)), 10))
            for place, digit in enumerate(reversed(digits))
        ]
        sums.append(sum(values) % 10)
    return sums[0], sums[1]


def part(digits: str, start: int = 0, *, first: bool | None = None, quoted: bool = False) -> Piece:
    """Return a piece of a number as the core finds it."""
    return Piece(
        kind=PieceKind.PART,
        length=len(digits),
        residues=residues(digits),
        openings=(VISA,) if digits.startswith("4") else (),
        position={None: Position.NOWHERE, True: Position.FIRST, False: Position.LATER}[first],
        grounds=Grounds.BARE if first is None else Grounds.DECLARED,
        spots=(Spot("1", start, start + len(digits)),),
        quoted=quoted,
    )


def mail(
    number: int,
    *pieces: Piece,
    sender: str = ADA,
    fields: Sequence[str] = (),
    message_id: str | None = None,
) -> Scrubbed:
    """Return a scanned mail; the ``number``-th of its sender."""
    name = f"<{number}.{sender}>" if message_id is None else message_id
    head = [
        f"From: {NAMES.get(sender, sender.partition('@')[0])} <{sender}>",
        f"To: {SHOP}",
        "Subject: my order",
        *([f"Message-ID: {name}"] if name else []),
        *fields,
    ]
    message = "\r\n".join(head).encode() + b"\r\n\r\nhello\r\n"
    return Scrubbed(message, pieces=pieces)


def envelope(sender: str = ADA) -> tuple[str, ...]:
    """Return the reverse-path and the recipients of a mail."""
    return (sender, SHOP)
