"""A message between its line ends and dots: out of the stream of DATA, and into one.

Only CRLF.CRLF ends a message, and no bare CR or LF is passed on: servers that disagree on where a
message ends let one mail carry a second one ("SMTP smuggling").  RFC 5321 sections 2.3.8, 4.1.1.4
and 4.5.2.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from scrubber.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

END_OF_DATA = b"\r\n.\r\n"
_CRLF = b"\r\n"
_DOT = b"\r\n."  # at the start of a line: doubled, or the end of data
BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_BARE_CR = re.compile(rb"\r(?!\n)")
_BLOCK = 256 * 1024  # bytes sent at a time: what a socket takes at once, no second copy of all
_HOPELESS = 2  # times the limit: whoever sends that much will not stop by himself


class Incoming:
    """Collects the bytes behind DATA until the message is whole.

    ``limit`` counts bytes of the message.  Past it nothing is kept.
    """

    def __init__(self, limit: int) -> None:
        """Begin with the CRLF of the DATA command: a message may be empty."""
        self._kept = bytearray(_CRLF)
        self._limit = limit
        self._seen = 0
        self._discarding = False
        self._dotted = False

    @property
    def too_big(self) -> bool:
        """Whether more than the limit has come."""
        return self._seen > self._limit

    @property
    def hopeless(self) -> bool:
        """Whether so much more has come that it is time to hang up."""
        return self._seen > _HOPELESS * self._limit

    def feed(self, chunk: bytes) -> bytes | None:
        """Add what came; return what stands behind the end of data, None if there is no end yet."""
        start = max(0, len(self._kept) - len(END_OF_DATA) + 1)
        self._kept += chunk
        self._seen += len(chunk)
        end = self._find_end(start)
        if end < 0:
            if self.too_big:
                self.discard()
            if self._discarding:
                del self._kept[: 1 - len(END_OF_DATA)]
            return None
        behind = bytes(self._kept[end + len(END_OF_DATA) :])
        self._seen -= len(behind) + len(END_OF_DATA) - len(_CRLF)
        del self._kept[end + len(_CRLF) :]
        return behind

    def _find_end(self, start: int) -> int:
        """Return where the end of data begins, -1 if it is not there yet.

        Most mail has no other line that begins with a dot, and so none to be taken out again.
        """
        if not self._dotted:
            start = self._kept.find(_DOT, start)
            line = self._kept[start : start + len(END_OF_DATA)]
            if start < 0 or line == END_OF_DATA:
                return start
            if END_OF_DATA.startswith(line):
                return -1  # the rest of it is still to come
            self._dotted = True
        return self._kept.find(END_OF_DATA, start)

    def discard(self) -> None:
        """Keep no more than is needed to see the end of data."""
        self._discarding = True

    def take(self) -> bytes:
        """Return the message with its dots unstuffed, and forget it."""
        if self._dotted:  # with the CRLF before it, so that the first line may begin with one
            self._kept = self._kept.replace(_DOT, _CRLF)
        message = bytes(memoryview(self._kept)[len(_CRLF) :])
        self._kept = bytearray()
        return message


def with_crlf(message: bytes, *, refuse_bare: bool = False) -> bytes:
    """Return the message with every line ending in CRLF.

    Returns the very object where that is so already.  Raises RefusedError for a bare CR or LF
    where they are to be refused.
    """
    # If each CR stands before an LF, and there are as many of both, each LF stands behind a CR.
    if _BARE_CR.search(message) or message.count(b"\r") != message.count(b"\n"):
        if refuse_bare:
            raise RefusedError("a bare <CR> or <LF> is not accepted", code=550, enhanced="5.5.2")
        message = BARE.sub(_CRLF, message)
    return message if message.endswith(_CRLF) or not message else message + _CRLF


def framed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what follows DATA for a message that is ``blocks`` joined, its end included.

    Each block is whole CRLF lines, or empty.  What is yielded are pieces of about the size that a
    socket takes at once: small mail in one, large mail without a second copy of all.
    """
    waiting: list[bytes] = []
    size = 0
    for piece in chain.from_iterable(map(_stuffed, blocks)):
        waiting.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join([*waiting, b".\r\n"])


def _stuffed(block: bytes) -> Iterator[bytes]:
    """Yield whole lines piece by piece, with the dots at their starts doubled."""
    start = 0
    while start < len(block):
        found = block.find(_CRLF, start + _BLOCK)
        end = len(block) if found < 0 else found + len(_CRLF)
        # A piece ends with a line, so a dot at its start is one at the start of a line.
        piece = block[start:end].replace(b"\r\n.", b"\r\n..")
        yield b"." + piece if piece.startswith(b".") else piece
        start = end
