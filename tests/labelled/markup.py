"""Classes of HTML mail: the ways mail programs and web forms break a number up with tags."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from tests.labelled import mime
from tests.labelled.reader import fold, render
from tests.labelled.registry import positive
from tests.labelled.shapes import joined, wrapped

if TYPE_CHECKING:
    from tests.labelled.model import Labelled
    from tests.labelled.shapes import Variant
    from tests.labelled.writer import Writer

HOLE: Final = "\ue000"


def each(opening: str, closing: str, separator: str = " ") -> Variant:
    """Return the variant that puts every group into an element."""
    return lambda groups: separator.join(f"{opening}{group}{closing}" for group in groups)


def each_digit(opening: str, closing: str) -> Variant:
    """Return the variant that puts every digit into an element, the groups apart by a space."""
    return lambda groups: " ".join(
        "".join(f"{opening}{digit}{closing}" for digit in group) for group in groups
    )


def one(opening: str, closing: str) -> Variant:
    """Return the variant that puts the second group alone into an element."""
    return lambda groups: " ".join([groups[0], f"{opening}{groups[1]}{closing}", *groups[2:]])


def inside(markup: str) -> Variant:
    """Return the variant with ``markup`` in the middle of the second group."""
    return lambda groups: " ".join([groups[0], groups[1][:2] + markup + groups[1][2:], *groups[2:]])


def as_entities(form: str, separator: str = " ") -> Variant:
    """Return the variant with each digit written as a character reference."""
    return lambda groups: separator.join(
        "".join(form.format(ord(digit)) for digit in group) for group in groups
    )


def within(opening: str, closing: str, separator: str = " ") -> Variant:
    """Return the variant with the whole number between ``opening`` and ``closing``."""
    return lambda groups: opening + separator.join(groups) + closing


CELL: Final = '<td style="border:1px solid">'
MARKUPS: Final[dict[str, list[Variant]]] = {
    "spans": [
        each("<span>", "</span>"),
        each('<span style="color:#333">', "</span>", ""),
        each("<font face=Arial>", "</font>"),
        each_digit("<span>", "</span>"),
        each_digit('<span class="d">', "</span>"),
    ],
    "emphasis": [
        one("<b>", "</b>"),
        one('<font color="red">', "</font>"),
        one("<i><u>", "</u></i>"),
    ],
    "hard spaces": [
        joined("&nbsp;"),
        joined("&#160;"),
        joined("&#xA0;"),
        joined("&nbsp; "),
        joined("&ensp;"),
        joined("&thinsp;"),
        joined("&nbsp;&nbsp;"),
    ],
    "decimal entities": [as_entities("&#{};"), as_entities("&#{};", ""), as_entities("&#{:04d};")],
    "hex entities": [
        as_entities("&#x{:x};"),
        as_entities("&#x{:X};", "-"),
        as_entities("&#X{:x};"),
    ],
    "breaks": [joined("<br>"), joined("<br/>\n"), wrapped("<br>"), joined("<br /> ")],
    "cells": [
        each("<td>", "</td>", ""),
        each(CELL, "</td>", "\n"),
        each("<td><p>", "</p></td>", "\n"),
    ],
    "lines of blocks": [
        each("<div>", "</div>", ""),
        each("<p>", "</p>", "\n"),
        each("<li>", "</li>", ""),
    ],
    "comments": [inside("<!-- -->"), inside("<!--StartFragment-->"), joined("<!-- 99 --> ")],
    "tag in a group": [
        inside("<font size=2>"),
        inside("</span><span>"),
        inside("<wbr>"),
        inside("<b></b>"),
        inside("<o:p></o:p>"),
    ],
    "invisible entities": [
        inside("&shy;"),
        inside("&zwnj;"),
        inside("&#8203;"),
        inside("&ZeroWidthSpace;"),
        inside("&#x200D;"),
    ],
    "hidden noise": [
        inside('<span style="display:none">7</span>'),
        inside('<span style="display: none;">x</span>'),
        joined(' <div style="display:none">12</div>'),
    ],
    "links": [
        within('<a href="tel:', '">☎</a>', ""),
        within('<a href="mailto:info@hartwood.example?body=', '">✉</a>', "%20"),
        within('<a class=x href="tel:', '">☎</a>', "-"),
        within('<a href="mailto:info@hartwood.example?subject=x&amp;body=', '">✉</a>', ""),
        within('<a href="https://hartwood.example/">', "</a>"),
    ],
    "fields": [
        within('<input type="text" name="n" value="', '">'),
        within("<input value='", "' readonly>"),
        within('<input name=pan value="', '"/>', ""),
    ],
    "preformatted": [within("<pre>", "</pre>"), within("<code>", "</code>", "\n")],
}


def html_mail(writer: Writer, variants: list[Variant]) -> Labelled:
    """Write a number in one of the ``variants``, as HTML alone or beside a plain text part."""
    card = writer.card()
    written = writer.pick(variants)(card.groups)
    letter = writer.letter(writer.payment(writer.phrase("card", card=HOLE), card))
    writer.secret("pan", card.digits, written, html=True)
    page = mime.text(
        html(writer, letter).replace(HOLE, written), "html", encoding=_encoding(writer)
    )
    if writer.chance(0.6):
        return writer.done(writer.mail(page))
    as_text = fold(render(written))  # what a mail program puts into the text part
    writer.secret("pan", card.digits, as_text)
    text = mime.text(letter.replace(HOLE, as_text))
    return writer.done(writer.mail(mime.multipart(writer.rng, "alternative", text, page)))


def html(writer: Writer, letter: str) -> str:
    """Return ``letter`` as the page some mail program makes of it."""
    lines = escape(letter, quote=False).splitlines()
    pages = (
        "<html><body>" + "<br>\n".join(lines) + "</body></html>",
        '<div dir="ltr">' + "".join(f"<div>{line or '<br>'}</div>" for line in lines) + "</div>",
        "<html><head><style>p.MsoNormal{margin:0cm;font-size:11.0pt}</style></head><body>"
        + "\n".join(f'<p class="MsoNormal">{line or "&nbsp;"}</p>' for line in lines)
        + "</body></html>",
    )
    return writer.rng.choice(pages)


def _encoding(writer: Writer) -> str:
    return writer.rng.choice(("", "quoted-printable", "quoted-printable", "base64"))


for _name, _variants in MARKUPS.items():
    positive(f"HTML: {_name}", html_mail, _variants)
