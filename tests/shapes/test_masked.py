"""Mail with a card number leaves with the number masked, in every shape, and else as it came."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.parser import BytesParser
from email.policy import compat32
from functools import cache
from typing import TYPE_CHECKING

import pytest

from scrubber import scrub
from scrubber.core.model import Kind
from tests.shapes import CASES, IDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from scrubber.core.model import Scrubbed
    from tests.shapes.shape import Shape

CARD = "4111 1111 1111 1111"
MASK = "**** **** **** 1111"
SEPARATOR = re.compile(rb">?From [^\r\n]*(?:\r\n|\n|\r)")
"""The line by which an mbox tells mails apart; no field may stand above it."""

LINE_END = re.compile(rb"\r\n|\n|\r")

HOLDING = [(case, name) for case, name in zip(CASES, IDS, strict=True) if case[0].holds]
everywhere = pytest.mark.parametrize(
    ("shape", "end"), [case for case, _ in HOLDING], ids=[name for _, name in HOLDING]
)


@cache
def _scrubbed(shape: Shape, end: str) -> Scrubbed:
    """Return what scrubbing makes of the mail with the number, once for all tests."""
    return scrub(shape.message(CARD, end))


def _marked(shape: Shape, message: bytes) -> bytes:
    """Return ``message`` with the field on top that says how many numbers were masked."""
    separator = SEPARATOR.match(message)
    at = separator.end() if separator else 0
    line_end = LINE_END.search(message, at)
    end = line_end[0] if line_end else b"\r\n"
    field = b"X-Scrubber: masked; pan=%d" % shape.places + end
    return message[:at] + field + (b"" if shape.headed else end) + message[at:]


@everywhere
def test_only_the_number_changes(shape: Shape, end: str) -> None:
    """Scrubbing gives the mail that would have come had the customer written asterisks.

    So no line changes that holds no part of the number, and none changes its length; one field is
    added at the top.
    """
    scrubbed = _scrubbed(shape, end)
    assert scrubbed.message == _marked(shape, shape.message(MASK, end))
    found = [
        (finding.kind, finding.network, _spaced(finding.masked)) for finding in scrubbed.findings
    ]
    assert found == [(Kind.PAN, "visa", MASK)] * shape.places


def _spaced(masked: str) -> str:
    """Return ``masked`` with one space where a line was folded."""
    return " ".join(masked.split())


@everywhere
def test_a_second_time_changes_nothing(shape: Shape, end: str) -> None:
    """What was scrubbed is clean."""
    once = _scrubbed(shape, end).message
    assert scrub(once).message is once


@everywhere
def test_another_parser_sees_the_same_mail(shape: Shape, end: str) -> None:
    """The standard library reads the same parts, and asterisks where it read the number."""
    message = shape.message(CARD, end)
    before, after = _parsed(message), _parsed(_scrubbed(shape, end).message)
    del after["X-Scrubber"]
    assert _outline(after) == _outline(before)
    for old, new in zip(_texts(before), _texts(after), strict=True):
        assert CARD not in old or new == old.replace(CARD, MASK)


def _parsed(message: bytes) -> Message:
    return BytesParser(policy=compat32).parsebytes(message)


def _outline(message: Message) -> list[tuple[str, list[str]]]:
    """Return of each part its type and the names of its fields."""
    return [(part.get_content_type(), part.keys()) for part in message.walk()]


def _texts(message: Message) -> Iterator[str]:
    """Yield the fields and the contents of all parts, as one character a byte."""
    for part in message.walk():
        yield from (_decoded(value) for value in part.values())
        content = part.get_payload(decode=True)
        yield content.decode("latin-1") if isinstance(content, bytes) else ""


def _decoded(value: object) -> str:
    """Return a field with its encoded words decoded (RFC 2047)."""
    try:
        words = decode_header(str(value))
    except (HeaderParseError, ValueError):
        return str(value)
    return "".join(word.decode("latin-1") if isinstance(word, bytes) else word for word, _ in words)
