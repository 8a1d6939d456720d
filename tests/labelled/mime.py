"""Builds messages byte by byte, as the mail programs of customers do, without the email package.

The generator and the reader must not share a fault.
"""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

PROGRAMS: Final = (
    "Microsoft Outlook 16.0",
    "Apple Mail (2.3774.300.61)",
    "Mozilla Thunderbird",
    "YahooMailAndroidMobile/7.31",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A MIME part: its fields and its body, already encoded, lines ended by LF."""

    fields: tuple[str, ...]
    body: bytes

    def with_field(self, field: str) -> Part:
        """Return the part with one more field."""
        return Part((*self.fields, field), self.body)


def charset_for(text: str, wanted: str) -> str:
    """Return ``wanted`` if it can write ``text``, else UTF-8."""
    try:
        text.encode(wanted)
    except UnicodeEncodeError:
        return "utf-8"
    return wanted


def transfer(content: bytes, encoding: str) -> bytes:
    """Return ``content`` in a transfer encoding (RFC 2045 section 6)."""
    if encoding == "base64":
        return base64.encodebytes(content)
    if encoding == "quoted-printable":
        return quopri.encodestring(content)
    return content


def text(content: str, subtype: str = "plain", charset: str = "utf-8", encoding: str = "") -> Part:
    """Return a text part; without an encoding, 7bit or 8bit by what it holds."""
    written = charset_for(content, charset)
    data = content.encode(written)
    encoding = encoding or ("7bit" if data.isascii() else "8bit")
    return labelled(data, f"text/{subtype}; charset={written}", encoding)


def labelled(data: bytes, content_type: str, encoding: str) -> Part:
    """Return a part of any type in a transfer encoding."""
    fields = (f"Content-Type: {content_type}", f"Content-Transfer-Encoding: {encoding}")
    return Part(fields, transfer(data, encoding))


def multipart(rng: Random, subtype: str, *parts: Part) -> Part:
    """Return a multipart part with ``parts`` (RFC 2046 section 5.1)."""
    boundary = f"----=_Part_{rng.getrandbits(40):x}"
    pieces = [f"--{boundary}\n".encode() + b"\n".join(_lines(part)) + b"\n" for part in parts]
    fields = (f'Content-Type: multipart/{subtype}; boundary="{boundary}"',)
    return Part(fields, b"".join(pieces) + f"--{boundary}--\n".encode())


def _lines(part: Part) -> list[bytes]:
    return [*(field.encode() for field in part.fields), b"", part.body.rstrip(b"\n")]


def encoded_word(value: str, charset: str = "utf-8", form: str = "B") -> str:
    """Return ``value`` as one encoded word (RFC 2047), or as it is when that is not needed."""
    data = value.encode(charset)
    if form == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    quoted = "".join(
        chr(sign) if chr(sign).isalnum() and sign < 128 else f"={sign:02X}" for sign in data
    )
    return f"=?{charset}?Q?{quoted}?="


def field_value(value: str) -> str:
    """Return a field value: ASCII as it is, the rest as encoded words of whole characters."""
    if value.isascii():
        return value
    pieces = [value[start : start + 12] for start in range(0, len(value), 12)]
    return "\n ".join(encoded_word(piece) for piece in pieces)


def message(rng: Random, fields: tuple[str, ...], body: Part) -> bytes:
    """Return a whole message with trace and identifying fields, lines ended by CRLF."""
    date = (
        f"{rng.randint(1, 28)} Nov 2026 {rng.randint(7, 22):02d}:12:{rng.randint(0, 59):02d} +0100"
    )
    head = (
        f"Received: from mx.provider.example by hartwood.example with ESMTPS; {date}",
        f"Message-ID: <{rng.getrandbits(64):x}.{rng.getrandbits(30)}@provider.example>",
        f"Date: {date}",
        *fields,
        f"X-Mailer: {rng.choice(PROGRAMS)}",
        "MIME-Version: 1.0",
    )
    whole = b"\n".join([*(field.encode() for field in head), *_lines(body)]) + b"\n"
    return whole.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
