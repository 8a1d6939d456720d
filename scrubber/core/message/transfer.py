"""Content-Transfer-Encodings (RFC 2045 section 6), and patches of decoded bytes brought back.

A patch goes back at the same length: in quoted-printable ``=34`` becomes ``=2A``, in base64 only
the characters of the touched quanta change, line ends stay where they are.
"""

from __future__ import annotations

import binascii
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

from scrubber.core.message import rewriting, uuencode
from scrubber.core.message.patch import Patch, apply, difference
from scrubber.core.message.rewriting import BASE64_ALPHABET, FOREIGN
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

BASE64 = b"base64"
QUOTED_PRINTABLE = b"quoted-printable"

# No field names the others: what begins with a parenthesis is a comment there.
Q = b"(q)"
"""The variant of quoted-printable in encoded words (RFC 2047 section 4.2)."""

UUENCODE = b"(uuencode)"
"""The lines of a file in a text, see :mod:`scrubber.core.message.uuencode`."""

PERCENT = b"(percent)"
"""How the parameters of a field are encoded (RFC 2231 section 4)."""

_QUANTA = pattern(rb"[A-Za-z0-9+/]+|=+")
# What binascii.a2b_qp takes as one unit; a soft line break is skipped up to its line feed.
_ESCAPE = pattern(rb"=(?:(?P<soft>\r[^\n]*\n?|\n|\Z)|(?P<byte>[0-9A-Fa-f]{2})|=?)")
_PERCENT = pattern(rb"%(?P<byte>[0-9A-Fa-f]{2})")
_UNITS = {QUOTED_PRINTABLE: _ESCAPE, Q: _ESCAPE, PERCENT: _PERCENT}

_BLANK = ord(" ")

_FEW = 256
_LONG = 1000
"""Patches, and bytes of one, up to which each is brought back by itself."""

ENCODINGS = frozenset((BASE64, QUOTED_PRINTABLE, Q, PERCENT, UUENCODE))
"""Those that stand for other bytes than they are."""


def decode(body: bytes | memoryview, encoding: bytes) -> bytes:
    """Return the bytes that ``body`` stands for; an unknown encoding stands for itself."""
    if encoding == BASE64:
        return _from_base64(bytes(body))
    if encoding == QUOTED_PRINTABLE:
        return binascii.a2b_qp(body)
    if encoding == Q:
        return binascii.a2b_qp(body, header=True)
    if encoding == PERCENT:
        return _PERCENT.sub(lambda found: bytes.fromhex(found["byte"].decode("ascii")), body)
    if encoding == UUENCODE:
        return uuencode.decode(bytes(body))
    return bytes(body)


def is_encoding(encoding: bytes) -> bool:
    """Say whether a body in ``encoding`` has to be decoded before it can be read."""
    return encoding in (BASE64, QUOTED_PRINTABLE)


def is_broken_base64(body: bytes) -> bool:
    """Say whether ``body`` holds more than base64, so that somebody may read it as it is."""
    return bool(body.translate(None, BASE64_ALPHABET + b"=\r\n\t "))


def undecode(body: bytes | memoryview, encoding: bytes, patches: list[Patch]) -> list[Patch]:
    """Return patches of ``body`` that make it stand for what ``patches`` make of its content."""
    patches = sorted(patches)
    if encoding not in ENCODINGS:
        return patches
    body = bytes(body)
    if encoding == UUENCODE:
        return list(uuencode.undecode(body, patches))
    if len(patches) > _FEW or any(len(patch.new) > _LONG for patch in patches):
        return list(_anew(body, encoding, patches))
    if encoding == BASE64:
        return list(_into_base64(body, patches))
    return list(_into_escapes(body, patches, encoding))


def _anew(body: bytes, encoding: bytes, patches: list[Patch]) -> Iterator[Patch]:
    """Yield patches of all that is between the first and the last of very much."""
    old = decode(body, encoding)
    new = apply(old, patches)
    if encoding == BASE64:
        written = rewriting.in_base64(body, new)
    else:
        written = rewriting.in_escapes(body, old, new, _UNITS[encoding])
    changed = difference(body, written)
    start = len(changed) - len(changed.lstrip(b"\0"))
    yield Patch(start, written[start : len(changed.rstrip(b"\0"))])


def _from_base64(body: bytes) -> bytes:
    """Decode leniently: foreign characters are skipped, padding may stand within."""
    padding = body.find(b"=")
    if padding < 0 or not body[padding:].strip(b"=\r\n\t -"):
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            pass
    return b"".join(map(_quanta, body.translate(None, FOREIGN).split(b"=")))


def _quanta(characters: bytes) -> bytes:
    """Decode one run of base64 characters without padding; a single one over says nothing."""
    if len(characters) % 4 == 1:
        characters = characters[:-1]
    return binascii.a2b_base64(characters + b"=" * (-len(characters) % 4))


def _into_base64(body: bytes, patches: list[Patch]) -> Iterator[Patch]:
    """Encode again the quanta that a patch touches, each character at its own place."""
    whole = bytearray(_from_base64(body))
    for patch in patches:
        whole[patch.start : patch.end] = patch.new
    waiting = patches[::-1]
    before = 0  # bytes that the segments before this one stand for
    for starts, counts in _segments(body):
        length = counts[-1] * 3 // 4
        touched: list[tuple[int, int]] = []
        while waiting and waiting[-1].start < before + length:
            start = max(waiting[-1].start - before, 0)
            end = min(waiting[-1].end - before, length)
            touched.append((start // 3, -(-end // 3)))
            if waiting[-1].end > before + length:
                break  # it goes on behind the padding
            waiting.pop()
        content = memoryview(whole)[before : before + length]
        yield from _requantized(starts, counts, content, touched)
        before += length


def _segments(body: bytes) -> Iterator[tuple[array[int], array[int]]]:
    """Yield the runs of base64 characters, grouped by the padding between them.

    Of each run where it starts in ``body``, and how many characters there are before it; there is
    one such count more, that of all.
    """
    starts, counts = array("q"), array("q", (0,))
    for found in _QUANTA.finditer(body):
        start, end = found.span()
        if body.startswith(b"=", start):
            yield starts, counts
            starts, counts = array("q"), array("q", (0,))
        else:
            starts.append(start)
            counts.append(counts[-1] + end - start)
    yield starts, counts


def _requantized(
    starts: array[int], counts: array[int], content: memoryview, touched: list[tuple[int, int]]
) -> Iterator[Patch]:
    """Yield patches of the characters in the runs that stand for the ``touched`` quanta."""
    for first, last in touched:
        encoded = binascii.b2a_base64(content[first * 3 : last * 3], newline=False).rstrip(b"=")
        at = first * 4
        index = bisect_right(counts, at) - 1
        while encoded:
            start = starts[index] + at - counts[index]
            room = counts[index + 1] - at
            yield Patch(start, encoded[:room])
            encoded = encoded[room:]
            at += room
            index += 1


def _into_escapes(body: bytes, patches: list[Patch], encoding: bytes) -> Iterator[Patch]:
    """Write each patched byte where it stood, escaped where it was escaped.

    Lines without a patch are only decoded, to know how much they stand for: to look at what each
    of their bytes is took a tenth of the time of a letter with a card.
    """
    if not _UNITS[encoding].search(body):
        for start, new in patches:
            if old := body[start : start + len(new)]:
                yield Patch(start, _with_underscores(old, new[: len(old)], encoding))
        return
    waiting = patches[::-1]
    line = decoded = 0
    while waiting and line < len(body):
        end = body.find(b"\n", line) + 1 or len(body)
        behind = decoded + len(decode(body[line:end], encoding))
        if waiting[-1].start < behind:
            units = _units(body, _UNITS[encoding], line, decoded)
            yield from _onto(units, body, waiting, behind, encoding)
        line, decoded = end, behind


def _onto(
    units: Iterable[tuple[int, int, bool, int]],
    body: bytes,
    waiting: list[Patch],
    end: int,
    encoding: bytes,
) -> Iterator[Patch]:
    """Take patches from the end of ``waiting``, all that begin before ``end``, on to ``units``."""
    for start, at, escaped, length in units:
        while waiting and waiting[-1].start < at + length:
            first, new = waiting[-1]
            low = max(first, at)
            new = new[low - first : at + length - first]
            if escaped and new:
                new = _escaped(body[start : start + 3], new[0])
            else:
                place = start + low - at
                new = _with_underscores(body[place : place + len(new)], new, encoding)
            yield Patch(start + low - at, new)
            if waiting[-1].end > at + length:
                break  # it goes on in the next unit
            waiting.pop()
        if not waiting or waiting[-1].start >= max(at + length, end):
            return
    waiting.clear()  # what reaches over the end


def _with_underscores(old: bytes, new: bytes, encoding: bytes) -> bytes:
    """Return ``new`` with its blanks as an encoded word has them (RFC 2047 section 4.2)."""
    if encoding != Q or b"_" not in old:
        return new
    return bytes([was if sign == _BLANK else sign for was, sign in zip(old, new, strict=True)])


def _escaped(escape: bytes, byte: int) -> bytes:
    """Return ``escape`` as one of ``byte``, as it was written if that is the same."""
    return escape if int(escape[1:], 16) == byte else escape[:1] + b"%02X" % byte


def _units(
    body: bytes, escape: re.Pattern[bytes], position: int, decoded: int
) -> Iterator[tuple[int, int, bool, int]]:
    """Yield what stands in ``body``: its start, decoded start, whether escaped, decoded length.

    From ``position`` on, which is the decoded one ``decoded``.
    """
    for found in escape.finditer(body, position):
        yield position, decoded, False, found.start() - position
        decoded += found.start() - position
        length = 0 if found.lastgroup == "soft" else 1
        yield found.start(), decoded, found.lastgroup == "byte", length
        decoded += length
        position = found.end()
    yield position, decoded, False, len(body) - position
