"""What there is to read in a message, not decoded before somebody asks for it.

A source can be glanced at, which is cheap and enough for nearly all of them, or be read as the
passages that it holds.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from scrubber.core.message import carried, charset, mime, transfer
from scrubber.core.message.fields import Value, named_values
from scrubber.core.message.passage import Passage, Segment, field_passage
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.core.message.fields import Field
    from scrubber.core.message.layer import Layer

NAMED = (b"content-type", b"content-disposition")
"""The fields that name a part, with parameters."""

_TITLES = {
    name: "-".join(word.capitalize() for word in name.decode().split("-"))
    for name in mime.TEXT_FIELDS + mime.MIME_FIELDS
}
"""Fields as they are reported."""

_SNIFFED = 2048
_META_CHARSET = pattern(rb"""<meta[^>]{1,80}charset=["']?([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_MANY_INLAYS = 64
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

    def _decoded(self) -> tuple[bytes | memoryview, str]:
        """Return the bytes that the body stands for, and the charset that is named for them."""
        data: bytes | memoryview = self._body
        if self._encoding in transfer.ENCODINGS:
            data = transfer.decode(data, self._encoding)
        declared = self._declared
        if self._html and not declared and (meta := _META_CHARSET.search(data, 0, _SNIFFED)):
            declared = meta[1].decode("ascii").lower()
        return data, declared

    def glance(self) -> bytes | None:
        """Return the text, if it can be read in one way only and has no markup."""
        if self._html:
            return None
        data, declared = self._decoded()
        if self._may_have_inlaid(data):
            return None
        return charset.in_utf8(bytes(data), declared)

    @cached_property
    def passages(self) -> list[Passage]:
        """The readings, the likeliest first, and those of what stands encoded in the text."""
        start, body = self._start, self._body
        data, declared = self._decoded()
        found = [
            Passage(self._part, [Segment(start, body, self._encoding, reading)], html=self._html)
            for reading in charset.readings(data, declared)
        ]
        if self._may_have_inlaid(data):
            whole = Segment(start, body, self._encoding, charset.Reading("", ""))
            found += self._inlaid(bytes(data), whole)
        return found

    def _may_have_inlaid(self, data: bytes | memoryview) -> bool:
        """Say at a glance whether something may stand encoded in the text, without a copy of it."""
        if isinstance(data, bytes):
            return carried.may_have_inlaid(data, 0, len(data))
        return carried.may_have_inlaid(self.layer.raw, self._start, self._end)

    def _inlaid(self, data: bytes, whole: Segment) -> Iterator[Passage]:
        """Yield what stands encoded in the text ``data``, of very many all others as one."""
        rest = []
        for number, (low, high, encoding, declared, html) in enumerate(carried.inlaid_in(data), 1):
            body = data[low:high]
            readings = charset.readings(transfer.decode(body, encoding), declared)
            segments = [Segment(low, body, encoding, reading, whole) for reading in readings]
            if number > _MANY_INLAYS:
                rest.append(segments[0])
                continue
            for segment in segments:
                yield Passage(f"{self._part}:inlay {number}", [segment], html=html)
        if rest:
            yield Passage(f"{self._part}:inlays", rest, html=True)


class Fields:
    """Header fields, or parameters of them, in which people write."""

    def __init__(self, layer: Layer, owner: str, fields: Sequence[Field]) -> None:
        """Take the fields of one part; ``owner`` is the path that they are reported under."""
        self.layer = layer
        self._owner = owner
        self._fields = fields

    def _values(self, field: Field) -> list[tuple[Value, ...]]:
        """Return the value of a field, or those of its parameters that name a part, in pieces."""
        value = self.layer.raw[field.start : field.end]
        if field.name in NAMED:
            return named_values(value, field.start)
        return [(Value(field.start, value),)]

    def glance(self) -> bytes | None:
        """Return all values one behind the other; None if there are bytes of no known charset."""
        written = []
        for pieces in [pieces for field in self._fields for pieces in self._values(field)]:
            if any(piece.charset is not None for piece in pieces):
                break
            written.append(b"".join([piece.content for piece in pieces]))
        else:
            whole = _BETWEEN.join(written)
            if whole.isascii() and b"=?" not in whole:
                return whole
        try:
            return _BETWEEN.join([item.text.encode("utf-8") for item in self.passages])
        except UnicodeEncodeError:
            return None

    @cached_property
    def passages(self) -> list[Passage]:
        """Each field, or parameter."""
        owner = f"{self._owner}." if self._owner else ""
        return [
            field_passage(f"{owner}header:{_TITLES[field.name]}", pieces)
            for field in self._fields
            for pieces in self._values(field)
        ]
