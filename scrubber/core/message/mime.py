"""Bytes of a message to its parts with byte offsets, in one pass, without copying a body.

The reader keeps a stack of open multiparts instead of calling itself, bounds depth, parts and
header size, and never fails: whatever it cannot place is a margin, and margins are scanned too.
Nothing is written back from what is read here; redaction patches the bytes in place.

Sources: RFC 5322 (messages), RFC 2046 section 5.1.1 (boundaries), RFC 3501 section 6.4.5 (part
numbers).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from scrubber.core.message.boundarylines import CLOSING, LINE_END, BoundaryLines
from scrubber.core.message.fields import (
    Field,
    find_fields,
    header_end,
    media_type,
    parameters,
    read_fields,
    uncommented,
)
from scrubber.core.message.transfer import BASE64, QUOTED_PRINTABLE, is_encoding
from scrubber.core.patterns import pattern

MOST_PARTS = 3_000
"""Nobody writes so many, and each costs a tenth of a millisecond; what is left is read as text."""

DEEPEST = 64
"""Multiparts, and messages within messages, that may be open at once."""

LARGEST_HEADER = 1 << 20
"""Bytes of one header block that are read as fields; what is beyond is scanned as text."""

MIME_FIELDS = (b"content-type", b"content-disposition", b"content-transfer-encoding")
TEXT_FIELDS = (
    b"subject",
    b"from",
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"bcc",
    b"keywords",
    b"comments",
    b"thread-topic",
    b"content-description",
    b"organization",
    b"organisation",
    b"summary",
    b"resent-subject",
    b"resent-from",
    b"resent-sender",
    b"resent-to",
    b"resent-cc",
)
"""Fields that people fill with words of their own and programs show; trace fields are never looked
at."""

SERVICE_FIELDS = (
    b"auto-submitted",
    b"precedence",
    b"list-id",
    b"list-unsubscribe",
    b"feedback-id",
)
"""Fields of mail that programs send (RFC 3834 section 5, RFC 2919)."""

THREAD_FIELDS = (b"in-reply-to", b"references")
"""Fields of answers."""

_ALL_FIELDS = MIME_FIELDS + TEXT_FIELDS + SERVICE_FIELDS + THREAD_FIELDS
_PART_FIELDS = (*MIME_FIELDS, b"content-description")  # programs put a file's name there

_NOT_TELLING = frozenset(SERVICE_FIELDS + THREAD_FIELDS)
"""Words that a text may begin with that is no message: "References: ..."."""

_USUAL = (b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version")
_USUAL_ENCODINGS = frozenset((b"7bit", b"8bit", b"binary", BASE64, QUOTED_PRINTABLE))


@dataclass(eq=False, repr=False, slots=True)
class Part:
    """A part of the message; ``header`` and ``body`` are half-open byte ranges.

    ``path`` is the IMAP part number.  ``owner`` is the path that names the header's fields: that
    of the message which the header begins, else the part's own.  ``types`` and ``encodings`` hold
    each Content-Type and Content-Transfer-Encoding the header names, in order: a well-formed part
    has one of each at most.  ``media`` are the types without parameters.  ``kind`` is
    ``leaf``, ``multipart`` or ``message``.
    """

    path: str
    owner: str
    header: tuple[int, int]
    body: tuple[int, int]
    fields: list[Field]
    types: list[bytes]
    media: list[str]
    encodings: list[bytes]
    kind: str = "leaf"


class Margin(NamedTuple):
    """Bytes ``[start, end)`` that belong to no part: before, between or after those of ``path``.

    ``encoding`` is one that somebody may undo there.
    """

    path: str
    start: int
    end: int
    encoding: bytes = b""


@dataclass(eq=False, repr=False, slots=True)
class Structure:
    """What a message is made of, and which limits it broke (part, reason).

    ``headed`` says whether it begins with a header at all; ``start`` is where the header begins
    (behind an mbox ``From `` line).
    """

    start: int = 0
    headed: bool = True
    parts: list[Part] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    defects: list[tuple[str, str]] = field(default_factory=list)


@dataclass(eq=False, repr=False, slots=True)
class _Open:
    """A multipart whose end has not come yet; ``quoted`` says how its parts may be encoded."""

    path: str
    boundaries: tuple[bytes, ...]
    quoted: bool = False
    children: int = 0


class _Delimiter(NamedTuple):
    """A boundary line: the line end before it at ``start``, its own end at ``end``."""

    start: int
    end: int
    owner: _Open
    closing: bool


def read(raw: bytes, path: str = "") -> Structure:
    """Return the structure of ``raw``; ``path`` is the part number at which it stands."""
    return _Reader(raw).read(path)


def read_parts(raw: bytes, path: str, marks: tuple[bytes, ...]) -> Structure:
    """Return the structure of the body of a multipart whose boundaries are ``marks``."""
    return _Reader(raw).read_parts(path, marks)


class _Reader:
    """The state of one pass over a message."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.structure = Structure()
        self._position = 0
        self._messages = 0
        self._open: list[_Open] = []
        self._lines: dict[bytes, tuple[_Open, bool]] = {}
        self._boundary_lines = BoundaryLines(raw)
        self._ahead: _Delimiter | None = None

    def read(self, path: str) -> Structure:
        if self.raw.startswith((b"From ", b">From ")):
            line = LINE_END.search(self.raw)
            self._position = line.end() if line else 0
        self.structure.start = self._position
        return self._parts(path, new_message=True)

    def read_parts(self, path: str, marks: tuple[bytes, ...]) -> Structure:
        self._push(_Open(path, marks))
        if self.raw.startswith(b"--"):  # no line end is before
            self._delimiting(-1)
        return self._parts(self._next_child(), new_message=False)

    def _parts(self, inner: str | None, *, new_message: bool) -> Structure:
        """Read the part at the position, and all that follow."""
        while inner is not None:
            inner, new_message = self._part(inner, new_message=new_message)
            if inner is None and self._open:
                inner = self._next_child()
        return self.structure

    def _part(self, path: str, *, new_message: bool) -> tuple[str | None, bool]:
        """Read the part at the position; return the path of the message it opens, if it does."""
        start = self._position
        limit = self._delimiter(start)
        stop = limit.start if limit else len(self.raw)
        header, body = header_end(self.raw, start, max(start, stop))
        names = _ALL_FIELDS if new_message else _PART_FIELDS
        found, stray = read_fields(self.raw, start, min(header, start + LARGEST_HEADER), names)
        part = Part(path, path, (start, header), (body, body), found, *_content(self.raw, found))
        if not part.encodings and self._open and self._open[-1].quoted:
            part.encodings = [b"", QUOTED_PRINTABLE]
        self.structure.parts.append(part)
        self._note_header(part, stray, first=new_message and not self._messages)
        self._position = body
        if self._is_branch(part):
            return (path, True) if part.kind == "message" else (None, False)
        if new_message:
            part.path = f"{path}.1" if path else "1"
        self._position = max(body, stop)
        part.body = (body, self._without_line_end(body, self._position, limit))
        return None, False

    def _is_branch(self, part: Part) -> bool:
        """Open the multipart or message that ``part`` is; say whether it is one."""
        marks = boundaries(part)
        if marks and len(self._open) < DEEPEST:
            part.kind = "multipart"
            self._push(_Open(part.path, marks, quoted=QUOTED_PRINTABLE in part.encodings))
            return True
        nested = part.media[:1] and part.media[0] in MESSAGE_TYPES
        if nested and not any(map(is_encoding, part.encodings)) and self._messages < DEEPEST:
            part.kind = "message"
            self._messages += 1
            return True
        if marks or (nested and self._messages >= DEEPEST):
            self.structure.defects.append((part.path, "nested too deeply"))
        return False

    def _next_child(self) -> str | None:
        """Go behind the next delimiter lines; return the path of the part that begins there."""
        while self._open:
            delimiter = self._delimiter(self._position)
            if delimiter is None:
                self._margin(self._open[-1].path, self._position, len(self.raw))
                return None
            owner = delimiter.owner
            self._margin(self._open[-1].path, self._position, delimiter.start)
            self._position = delimiter.end
            self._pop_to(owner)
            if delimiter.closing:
                self._pop_to(owner, inclusive=True)
                continue
            if len(self.structure.parts) >= MOST_PARTS:
                self.structure.defects.append((owner.path, "too many parts"))
                break
            owner.children += 1
            return f"{owner.path}.{owner.children}" if owner.path else str(owner.children)
        self._margin("", self._position, len(self.raw))
        return None

    def _margin(self, path: str, start: int, end: int, encoding: bytes = b"") -> None:
        if end > start:
            self.structure.margins.append(Margin(path, start, end, encoding))

    def _note_header(self, part: Part, stray: int | None, *, first: bool) -> None:
        """Notice a header that is too large, or a message that has none.

        ``stray`` is where the first line begins that is no field.
        """
        start, end = part.header
        if end - start > LARGEST_HEADER:
            self.structure.defects.append((part.owner, "header too large"))
            self._margin(part.owner, start + LARGEST_HEADER, end)
        if first and end > start and all(item.name in _NOT_TELLING for item in part.fields):
            self.structure.headed = bool(find_fields(self.raw, start, end, _USUAL))
        # Without a blank line some take the first line that is no field for the body, others
        # go on reading fields: both readings count.
        if stray is not None and self.structure.headed:
            for encoding in (b"", *filter(is_encoding, part.encodings)):
                self._margin(part.owner, stray, end, encoding)

    def _without_line_end(self, start: int, end: int, limit: _Delimiter | None) -> int:
        """Leave out the line end before a delimiter: it belongs to that (RFC 2046 5.1.1)."""
        if limit and self.raw.startswith(b"\n", end) and self.raw[end - 1 : end] == b"\r":
            return max(start, end - 1)
        return end

    def _push(self, multipart: _Open) -> None:
        self._open.append(multipart)
        self._know()

    def _pop_to(self, owner: _Open, *, inclusive: bool = False) -> None:
        """Close what is open within ``owner``: an outer boundary ends all inner ones."""
        keep = self._open.index(owner) + (not inclusive)
        if keep < len(self._open):
            del self._open[keep:]
            self._know()

    def _know(self) -> None:
        """Index the delimiter lines of all open multiparts, the innermost winning."""
        self._ahead = None
        self._lines = {}
        for multipart in self._open:
            for boundary in multipart.boundaries:
                self._lines[boundary] = (multipart, False)
                self._lines[boundary + CLOSING] = (multipart, True)
        self._boundary_lines.look_for([x for multipart in self._open for x in multipart.boundaries])

    def _delimiter(self, position: int) -> _Delimiter | None:
        """Return the next delimiter line of an open multipart that begins at ``position`` or on."""
        if not self._lines:
            return None
        if self._ahead and self._ahead.start >= position - 1:
            return self._ahead
        at = self._boundary_lines.following(max(position - 1, 0))
        return self._delimiting(at) if at >= 0 else None

    def _delimiting(self, at: int) -> _Delimiter | None:
        """Return the delimiter that the line behind the line end ``at`` may be."""
        line, end = self._boundary_lines.line(at)
        known = self._lines.get(line)
        if known is not None:
            self._ahead = _Delimiter(at, end, *known)
            return self._ahead
        return None


_ENCODINGS = {
    BASE64: pattern(rb"base-?64|\bb64\b"),
    QUOTED_PRINTABLE: pattern(rb"quoted.{0,2}printable|\bx?-?qp\b"),
}
"""Names of encodings as programs write them, who take one for another's."""

MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})


def _content(raw: bytes, found: list[Field]) -> tuple[list[bytes], list[str], list[bytes]]:
    """Return the distinct Content-Types, what media they name, and the transfer encodings."""
    types: dict[bytes, str] = {}
    encodings: dict[bytes, None] = {}
    for item in found:
        if item.name == b"content-type":
            value = raw[item.start : item.end].strip()
            value = b";" + value if value.startswith(b"boundary") else value
            types[value] = media_type(value)
        elif item.name == b"content-transfer-encoding":
            encodings[_encoding(raw[item.start : item.end])] = None
    return list(types), list(types.values()), list(encodings)


def _encoding(value: bytes) -> bytes:
    """Return the transfer encoding that a field names, in lower case, however it is written.

    Mail programs read it behind a comment, and in front of parameters, which it has none of.  What
    is only called encoded is read as it stands, too.
    """
    name = value.strip(b" \t\r\n\"'").lower()
    if name in _USUAL_ENCODINGS:
        return name
    name = uncommented(name).strip()
    for encoding, called in _ENCODINGS.items():
        if called.search(name):
            return encoding
    return name


def boundaries(part: Part) -> tuple[bytes, ...]:
    """Return the boundaries of all multipart types of a part, in each way that they may be read.

    A line end within one is none of it (RFC 5322 section 2.2.3), a parenthesis may begin a comment,
    and single quotes are part of it or not.
    """
    found: dict[bytes, None] = {}
    for value, media in zip(part.types, part.media, strict=True):
        if media.startswith("multipart"):
            for named in parameters(value, b"boundary"):
                whole = named.translate(None, b"\r\n").rstrip()
                found |= dict.fromkeys(
                    (whole, whole.strip(b"'"), whole.partition(b"(")[0].rstrip())
                )
    return tuple([boundary for boundary in found if boundary.strip()])
