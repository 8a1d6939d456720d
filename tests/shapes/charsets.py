"""Bodies in the charsets of the world, declared rightly, wrongly and not at all."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.shapes.shape import AS_MADE, Table
from tests.shapes.writing import BASE64, MIME, QUOTED, Text, base64_lines, mail, raw

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES = Table()

GREETINGS = {
    "iso-8859-1": "Grüße, crème brûlée",
    "iso-8859-2": "Zażółć gęślą jaźń",
    "iso-8859-5": "Добрый день",
    "iso-8859-7": "Καλημέρα",
    "iso-8859-8": "שלום",
    "iso-8859-9": "İyi günler",
    "iso-8859-15": "Prix en €",
    "windows-1250": "Příliš žluťoučký kůň",
    "windows-1251": "Здравствуйте",
    "windows-1252": "“Grüße” – für 5 €",
    "windows-1254": "Teşekkürler",
    "windows-1256": "مرحبا",
    "windows-1257": "Labā diena",
    "koi8-r": "Здравствуйте",
    "koi8-u": "Доброго дня, їжак",
    "macintosh": "Grüße",
    "cp437": "Grüße ░▒▓",
    "gb2312": "您好，谢谢",
    "gb18030": "您好，謝謝 𠮷",
    "gbk": "您好，謝謝",
    "big5": "您好，謝謝",
    "euc-kr": "안녕하세요",
    "euc-jp": "こんにちは、カード",
    "shift_jis": "こんにちは、カード表",
    "iso-2022-jp": "こんにちは、カード",
    "iso-2022-kr": "안녕하세요",
    "hz-gb-2312": "您好",
    "utf-7": "Grüße aus Łódź",
    "utf-8": "Grüße aus Łódź, 東京",
}
"""A greeting in each charset that keeps ASCII digits where they are."""


def _typed(body: Text, charset: str, *fields: str) -> bytes:
    """Return a mail of one text that says it is ``charset``."""
    return mail(body, MIME, f"Content-Type: text/plain; charset={charset}", *fields)


def _plain(charset: str, greeting: str) -> Callable[[str], bytes]:
    """Write a letter in ``charset`` as it is."""

    def make(text: str) -> bytes:
        return _typed(f"{greeting}!\n{text}, {greeting}.\n".encode(charset), charset)

    make.__name__ = f"{charset}_as_it_is"
    return make


def _encoded(charset: str, greeting: str) -> Callable[[str], bytes]:
    """Write a letter in ``charset`` in base64."""

    def make(text: str) -> bytes:
        body = f"{greeting}!\r\n{greeting} {text} {greeting}.\r\n".encode(charset)
        return _typed(base64_lines(body), charset, BASE64)

    make.__name__ = f"{charset}_in_base64"
    return make


for _charset, _greeting in GREETINGS.items():
    SHAPES.shape()(_plain(_charset, _greeting))
    SHAPES.shape()(_encoded(_charset, _greeting))

for _charset in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
    SHAPES.shape(ends=AS_MADE)(_plain(_charset, "Grüße, 東京 𠮷"))
    SHAPES.shape()(_encoded(_charset, "Grüße, 東京 𠮷"))


@SHAPES.shape()
def utf_16_without_a_mark(text: str) -> bytes:
    """Little-endian UTF-16 that calls itself `utf-16` and has no byte order mark."""
    return _typed(base64_lines(f"Hello, {text}\r\n".encode("utf-16-le")), "utf-16", BASE64)


@SHAPES.shape()
def utf_16_called_utf_8(text: str) -> bytes:
    """A text file that Windows wrote, with the wrong charset."""
    return _typed(base64_lines(f"Hello, {text}\r\n".encode("utf-16")), "utf-8", BASE64)


@SHAPES.shape()
def latin_called_utf_8(text: str) -> bytes:
    """Latin letters that are no UTF-8."""
    return _typed(f"Grüße, {text} für Möbel\n".encode("latin-1"), "utf-8")


@SHAPES.shape()
def utf_8_called_latin(text: str) -> bytes:
    """UTF-8 that would be read as two letters each."""
    return _typed(f"Grüße, {text} für Möbel\n", "iso-8859-1")


@SHAPES.shape()
def utf_8_called_utf_16(text: str) -> bytes:
    """ASCII that would be read as Chinese."""
    return _typed(f"Hello, {text} bye\n", "utf-16")


@SHAPES.shape()
def broken_utf_8(text: str) -> bytes:
    """Sequences cut short, overlong ones, surrogates."""
    return _typed(
        b"\xc3 \xe2\x82 \xf0\x9f " + raw(text) + b" \xc0\xb4 \xed\xa0\x80 \xff\n", "utf-8"
    )


@SHAPES.shape()
def broken_shift_jis(text: str) -> bytes:
    """A lead byte right before the number swallows nothing."""
    return _typed(b"\x82\xb1\x82 " + raw(text) + b" \xfd\xff\x81\n", "shift_jis")


@SHAPES.shape()
def unknown_charset(text: str) -> bytes:
    """A charset that nobody knows."""
    return _typed(f"Grüße, {text}\n", "x-mac-klingon")


@SHAPES.shape()
def charset_that_is_no_charset(text: str) -> bytes:
    """Names that Python knows and that are no charsets."""
    return _typed(f"Grüße, {text}\n", "rot13")


@SHAPES.shape()
def charset_of_a_codec_with_effects(text: str) -> bytes:
    """The name of a codec that raises on any use."""
    return _typed(f"Hello, {text}\n", "undefined")


@SHAPES.shape()
def charset_in_odd_writing(text: str) -> bytes:
    """Quotes, a comment, capitals, another parameter."""
    return mail(
        f"Grüße, {text} für Möbel\n".encode("latin-1"),
        MIME,
        'Content-Type: Text/PLAIN; x=1;\n\tCharSet = "ISO-8859-1" (latin) ; y=2',
    )


@SHAPES.shape()
def charset_in_pieces(text: str) -> bytes:
    """A charset by RFC 2231, in pieces and encoded."""
    body = f"Здравствуйте, {text}\n".encode("windows-1251")
    return mail(
        body, MIME, "Content-Type: text/plain; charset*0*=us-ascii'en'windows; charset*1=-1251"
    )


@SHAPES.shape()
def no_charset(text: str) -> bytes:
    """A text of a type without a charset."""
    return mail(f"Здравствуйте, {text}\n".encode("koi8-r"), MIME, "Content-Type: text/plain")


@SHAPES.shape()
def latin_in_quoted_printable(text: str) -> bytes:
    """Latin letters, escaped."""
    return _typed(f"Gr=FC=DFe, {text} f=FCr M=F6bel\n", "iso-8859-1", QUOTED)


@SHAPES.shape()
def japanese_with_text_between_escapes(text: str) -> bytes:
    """The number right between two escape sequences."""
    return _typed(f"カード{text}カード\n".encode("iso-2022-jp"), "iso-2022-jp")
