"""Classes of mails with a card number in other digits, with invisible signs, letters or words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.labelled.registry import positive
from tests.labelled.writer import unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.labelled.model import Labelled
    from tests.labelled.writer import Writer

ASCII: Final = "0123456789"


def run(zero: str) -> str:
    """Return the ten digits of a script whose zero is given."""
    return "".join(chr(ord(zero) + value) for value in range(10))


DIGITS: Final[dict[str, Sequence[Sequence[str]]]] = {
    "full-width": [run("\uff10")],
    "Arabic-Indic": [run("\u0660")],
    "Persian": [run("\u06f0")],
    "Indian scripts": [run("\u0966"), run("\u09e6"), run("\u0c66")],
    "mathematical": [
        run(zero) for zero in ("\U0001d7ce", "\U0001d7f6", "\U0001d7d8", "\U0001d7ec")
    ],
    "circled": ["⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "⓪①②③④⑤⑥⑦⑧⑨"],
    "superscript": ["⁰¹²³⁴⁵⁶⁷⁸⁹", run("\u2080")],
    "keycaps": [[digit + "\ufe0f\u20e3" for digit in ASCII], [digit + "\u20e3" for digit in ASCII]],
    "letters for digits": ["Ol23456789", "oI23456789", "O123456789", "0l23456789", "oi23456789"],
}
INVISIBLE: Final[dict[str, Sequence[str]]] = {
    "zero width": ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"],
    "soft hyphen": ["\u00ad"],
    "bidi marks": ["\u200e", "\u200f", "\u202a", "\u2066", "\u2069", "\u202c"],
    "variation selectors": ["\ufe0f", "\u034f", "\ufe0e"],
    "tags": ["\U000e0020", "\U000e0041", "\U000e007f"],
}
DOUBLE: Final = {"en": "double", "es": "doble", "fr": "double", "nl": "dubbel", "it": "doppio"}


def in_digits(writer: Writer, scripts: Sequence[Sequence[str]]) -> Labelled:
    """Write a number in the digits of another script."""
    card = writer.card()
    while not {"0", "1"} & set(card.digits):
        card = writer.card()
    table = dict(zip(ASCII, writer.pick(scripts), strict=True))
    groups = ["".join(table[digit] for digit in group) for group in card.groups]
    return _letter(writer, (" " if writer.chance(0.6) else "").join(groups), card.digits)


def with_invisible(writer: Writer, signs: Sequence[str]) -> Labelled:
    """Write a number with invisible signs between its groups, in one place or at each digit."""
    card, sign = writer.card(), writer.pick(signs)
    place = writer.rng.randint(1, len(card.digits) - 1)
    ways = (
        sign.join(card.groups),
        (sign + " ").join(card.groups),
        sign.join(card.digits),
        card.digits[:place] + sign + card.digits[place:],
        f"{sign}{' '.join(card.groups)}{sign}",
    )
    return _letter(writer, writer.pick(ways), card.digits)


def spelled(writer: Writer, figures: float) -> Labelled:
    """Spell a number out, the share ``figures`` of its groups left in digits."""
    card, words = writer.card(), words_of(writer)
    groups = [
        group if writer.chance(figures) else " ".join(words[int(digit)] for digit in group)
        for group in card.groups
    ]
    return _letter(writer, writer.pick((" ", ", ", " - ", ",\n")).join(groups), card.digits)


def doubled(writer: Writer) -> Labelled:
    """Spell a number out as on the phone, with "double" where a digit follows itself."""
    card, words = writer.card(), words_of(writer)
    double = DOUBLE.get(writer.stock.language)
    written, rest = [], card.digits
    while rest:
        twice = double and rest[:1] == rest[1:2]
        written.append(f"{double} {words[int(rest[0])]}" if twice else words[int(rest[0])])
        rest = rest[2:] if twice else rest[1:]
    return _letter(writer, writer.pick((" ", ", ", ",  ")).join(written), card.digits)


def words_of(writer: Writer) -> list[str]:
    """Return the words for the ten digits as this customer types them."""
    words = list(writer.stock.digits)
    if writer.stock.language == "en" and writer.chance(0.4):
        words[0] = "oh"
    return [unmarked(word) for word in words] if writer.plain_letters else words


def _letter(writer: Writer, written: str, digits: str) -> Labelled:
    card = writer.card("amex" if len(digits) == len("370000000000000") else "visa")
    middle = writer.payment(writer.pay(written, digits), card)
    return writer.done(writer.plain(writer.letter(middle)))


for _name, _scripts in DIGITS.items():
    positive(f"digits: {_name}", in_digits, _scripts)
for _name, _signs in INVISIBLE.items():
    positive(f"invisible: {_name}", with_invisible, _signs)
positive("spelled: whole", spelled, 0.0)
positive("spelled: with figures", spelled, 0.5)
positive("spelled: double", doubled)
