"""A stretch of text in a message, with a way back to the bytes it was decoded from.

The body of a text part is a passage, and so is a header field, which may be made of several encoded
words, each with an encoding and a charset of its own (RFC 2047).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.message import charset, transfer
from scrubber.core.message.patch import Patch, shifted
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrubber.core.message.fields import Value

_ENCODED_WORD = pattern(rb"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")

_LETTER = pattern(r"[^\W\d_]")
_STRETCH = 1 << 16
_OVERLAP = 1 << 12
"""Characters; no number and no phrase, nor what speaks for or against them, reaches further."""


class Segment(NamedTuple):
    """Text decoded in one go: from ``body``, which stands at byte ``start`` of the message.

    Or of what another segment stands for, ``within`` which it is.  A long one is a view, so that
    its bytes are not in memory twice.
    """

    start: int
    body: bytes | memoryview
    encoding: bytes
    reading: charset.Reading
    within: Segment | None = None


class Passage:
    """Text of a message, and the part it is reported under."""

    def __init__(self, part: str, segments: Iterable[Segment], *, html: bool = False) -> None:
        """Join ``segments`` to one text."""
        self.part = part
        self.html = html
        self._segments = tuple(segments)
        texts = [segment.reading.text for segment in self._segments]
        self.text = texts[0] if len(texts) == 1 else "".join(texts)

    def stretches(self) -> Iterator[tuple[int, str]]:
        """Yield the text in stretches that overlap, and where each begins, a short one as a whole.

        Reading 50 MB takes fifty times as much memory at once.  Cut is only at letters, so no
        number is, and markup is not cut at all.
        """
        text = self.text
        start = 0
        while not self.html and len(text) - start > _STRETCH:
            behind = _LETTER.search(text, start + _STRETCH)
            if not behind:
                break
            yield start, text[start : behind.end()]
            again = _LETTER.search(text, start + _STRETCH - _OVERLAP) or behind
            start = again.start()
        yield start, text[start:] if start else text

    def is_whole(self, stretch: str) -> bool:
        """Say whether a stretch is all of the text."""
        return len(stretch) == len(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        """Where in the text each segment begins."""
        sizes = (len(segment.reading.text) for segment in self._segments)
        return list(accumulate(sizes, initial=0))

    def inner(self, changes: Mapping[int, str]) -> dict[int, list[Inner]]:
        """Return what changed characters mean for the decoded bytes they stand in, by index.

        A character that cannot be brought back is left out: another reading of its bytes has it.
        """
        starts = self._starts
        wanted: dict[int, dict[int, str]] = {}
        whole: dict[int, int] = {}  # where a row begins of which the rest is in another segment
        for begin, row in changes.items():
            index, end = begin, begin + len(row)
            while index < end:
                number = bisect_right(starts, index) - 1
                stop = min(starts[number + 1], end)
                new = row[index - begin : stop - begin]
                if new != self.text[index:stop]:  # a wall has much that stays
                    wanted.setdefault(number, {})[index - starts[number]] = new
                    whole[index] = begin
                index = stop
        found: dict[int, list[Inner]] = {}
        for number, local in wanted.items():
            segment = self._segments[number]
            data = transfer.decode(segment.body, segment.encoding)
            for index, patches in charset.masked(data, segment.reading, local).items():
                begin = whole[index + starts[number]]
                found.setdefault(begin, []).extend(Inner(segment, patch) for patch in patches)
        return found


class Inner(NamedTuple):
    """A patch of the decoded bytes of a segment."""

    segment: Segment
    patch: Patch

    @property
    def place(self) -> tuple[int, int, int]:
        """The half-open range of bytes that is patched, behind where their body begins.

        Where nothing was decoded they are bytes of the message, and -1 stands for its beginning.
        """
        start, whole = self.segment.start, self.segment.within
        if whole:  # what it stands for has no number of its own there
            return whole.start, start + self.patch.start, start + self.patch.end
        if self.segment.encoding in transfer.ENCODINGS:
            return start, self.patch.start, self.patch.end
        return -1, start + self.patch.start, start + self.patch.end


def outer(inner: Iterable[Inner]) -> list[Patch]:
    """Return patches of the message, each segment encoded again once."""
    segments: dict[tuple[int, bytes], tuple[Segment, list[Patch]]] = {}
    inlaid: dict[tuple[int, int], tuple[Segment, Segment, list[Patch]]] = {}
    for segment, patch in inner:
        if whole := segment.within:
            key = whole.start, segment.start
            inlaid.setdefault(key, (whole, segment, []))[2].append(patch)
        else:
            known = segments.setdefault((segment.start, segment.encoding), (segment, []))
            known[1].append(patch)
    for whole, segment, decoded in inlaid.values():
        known = segments.setdefault((whole.start, whole.encoding), (whole, []))
        known[1].extend(_encoded(segment, decoded))
    return [patch for known in segments.values() for patch in _encoded(*known)]


def _encoded(segment: Segment, patches: list[Patch]) -> list[Patch]:
    """Return patches of what a segment stands for as those of where it stands."""
    return shifted(transfer.undecode(segment.body, segment.encoding, patches), segment.start)


def field_passage(part: str, values: Iterable[Value]) -> Passage:
    """Return the passage of a header field, or of the pieces of a parameter in one.

    What they show is joined.
    """
    segments: list[Segment] = []
    for start, content, declared in values:
        if declared is not None:
            reading = charset.readings(transfer.decode(content, transfer.PERCENT), declared)[0]
            segments.append(Segment(start, content, transfer.PERCENT, reading))
        elif b"=?" in content:
            segments += _words(start, content)
        else:
            segments.append(_as_written(start, content))
    return Passage(part, segments)


def _words(start: int, value: bytes) -> Iterator[Segment]:
    """Yield the segments of a field with encoded words.

    White space between two of them is not shown (RFC 2047 section 6.2), so that a number cut over
    two encoded words is whole.
    """
    done = 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[done : word.start()]
        if not done or between.strip():
            yield _as_written(start + done, between)
        charset_name, encoding, content = word.groups()
        kind = transfer.BASE64 if encoding in b"bB" else transfer.Q
        # RFC 2231 section 5: the charset may have a language behind it.
        declared = charset_name.partition(b"*")[0].decode("ascii", "replace").lower()
        reading = charset.readings(transfer.decode(content, kind), declared)[0]
        yield Segment(start + word.start(3), content, kind, reading)
        done = word.end()
    yield _as_written(start + done, value[done:])


def _as_written(start: int, value: bytes) -> Segment:
    """Return a stretch of a field that is not encoded."""
    return Segment(start, value, b"", charset.readings(value, "utf-8")[0])
