"""Hostile messages of words: names of codes, pieces, orders, headings, and forms that show digits.

Each is a function of a size in bytes, as in :mod:`tests.shapes.hostile`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.shapes.unlike import (
    CARD,
    Hostile,
    any_of,
    bricks,
    card,
    code,
    date,
    number,
    wall,
)
from tests.shapes.writing import BASE64, HTML, MIME, base64_lines, mail

if TYPE_CHECKING:
    from random import Random

MONTHS = "January March May Juni août września декабря"
NAMES = "Anna Harold Xavier Ömer Zoë Жанна Ньют"
CHARSETS = ("utf-8", "gb18030", "iso-2022-jp", "utf-16", "koi8-r", "utf-7")


def _field(name: str, make: str, random: Random) -> str:
    """Return a field with a word in one of some charsets."""
    charset = random.choice(CHARSETS)
    written = base64.b64encode(f"{make} {card(random)} {code(random)}".encode(charset)).decode()
    return f"{name}: =?{charset}?B?{written}?=\n"


def _fields(size: int) -> bytes:
    """Return subjects in many charsets."""
    lines = bricks(lambda r: _field("Subject", "card", r), size)
    return mail("Hello.\n", MIME, lines.rstrip("\n"))


def _people(size: int) -> bytes:
    """Return a field of addresses whose owners are called by numbers."""
    people = bricks(lambda r: f'"{any_of(NAMES)(r)}{card(r)}" <a{code(r)}@example.org>,\n ', size)
    return mail("Hello.\n", MIME, f"To: {people}x@example.org")


def _inlaid(random: Random) -> str:
    """Return a message in base64 that stands in a text as it is."""
    raw = mail(f"my card {card(random)} cvv {code(random)}\n")
    return f"{base64_lines(raw).decode()}\n--\n"


def _in_utf7(size: int) -> bytes:
    """Return runs of one character each."""
    text = bricks(lambda r: f"ü{r.randrange(10)}", size // 2)
    kind = "Content-Type: text/plain; charset=utf-7"
    return mail(base64_lines(text.encode("utf-7")[: size * 3 // 4]), MIME, kind, BASE64)


def _visiting_card(random: Random) -> str:
    """Return a card of a person."""
    return (
        f"BEGIN:VCARD\r\nN:{any_of(NAMES)(random)};{code(random)}\r\n"
        f"TEL:+49 {number(random)[:11]}\r\n"
        f"NOTE:Visa {card(random)}\\nCVV {code(random)}\r\nEND:VCARD\r\n"
    )


TALKATIVE: dict[str, Hostile] = {
    "names of codes without digits": wall(any_of("security code card back cvv of the pin three")),
    "questions for codes": wall(lambda r: f"what is the cvv of card {code(r)}? "),
    "months in words below one card": wall(
        lambda r: f"{any_of(MONTHS)(r)}20{r.randint(24, 39)} ", before=CARD
    ),
    "names of people beside a piece": wall(any_of(NAMES), before="my card begins 4111 1111\n"),
    "pieces": wall(lambda r: f"the first digits are {number(r)[:8]}, the rest comes later.\n"),
    "halves in words": wall(
        lambda r: f"first half {any_of('four one zero two')(r) * 8}second half {number(r)[8:]} "
    ),
    "people in a field": _people,
    "subjects in many charsets": _fields,
    "visiting cards": wall(_visiting_card, "Content-Type: text/vcard; charset=utf-8"),
    "groups in Rich Text": wall(
        lambda r: f"{{\\b {r.randrange(10**4):04}}}{{\\*\\x {code(r)}}}", before="{\\rtf1\\ansi "
    ),
    "entities without an end": wall(lambda r: "".join(f"&#{ord(x)}" for x in card(r)), HTML),
    "escapes of escapes": wall(lambda r: "".join(f"%25{ord(x):02x}" for x in card(r))),
    "orders below half a number": wall(
        lambda r: f"order no. {r.randrange(10**6)}, invoice {code(r)}. ", before="card 4111 1111, "
    ),
    "headings of replies": wall(
        lambda r: f"On {r.randint(1, 28)} March 2026 at 10:{code(r)[:2]} Anna wrote:\n> {code(r)}\n"
    ),
    "signatures": wall(lambda r: f"-- \nSent from my iPhone {code(r)}\n"),
    "masked numbers": wall(lambda r: f"**** **** **** {r.randrange(10**4):04} cvv *** "),
    "mails in base64 in a text": wall(_inlaid),
    "number words in one": wall(
        lambda r: f"{any_of('vier sieben neun')(r).strip()}hundert{any_of('elf zwei')(r)}"
    ),
    "UTF-7 in single characters": _in_utf7,
    "codes below one card, in a table": wall(
        lambda r: f"<tr><td>cvv<td>{code(r)}<td>{date(r)}\n", HTML, CARD
    ),
    "safes and lockers": wall(
        lambda r: f"the code of the safe is {code(r)}, the locker's {code(r)}. "
    ),
    "one-time codes of services": wall(
        lambda r: (
            f"2026-10-{r.randint(10, 28)} Your verification code is {r.randrange(10**6):06}.\n"
        )
    ),
    "article numbers": wall(
        lambda r: f"40{r.randrange(10**11):011},lamp,{r.randrange(900)}.{r.randrange(100):02},412\n"
    ),
    "requests in a log": wall(
        lambda r: f"17{r.randrange(10**11):011} GET /cards/{r.randrange(10**6)}?code={code(r)}\n"
    ),
    "dump in hexadecimal": wall(lambda r: f"{r.randrange(256):02x} "),
}
"""What is tried, by name."""
