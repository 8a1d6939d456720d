"""How much memory a long text takes beside the mail: counted, so that a busy machine cannot fail.

``python -m tests.benchmarks memory`` measures processes.
"""

from __future__ import annotations

import base64
import gc
import tracemalloc

import pytest

from scrubber import scrub
from tests.shapes.hostile import HOSTILE

LINE = b"Thank you for the two lamps of order 20417, they arrived on 12 May and cost 129,90.\r\n"
MEGABYTE = 1_000_000
CARD = b"My card is Visa 4111 1111 1111 1111, exp 12/27, cvv 123\r\n"
KINDS = [
    pytest.param(b"plain", b"8bit", b"", 2.6, id="as it stands"),
    pytest.param(b"plain", b"base64", b"", 2.6, id="base64"),
    pytest.param(b"plain", b"quoted-printable", b"", 2.6, id="quoted", marks=pytest.mark.long),
    pytest.param(b"html", b"8bit", b"", 4.0, id="HTML", marks=pytest.mark.long),
    pytest.param(b"plain", b"8bit", CARD, 3.4, id="with a card", marks=pytest.mark.long),
]


def mail(kind: bytes, encoding: bytes, first: bytes, size: int) -> bytes:
    """Return a mail of ``size`` bytes that is one long text."""
    text = first + (b"<p>" + LINE if kind == b"html" else LINE) * (size // len(LINE))
    text = text[: size * 3 // 4]
    if encoding == b"base64":
        text = base64.encodebytes(text)
    header = b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n"
    return b"Subject: Hello\r\n" + header % (kind, encoding) + text


def most(raw: bytes) -> int:
    """Return the most bytes that scrubbing a mail has at once."""
    tracemalloc.start()
    try:
        scrub(raw)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("kind", "encoding", "first", "times"), KINDS)
def test_a_long_text_is_in_memory_a_few_times(
    kind: bytes, encoding: bytes, first: bytes, times: float
) -> None:
    """What takes as much for every mail does not count."""
    once, twice = (mail(kind, encoding, first, size * MEGABYTE) for size in (1, 2))
    scrub(once)  # words are folded once
    assert most(twice) - most(once) <= times * (len(twice) - len(once))


@pytest.mark.parametrize("name", ["small parts with names", "fields of forms", "halves in words"])
def test_a_scan_leaves_no_cycles(name: str) -> None:
    """A scanner's process looks for none."""
    message = HOSTILE[name](6_000)
    scrub(message)  # patterns are compiled once
    gc.collect()
    gc.disable()
    try:
        scrub(message)
        assert gc.collect() == 0
    finally:
        gc.enable()
