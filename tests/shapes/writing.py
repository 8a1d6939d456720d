"""Mails written down byte by byte, with LF line ends, and nothing tidied up on the way."""

from __future__ import annotations

import base64

FIELDS = (
    "Date: Tue, 14 Oct 2025 09:12:44 +0200",
    "From: Anna Keller <anna.keller@example.org>",
    "To: orders@shop.example",
    "Message-ID: <20251014091244.1A2B3C@mail.example.org>",
)
SUBJECT = "Subject: our order"
MIME = "MIME-Version: 1.0"
HTML = "Content-Type: text/html; charset=utf-8"
BASE64 = "Content-Transfer-Encoding: base64"
QUOTED = "Content-Transfer-Encoding: quoted-printable"
LINE = 76
"""Characters of an encoded line (RFC 2045 section 6.8)."""

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""

Text = bytes | str


def raw(text: Text) -> bytes:
    """Return ``text`` as bytes, UTF-8."""
    return text.encode() if isinstance(text, str) else text


def mail(body: Text, *fields: Text, subject: Text = SUBJECT) -> bytes:
    """Return a message of the usual fields, ``subject`` and ``fields`` above ``body``."""
    return part(body, *FIELDS, subject, *fields)


def part(body: Text, *fields: Text) -> bytes:
    """Return ``fields``, a blank line and ``body``."""
    return b"".join(raw(field) + b"\n" for field in fields) + b"\n" + raw(body)


def joined(boundary: str, *parts: bytes, preamble: Text = "", epilogue: Text = "") -> bytes:
    """Return a multipart body (RFC 2046 section 5.1.1)."""
    delimiter = raw(f"--{boundary}")
    body = b"".join(delimiter + b"\n" + piece + b"\n" for piece in parts)
    return raw(preamble) + body + delimiter + b"--\n" + raw(epilogue)


def multipart(kind: str, boundary: str, *parts: bytes) -> bytes:
    """Return a part that is a multipart of ``parts``."""
    return part(joined(boundary, *parts), f'Content-Type: multipart/{kind}; boundary="{boundary}"')


def multipart_mail(kind: str, boundary: str, *parts: bytes) -> bytes:
    """Return a mail that is a multipart of ``parts``."""
    return mail(
        joined(boundary, *parts), MIME, f'Content-Type: multipart/{kind}; boundary="{boundary}"'
    )


def base64_lines(content: Text, width: int = LINE) -> bytes:
    """Return ``content`` in base64, in lines of ``width`` characters."""
    encoded = base64.b64encode(raw(content))
    lines = (encoded[at : at + width] for at in range(0, len(encoded), width))
    return b"".join(line + b"\n" for line in lines)


def escaped(text: Text) -> str:
    """Return ``text`` in quoted-printable with every byte escaped."""
    return "".join(f"={byte:02X}" for byte in raw(text))


def letter(text: str) -> str:
    """Return a short letter around ``text``."""
    return f"Hello,\n\nthis is how we would like to pay:\n{text}\n\nKind regards\nAnna Keller\n"


def page(text: str) -> str:
    """Return a small HTML page around ``text``."""
    return (
        "<!DOCTYPE html>\n<html><head><title>Order</title></head>\n<body>\n"
        f"<p>Hello,</p>\n<p>{text}</p>\n<p>Kind regards</p>\n</body></html>\n"
    )


def plain_part(text: str) -> bytes:
    """Return a text/plain part that holds ``text``."""
    return part(letter(text), "Content-Type: text/plain; charset=utf-8")


def picture() -> bytes:
    """Return an attached picture."""
    return part(base64_lines(PIXEL), 'Content-Type: image/png; name="dot.png"', BASE64)
