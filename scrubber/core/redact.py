"""Hits to masks: which characters go, what a finding shows, and the mark on a changed message."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scrubber.core.message.patch import Patch, apply, pieces
from scrubber.core.model import Finding, Kind
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.judge import Hit
    from scrubber.core.message.mime import Structure
    from scrubber.core.reading.view import View

_NUMERIC_ENTITY = pattern(r"&#([xX]?)([0-9A-Fa-f]{2,});?")
_PERCENT = pattern(r"%[0-9A-Fa-f]{2}")
_BACKSLASH = pattern(r"(\\{1,4}(?:u00|x|'))3[0-9]")
_UNIT = pattern(
    r"&#(?:[0-9]{2,}|[xX][0-9A-Fa-f]{2,});?|%[0-9A-Fa-f]{2}|\\{1,4}(?:u00|x|')3[0-9]|[^\W_]+"
)
"""Any of them, or letters and digits."""

_ASTERISK = ord("*")
_MARK = pattern(rb"X-Scrubber: masked;((?: [a-z]+=[0-9]{1,6})+)(?=[\r\n])")
_COUNT = pattern(rb"([a-z]+)=([0-9]+)")
_DIGITS = frozenset("0123456789")
_ROW = pattern(r"[0-9]+")
_LONG = 1000
"""Characters of a wall, of which all goes at once: a tenth of the time of digit by digit."""

_FLAGS = bytes(chr(byte) in _DIGITS for byte in range(256))

_TO_ASTERISKS = str.maketrans(dict.fromkeys(_DIGITS, "*"))
_MOST_SHOWN = 200
"""Characters; a number with the widest gaps is shorter."""


def changes(hit: Hit, view: View, source: str) -> dict[int, str]:
    """Return the characters of ``source`` that go, by index, and what stands there instead.

    That is one character, a row of digits, or a whole wall with what stands between, which stays.
    The last digits of a card number that may stay do so where they have characters of their own.
    """
    if hit.end - hit.start > _LONG and not hit.readable:
        return _of_wall(hit, view, source)
    low, high = view.span(hit.start, hit.end)
    shown = view.text[hit.start : hit.end]
    if source[low:high] == shown:
        end = _masked_end(shown, hit.readable)
        return {low + row.start(): "*" * len(row[0]) for row in _ROW.finditer(shown, 0, end)}
    places = [view.span(i, i + 1) for i in range(hit.start, hit.end) if view.text[i] in _DIGITS]
    return {
        index: char
        for start, end in places[: len(places) - hit.readable]
        for index, char in _of_place(source, start, end)
    }


def _of_wall(hit: Hit, view: View, source: str) -> dict[int, str]:
    """Return all that the digits of a wall stand in, as one row."""
    shown = view.text[hit.start : hit.end]
    digits = shown.encode("ascii", "replace").translate(_FLAGS)
    low, flags = view.led_back(hit.start, digits)
    old = source[low : low + len(flags)]
    if old == shown:
        return {low: old.translate(_TO_ASTERISKS)}
    # What stands apart is not to be read as one escape.
    gone = _chosen(flags, old, "\0" * len(old))
    if any(sign in gone for sign in "&%\\"):
        masks = _Masks()
        new = _UNIT.sub(lambda found: masks[found[0]], gone)
    else:
        new = gone.translate(dict.fromkeys(map(ord, filter(str.isalnum, set(gone))), "*"))
    return {low: _chosen(flags, new, old)}


def _chosen(flags: bytes, flagged: str, other: str) -> str:
    """Return the characters of two texts, those of the first where there is a flag.

    As two numbers they take a twentieth of the time of one character after the other.
    """
    narrow = flagged.isascii() and other.isascii()
    charset, ones = ("latin-1", 0xFF) if narrow else ("utf-32-le", 0xFFFFFFFF)
    lanes = flags.decode("latin-1").encode(charset)
    one, two = (
        int.from_bytes(text.encode(charset, "surrogatepass"), "little") for text in (flagged, other)
    )
    both = two ^ (one ^ two) & (int.from_bytes(lanes, "little") * ones)
    return both.to_bytes(len(lanes), "little").decode(charset, "surrogatepass")


class _Masks(dict[str, str]):
    """What masks the digits, words and escapes of one wall: the same few make up most of it."""

    def __missing__(self, source: str) -> str:
        self[source] = masked = _mask(source)
        return masked


def _of_place(source: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield what changes of the characters ``[start, end)`` that stand for a digit, or several."""
    for index, char in enumerate(_mask(source[start:end]), start):
        if char != source[index]:
            yield index, char


def _masked_end(text: str, readable: int) -> int:
    """Return where the last ``readable`` digits of ``text`` begin, 0 if it has no more."""
    end = len(text)
    while readable and end:
        end -= 1
        readable -= text[end] in _DIGITS
    return end


def _mask(source: str) -> str:
    """Return what masks ``source``: a digit, a word, or an escape that stands for a digit."""
    if entity := _NUMERIC_ENTITY.fullmatch(source):
        base, digits = entity.groups()
        code = f"{_ASTERISK:x}" if base else str(_ASTERISK)
        return source[: entity.start(2)] + code.zfill(len(digits)) + source[entity.end(2) :]
    if _PERCENT.fullmatch(source):
        return f"%{_ASTERISK:02X}"
    if escape := _BACKSLASH.fullmatch(source):
        return f"{escape[1]}{_ASTERISK:02x}"
    if source.isalnum():
        return "*" * len(source)
    return "".join("*" if char.isalnum() else char for char in source)


def masked_text(hit: Hit, text: str) -> str:
    """Return what a reader sees afterwards in place of the hit, in one line.

    Of a whole wall of digits the beginning.
    """
    shown = text[hit.start : hit.end]
    end = _masked_end(shown, hit.readable)
    shown = shown[: min(end, _MOST_SHOWN)].translate(_TO_ASTERISKS) + shown[end:]
    if not shown.isprintable():
        shown = "".join(char if char.isprintable() else " " for char in shown)
    return " ".join(shown.split())


def mark(
    raw: bytes, structure: Structure, findings: Iterable[Finding], patches: Iterable[Patch] = ()
) -> bytes:
    """Return the message with ``patches`` laid over it and a field on top that says what went.

    It informs and tells a crashed run its own work; it is never a reason not to scan.  There is one
    such field: where the message begins with one, the counts add up.
    """
    counts = Counter(str(finding.kind) for finding in findings)
    start = end = structure.start
    line_end = _line_end(raw)
    earlier = _MARK.match(raw, start)
    if earlier:
        counts.update({kind.decode(): int(count) for kind, count in _COUNT.findall(earlier[1])})
        end = earlier.end(1)
    counted = " ".join(f"{kind}={counts[kind]}" for kind in Kind if counts[kind])
    field = b"X-Scrubber: masked; " + counted.encode("ascii")
    if not earlier:
        # Without a header the first line of the text would be taken for one.
        field += line_end if structure.headed else line_end * 2
    # Joined at once, without a copy of what stands behind.
    patches = list(patches)
    above = apply(raw[:start], [patch for patch in patches if patch.start < start])
    below = [patch for patch in patches if patch.start >= end]
    return b"".join((above, field, *pieces(raw, below, end)))


def _line_end(raw: bytes) -> bytes:
    """Return the line end that the message begins with."""
    at = raw.find(b"\n")
    if at < 0:
        return b"\r" if b"\r" in raw else b"\r\n"
    return b"\r\n" if raw[at - 1 : at] == b"\r" else b"\n"
