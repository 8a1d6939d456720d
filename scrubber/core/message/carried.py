"""Mails that programs attach as mere files: ``order.eml`` as octets, a mailbox, a saved page.

Or that stand in a text as they are: what some servers could not deliver comes back so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = pattern(
    rb"(?:From [^\r\n]*\r?\n)?(?:from|to|subject|date|received|return-path|delivered-to|message-id|"
    rb"mime-version|content-[a-z-]{1,40}|x-[a-z0-9-]{1,60}|snapshot-[a-z-]{1,40}):",
    re.IGNORECASE,
)
"""A field that mails begin with, behind the line of an mbox; a saved page has one of its own."""

_ENCODED = pattern(
    rb"^content-transfer-encoding:[ \t]*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)
_BASE64 = pattern(
    rb"^content-transfer-encoding:[^\r\n]{0,99}base64[^\r\n]{0,99}\r?\n"
    rb"(?:[^\r\n]{1,998}+\r?\n){0,32}+\r?\n((?:[A-Za-z0-9+/]{1,998}+={0,2}\r?\n?)++)",
    re.IGNORECASE | re.MULTILINE,
)
"""A header that says so, what is left of it, and the lines that it speaks of."""


def may_begin_mail(head: bytes) -> bool:
    """Say whether a file that begins with ``head`` may be a mail."""
    return _HEAD.match(head) is not None


def is_encoded_mail(content: bytes) -> bool:
    """Say whether a mail has parts that have to be decoded; any other is read as text as well."""
    return _ENCODED.search(content) is not None


def base64_in(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where lines of base64 stand in the text ``raw[start:end]`` below a header of theirs."""
    if raw.find(b"ase64", start, end) >= 0 or raw.find(b"BASE64", start, end) >= 0:
        for found in _BASE64.finditer(raw, start, end):
            yield found.span(1)
