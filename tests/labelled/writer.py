"""Writes letters as customers of a small furniture shop do, from the phrases of one language."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, TypeVar

from tests.labelled import mime, numbers
from tests.labelled.model import Labelled, Secret
from tests.labelled.reader import figures_of, fold, render
from tests.labelled.stock import share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.labelled.mime import Part
    from tests.labelled.numbers import Card
    from tests.labelled.stock import Stock

T = TypeVar("T")
WORD: Final = re.compile(r"(?<!\w)[^\W\d_]{5,}(?!\w)")
UNMARKED: Final = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ı": "i", "ø": "o", "æ": "ae"})
CYRILLIC: Final = ("ru", "uk")
CVV_LENGTH: Final = 3
FIGURES: Final = re.compile("[0-9](?:.*[0-9])?")
LEGACY: Final = {"pl": "iso-8859-2", "cs": "iso-8859-2", "tr": "iso-8859-9", "ru": "windows-1251"}


def unmarked(text: str) -> str:
    """Return Latin ``text`` as typed on a keyboard without the language's own letters."""
    parted = unicodedata.normalize("NFD", text.translate(UNMARKED))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


class Writer:
    """One customer at his keyboard: a language, a set of phrases and a source of chance.

    The phrases that hold a secret are written by the class at hand, with :meth:`phrase`.
    """

    def __init__(self, name: str, rng: Random, stock: Stock, *, held_out: bool) -> None:
        """Sit down to write a mail of class ``name``."""
        self.name, self.rng, self.stock, self.held_out = name, rng, stock, held_out
        self.secrets: list[Secret] = []
        self.person = rng.choice(stock["name"])
        self.plain_letters = rng.random() < 0.2 and stock.language not in CYRILLIC

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the ``items`` that this set may use."""
        return self.rng.choice(share(items, held_out=self.held_out))

    def chance(self, share_of_one: float) -> bool:
        """Return true as often as asked."""
        return self.rng.random() < share_of_one

    def phrase(self, name: str, **values: str) -> str:
        """Return a phrase called ``name``, its places filled from ``values`` or at random."""
        text = self.rng.choice(self.stock[name])
        return self.fill(unmarked(text) if self.plain_letters else text, **values)

    def fill(self, text: str, **values: str) -> str:
        """Return ``text``, its places filled from ``values`` or at random."""
        return text.format_map(self._everyday() | values)

    def _everyday(self) -> dict[str, str]:
        rng = self.rng
        price = rng.randint(200, 2900)
        small = rng.randint(40, 190)
        return {
            "order": rng.choice(("", "HW-")) + str(rng.randint(10000, 99999)),
            "house": str(rng.randint(1, 240)),
            "hour": f"{rng.randint(8, 19)}:{rng.choice(('00', '15', '30'))}",
            "week": str(rng.randint(2, 50)),
            "day": str(rng.randint(2, 28)),
            "six": str(rng.randint(2, 9)),
            "price": rng.choice((f"{price},00", f"{price}.50", str(price), f"1.{small + 100}")),
            "small": str(small),
            "total": str(price + small),
            "size": f"{rng.randint(60, 220)} x {rng.randint(40, 120)} x {rng.randint(40, 120)}",
            "pin": numbers.figures(rng, rng.choice((4, 4, 5, 6))),
            "year": str(rng.randint(1890, 2027)),
            "three": numbers.figures(rng, 3),
            "four": numbers.figures(rng, 4),
            "date": f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.2026",
            "id": numbers.figures(rng, rng.choice((5, 6, 8, 10))),
        }

    def card(self, network: str = "") -> Card:
        """Return a new card, of an everyday network unless one is named."""
        return numbers.card(self.rng, network or self.rng.choice(numbers.EVERYDAY))

    def secret(self, kind: str, digits: str, written: str, *, html: bool = False) -> str:
        """Note that ``written`` stands in the mail and means ``digits``; return it."""
        shown = fold(render(written) if html else written)
        if kind == "pan" and figures_of(shown) == digits and (figures := FIGURES.search(shown)):
            shown = figures[0]
        self.secrets.append(Secret(kind, digits, shown))
        return written

    def pay(self, written: str, digits: str, *, bare: bool = False, html: bool = False) -> str:
        """Return a sentence with a card number written as ``written``."""
        name = "card_bare" if bare else "card"
        return self.phrase(name, card=self.secret("pan", digits, written, html=html))

    def code(self, card: Card, *, near: bool = True) -> str:
        """Return a sentence with the security code of ``card``; ``near`` allows vague wording."""
        digits = self.code_digits(card)
        return self.code_as(card, self.secret("cvv", digits, digits), near=near)

    def code_as(self, card: Card, written: str, *, near: bool = True) -> str:
        """Return a sentence with a security code that is noted already."""
        names = ["code", "code"]
        names += ["code_three"] * (card.code == CVV_LENGTH) + ["code_near"] * near
        return self.phrase(self.rng.choice(names), code=written)

    def code_digits(self, card: Card) -> str:
        """Return a security code as long as those of the card's network."""
        return "".join(str(self.rng.randint(0, 9)) for _ in range(card.code))

    def numeric_expiry(self) -> str:
        """Return an expiry date in figures, noted as a secret."""
        month, year = self.rng.randint(1, 12), self.rng.randint(2027, 2033)
        ways = (
            f"{month:02d}/{year % 100}",
            f"{month:02d}/{year}",
            f"{month:02d}-{year % 100}",
            f"{month}/{year % 100}",
            f"{month:02d} / {year % 100}",
            f"{month:02d}.{year}",
        )
        written = self.pick(ways)
        return self.secret("expiry", figures_of(written), written)

    def expiry_date(self) -> str:
        """Return an expiry date in figures or with the name of its month, noted as a secret."""
        if self.chance(0.8):
            return self.numeric_expiry()
        year = self.rng.randint(2027, 2033)
        written = f"{self.rng.choice(self.stock.months)} {year}"
        return self.secret("expiry", figures_of(written), written)

    def payment(self, sentence: str, card: Card) -> str:
        """Return ``sentence`` about ``card``, mostly followed by its expiry and security code."""
        more = [sentence]
        if self.chance(0.6):
            more.append(self.phrase("expiry", expiry=self.expiry_date()))
        if self.chance(0.6):
            more.append(self.code(card))
        return self.rng.choice(("\n", "\n", ", ", "; ")).join(more)

    def chatter(self, name: str) -> str:
        """Return a phrase without secrets, now and then mistyped."""
        text = self.phrase(name)
        words = list(WORD.finditer(text))
        if not words or self.chance(0.85):
            return text
        word = self.rng.choice(words)
        place = word.start() + self.rng.randint(1, len(word[0]) - 3)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    def letter(self, middle: str) -> str:
        """Return a whole letter round ``middle``: a phone's short one, or with all the chatter."""
        if self.chance(0.2):
            return f"{middle}\n\n{self.chatter('mobile')}\n"
        lines = [self.chatter("greeting"), "", self.chatter("opening")]
        lines += [self.chatter(name) for name in ("order", "delivery") if self.chance(0.6)]
        lines += ["", middle, "", self.chatter("closing"), self.person]
        if self.chance(0.5):
            lines.append(self.phrase("phone", phone=self.phrase("phone_number")))
        if self.chance(0.25):
            quoted = self.chatter("shop").replace("\n", "\n> ")
            lines += ["", self.chatter("wrote"), f"> {quoted}"]
        return "\n".join(lines) + "\n"

    def plain(self, content: str) -> bytes:
        """Return a mail with ``content`` as its only part, in the way of some mail program."""
        charset = self.rng.choice(("utf-8", "utf-8", LEGACY.get(self.stock.language, "iso-8859-1")))
        return self.mail(mime.text(content, charset=charset, encoding=self.encoding()))

    def encoding(self) -> str:
        """Return a transfer encoding, by chance."""
        return self.rng.choice(("", "", "quoted-printable", "base64"))

    def mail(self, body: Part, *, subject: str = "", sender: str = "") -> bytes:
        """Return the whole message with ``body``."""
        name = mime.field_value(self.person)
        fields = (
            f"From: {sender or name} <customer{self.rng.randint(10, 99)}@post.example>",
            "To: info@hartwood.example",
            f"Subject: {subject or mime.field_value(self.phrase('subject'))}",
        )
        return mime.message(self.rng, fields, body)

    def done(self, raw: bytes) -> Labelled:
        """Return the mail with its label."""
        return Labelled(raw, self.name, self.stock.language, tuple(dict.fromkeys(self.secrets)))
