"""Conversations in which a security code or an expiry date comes apart from its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.conversations.model import Secret
from tests.conversations.splits import cut, grouped, number, part
from tests.labelled.numbers import card

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conversations.writing import Writer


def code_of(writer: Writer, width: int = 3) -> str:
    """Return a security code."""
    return f"{writer.rng.randrange(10**width):0{width}d}"


def date_of(writer: Writer) -> str:
    """Return an expiry date."""
    return f"{writer.rng.randrange(1, 13):02d}/{writer.rng.randrange(27, 33)}"


def _whole(writer: Writer) -> None:
    """Send a whole number."""
    digits = number(writer)
    shown = grouped(writer, digits)
    text = writer.letter(writer.phrase("card", n=shown))
    writer.customer(text, Secret("whole", shown, digits))


def _maybe_asked(writer: Writer) -> None:
    if writer.rng.random() < 0.3:
        writer.shop(writer.phrase("shop"))


def bare_code(writer: Writer) -> None:
    """Send a mail of three digits after the number."""
    _whole(writer)
    _maybe_asked(writer)
    code = code_of(writer)
    writer.customer(code, Secret("code", code, code), second=writer.rng.random() < 0.4)


def handed_code(writer: Writer) -> None:
    """Send the code in a few words that do not name it."""
    _whole(writer)
    _maybe_asked(writer)
    code = code_of(writer)
    text = writer.phrase("handed", n=code)
    writer.customer(text, Secret("code", code, code), second=writer.rng.random() < 0.4)


def named_code(writer: Writer) -> None:
    """Send the code by a name that means one only beside a card."""
    _whole(writer)
    code = code_of(writer)
    text = writer.letter(writer.phrase("near", n=code))
    writer.customer(text, Secret("code", code, code), second=writer.rng.random() < 0.4)


def expiry_and_code(writer: Writer) -> None:
    """Date and code, each on its line."""
    _whole(writer)
    code, date = code_of(writer), date_of(writer)
    secrets = Secret("expiry", date, date), Secret("code", code, code)
    writer.customer(f"{date}\n{code}", *secrets, second=writer.rng.random() < 0.4)


def expiry_alone(writer: Writer) -> None:
    """Send the date, bare or by name."""
    _whole(writer)
    date = date_of(writer)
    text = writer.rng.choice((date, writer.phrase("expiry", n=date)))
    writer.customer(text, Secret("expiry", date, date), second=writer.rng.random() < 0.4)


def code_first(writer: Writer) -> None:
    """Send the code before the number."""
    code = code_of(writer)
    writer.customer(code, Secret("code", code, code))
    _whole(writer)


def code_after_halves(writer: Writer) -> None:
    """Two halves, then the code."""
    for digits, name in zip(cut(number(writer), 8, 8), ("first", "rest"), strict=True):
        shown = grouped(writer, digits)
        writer.customer(writer.phrase(name, n=shown), part(shown, digits))
    code = code_of(writer)
    text = writer.rng.choice((code, writer.phrase("handed", n=code)))
    writer.customer(text, Secret("code", code, code))


def amex_code(writer: Writer) -> None:
    """Send the four digits of an Amex."""
    digits = card(writer.rng, "amex").digits
    writer.customer(writer.phrase("card", n=digits), Secret("whole", digits, digits))
    code = code_of(writer, 4)
    writer.customer(code, Secret("code", code, code), second=writer.rng.random() < 0.4)


FOLLOWING: Final[dict[str, Callable[[Writer], None]]] = {
    "code: bare": bare_code,
    "code: handed over": handed_code,
    "code: named as beside a card": named_code,
    "code: with expiry": expiry_and_code,
    "code: expiry alone": expiry_alone,
    "code: before the number": code_first,
    "code: after two halves": code_after_halves,
    "code: amex": amex_code,
}
