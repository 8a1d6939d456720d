"""How much memory a long text takes beside the mail: counted, so that a busy machine cannot fail.

``python -m tests.benchmarks memory`` measures processes.
"""

from __future__ import annotations

import base64
import tracemalloc

import pytest

from scrubber import scrub

LINE = b"Thank you for the two lamps of order 20417, they arrived on 12 May and cost 129,90.\r\n"
MEGABYTE = 1_000_000
KINDS = {
    "as it stands": (b"8bit", LINE, 2.6),
    "quoted-printable": (b"quoted-printable", LINE, 2.6),
    "base64": (b"base64", LINE, 2.6),
}


def mail(encoding: bytes, line: bytes, size: int) -> bytes:
    """Return a mail of ``size`` bytes that is one long text."""
    text = line * (size // len(line))
    if encoding == b"base64":
        text = base64.encodebytes(text[: size * 3 // 4])
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n"
    return b"Subject: Hello\r\n" + kind % encoding + text


def most(raw: bytes) -> int:
    """Return the most bytes that scrubbing a mail has at once."""
    tracemalloc.start()
    try:
        scrub(raw)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("encoding", "line", "times"), KINDS.values(), ids=list(KINDS))
def test_a_long_text_is_in_memory_a_few_times(encoding: bytes, line: bytes, times: float) -> None:
    """What takes as much for every mail does not count."""
    once, twice = (mail(encoding, line, size * MEGABYTE) for size in (1, 2))
    scrub(once)  # words are folded once
    assert most(twice) - most(once) <= times * (len(twice) - len(once))
