"""Hostile messages of which no two bricks are alike: who remembers one is not helped by that.

Each is a function of a size in bytes, as in :mod:`tests.shapes.hostile`.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import luhn

from tests.shapes.writing import BASE64, HTML, MIME, QUOTED, base64_lines, mail

Brick = Callable[[Random], str]
Hostile = Callable[[int], bytes]

PLAIN = "Content-Type: text/plain; charset=utf-8"
CARD = "4111 1111 1111 1111 "
SAID = "zero one two three four five six seven eight nine double"
SAID_IN_GERMAN = "null eins zwei drei vier fünf sechs sieben acht neun"
TELLING = "code number security back card digits three the on of pin is my 123 4567"


def bricks(make: Brick, size: int) -> str:
    """Return bricks that make ``size`` bytes in UTF-8, or some more."""
    random = Random(size)  # noqa: S311 - the same wall each time
    bricks = []
    room = size
    while room > 0:
        bricks.append(make(random))
        room -= len(bricks[-1].encode())
    return "".join(bricks)


def wall(make: Brick, kind: str = PLAIN, before: str = "") -> Hostile:
    """Return bricks in a text."""
    return lambda size: mail(before + bricks(make, size), MIME, kind)


def _in_base64(make: Brick, charset: str) -> Hostile:
    """Return bricks in a charset, in base64."""

    def hostile(size: int) -> bytes:
        text = bricks(make, size * 3 // 5)
        kind = f"Content-Type: text/plain; charset={charset}"
        return mail(base64_lines(text.encode(charset)), MIME, kind, BASE64)

    return hostile


def _in_escapes(make: Brick) -> Hostile:
    """Return bricks in quoted-printable, each byte of it escaped."""

    def hostile(size: int) -> bytes:
        text = bricks(make, size // 3).encode()
        return mail("".join(f"={byte:02X}" for byte in text), MIME, PLAIN, QUOTED)

    return hostile


def _parts(make: Brick, kind: str = "plain") -> Hostile:
    """Return bricks in a part each."""
    head = f"--b\nContent-Type: text/{kind}\n\n"
    return lambda size: mail(
        bricks(lambda random: f"{head}{make(random)}\n", size),
        MIME,
        "Content-Type: multipart/mixed; boundary=b",
    )


def number(random: Random) -> str:
    """Return a number as Visa issues them."""
    digits = f"4{random.randrange(10**14):014}"
    return digits + str(luhn.generate(digits))


def card(random: Random, gap: str = " ") -> str:
    """Return the same in groups."""
    digits = number(random)
    return gap.join(digits[at : at + 4] for at in range(0, 16, 4))


def date(random: Random) -> str:
    """Return an expiry."""
    return f"{random.randint(1, 12):02}/{random.randint(25, 39)}"


def code(random: Random) -> str:
    """Return a security code."""
    return f"{random.randrange(1000):03}"


def _full(random: Random, gap: str = " ") -> str:
    return f"{card(random, gap)} exp {date(random)} cvv {code(random)}"


def _full_width(digits: str) -> str:
    return digits.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


def _digits(count: int, gaps: str = " ") -> Brick:
    """Return so many digits and one of some gaps."""
    return lambda random: f"{random.randrange(10**count):0{count}}{random.choice(gaps)}"


def any_of(words: str) -> Brick:
    """Return one of some words, and a blank."""
    some = words.split()
    return lambda random: f"{random.choice(some)} "


UNLIKE: dict[str, Hostile] = {
    # Digits
    "digits, parted oddly": wall(_digits(1, " -/.")),
    "digits below one card, parted oddly": wall(_digits(1, " -/."), before=CARD),
    "pairs of digits, parted oddly": wall(_digits(2, " -/.")),
    "pairs of digits below one card, parted oddly": wall(_digits(2, " -/."), before=CARD),
    "groups of three below one card": wall(_digits(3), before=CARD),
    "other groups of four": wall(_digits(4)),
    "groups of four, parted oddly": wall(_digits(4, " -/.")),
    "other dates below one card": wall(lambda r: f"{date(r)} ", before=CARD),
    "dates in HTML below one card": wall(lambda r: f"<td>{date(r)}</td>", HTML, CARD),
    "quantities in HTML below one card": wall(lambda r: f"<td>{r.randrange(99)}</td>", HTML, CARD),
    "numbers as long as cards": wall(lambda r: f"{r.randrange(4 * 10**15, 6 * 10**15)}\n"),
    "tables of numbers of all lengths": wall(lambda r: f"{r.randrange(10 ** r.randint(1, 9))};"),
    "other digits in words": wall(any_of(SAID)),
    "other digits in words, in German": wall(any_of(SAID_IN_GERMAN)),
    "digits in words and figures": wall(any_of(f"{SAID} {SAID_IN_GERMAN} 0 1 2 3 4 5 6 7 8 9")),
    # Cards
    "other cards": wall(lambda r: f"{card(r)}\n"),
    "other cards in tables": wall(lambda r: f"<tr><td>{number(r)}</td></tr>\n", HTML),
    "other cards with code and expiry": wall(lambda r: f"{_full(r)}\n"),
    "the same in HTML": wall(lambda r: f"<p>{_full(r)}</p>\n", HTML),
    "the same with entities": wall(lambda r: f"<p>{_full(r, '&nbsp;')}</p>\n", HTML),
    "other quoted cards": wall(lambda r: f"> > {card(r)}\n"),
    "cards in full-width digits": wall(lambda r: f"{_full_width(number(r))} "),
    "cards as entities": wall(lambda r: "".join(f"&#{ord(x)};" for x in card(r)), HTML),
    "cards between tags": wall(lambda r: "<b></b>".join(f"{number(r)} "), HTML),
    "cards with invisible characters": wall(lambda r: "\u200b".join(f"{number(r)} ")),
    "cards in attributes": wall(lambda r: f'<input value="{card(r)}">', HTML),
    "cards in links": wall(lambda r: f'<a href="mailto:x?body={card(r, "%20")}">', HTML),
    "halves of cards": wall(lambda r: f"first half {number(r)[:8]} second half {card(r)[8:]} "),
    "stripes": wall(lambda r: f"%B{number(r)}^DOE/J^2512101?\n"),
    "numbers of orders": wall(lambda r: f"order number {number(r)}\n"),
    "numbers in links": wall(lambda r: f"https://shop.example/{number(r)}?a={number(r)}&"),
    # Codes
    "other codes": wall(lambda r: f"cvv {code(r)} "),
    "other codes in HTML": wall(lambda r: f"<p>cvv {code(r)}</p>\n", HTML),
    "codes in full-width digits": wall(lambda r: f"cvv {_full_width(code(r))} "),
    "codes that are described": wall(lambda r: f"the three digits on the back are {code(r)}. "),
    "words of codes and digits": wall(any_of(TELLING)),
    "words of codes and digits below one card": wall(any_of(TELLING), before=CARD),
    # Parts, encodings, charsets
    "small parts with other cards": _parts(card),
    "small parts with codes": _parts(lambda r: f"cvv {code(r)}"),
    "small pages with cards": _parts(lambda r: f"<b>{card(r)}</b>", "html"),
    "other cards in escapes": _in_escapes(lambda r: f"{card(r)} x "),
    "other cards in UTF-7": _in_base64(lambda r: f"ü {card(r)} ", "utf-7"),
    "other cards in ISO-2022-JP": _in_base64(lambda r: f"カ{card(r)}", "iso-2022-jp"),
    "other cards in HZ": _in_base64(lambda r: f"中{card(r)}", "hz"),
}
"""What is tried, by name."""
