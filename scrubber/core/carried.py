"""Mails that programs attach as mere files: ``order.eml`` as octets, a mailbox, a saved page."""

from __future__ import annotations

import re

from scrubber.core.patterns import pattern

_HEAD = pattern(
    rb"(?:From [^\r\n]*\r?\n)?(?:from|to|subject|date|received|return-path|delivered-to|message-id|"
    rb"mime-version|content-[a-z-]{1,40}|x-[a-z0-9-]{1,60}|snapshot-[a-z-]{1,40}):",
    re.IGNORECASE,
)
"""A field that mails begin with, behind the line of an mbox; a saved page has one of its own."""

_ENCODED = pattern(
    rb"^content-transfer-encoding:[ \t]*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)


def may_begin_mail(head: bytes) -> bool:
    """Say whether a file that begins with ``head`` may be a mail."""
    return _HEAD.match(head) is not None


def is_encoded_mail(content: bytes) -> bool:
    """Say whether a mail has parts that have to be decoded; any other is read as text as well."""
    return _ENCODED.search(content) is not None
