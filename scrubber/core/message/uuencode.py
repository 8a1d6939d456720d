"""Files written into a text as lines of printable characters, with a heading before each.

uuencode (POSIX.1-2017, Shell and Utilities, uuencode) was how mail carried files before MIME, and
mail programs still show such a block as an attachment.  yEnc needs 8 bits and is for news; it is
only recognised.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.message.patch import Patch, apply
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = pattern(
    rb"^begin(?P<base64>-base64)? [0-7]{3,4} (?P<name>[^\r\n]+)\r?\n"
    rb"(?P<lines>(?(base64)(?:[A-Za-z0-9+/]++={0,2}\r?\n)++|(?:[!-`][ -`]{1,90}+\r?\n)++))",
    re.MULTILINE,
)
_YENC = pattern(rb"^=ybegin [^\r\n]*size=[0-9]", re.MULTILINE)
_HTML = pattern(rb"\.x?html?\s*$", re.IGNORECASE)
_LINE = pattern(rb"[^\r\n]+")
_LINE_END = pattern(rb"[\r\n]")
_ENCODED = pattern(rb"[ -`]+")
_ROW = 45
_GROUP = 4
"""Characters that stand for three bytes."""


class Block(NamedTuple):
    """The lines ``[start, end)`` of a file, in bytes of the text around.

    ``base64`` says how they encode it, ``html`` that the name of the file says so.
    """

    start: int
    end: int
    base64: bool
    html: bool


def blocks(text: bytes) -> Iterator[Block]:
    """Yield the blocks in ``text``; headings without lines that encode something are none."""
    for found in _BLOCK.finditer(text):
        html = _HTML.search(found["name"]) is not None
        yield Block(*found.span("lines"), base64=found["base64"] is not None, html=html)


def has_yenc(text: bytes) -> bool:
    """Say whether a block in yEnc begins in ``text``."""
    return _YENC.search(text) is not None


def decode(lines: bytes) -> bytes:
    """Return the bytes that ``lines`` stand for."""
    return b"".join(content for _, content in _decoded(lines))


def _decoded(lines: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where each line begins, and the bytes that it stands for.

    Between two files stand others, which are an end of a line.
    """
    for line in _LINE.finditer(lines):
        written = line[0]
        try:
            content = binascii.a2b_uu(written)  # nearly all: in a third of the time
        except binascii.Error:
            content = _leniently(written)
        # Its first character it takes as it is.
        yield line.start(), content if b" " <= written[:1] <= b"`" else b"\n"


def _leniently(line: bytes) -> bytes:
    """Return the bytes of a line that something is wrong with.

    Blanks at its end are lost on the way: they stand for zeros, which a2b_uu knows.  The last group
    is read whole, since it fails where something stands in what it leaves of that.
    """
    if not _ENCODED.fullmatch(line):
        return b"\n"
    count = (line[0] - ord(" ")) % 64
    groups = -(-count // 3)
    whole = bytes((ord(" ") + 3 * groups,)) + line[1:].ljust(groups * _GROUP)
    return binascii.a2b_uu(whole[: 1 + groups * _GROUP])[:count]


def undecode(lines: bytes, patches: Iterable[Patch]) -> Iterator[Patch]:
    """Yield patches of ``lines`` that make them stand for what ``patches`` make of their content.

    Only characters that differ are written, so that a zero stays a blank or a grave accent.
    """
    decoded = list(_decoded(lines))
    new = apply(b"".join([content for _, content in decoded]), patches)
    done = 0
    for start, content in decoded:
        changed = new[done : done + len(content)]
        if changed != content:
            yield _written(lines, start + 1, changed)
        done += len(content)


def _written(lines: bytes, start: int, content: bytes) -> Patch:
    """Return a patch of the characters from ``start`` on that stand for ``content`` now."""
    rows = (content[at : at + _ROW] for at in range(0, len(content), _ROW))
    encoded = b"".join([binascii.b2a_uu(row)[1:-1] for row in rows])
    end = _LINE_END.search(lines, start)
    written = lines[start : end.start() if end else start + len(encoded)]
    signs = zip(written, encoded, strict=False)
    return Patch(start, bytes([was if (was - sign) % 64 == 0 else sign for was, sign in signs]))
