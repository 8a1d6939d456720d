"""Where the boundary lines of a message are, found without looking at every line.

A boundary is long, and :meth:`bytes.find` passes over most bytes when it looks for something long:
that takes a tenth of looking for all lines that begin with two dashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_BOUNDARY_LINE = 1000
"""Bytes; RFC 2046 allows a boundary 70, the line may have white space behind it."""

_MANY = 128
"""Boundaries; multiparts within each other have fewer, if each has one."""

LINE_END = pattern(rb"\r\n|\n|\r")
_DASHES = pattern(rb"[\r\n]--")
_REST = pattern(rb"(?:--)?[ \t\v\f]*+(?:[\r\n]|\Z)")
"""What may stand behind a boundary on its line."""

CLOSING = b"--"
"""What stands behind a boundary where its multipart ends."""


class BoundaryLines:
    """The lines of a message with one of the boundaries that are looked for."""

    def __init__(self, raw: bytes) -> None:
        """Look for nothing yet."""
        self._raw = raw
        self._boundaries: list[bytes] = []
        self._known: frozenset[bytes] | None = None
        self._without: dict[bytes, tuple[int, int]] = {}

    def look_for(self, boundaries: Iterable[bytes]) -> None:
        """Look for these from now on, those of the outermost multipart first."""
        self._boundaries = list(dict.fromkeys(boundaries))
        self._known = None

    def following(self, position: int) -> int:
        """Return the line end before the next line, at ``position`` or behind, -1 without one.

        Each boundary is looked for up to the nearest line of the others.  Where none of its lines
        are is remembered, so no stretch is gone through again for each part that ends.
        """
        if len(self._boundaries) > _MANY:
            return self._by_line(position)
        nearest = len(self._raw)
        for boundary in self._boundaries:
            start, end = self._without.get(boundary, (position, position))
            if not start <= position <= end:
                start = end = position
            if end < nearest:
                nearest = end = self._next(boundary, end, nearest)
            self._without[boundary] = start, end
        return nearest if nearest < len(self._raw) else -1

    def line(self, at: int) -> tuple[bytes, int]:
        """Return what stands behind the two dashes of the line behind the line end ``at``.

        White space at its end is left out.  The number is where the next line begins.
        """
        text = self._raw[at + 3 : at + 3 + LONGEST_BOUNDARY_LINE]
        end = LINE_END.search(text)
        if end is None:
            return text.rstrip(), at + 3 + len(text)
        return text[: end.start()].rstrip(), at + 3 + end.end()

    def _by_line(self, position: int) -> int:
        """Return the same of many boundaries: to look for each takes the square of their number."""
        if self._known is None:
            self._known = frozenset(x for each in self._boundaries for x in (each, each + CLOSING))
        dashed = _DASHES.search(self._raw, position)
        while dashed and self.line(dashed.start())[0] not in self._known:
            dashed = _DASHES.search(self._raw, dashed.end() - 1)
        return dashed.start() if dashed else -1

    def _next(self, boundary: bytes, start: int, limit: int) -> int:
        """Return the first line end in ``[start, limit)`` before a line of one boundary.

        It is ``limit`` where there is none.
        """
        mark = b"--" + boundary
        size = len(mark)
        at = self._raw.find(mark, start + 1, limit + size)
        while at > 0:
            if self._raw[at - 1] not in b"\r\n":  # walls of dashes have a mark at each byte
                dashed = _DASHES.search(self._raw, at, limit + 2)
                at = dashed.end() - 2 if dashed else -1
            elif self._raw.startswith(mark, at) and _REST.match(
                self._raw, at + size, at + 2 + LONGEST_BOUNDARY_LINE
            ):
                return at - 1
            else:
                at = self._raw.find(mark, at + 1, limit + size)
        return limit
