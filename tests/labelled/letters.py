"""Classes of whole letters, each written as one by hand: what customers and machines really send.

A letter lies in ``letters/LANGUAGE.toml``; under ``paid`` those that hold card data, under
``harmless`` those that hold none.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.labelled import mime
from tests.labelled.everyday import account, article, imei, long_order, siret, tracking
from tests.labelled.numbers import EVERYDAY, NETWORKS, cut, figures
from tests.labelled.programs import answered, page
from tests.labelled.registry import harmless, positive
from tests.labelled.scripts import DIGITS, INVISIBLE, words_of
from tests.labelled.shapes import SHAPES
from tests.labelled.stock import share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.labelled.model import Labelled
    from tests.labelled.numbers import Card
    from tests.labelled.writer import Writer

    Wrap = Callable[[Writer, str], Labelled]

FOLDER: Final = Path(__file__).parent / "letters"
COUNTS: Final = {
    "three": 3,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "sixteen": 16,
    "nineteen": 19,
}
KEY_LETTERS: Final = "BCDFGHJKMPQRTVWXY2346789"
USUAL: Final = tuple(name for name in EVERYDAY if name != "amex")
RARE: Final = tuple(
    name for name, network in NETWORKS.items() if network.lengths == (16,) and name not in EVERYDAY
)
SOLID: Final = ("spaces", "dashes", "double spaces", "unicode spaces", "unicode dashes")
"""Shapes that other disguises go with: the digits stay in their groups."""


@cache
def letters(language: str, kind: str, *, held_out: bool) -> Sequence[str]:
    """Return the letters of ``language`` that one set may use, ``paid`` or ``harmless``."""
    content = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return share(content[kind], held_out=held_out)


def natural(writer: Writer, card: Card) -> str:
    """Type a number as most people do."""
    return writer.rng.choice((" ", " ", " ", "", "", "-")).join(card.groups)


def shaped(writer: Writer, card: Card) -> str:
    """Set the digits apart in any of the ways."""
    return writer.pick(SHAPES[writer.rng.choice(tuple(SHAPES))])(card.groups)


def disguised(writer: Writer, card: Card) -> str:
    """Mix two disguises: a way to set groups apart, and other digits or signs that nobody sees."""
    written = writer.pick(SHAPES[writer.rng.choice(SOLID)])(card.groups)
    if writer.chance(0.5):
        signs = writer.pick(INVISIBLE[writer.rng.choice(tuple(INVISIBLE))])
        return "".join(char + signs * writer.chance(0.4) for char in written).rstrip(signs)
    scripts = [name for name in DIGITS if name != "letters for digits"]
    table = writer.pick(DIGITS[writer.rng.choice(scripts)])
    return "".join(table[int(char)] if char in "0123456789" else char for char in written)


def paid(writer: Writer, ways: Sequence[Callable[[Writer, Card], str]], wrap: Wrap) -> Labelled:
    """Write a letter with card data, the number in one of ``ways``."""
    kept = letters(writer.stock.language, "paid", held_out=writer.held_out)
    text = writer.rng.choice(kept)
    known: dict[str, str] = {}
    for name in ("card", "card2", "amex", "words"):
        if f"{{{name}}}" in text:
            network = "amex" if name == "amex" else writer.rng.choice((*USUAL, *USUAL, *RARE))
            card = writer.card("visa" if name == "words" else network)
            if name == "words":
                words = words_of(writer)
                written = " ".join(words[int(digit)] for digit in card.digits)
            else:
                written = writer.rng.choice(ways)(writer, card)
            known[name] = writer.secret("pan", card.digits, written)
    for name, kind, digits in (("code", "cvv", 3), ("cid", "cvv", 4), ("otp", "otp", 6)):
        if f"{{{name}}}" in text:
            value = figures(writer.rng, digits)
            known[name] = writer.secret(kind, value, value)
    if "{expiry}" in text:
        known["expiry"] = writer.expiry_date()
    return wrap(writer, writer.fill(text, **known))


def unpaid(writer: Writer, count: int, wrap: Wrap) -> Labelled:
    """Write ``count`` letters without card data, one below the other."""
    kept = letters(writer.stock.language, "harmless", held_out=writer.held_out)
    chosen = writer.rng.sample(kept, count)
    return wrap(writer, "\n\n".join(writer.fill(text, **_numbers(writer)) for text in chosen))


def _numbers(writer: Writer) -> dict[str, str]:
    rng = writer.rng
    key = "-".join(cut("".join(rng.choice(KEY_LETTERS) for _ in range(25)), (5,) * 5))
    known = {name: figures(rng, count) for name, count in COUNTS.items()}
    return known | {
        "tracking": tracking(rng),
        "imei": imei(rng),
        "iban": account(rng),
        "ean": article(rng),
        "long": long_order(rng),
        "siret": siret(rng),
        "otp": figures(rng, 6),
        "key": key,
    }


def plainly(writer: Writer, text: str) -> Labelled:
    """Send a letter as plain text."""
    return writer.done(writer.plain(text + "\n"))


def from_program(writer: Writer, text: str) -> Labelled:
    """Send a letter as the HTML of some mail program, beside a text part or alone."""
    shown = mime.text(page(writer, text), "html", encoding=writer.encoding())
    if writer.chance(0.4):
        return writer.done(writer.mail(shown))
    both = mime.multipart(writer.rng, "alternative", mime.text(text + "\n"), shown)
    return writer.done(writer.mail(both))


def quoted(writer: Writer, text: str) -> Labelled:
    """Send an answer that quotes a letter as its author's mail program does."""
    return writer.done(writer.plain(answered(writer, text)))


for _name, _ways, _wrap in (
    ("natural", (natural,), plainly),
    ("shaped", (shaped,), plainly),
    ("disguised", (disguised,), plainly),
    ("from a program", (natural,), from_program),
    ("disguised, from a program", (disguised,), from_program),
    ("quoted", (natural, natural, shaped), quoted),
):
    positive(f"whole letter: {_name}", paid, _ways, _wrap)
for _name, _count, _wrap in (
    ("one", 1, plainly),
    ("three", 3, plainly),
    ("from a program", 1, from_program),
    ("three, from a program", 3, from_program),
    ("quoted", 2, quoted),
    ("quoted, one", 1, quoted),
):
    harmless(f"whole letter: {_name}", unpaid, _count, _wrap)
