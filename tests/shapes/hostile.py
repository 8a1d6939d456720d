"""Messages that cost a careless reader the square of their length, or worse.

Each is a function of a size in bytes; a message is about that long, and twice as long for twice the
size.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.shapes.combined import COMBINED
from tests.shapes.searching import SEARCHING
from tests.shapes.talkative import TALKATIVE
from tests.shapes.unlike import UNLIKE
from tests.shapes.unread import UNREAD
from tests.shapes.writing import BASE64, HTML, MIME, QUOTED, Text, base64_lines, mail, part, raw

Hostile = Callable[[int], bytes]

PLAIN = "Content-Type: text/plain; charset=utf-8"
CARD = "4111 1111 1111 1111"


def _wall(brick: Text, size: int) -> bytes:
    """Return ``brick`` again and again, ``size`` bytes of it at most."""
    return raw(brick) * max(1, size // len(raw(brick)))


def text(brick: Text, before: Text = "", after: Text = "") -> Hostile:
    """Return a wall of ``brick`` in a plain text."""
    return lambda size: mail(raw(before) + _wall(brick, size) + raw(after), MIME, PLAIN)


def html(brick: Text, before: Text = "", after: Text = "") -> Hostile:
    """Return a wall of ``brick`` in HTML."""
    return lambda size: mail(raw(before) + _wall(brick, size) + raw(after), MIME, HTML)


def field(name: str, brick: Text, before: Text = "", after: Text = "") -> Hostile:
    """Return a wall of ``brick`` in the field ``name``."""

    def make(size: int) -> bytes:
        value = raw(before) + _wall(brick, size) + raw(after)
        return mail("Hello.\n", raw(name) + b": " + value)

    return make


def encoded(encoding: str, brick: Text, after: Text = "") -> Hostile:
    """Return a wall of ``brick`` as the encoded form of a text."""
    return lambda size: mail(_wall(brick, size) + raw(after), MIME, PLAIN, encoding)


def in_charset(charset: str, brick: str, after: str = "") -> Hostile:
    """Return a wall of ``brick`` in ``charset``, in base64."""

    def make(size: int) -> bytes:
        letters = brick * max(1, size // (len(brick.encode(charset)) * 4 // 3 + 1))
        body = base64_lines((letters + after).encode(charset))
        return mail(body, MIME, f"Content-Type: text/plain; charset={charset}", BASE64)

    return make


def parts(brick: Text, kind: str = "mixed") -> Hostile:
    """Return a multipart whose body is a wall of ``brick``; its boundary is ``b``."""
    return lambda size: mail(
        _wall(brick, size), MIME, f"Content-Type: multipart/{kind}; boundary=b"
    )


def nested_multiparts(size: int) -> bytes:
    """Return multiparts within multiparts, each with a boundary of its own."""
    levels = size // 70
    openings = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(levels))
    return mail("Hello.\n", MIME).removesuffix(b"\nHello.\n") + raw("".join(openings))


def nested_messages(size: int) -> bytes:
    """Return messages within messages."""
    return _wall("Content-Type: message/rfc822\n\n", size) + b"Subject: x\n\nHello.\n"


def nested_messages_in_base64(size: int) -> bytes:
    """Return messages within messages, each in base64, as many as fit."""
    message = mail("Hello.\n")
    while len(message) * 4 // 3 < size:
        message = mail(base64_lines(message), MIME, "Content-Type: message/rfc822", BASE64)
    return message + b"\n" * (size - len(message))


def boundary_in_many_pieces(size: int) -> bytes:
    """Return a boundary in pieces (RFC 2231), one of which is all that fits in a line."""
    pieces = "".join(f'; boundary*{n}="x"' for n in range(size // 16))
    return mail("Hello.\n", MIME, f"Content-Type: multipart/mixed{pieces}")


def many_types(size: int) -> bytes:
    """Return a header with a Content-Type again and again, each with a boundary of its own."""
    types = (f"Content-Type: multipart/mixed; boundary=b{n}" for n in range(size // 100))
    lines = "".join(f"--b{n}\n\n" for n in range(size // 20))
    return mail(lines, MIME, *types)


def digit_table(size: int) -> bytes:
    """Return a table of numbers, no two rows of it alike."""
    rows = (f"{n * 7919 % 10**4:04} {n * 104729 % 10**8:08} {n:06}\n" for n in range(size // 21))
    return mail("".join(rows), MIME, PLAIN)


def attachments(size: int) -> bytes:
    """Return attachments with long names that nobody reads."""
    one = part(
        "%PDF-1.4\n",
        "Content-Type: application/pdf",
        'Content-Disposition: attachment; filename="scan 2025 10 14 0007.pdf"',
    )
    return mail(_wall(b"--b\n" + one, size), MIME, "Content-Type: multipart/mixed; boundary=b")


_ENCODED_CARD = base64.b64encode(f"{CARD} x ".encode()).decode()

HOSTILE: dict[str, Hostile] = {
    # Digits
    "digits": text("4"),
    "digits in turn": text("4111111111111111"),
    "digits with spaces": text("4 1 1 1 "),
    "digits with dashes": text("4-1-1-"),
    "digits with dots": text("4.1.1."),
    "digits, one a line": text("4\n1\n1\n"),
    "groups of four": text("4111 1111 1111 1112 "),
    "groups of four, shifted": text("1411 1111 1111 111"),
    "cards": text(f"{CARD}\n"),
    "cards, one behind the other": text("4111111111111111 "),
    "cards in tables": html(f"<tr><td>{CARD}</td></tr>\n"),
    "spaces behind a digit": text(" ", before="4111"),
    "dashes behind digits": text("-" * 40 + "4"),
    "full-width digits": text("４１１１ "),
    "Arabic digits": text("٤١١١ "),
    "invisible characters between digits": text("4\u200b1\u2060"),
    "table of numbers": digit_table,
    "combining marks": text("4\u0301\u0302"),
    # Words
    "spelled-out digits": text("four one one one "),
    "spelled-out digits in German": text("vier eins eins "),
    "repeated spelled-out digits": text("double four triple one "),
    "one letter": text("a"),
    "card words": text("card number "),
    "code words": text("cvv "),
    "codes": text("cvv 123 "),
    "codes in digits": text("1234 cvv "),
    "cards with code and expiry": text(f"{CARD} exp 12/27 cvv 123\n"),
    "boxes of dates below one card": text("exp 1 2 2\t", before=f"{CARD} "),
    "lists of bare values": text("4111111111111111:12:27:"),
    "expiry dates below one card": text("12/27 ", before=f"{CARD} "),
    "three digits below one card": text("123 ", before=f"{CARD} "),
    "months": text("exp March 2027 ", before=f"{CARD} "),
    "one-time codes": text("your code is 123456. "),
    "order numbers": text("order number 4111111111111112 "),
    "digits behind half a number": text("1", before="my card 4111 1111 "),
    "asterisks below half a number": text("*", before="my card 4111 1111\n"),
    "device numbers": text("IMEI: 490154203237518\n"),
    "accounts": text("DE89 3704 0044 0532 0130 00 "),
    "addresses": text("a@b."),
    "links": text("https://shop.example/4111111111111111?a=4111111111111112&"),
    "amounts": text("1,234.56 EUR "),
    # Quotes and lines
    "quote marks in one line": text("> "),
    "quote marks, one a line": text("\n>"),
    "quoted digits": text("\n> > 4"),
    "cards in nested quotes": text("\n" + "> " * 40 + CARD),
    "line feeds": text("\n"),
    "carriage returns": text("\r"),
    "NULs": text("\0"),
    "escapes that are none": text("\x1b$"),
    "PGP headings": text("-----BEGIN PGP MESSAGE-----\n"),
    "uuencode headings": text("begin 644 a\n"),
    # HTML
    "opened tags": html("<a "),
    "less-than signs": html("<"),
    "nested tags": html("<b>"),
    "closed tags": html("</b>"),
    "tags between digits": html("4<b>1</b>"),
    "unclosed comments": html("<!--"),
    "comments that nearly end": html("<!--", after="--"),
    "closed comments": html("<!--4-->1"),
    "unclosed styles": html("<style>"),
    "styles that nearly end": html("<style>", after="</style"),
    "unclosed scripts": html("<script>"),
    "scripts ending before they begin": html("<script>", before="<script></script>"),
    "comments of nothing": html("<!-->4"),
    "styles in comments": html("<!--<style>", after="--></style>"),
    "comments for Outlook": html("<!--[if mso]>4111<![endif]-->"),
    "comments for Outlook that nearly end": html("<!--[if mso]>4111", after="<![endif]"),
    "captions": html('<img alt="4111 1111 ">'),
    "captions, unclosed": html("alt='"),
    "margins": html("4" + " " * 12),
    "hidden elements": html("<b style='display:none'>"),
    "hidden elements, unclosed": html("<b display:none "),
    "hidden text": html("<i style='display:none'>1</i>4"),
    "display only": html("<b display display", before="<b style='display:none'>x</b>"),
    "ampersands": html("&"),
    "entities without a name": html("&#"),
    "digits as entities": html("&#52;&#x31;"),
    "entities with long names": html("&" + "a" * 300),
    "spaces as entities": html("4&nbsp;"),
    "values": html(' value="4'),
    "values with blanks": html("value = ", before="<"),
    "values in one tag": html("value='4111 1111 ' ", before="<input ", after=">"),
    "percent signs": html("%34", before="<a href='mailto:x?body=", after="'>"),
    "tag soup": html("<b><td 4='1></p x=&#52;<!-- 4 <br><i 1111</b --></style>&nbsp 1"),
    "HTML that is called plain": text("</a><a "),
    # Fields
    "fields": field("X-A", "b\nSubject: 4111\nX-A: "),
    "fields without a colon": field("X-A", "b\nSubject\n"),
    "folded lines": field("Subject", "\n "),
    "one long field": field("Subject", "4111 "),
    "blanks before the colon": field("X-A", " \t", before="b\nSubject", after="x"),
    "addresses in a field": field("To", "4111 <a@example.org>, "),
    "brackets in a field": field("To", "<"),
    "comments in a field": field("To", "("),
    "quotes in a field": field("To", '"'),
    "backslashes in a field": field("Content-Type", "\\", before='text/plain; name="'),
    "parameters": field("Content-Type", ";a=b", before="text/plain"),
    "parameters without an end": field("Content-Type", ';name="', before="text/plain"),
    "name in pieces": field("Content-Type", ";name*0=4111", before="text/plain"),
    "blanks before an equals sign": field("Content-Type", ";name" + " " * 60, before="text/plain"),
    "encoded words": field("Subject", "=?utf-8?Q?4?= "),
    "encoded words in base64": field("Subject", "=?utf-8?B?NA==?=\n "),
    "encoded words without an end": field("Subject", "=?utf-8?Q?"),
    "encoded words of a wide charset": field("Subject", "=?utf-16?B?ADQAMQ==?= "),
    "encoded words with cards": field("Subject", "=?utf-8?Q?4111_1111_1111_1111?= x\n "),
    "question marks": field("Subject", "=?"),
    "boundary in many pieces": boundary_in_many_pieces,
    "many types": many_types,
    # Parts
    "empty parts": parts("--b\n"),
    "small parts": parts("--b\n\nx\n"),
    "small parts with a card each": parts(f"--b\nContent-Type: text/plain\n\n{CARD}\n"),
    "parts with a field": parts("--b\nContent-Type: text/html\n\n<a\n"),
    "digest": parts("--b\n\nSubject: 4\n\nx\n", kind="digest"),
    "lines like boundaries": parts("--bx\n"),
    "dashes": parts("-"),
    "dashes, a pair a line": parts("--\n"),
    "boundary with blanks": parts("--b" + " " * 900 + "x\n"),
    "ends of the multipart": parts("--b--\n"),
    "multiparts of one boundary": parts("--b\nContent-Type: multipart/mixed; boundary=b\n\n"),
    "nested multiparts": nested_multiparts,
    "nested messages": nested_messages,
    "nested messages in base64": nested_messages_in_base64,
    "attachments": attachments,
    # Encodings
    "base64 padding": encoded(BASE64, "="),
    "base64 between padding": encoded(BASE64, "QQ=="),
    "base64 of single characters": encoded(BASE64, "Q="),
    "base64 of blanks": encoded(BASE64, " "),
    "base64 of one character a line": encoded(BASE64, "N\n"),
    "base64 and what is none": encoded(BASE64, b"NDEx!M\x80SAx*=MT-\nEx ?"),
    "cards in base64": encoded(BASE64, _ENCODED_CARD),
    "cards in padded base64": encoded(BASE64, _ENCODED_CARD[:-4] + "eA==\n"),
    "cards in base64, one character a line": encoded(BASE64, "\n".join(_ENCODED_CARD) + "\n"),
    "equals signs": encoded(QUOTED, "="),
    "digits in cells": html("<td>\n <p>4</p>\n </td>"),
    "fields of a form": html("<input name=a value=411>"),
    "groups with letters between": text("4111 a 1111 b 1111 c 1111 "),
    "groups in lists": text("1) 4111 2) 1111 3) 1111 4) 1111\n"),
    "groups told one by one": text("4111, then 1111, then 1111 and then 1111\n"),
    "groups of three and a rest": text("411 111 111 111 111 1\n"),
    "cards in pasted quoted-printable": text("=3D4111=20\n1111=C2=A01111=E2=80=AF1111 "),
    "pasted letters": text("=C3=BC=FCcvv=\n"),
    "soft line breaks": encoded(QUOTED, "=\n"),
    "soft line breaks between digits": encoded(QUOTED, "4=\n"),
    "soft line breaks that are none": encoded(QUOTED, "=\r"),
    "escapes cut short": encoded(QUOTED, "=3"),
    "cards in quoted-printable": encoded(QUOTED, "=34111 1111 1111 1111 x "),
    # Charsets
    "cards in UTF-8": text(f"ü {CARD} "),
    "cards in UTF-16": in_charset("utf-16", f"ü {CARD} "),
    "cards in UTF-7": in_charset("utf-7", f"ü {CARD} "),
    "cards in ISO-2022-JP": in_charset("iso-2022-jp", f"カード {CARD} "),
    "one card in ISO-2022-JP": in_charset("iso-2022-jp", "カード ", after=CARD),
    "one card in UTF-7": in_charset("utf-7", "ü ", after=CARD),
    "cards in GB18030": in_charset("gb18030", f"謝 {CARD} "),
    "cards beside broken UTF-8": text(b"\xff " + CARD.encode() + b" \n"),
    **UNLIKE,
    **COMBINED,
    **UNREAD,
    **TALKATIVE,
    **SEARCHING,
}
"""What is tried, by name."""
