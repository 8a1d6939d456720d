"""Messages of what nobody reads: files in a text, bytes of no known charset, what programs log.

No two lines are alike.  Real mail holds all of it, so each is asked for what a card among it costs,
too.  Each is a function of a size in bytes, as in :mod:`tests.shapes.hostile`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from random import Random

from tests.shapes.writing import MIME, mail

Hostile = Callable[[int], bytes]
Line = Callable[[bytes], bytes]

PLAIN = "Content-Type: text/plain"
_BINHEX = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr",
)


def file_in_text(line: Line, row: int, before: str = "See the picture.\n\n") -> Hostile:
    """Return a file that a text holds, so many bytes of it in each ``line``."""

    def hostile(size: int) -> bytes:
        content = Random(size).randbytes(size * 3 // 4)  # noqa: S311 - the same each time
        rows = [content[at : at + row] for at in range(0, len(content), row)]
        return mail(before.encode() + b"".join(map(line, rows)), MIME, PLAIN)

    return hostile


def uuencoded(row: bytes) -> bytes:
    """Return a line of uuencode."""
    return binascii.b2a_uu(row, backtick=True)


def in_base64(row: bytes) -> bytes:
    """Return a line of base64."""
    return base64.b64encode(row) + b"\n"


def in_binhex(row: bytes) -> bytes:
    """Return a line of BinHex 4.0."""
    return in_base64(row).translate(_BINHEX)


def in_patch(row: bytes) -> bytes:
    """Return a line of a picture in a patch as Git writes it."""
    return b"z" + base64.b85encode(row) + b"\n"


def quoted(row: bytes) -> bytes:
    """Return a line of base64 in a reply."""
    return b"> " + in_base64(row)


def undeclared(charset: str, first: int, last: int) -> Hostile:
    """Return words of letters from ``first`` to ``last``, and numbers, in bytes of a charset."""

    def hostile(size: int) -> bytes:
        random = Random(size)  # noqa: S311 - the same each time
        words = bytearray()
        while len(words) < size:
            letters = (chr(random.randint(first, last)) for _ in range(random.randint(2, 8)))
            words += "".join(letters).encode(charset, "ignore") + random.choice((b" ", b"\r\n"))
            words += b"%d " % random.randrange(1_000_000) if random.random() < 0.05 else b""
        return mail(bytes(words), MIME, PLAIN)

    return hostile


def any_bytes(size: int) -> bytes:
    """Return bytes as they come."""
    return mail(Random(size).randbytes(size), MIME, PLAIN)  # noqa: S311 - the same each time


FILES = {
    "picture in uuencode": file_in_text(uuencoded, 45, "begin 644 picture.jpg\n"),
    "picture in base64": file_in_text(in_base64, 57),
    "armor of PGP": file_in_text(in_base64, 48, "-----BEGIN PGP SIGNATURE-----\n\n"),
    "picture in BinHex": file_in_text(in_binhex, 48, "(must be converted with BinHex 4.0)\n\n"),
    "picture in a patch": file_in_text(in_patch, 52, "GIT binary patch\nliteral 4000\n"),
    "picture in a reply": file_in_text(quoted, 57),
}
"""Files in a text, by how they are encoded."""

UNREAD = {
    **FILES,
    "Korean without a charset": undeclared("euc-kr", 0xAC00, 0xD7A3),
    "Chinese without a charset": undeclared("gbk", 0x4E00, 0x9FA5),
    "Japanese without a charset": undeclared("shift_jis", 0x3042, 0x3093),
    "Cyrillic without a charset": undeclared("koi8-r", 0x430, 0x44F),
    "bytes as they come": any_bytes,
}
"""What is tried, by name."""
