"""What there is to read in a message, not decoded before somebody asks for it.

A source can be glanced at, which is cheap and enough for nearly all of them, or be read as the
passages that it holds.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from scrubber.core import charset, transfer
from scrubber.core.passage import Passage, Segment, field_passage
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.core.fields import Value
    from scrubber.core.layers import Layer

_SNIFFED = 2048
_META_CHARSET = pattern(rb"""<meta[^>]{1,80}charset=["']?([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_BETWEEN = b"\nx\n"
"""Parts two fields from each other, so that no number reaches over."""


class Source(Protocol):
    """A text, or several, of one layer."""

    @property
    def layer(self) -> Layer:
        """Where the source lies."""

    def glance(self) -> bytes | None:
        """Return all of the text in UTF-8; None where it takes more to know what readers see."""

    @property
    def passages(self) -> list[Passage]:
        """What the source can be read as."""


class Body:
    """The body of a text part, at bytes ``[start, end)`` of its layer."""

    def __init__(
        self,
        layer: Layer,
        part: str,
        span: tuple[int, int],
        encoding: bytes,
        declared: str,
        *,
        html: bool,
    ) -> None:
        """Take the place; ``declared`` is the charset that the message names, "" if none."""
        self.layer = layer
        self._part = part
        self._start, self._end = span
        self._encoding = encoding
        self._declared = declared
        self._html = html

    @property
    def _body(self) -> memoryview:
        return memoryview(self.layer.raw)[self._start : self._end]

    def _decoded(self) -> tuple[bytes, str]:
        """Return the bytes that the body stands for, and the charset that is named for them."""
        data = transfer.decode(self._body, self._encoding)
        declared = self._declared
        if self._html and not declared and (meta := _META_CHARSET.search(data, 0, _SNIFFED)):
            declared = meta[1].decode("ascii").lower()
        return data, declared

    def glance(self) -> bytes | None:
        """Return the text, if it can be read in one way only and has no markup."""
        return None if self._html else charset.in_utf8(*self._decoded())

    @cached_property
    def passages(self) -> list[Passage]:
        """The readings, the likeliest first."""
        start, body = self._start, self._body
        return [
            Passage(self._part, [Segment(start, body, self._encoding, reading)], html=self._html)
            for reading in charset.readings(*self._decoded())
        ]


class Fields:
    """Header fields, or parameters of them, in which people write.

    ``values`` are the part that each is reported under, and the pieces that make it up.
    """

    def __init__(self, layer: Layer, values: Sequence[tuple[str, list[Value]]]) -> None:
        """Take the fields of one part."""
        self.layer = layer
        self._values = values

    def glance(self) -> bytes:
        """Return all values one behind the other."""
        pieces = [piece for _, value in self._values for piece in value]
        if all(piece.charset is None for piece in pieces):
            whole = _BETWEEN.join(
                [b"".join([piece.content for piece in value]) for _, value in self._values]
            )
            if whole.isascii() and b"=?" not in whole:
                return whole
        return _BETWEEN.join([item.text.encode("utf-8", "replace") for item in self.passages])

    @cached_property
    def passages(self) -> list[Passage]:
        """Each field, or parameter."""
        return [field_passage(part, value) for part, value in self._values]
