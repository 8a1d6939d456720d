"""Conversations in which one card number comes in several mails, and codes that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.conversations.model import Secret
from tests.labelled.numbers import card

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conversations.writing import Writer

SEPARATORS: Final = (" ", " ", " ", "", "-")
NETWORKS: Final = ("visa", "visa", "mastercard", "mastercard-2", "discover", "maestro", "mir")


def number(writer: Writer) -> str:
    """Return the digits of a card of sixteen digits."""
    while True:
        digits = card(writer.rng, writer.rng.choice(NETWORKS)).digits
        if len(digits) == 16:
            return digits


def cut(digits: str, *sizes: int) -> list[str]:
    """Return ``digits`` in pieces of these sizes."""
    pieces = []
    for size in sizes:
        pieces.append(digits[:size])
        digits = digits[size:]
    return pieces


def grouped(writer: Writer, digits: str) -> str:
    """Return digits as people type them: in groups of four mostly."""
    separator = writer.rng.choice(SEPARATORS)
    return separator.join(digits[at : at + 4] for at in range(0, len(digits), 4))


def part(shown: str, digits: str) -> Secret:
    """Label a piece of a number."""
    return Secret("part", shown, digits)


def _declared(writer: Writer, name: str, digits: str) -> tuple[str, Secret]:
    shown = grouped(writer, digits)
    text = writer.phrase(name, n=shown)
    return (writer.letter(text) if writer.rng.random() < 0.5 else text), part(shown, digits)


def halves(writer: Writer) -> None:
    """Two declared halves."""
    _told(writer, cut(number(writer), 8, 8), ("first", "rest"), second=False)


def halves_elsewhere(writer: Writer) -> None:
    """Two declared halves, the second from another address."""
    _told(writer, cut(number(writer), 8, 8), ("first", "rest"), second=True)


def reversed_halves(writer: Writer) -> None:
    """Send the rest first."""
    first, rest = cut(number(writer), 8, 8)
    _told(writer, [rest, first], ("rest", "first"), second=False)


def twelve_and_four(writer: Writer) -> None:
    """Twelve digits, then the last four."""
    second = writer.rng.random() < 0.4
    _told(writer, cut(number(writer), 12, 4), ("first", "last"), second=second)


def three(writer: Writer) -> None:
    """First, next and last part."""
    _told(writer, cut(number(writer), 4, 8, 4), ("first", "next", "last"), second=False)


def _told(writer: Writer, pieces: Sequence[str], names: Sequence[str], *, second: bool) -> None:
    for index, (digits, name) in enumerate(zip(pieces, names, strict=True)):
        text, secret = _declared(writer, name, digits)
        writer.customer(text, secret, second=second and index > 0)
        if writer.rng.random() < 0.4 and index + 1 < len(pieces):
            writer.shop(writer.phrase(writer.rng.choice(("shop", "ask_rest"))))


def bare(writer: Writer, *sizes: int, reverse: bool = False, elsewhere: bool = False) -> None:
    """Mails of nothing but digits."""
    pieces = cut(number(writer), *sizes)
    for index, digits in enumerate(pieces[::-1] if reverse else pieces):
        shown = grouped(writer, digits) if len(digits) % 4 == 0 else digits
        writer.customer(shown, part(shown, digits), second=elsewhere and index % 2 == 1)
        if writer.rng.random() < 0.2:
            writer.shop(writer.phrase("shop"))


def amex(writer: Writer) -> None:
    """Send the three groups of an Amex, bare."""
    digits = card(writer.rng, "amex").digits
    for piece in cut(digits, 4, 6, 5):
        writer.customer(piece, part(piece, piece))


def quoted(writer: Writer) -> None:
    """Each mail repeats the one before below."""
    for digits in cut(number(writer), 4, 4, 4, 4):
        writer.customer(digits, part(digits, digits), quote=True)


def twice(writer: Writer) -> None:
    """One piece is sent twice."""
    pieces = cut(number(writer), 4, 4, 4, 4)
    pieces.insert(2, pieces[1])
    for digits in pieces:
        writer.customer(digits, part(digits, digits))


def corrected(writer: Writer) -> None:
    """Send a half is sent again without its mistake."""
    first, rest = cut(number(writer), 8, 8)
    wrong = (
        rest[:-2] + rest[:-3:-1]
        if rest[-1] != rest[-2]
        else rest[:-1] + str((int(rest[-1]) + 1) % 10)
    )
    _told(writer, [first], ["first"], second=False)
    text, secret = _declared(writer, "rest", wrong)
    writer.customer(text, Secret("wrong", secret.shown, wrong))
    _told(writer, [rest], ["rest"], second=False)


def handed(writer: Writer) -> None:
    """Send a declared half, the other merely handed over in a few words."""
    first, rest = cut(number(writer), 8, 8)
    _told(writer, [first], ["first"], second=False)
    shown = f"{rest[:4]} {rest[4:]}"
    writer.customer(
        writer.phrase("handed", n=shown), part(shown, rest), second=writer.rng.random() < 0.3
    )


POSITIVES: Final[dict[str, Callable[[Writer], None]]] = {
    "halves": halves,
    "halves, two addresses": halves_elsewhere,
    "halves, reversed": reversed_halves,
    "twelve and four": twelve_and_four,
    "three parts": three,
    "four bare groups": lambda writer: bare(writer, 4, 4, 4, 4),
    "four bare groups, reversed": lambda writer: bare(writer, 4, 4, 4, 4, reverse=True),
    "four bare groups, two addresses": lambda writer: bare(writer, 4, 4, 4, 4, elsewhere=True),
    "bare halves": lambda writer: bare(writer, 8, 8),
    "bare halves, two addresses": lambda writer: bare(writer, 8, 8, elsewhere=True),
    "bare, uneven": lambda writer: bare(writer, 6, 10),
    "five bare pieces": lambda writer: bare(writer, 4, 4, 4, 2, 2),
    "six bare pieces": lambda writer: bare(writer, 3, 3, 3, 3, 2, 2),
    "amex in groups": amex,
    "bare groups, quoted": quoted,
    "bare groups, one sent twice": twice,
    "halves, corrected": corrected,
    "a half handed over": handed,
}
