"""Hostile messages that have the same asked again and again: of each row, each card, each word.

Each is a function of a size in bytes, as in :mod:`tests.shapes.hostile`.
"""

from __future__ import annotations

import unicodedata
from random import Random
from string import ascii_lowercase
from typing import TYPE_CHECKING

from tests.shapes.unlike import CARD, Brick, any_of, bricks, card, code, date, number, wall
from tests.shapes.writing import HTML, MIME, mail

if TYPE_CHECKING:
    from tests.shapes.unlike import Hostile

PLAIN = "Content-Type: text/plain; charset=utf-8"
SEVERAL = 100
"""Cards and codes above a wall: of more nothing is weighed any more."""

DIGITS = [chr(at) for at in range(0x20000) if unicodedata.category(chr(at)) == "Nd"]
DESCRIBING = "three digits back card signature strip front 123 4567 of small figures"


def _row(random: Random) -> str:
    """Return digits, one by one, more than a card and what stands beside it have."""
    return f"{' '.join(str(random.randrange(10)) for _ in range(26))} x "


def _article(random: Random) -> str:
    """Return a line of a list."""
    return f"40{random.randrange(10**11):011},lamp,{random.randrange(900)}.25,412\n"


def _word(random: Random) -> str:
    """Return a word that nobody knows, some with digits behind it."""
    word = "".join(random.choices(ascii_lowercase, k=random.randint(3, 9)))
    return f"{word}{random.choice((' ', f' {code(random)} ', f' {date(random)} '))}"


def _several(make: Brick) -> str:
    """Return a few bricks."""
    random = Random(SEVERAL)  # noqa: S311 - the same each time
    return "".join(make(random) for _ in range(SEVERAL))


def _halves(size: int) -> bytes:
    """Return first halves, and behind them last ones."""
    first = bricks(lambda r: f"first half {number(r)[:8]}, ", size // 2)
    last = bricks(lambda r: f"second half {number(r)[8:]}, ", size // 2)
    return mail(first + last, MIME, PLAIN)


def _part(random: Random) -> str:
    """Return a part that tells a piece of a number."""
    return f"--b\n\nmy card begins {number(random)[:8]}, three digits {code(random)}\n"


def _parts(size: int) -> bytes:
    """Return parts with pieces of numbers."""
    return mail(bricks(_part, size), MIME, "Content-Type: multipart/mixed; boundary=b")


def _in_many_ways(random: Random) -> str:
    """Return what reads as markup, as a calendar, as Rich Text and as an address of the web."""
    return (
        f"<b style='display:none'>{code(random)}</b> security code %34{code(random)} \\u0034 "
        f"BEGIN:VEVENT\n {number(random)[:4]} card{random.choice((' ', '<br>'))}three digits "
    )


SEARCHING: dict[str, Hostile] = {
    "rows of single digits": wall(_row),
    "rows of single digits below one card": wall(_row, before=CARD),
    "rows of single digits below many cards": wall(_row, before=_several(lambda r: f"{card(r)}\n")),
    "article numbers below many cards": wall(_article, before=_several(lambda r: f"{card(r)}\n")),
    "questions for codes below one card": wall(
        lambda r: f"what is the code? {code(r)}. ", before=CARD
    ),
    "words that nobody knows below one card": wall(_word, before=CARD),
    "dates below many codes": wall(
        lambda r: f"{date(r)} 9{code(r)} ",
        before=CARD + _several(lambda r: f"cvv {code(r)}, "),
    ),
    "codes in one line of a page": wall(lambda r: f"<i>{code(r)}</i>, ", HTML, CARD),
    "digits of all alphabets": wall(lambda r: r.choice(DIGITS)),
    "descriptions and digits": wall(any_of(DESCRIBING)),
    "first halves, then last ones": _halves,
    "small parts with pieces": _parts,
    "what is read in many ways": wall(_in_many_ways, before="{\\rtf1 "),
    "descriptions and names of codes below one card": wall(
        any_of(f"{DESCRIBING} hundert code Anna house number security what is my"),
        before=CARD,
    ),
    "names of parts without an end": lambda size: mail(
        "Hello.\n",
        MIME,
        "Content-Type: text/plain" + bricks(lambda r: f';name="{code(r)}', size),
    ),
    "times below one card": wall(
        lambda r: f"{r.randint(10, 23)}:{r.randint(10, 59)}:{r.randint(10, 59)} ", before=CARD
    ),
}
"""What is tried, by name."""
