"""Messages of one part, and the texts that are read in a message."""

from __future__ import annotations

from scrubber.core.message.layers import take_stock

HEAD = b"From: anna@example.org\nSubject: Hello\n"


def part(kind: str, body: bytes, *, encoding: str = "", more: str = "") -> bytes:
    """Return a message of one part."""
    fields = f"Content-Type: {kind}\n{more}"
    if encoding:
        fields += f"Content-Transfer-Encoding: {encoding}\n"
    return HEAD + fields.encode() + b"\n" + body


def texts(raw: bytes) -> dict[str, list[str]]:
    """Return the texts that are read in ``raw``, by the part they are reported under."""
    found: dict[str, list[str]] = {}
    for _, passage in take_stock(raw).passages:
        found.setdefault(passage.part, []).append(passage.text)
    return found
