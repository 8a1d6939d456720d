"""What is carried within something else, without a part of its own that says so.

Mails that programs attach as mere files: ``order.eml`` as octets, a mailbox, a saved page; or that
stand in a text as they are: what some servers could not deliver comes back so.  Texts that stand
encoded in a page, a contact or a calendar.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.message.transfer import BASE64, QUOTED_PRINTABLE, decode
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = pattern(
    rb"(?:From [^\r\n]*\r?\n)?(?:from|to|subject|date|received|return-path|delivered-to|message-id|"
    rb"mime-version|content-[a-z-]{1,40}|x-[a-z0-9-]{1,60}|snapshot-[a-z-]{1,40}):",
    re.IGNORECASE,
)
"""A field that mails begin with, behind the line of an mbox; a saved page has one of its own."""

_FIELD = rb"^content-transfer-encoding:(?:[^\r\n]|\r?\n[ \t]){0,99}?"
_ENCODED = pattern(_FIELD + rb"(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE)
_BASE64 = pattern(
    _FIELD + rb"base64[^\r\n]{0,99}\r?\n"
    rb"(?:[^\r\n]{1,998}+\r?\n){0,32}+\r?\n((?:[A-Za-z0-9+/]{1,998}+={0,2}\r?\n?)++)",
    re.IGNORECASE | re.MULTILINE,
)
"""A header that says so, what is left of it, and the lines that it speaks of."""


_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"%!PS",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh9",
    b"\xfd7zXZ",
    b"\x78\x9f\x3e\x22",
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_SNIFFED = 2048

_INLAYS = (
    pattern(
        rb"data:(?i:(?P<type>(?:text|message|image/svg|application/(?:xhtml|xml|json))"
        rb"[^,;\"'<>\s]{0,40}+|)(?:;charset=\"?(?P<charset>[a-z0-9_-]{1,40}+)\"?)?"
        rb"(?:;[a-z]+=[^,;\"'<>\s]{1,40}+){0,9};base64,[ ]?)(?P<base64>[A-Za-z0-9+/]"
        rb"(?:[A-Za-z0-9+/]++|\r?\n(?:[ \t]+|(?=[A-Za-z0-9+/]{1,76}[=\"'\r\n])))++={0,2})"
    ),
    pattern(
        rb";ENCODING=(?i:(?:b|base64)(?:;[^:;\r\n]{1,80}+){0,9}:[ ]?"
        rb"(?P<base64>(?:[A-Za-z0-9+/]++(?:\r?\n[ \t]+)?)++={0,2})|"
        rb"quoted-printable(?:;[^:;\r\n]{1,80}+){0,9}:"
        rb"(?P<quoted>(?:[^\r\n=]++|=[0-9a-f]{2}|=\r?\n)++))"
    ),
)
"""URLs that hold what they name (RFC 2397); values of contacts and calendars (RFC 2426, 5545).

Each begins with what is looked for at no cost.
"""


class Inlaid(NamedTuple):
    """Where a text holds another one encoded, how, and what is said of that."""

    start: int
    end: int
    encoding: bytes
    charset: str
    html: bool


def is_written(head: bytes) -> bool:
    """Say whether a file that begins with ``head`` is text."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return wide or not (is_known_file(head) or head.translate(None, _CONTROL) != head)


def is_known_file(head: bytes) -> bool:
    """Say whether a file begins as those do that are no text."""
    return head.startswith(_BINARY)


def may_have_inlaid(raw: bytes, start: int, end: int) -> bool:
    """Say at a glance whether something may stand encoded in the text ``raw[start:end]``."""
    # Most letters have no semicolon, and a single byte is looked for in a tenth of the time.
    if raw.find(b";", start, end) < 0:
        return False
    return raw.find(b";base64,", start, end) >= 0 or raw.find(b";ENCODING=", start, end) >= 0


def inlaid_in(text: bytes) -> Iterator[Inlaid]:
    """Yield the texts that stand encoded in another one."""
    for inlays in _INLAYS:
        for found in inlays.finditer(text):
            said = found.groupdict()
            name = "base64" if said["base64"] else "quoted"
            encoding = BASE64 if said["base64"] else QUOTED_PRINTABLE
            start, end = found.span(name)
            if is_written(decode(text[start : min(start + _SNIFFED, end)], encoding)):
                kind = (said.get("type") or b"").lower()
                declared = (said.get("charset") or b"").decode("ascii").lower()
                yield Inlaid(start, end, encoding, declared, html=b"ml" in kind or b"svg" in kind)


def may_begin_mail(head: bytes) -> bool:
    """Say whether a file that begins with ``head`` may be a mail."""
    return _HEAD.match(head) is not None


def is_encoded_mail(content: bytes) -> bool:
    """Say whether a mail has parts that have to be decoded; any other is read as text as well."""
    return _ENCODED.search(content) is not None


def base64_in(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where lines of base64 stand in the text ``raw[start:end]`` below a header of theirs."""
    if raw.find(b"ncoding:", start, end) >= 0:
        for found in _BASE64.finditer(raw, start, end):
            yield found.span(1)
