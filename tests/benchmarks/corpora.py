"""Mail to measure with: made from a seed, with the proportions of a shop's mailbox.

One mail in a hundred holds a card number.  Words, fields, tables and pictures are drawn at random,
so that no two mails are alike and nothing is cached that would not be in real mail.
"""

from __future__ import annotations

import base64
import quopri
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.labelled.generate import mails as labelled

if TYPE_CHECKING:
    from collections.abc import Callable

CARD = "4111 1111 1111 1111"
_CARD_TEXT = f"My card number is {CARD}, exp 12/27."
WITH_CARD = 0.01
KINDS = 100
"""Mails of a corpus; a whole number of cards needs this many."""

WORDS = {
    "us-ascii": (
        "hello thank you for your order we have sent the parcel today and hope that it will reach "
        "you by friday please let us know if anything is missing the invoice comes with a separate "
        "mail our shop is open from nine to six kind regards delivery address payment colour blue "
        "size medium return label question about lamp vase table chair would like to change it"
    ),
    "utf-8": (
        "grüße aus łódź dziękujemy za zamówienie przesyłkę wysłaliśmy dzisiaj ihre bestellung ist "
        "unterwegs und sollte bis freitag ankommen größe farbe schön für straße señor mañana pago "
        "здравствуйте спасибо за заказ посылка уже в пути адрес доставки цвет размер вопрос"
    ),
    "iso-8859-1": (
        "bonjour merci pour votre commande le colis a été expédié aujourd'hui et vous parviendra "
        "vendredi à l'adresse indiquée grüße größe für schöne señora mañana información envío"
    ),
    "windows-1251": (
        "здравствуйте спасибо за ваш заказ посылка отправлена сегодня и придёт к вам в пятницу "
        "адрес доставки цвет синий размер средний возврат вопрос лампа ваза стол стул хотел бы"
    ),
}


class Corpus(NamedTuple):
    """Mails of one kind."""

    name: str
    mails: list[bytes]

    @property
    def size(self) -> int:
        """Bytes of all mails."""
        return sum(map(len, self.mails))


def corpora(seed: int = 1) -> list[Corpus]:
    """Return all corpora, the same for the same seed."""
    kinds = {"short mail": 6 * KINDS}
    return [*(corpus(name, kinds.get(name, KINDS), seed) for name in _makers()), letters(seed)]


def letters(seed: int = 1) -> Corpus:
    """Return customers' letters that are hard to tell from card data, and a few with some.

    They name orders, telephones, dates and codes of doors in a few lines: the dearest mail there
    is, where the other kinds are what most mail is.
    """
    known = list(labelled(seed, 14 * KINDS))
    harmless = [mail.raw for mail in known if mail.harmless][: 3 * KINDS]
    others = [mail.raw for mail in known if not mail.harmless]
    return Corpus("customers' letters", harmless + others[: round(len(harmless) * WITH_CARD)])


def corpus(name: str, count: int, seed: int = 1) -> Corpus:
    """Return ``count`` mails of one kind, the same for the same seed."""
    return Corpus(name, _mails(Random(f"{seed} {name}"), _makers()[name], count))  # noqa: S311 - no secret


def with_cards(name: str, count: int, seed: int = 1) -> Corpus:
    """Return ``count`` mails of one kind that all have a card in them."""
    random, make = Random(f"{seed} {name} with cards"), _makers()[name]  # noqa: S311 - no secret
    return Corpus(f"{name}, with a card", [make(random, _CARD_TEXT) for _ in range(count)])


def _makers() -> dict[str, Callable[[Random, str], bytes]]:
    """Return how a mail of each kind is made."""
    return {
        "short mail": _short,
        "newsletters and invoices": _invoice,
        "reply chains": _chain,
        "attachments": _attachments,
    }


def _mails(random: Random, make: Callable[[Random, str], bytes], count: int) -> list[bytes]:
    """Return ``count`` mails, one in a hundred with a card number."""
    with_card = set(random.sample(range(count), round(count * WITH_CARD)))
    return [make(random, _CARD_TEXT if at in with_card else "") for at in range(count)]


def _short(random: Random, text: str) -> bytes:
    """Return a letter of some 5 KB, most of it header."""
    charset = random.choice(list(WORDS))
    words = WORDS[charset].split()
    letter = "\r\n\r\n".join(_paragraph(random, words, 30) for _ in range(10))
    body = f"{letter}\r\n{text}\r\n".encode(charset)
    if random.random() < 0.4:
        return _mail(random, charset, "quoted-printable", _quoted(body))
    if random.random() < 0.3:
        return _mail(random, charset, "base64", base64.encodebytes(body).replace(b"\n", b"\r\n"))
    return _mail(random, charset, "8bit", body)


def _invoice(random: Random, text: str) -> bytes:
    """Return twins of some 38 KB full of numbers: articles, EANs, prices, parcels, dates."""
    rows = [_row(random, line) for line in range(64)]
    plain = "\r\n".join(" ".join(row) for row in rows) + f"\r\n{text}\r\n"
    cells = '<td style="padding:4px 8px;font-family:Arial,sans-serif">{}</td>'.format
    table = "\r\n".join(f"<tr>{''.join(map(cells, row))}</tr>" for row in rows)
    links = "\r\n".join(
        f'<a href="https://shop.example/p/{_digits(random, 12)}?utm={_digits(random, 16)}">more</a>'
        for _ in range(20)
    )
    html = f"<html><head><style>td{{color:#333}}</style></head><body>\r\n<table>{table}</table>"
    page = f"{html}<p>{text}</p>{links}</body></html>\r\n"
    return _multipart(
        random,
        "alternative",
        _part("text/plain; charset=utf-8", "quoted-printable", _quoted(plain.encode())),
        _part("text/html; charset=utf-8", "quoted-printable", _quoted(page.encode())),
    )


def _chain(random: Random, text: str) -> bytes:
    """Return a letter above thirty rounds of quoted replies."""
    words = WORDS["utf-8"].split()
    lines = [text]
    for _ in range(30):
        lines = [f"> {line}" for line in lines]
        opening = f"Am {_date(random)} schrieb Kundendienst <service@shop.example>:"
        lines = [_paragraph(random, words, 30), "", opening, "", *lines]
    return _mail(random, "utf-8", "8bit", "\r\n".join(lines).encode() + b"\r\n")


def _attachments(random: Random, text: str) -> bytes:
    """Return a short letter with a picture or a document of 0.1 to 2 MB."""
    size = int(100_000 * 20 ** random.random())
    kind, start = random.choice(
        (("image/jpeg", b"\xff\xd8\xff\xe0"), ("application/pdf", b"%PDF-1.4\n"))
    )
    content = base64.encodebytes(start + random.randbytes(size)).replace(b"\n", b"\r\n")
    letter = _paragraph(random, WORDS["us-ascii"].split(), 60) + f"\r\n{text}\r\n"
    return _multipart(
        random,
        "mixed",
        _part("text/plain; charset=us-ascii", "7bit", letter.encode()),
        _part(f'{kind}; name="scan.dat"', "base64", content),
    )


def _row(random: Random, line: int) -> tuple[str, ...]:
    """Return a line of an invoice; every tenth one is a parcel with its tracking number."""
    date = _date(random)
    if line % 10 == 0:
        return str(line), "parcel", "JD" + _digits(random, 18), date
    name = random.choice(WORDS["us-ascii"].split())
    price = f"{random.randrange(1, 900)},{random.randrange(100):02} EUR"
    return str(line), _digits(random, 7), _digits(random, 13), name, date, price


def _multipart(random: Random, kind: str, *parts: bytes) -> bytes:
    """Return a mail of ``parts``."""
    boundary = f"----=_Part_{_digits(random, 8)}_{_digits(random, 10)}"
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"
    return _header(random, f'multipart/{kind}; boundary="{boundary}"', "8bit") + body


def _part(kind: str, encoding: str, body: bytes) -> bytes:
    """Return a part with a header of its own."""
    header = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return header.encode() + body


def _mail(random: Random, charset: str, encoding: str, body: bytes) -> bytes:
    """Return a mail of one text."""
    return _header(random, f"text/plain; charset={charset}", encoding) + body


def _header(random: Random, kind: str, encoding: str) -> bytes:
    """Return the header of a mail that came a long way: some 3 KB."""
    token = base64.b64encode(random.randbytes(256)).decode()
    seal = "\r\n\t ".join(token[at : at + 72] for at in range(0, len(token), 72))
    hops = "".join(
        f"Received: from mx{hop}.example.net (mx{hop}.example.net [192.0.2.{hop + 7}])\r\n"
        f"\tby in{hop}.example.org (Postfix) with ESMTPS id {_digits(random, 14)}\r\n"
        f"\tfor <orders@shop.example>; {_date(random)}\r\n"
        for hop in range(4)
    )
    return (
        f"Return-Path: <anna.{_digits(random, 6)}@example.org>\r\n{hops}"
        f"ARC-Seal: i=1; a=rsa-sha256; t=17{_digits(random, 8)}; cv=none; d=example.net;\r\n"
        f"\ts=arc-20240605; b={seal}\r\n"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s2025;\r\n"
        f"\tt=17{_digits(random, 8)}; h=from:to:subject:date:message-id; bh={token[:43]}=;\r\n"
        f"\tb={seal}\r\n"
        "Authentication-Results: mx.shop.example; dkim=pass header.d=example.org; spf=pass\r\n"
        f"Message-ID: <{_digits(random, 14)}.{_digits(random, 10)}@mail.example.org>\r\n"
        f"Date: {_date(random)}\r\nFrom: Anna Keller <anna@example.org>\r\n"
        f"To: orders@shop.example\r\nSubject: {_paragraph(random, WORDS['us-ascii'].split(), 6)}"
        f"\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nX-Mailer: Example Mail 16.0\r\n\r\n"
    ).encode()


def _quoted(body: bytes) -> bytes:
    """Return ``body`` in quoted-printable with CRLF."""
    return quopri.encodestring(body.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")


def _paragraph(random: Random, words: list[str], count: int) -> str:
    """Return ``count`` words in lines of about ten."""
    drawn = random.choices(words, k=count)
    return "\r\n".join(" ".join(drawn[at : at + 10]) for at in range(0, count, 10))


def _digits(random: Random, count: int) -> str:
    """Return ``count`` digits."""
    return "".join(random.choices("0123456789", k=count))


def _date(random: Random) -> str:
    """Return a date as a Received field has it (RFC 5322 section 3.3)."""
    return (
        f"Tue, {random.randrange(1, 29)} Oct 2025 "
        f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02} +0200"
    )
