"""Synthetic numbers: payment cards of every network, and the everyday numbers that resemble them.

Ranges and lengths are those that the networks publish or that ISO/IEC 7812 lists record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

WEIGHTS_UPU: Final = (8, 6, 4, 2, 3, 5, 9, 7)  # UPU S10, the number of a registered item


@dataclass(frozen=True, slots=True)
class Network:
    """A card network: prefixes (or inclusive ranges), lengths and printed groups by length."""

    prefixes: tuple[str, ...]
    lengths: tuple[int, ...] = (16,)
    code: int = 3


NETWORKS: Final = {
    "visa": Network(("4",)),
    "visa-19": Network(("4",), (19,)),
    "visa-13": Network(("4",), (13,)),
    "mastercard": Network(("51-55",)),
    "mastercard-2": Network(("2221-2720",)),
    "amex": Network(("34", "37"), (15,), 4),
    "discover": Network(("6011", "644-649", "65")),
    "diners": Network(("300-305", "36", "38"), (14,)),
    "jcb": Network(("3528-3589",)),
    "unionpay": Network(("6221-6229", "624-626", "6282-6288"), (16, 19)),
    "maestro": Network(("5018", "5020", "5038", "6304", "6759", "6761-6763"), (12, 13, 16, 18, 19)),
    "mir": Network(("2200-2204",)),
    "elo": Network(("509000-509999", "506699-506778", "636368", "438935", "650485-650538")),
    "rupay": Network(("607", "6521-6522", "8172-8201")),
    "troy": Network(("9792",)),
    "dankort": Network(("5019", "4571")),
    "hipercard": Network(("606282",)),
    "verve": Network(("506099-506198",), (16, 19)),
    "naranja": Network(("589562",)),
}
# Most customers pay with these; the others get a class of their own.
EVERYDAY: Final = ("visa", "visa", "visa", "mastercard", "mastercard", "mastercard-2", "amex")
GROUPS: Final = {
    12: (4, 4, 4),
    13: (4, 3, 3, 3),
    14: (4, 6, 4),
    15: (4, 6, 5),
    16: (4, 4, 4, 4),
    18: (4, 4, 4, 6),
    19: (4, 4, 4, 4, 3),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A synthetic card: its number, its network and how many digits its security code has."""

    network: str
    digits: str
    code: int

    @property
    def groups(self) -> list[str]:
        """Return the number in the groups it is printed in."""
        return cut(self.digits, GROUPS[len(self.digits)])


def cut(text: str, widths: tuple[int, ...]) -> list[str]:
    """Return ``text`` cut into pieces of the given widths, the rest as a last piece."""
    pieces = []
    for width in widths:
        pieces.append(text[:width])
        text = text[width:]
    return [piece for piece in [*pieces, text] if piece]


def figures(rng: Random, count: int) -> str:
    """Return ``count`` random digits, the first of them not zero."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def luhn_digit(body: str) -> str:
    """Return the check digit that completes ``body`` (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def luhn_number(rng: Random, length: int, prefix: str = "") -> str:
    """Return a number of ``length`` digits that passes Luhn and starts with ``prefix``."""
    body = prefix + figures(rng, length)[: length - 1 - len(prefix)]
    return body + luhn_digit(body)


def card(rng: Random, network: str) -> Card:
    """Return a random card of ``network``."""
    about = NETWORKS[network]
    first, _, last = rng.choice(about.prefixes).partition("-")
    prefix = str(rng.randint(int(first), int(last or first)))
    return Card(network, luhn_number(rng, rng.choice(about.lengths), prefix), about.code)


def mod97(text: str) -> int:
    """Return ``text``, letters as two digits, modulo 97 (ISO 7064)."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def iban(rng: Random, country: str, length: int) -> str:
    """Return an IBAN of ``length`` characters with right check digits (ISO 13616)."""
    account = figures(rng, length - 4)
    return f"{country}{98 - mod97(account + country + '00'):02d}{account}"


def ean(rng: Random, prefix: str) -> str:
    """Return an EAN-13 or ISBN-13 with its check digit (GS1)."""
    body = prefix + figures(rng, 12 - len(prefix))
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def postal_item(rng: Random, country: str) -> str:
    """Return the number of a registered postal item (UPU S10)."""
    serial = figures(rng, 8)
    rest = sum(int(d) * w for d, w in zip(serial, WEIGHTS_UPU, strict=True)) % 11
    check = {0: 5, 1: 0}.get(rest, 11 - rest)
    return f"{rng.choice(('RR', 'CP', 'LX'))}{serial}{check}{country}"
