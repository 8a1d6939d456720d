"""Hits to masks: which characters go, what a finding shows, and the mark on a changed message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scrubber.core.hit import Hit
from scrubber.core.mime import Structure
from scrubber.core.model import Finding
from scrubber.core.view import View

_DIGITS = frozenset("0123456789")


def spans(hit: Hit, view: View) -> list[tuple[int, int]]:
    """Return the source ranges of the digits that go, each once, in order.

    The last digits of a card number that may stay do so where they have characters of their own.
    """
    places = [view.span(i, i + 1) for i in range(hit.start, hit.end) if view.text[i] in _DIGITS]
    return sorted(set(places[: len(places) - hit.readable]))


def masked_text(hit: Hit, text: str) -> str:
    """Return what a reader sees afterwards in place of the hit, in one line."""
    shown = []
    left = sum(char in _DIGITS for char in text[hit.start : hit.end])
    for char in text[hit.start : hit.end]:
        if char in _DIGITS:
            shown.append("*" if left > hit.readable else char)
            left -= 1
        else:
            shown.append(char if char.isprintable() else " ")
    return " ".join("".join(shown).split())


def mark(raw: bytes, structure: Structure, findings: Iterable[Finding]) -> bytes:
    """Return the message with a field on top that says what was masked in it.

    It informs and tells a crashed run its own work; it is never a reason not to scan.
    """
    counts = Counter(str(finding.kind) for finding in findings)
    counted = " ".join(f"{kind}={counts[kind]}" for kind in ("pan", "cvv", "expiry", "otp") if counts[kind])
    end = _line_end(raw)
    field = b"X-Scrubber: masked; " + counted.encode("ascii") + end
    if not structure.headed:
        field += end  # else the first line of the text would be taken for a header
    start = structure.start
    return raw[:start] + field + raw[start:]


def _line_end(raw: bytes) -> bytes:
    """Return the line end that the message begins with."""
    at = raw.find(b"\n")
    if at < 0:
        return b"\r" if b"\r" in raw else b"\r\n"
    return b"\r\n" if raw[at - 1 : at] == b"\r" else b"\n"
