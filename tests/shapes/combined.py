"""Hostile messages that join what each costs something: encodings, markup, languages and digits.

No two bricks are alike.  Each is a function of a size in bytes, as in :mod:`tests.shapes.hostile`.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from tests.shapes.unlike import (
    CARD,
    Brick,
    Hostile,
    any_of,
    bricks,
    card,
    code,
    date,
    number,
    wall,
)
from tests.shapes.writing import BASE64, HTML, MIME, QUOTED, base64_lines, mail

if TYPE_CHECKING:
    from random import Random

NUMBERS_IN_GERMAN = (
    "null eins zwei drei vier fünf sechs sieben acht neun zweiundvierzig elf hundert"
)
NUMBERS_IN_CZECH = "nula jedna dva tři čtyři pět šest sedm osm devět jedenáct čtyřicet sto"
ARABIC = {ord("0") + digit: 0x660 + digit for digit in range(10)}


def _quoted(make: Brick, kind: str) -> Hostile:
    """Return bricks in quoted-printable, in lines."""

    def hostile(size: int) -> bytes:
        written = binascii.b2a_qp(bricks(make, size * 2 // 3).encode(), istext=True)
        return mail(written, MIME, kind, QUOTED)

    return hostile


def _wide(make: Brick) -> Hostile:
    """Return a page in base64 of UTF-16."""

    def hostile(size: int) -> bytes:
        page = f"<html>{bricks(make, size * 3 // 8)}</html>".encode("utf-16")
        return mail(base64_lines(page), MIME, "Content-Type: text/html; charset=utf-16", BASE64)

    return hostile


def _parts(make: Brick) -> Hostile:
    """Return bricks that are parts."""
    return lambda size: mail(bricks(make, size), MIME, "Content-Type: multipart/mixed; boundary=b")


def _named_part(random: Random) -> str:
    """Return a part with names in two ways."""
    return (
        f'--b\nContent-Type: text/plain; name="scan {number(random)}.txt"\n'
        f"Content-Disposition: attachment; filename*=utf-8''karte%20{card(random, '%20')}.txt\n\n"
        f"cvv {code(random)}\n"
    )


def _table(random: Random) -> str:
    """Return a row of a table."""
    cells = "".join(
        f"<td colspan={random.randint(1, 9)}>&nbsp;{random.randrange(10**4):04}</td>\n"
        for _ in range(random.randint(1, 6))
    )
    return f"<tr>\n{cells}</tr>\n"


def _entry(random: Random) -> str:
    """Return an entry of a calendar."""
    return (
        f"BEGIN:VEVENT\r\nDTSTART:20261014T{random.randrange(24):02}0000Z\r\nUID:{number(random)}\r\n"
        f"DESCRIPTION:Karte {card(random)}\\n gültig bis {date(random)}\\, "
        f"Prüfziffer {code(random)}\r\n"
        "END:VEVENT\r\n"
    )


def _subject(random: Random) -> str:
    """Return a field in an encoded word."""
    words = base64.b64encode(f"Prüfziffer {code(random)} für {card(random)}".encode()).decode()
    return f"Subject: =?utf-8?B?{words}?=\n"


def _fields(make: Brick) -> Hostile:
    """Return bricks that are fields."""
    return lambda size: mail("Hello.\n", MIME, bricks(make, size).rstrip("\n"))


def _escaped(text: str) -> str:
    """Return digits as JSON may write them."""
    return "".join(f"\\u{ord(char):04x}" if char.isdigit() else char for char in text)


def _file(random: Random) -> str:
    """Return a small file as uuencode writes it."""
    line = f"card {card(random)} cvv {code(random)}\n".encode()
    return f"begin 644 a{random.randrange(99)}.txt\n{binascii.b2a_uu(line).decode()}`\nend\n"


COMBINED: dict[str, Hostile] = {
    "quoted pages of numbers in German": _quoted(
        lambda r: f"<p>&gt; {any_of(NUMBERS_IN_GERMAN)(r)}<br>\n", HTML
    ),
    "pages of numbers in Czech": wall(lambda r: f"<p>{any_of(NUMBERS_IN_CZECH)(r)}", HTML),
    "numbers in German and figures": wall(
        lambda r: f"{any_of(NUMBERS_IN_GERMAN)(r)}{r.randrange(10)}-"
    ),
    "small parts with names": _parts(_named_part),
    "nested lists": wall(lambda r: f"<ul><li>{r.randrange(10**4):04} <b>{code(r)}</b>", HTML),
    "tables with cells that span others": wall(_table, HTML),
    "Arabic cards": wall(lambda r: f"بطاقة {card(r)} رمز {code(r)} ".translate(ARABIC)),
    "Arabic digits in groups": wall(lambda r: f"{r.randrange(10**4):04} ".translate(ARABIC)),
    "wide pages with cards": _wide(lambda r: f"<p>für {card(r)} cvv {code(r)}</p>"),
    "calendars": wall(_entry, "Content-Type: text/calendar; charset=utf-8"),
    "subjects": _fields(_subject),
    "escapes of JSON": wall(lambda r: f'{{"pan": "{_escaped(number(r))}", "cvv": "{code(r)}"}}, '),
    "letters for digits": wall(lambda r: f"{card(r)} ".translate({ord("0"): "O", ord("1"): "l"})),
    "files in uuencode": wall(_file),
    "dates and codes in quotes": wall(lambda r: f"> > exp {date(r)} cvv {code(r)}\n"),
    "dates and codes in quotes below one card": wall(
        lambda r: f"> > exp {date(r)} cvv {code(r)}\n", before=CARD
    ),
    "card words and digits": wall(lambda r: f"card {r.randrange(10**8)} visa {code(r)} "),
    "labels of other numbers": wall(
        lambda r: f"card, order no. {number(r)}, IBAN DE89 {card(r)} 00, {number(r)} EUR\n"
    ),
    "words for digits and codes": wall(any_of(f"{NUMBERS_IN_GERMAN} cvv code card 123")),
    "fields of forms": wall(
        lambda r: f"<input name=card_{code(r)} value='{card(r)}'><input name=cvc value={code(r)}>",
        HTML,
    ),
    "halves in pages": wall(
        lambda r: f"<p>first half {number(r)[:8]}, second half {number(r)[8:]}</p>\n", HTML
    ),
    "Rich Text": wall(
        lambda r: "".join(f"\\'{ord(x):02x}" for x in card(r)) + "\\par cvv " + code(r) + "\n",
        before="{\\rtf1\\ansi ",
    ),
}
"""What is tried, by name."""
