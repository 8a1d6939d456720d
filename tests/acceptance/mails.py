"""The mails that these tests send, and how to compare what arrived."""

from __future__ import annotations

import re
from typing import Final

CARD: Final = b"4111 1111 1111 1111"
CARD_TEXT: Final = (
    b"Please charge my card 4111 1111 1111 1111, exp 12/27, cvv 123.\r\nThank you, Ada\r\n"
)
MASKED_TEXT: Final = (
    b"Please charge my card **** **** **** 1111, exp **/**, cvv ***.\r\nThank you, Ada\r\n"
)
# The headers by which a relay says that mail went through it (RFC 5321 section 4.4), or what it
# has done to it.
TRACE: Final = re.compile(
    rb"(?i)(?:Received|Return-Path|Delivered-To|X-[\w-]+|Authentication-[\w-]+):"
)
FOLDED_FIELD: Final = re.compile(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*")


def mail(body: bytes, *fields: bytes, subject: bytes = b"My order 20417") -> bytes:
    """Return a text message of CRLF lines, with further header fields."""
    head = [
        b"From: Ada Lovelace <customer@customer.example>",
        b"To: orders@shop.example",
        b"Subject: " + subject,
        b"Date: Mon, 01 Sep 2025 10:00:00 +0000",
        b"Message-ID: <20250901.a@customer.example>",
        b"MIME-Version: 1.0",
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Transfer-Encoding: 8bit",
        *fields,
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


CLEAN: Final = mail("Guten Tag, wo bleibt meine Bestellung?\r\n.\r\n..\r\nGrüße\r\n".encode())
CARD_MAIL: Final = mail(CARD_TEXT)


def trace_above(message: bytes, sent: bytes) -> bytes:
    """Return what was put above a message that must be the same in every byte below.

    Raises AssertionError when anything else has changed, or when there is more above than trace
    fields.
    """
    assert message.endswith(sent), message[:2000]
    above = message[: len(message) - len(sent)]
    fields = FOLDED_FIELD.findall(above)
    assert b"".join(fields) == above
    assert all(TRACE.match(field) for field in fields), above
    return above


def assert_unchanged(message: bytes, sent: bytes) -> None:
    """Return the message is what was sent, below trace fields."""
    trace_above(message, sent)


def assert_masked(message: bytes) -> None:
    """CARD_MAIL has arrived with its numbers masked, and in no other byte changed."""
    above = trace_above(message, CARD_MAIL.replace(CARD_TEXT, MASKED_TEXT))
    assert b"\r\nX-Scrubber: masked; pan=1" in b"\r\n" + above


def big(size: int) -> bytes:
    """Return a clean mail of at least so many bytes, in lines of a usual length."""
    line = b"The quick brown fox jumps over the lazy dog, and so does the next one of them.\r\n"
    return mail(line * (size // len(line) + 1))


def attachment(size: int) -> bytes:
    """Return a mail with a PDF of at least so many bytes, encoded."""
    line = b"JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+Pg0KZW5kb2JqCnhyZWYKMCAw\r\n"
    head = (
        b'Subject: Your plan\r\nContent-Type: application/pdf; name="plan.pdf"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + line * (size // len(line) + 1)
