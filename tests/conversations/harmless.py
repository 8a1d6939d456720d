"""Conversations of which no byte may change, made to be hard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.conversations.follow import code_of
from tests.conversations.model import Secret
from tests.conversations.splits import cut, grouped, number
from tests.labelled.numbers import card, figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conversations.writing import Writer


def talk(writer: Writer) -> None:
    """Send customer and shop about nothing with digits."""
    writer.customer(writer.letter(writer.phrase("quantity", n=str(writer.rng.randrange(2, 99)))))
    writer.shop(writer.phrase("shop"))
    writer.customer(writer.letter(writer.phrase("date", n=_day(writer))))


def _day(writer: Writer) -> str:
    return f"{writer.rng.randrange(1, 29):02d}.{writer.rng.randrange(1, 13):02d}.2026"


def orders(writer: Writer) -> None:
    """Two order numbers in two mails."""
    for _ in range(2):
        writer.customer(writer.letter(writer.phrase("order", n=figures(writer.rng, 8))))


def customer_numbers(writer: Writer) -> None:
    """Two customer numbers that make a Visa by accident."""
    digits = card(writer.rng, "visa").digits
    for piece in cut(digits, 8, 8):
        text = writer.phrase("customer", n=piece)
        writer.customer(writer.rng.choice((text, writer.letter(text))))


def phone(writer: Writer) -> None:
    """Send a telephone number in two mails, the second as an answer."""
    writer.customer(writer.letter(writer.phrase("phone", n="0" + figures(writer.rng, 3))))
    writer.customer(writer.phrase("phone", n=figures(writer.rng, 7)))


def asked(writer: Writer, question: str, digits: str, *, whole: bool = False) -> None:
    """Send the shop asks for some number, and gets nothing but its digits."""
    if whole:
        card_digits = number(writer)
        shown = grouped(writer, card_digits)
        text = writer.letter(writer.phrase("card", n=shown))
        writer.customer(text, Secret("whole", shown, card_digits))
    else:
        writer.customer(writer.letter(writer.phrase("date", n=_day(writer))))
    writer.shop(writer.phrase(question))
    writer.customer(digits, quote=True, stays=whole)


def named(writer: Writer, *names: str) -> None:
    """After a whole number, digits that are named as something else."""
    card_digits = number(writer)
    shown = grouped(writer, card_digits)
    text = writer.letter(writer.phrase("card", n=shown))
    writer.customer(text, Secret("whole", shown, card_digits))
    width = 4 if "pin" in names else 3
    text = writer.phrase(writer.rng.choice(names), n=code_of(writer, width))
    writer.customer(text, quote=False, stays=True)


def pins(writer: Writer) -> None:
    """Send a code for a door and one for a parcel."""
    writer.customer(writer.letter(writer.phrase("pin", n=figures(writer.rng, 4))))
    writer.customer(writer.phrase("pin", n=figures(writer.rng, 4)))


def dates(writer: Writer) -> None:
    """Days of delivery."""
    for _ in range(2):
        writer.customer(writer.letter(writer.phrase("date", n=_day(writer))))


def one_bare(writer: Writer) -> None:
    """One mail of nothing but a few digits, to which nothing ever comes."""
    writer.customer(figures(writer.rng, writer.rng.choice((3, 4, 5, 6))))
    writer.shop(writer.phrase("shop"))


HARMLESS: Final[dict[str, Callable[[Writer], None]]] = {
    "harmless: talk": talk,
    "harmless: order numbers": orders,
    "harmless: customer numbers": customer_numbers,
    "harmless: telephone in pieces": phone,
    "harmless: asked for a telephone": lambda w: asked(w, "ask_phone", figures(w.rng, 9)),
    "harmless: asked for a quantity": lambda w: asked(w, "ask_quantity", figures(w.rng, 3)),
    "harmless: asked for an order": lambda w: asked(w, "ask_order", figures(w.rng, 8)),
    "harmless: pins": pins,
    "harmless: dates": dates,
    "harmless: bare digits": one_bare,
}
STAYING: Final[dict[str, Callable[[Writer], None]]] = {
    "stays: house number asked": lambda w: asked(w, "ask_house", figures(w.rng, 3), whole=True),
    "stays: quantity asked": lambda w: asked(w, "ask_quantity", figures(w.rng, 3), whole=True),
    "stays: house or quantity": lambda w: named(w, "house", "quantity"),
    "stays: pin": lambda w: named(w, "pin"),
    "stays: code of a building": lambda w: named(w, "entry"),
    "stays: goods and measures": lambda w: named(w, "goods"),
    "stays: measure asked": lambda w: asked(w, "ask_measure", figures(w.rng, 3), whole=True),
}
"""A whole number is masked; what another mail says beside it is something else and stays."""
