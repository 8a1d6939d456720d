"""The passages of a message, also of messages that lie encoded within it.

A message in a base64 part is a layer of its own: its structure is read from the decoded bytes, and
patches of it are brought back through the encoding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.message import carried, mime, transfer, uuencode
from scrubber.core.message.fields import (
    NAME,
    Field,
    charset,
    is_naming,
    named_values,
    parameters,
)
from scrubber.core.message.layer import Layer
from scrubber.core.message.passage import Passage, field_passage
from scrubber.core.message.sources import NAMED, Body, Fields, Source
from scrubber.core.model import Unreadable
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST_LAYER = 8
"""Messages encoded within encoded messages; a reader that opens more has yet to be seen."""

_SNIFFED = 2048
_TEXT_NAMES = pattern(
    rb"\.(?:txt|text|csv|tsv|html?|xhtml|eml|log|md|json|xml|ics|vcf|rtf|ini|ya?ml)$", re.IGNORECASE
)
_ENCRYPTED_ZIP = pattern(rb"PK\x03\x04..[\x01\x03\x05\x07\x09\x0b\x0d\x0f]", re.DOTALL)
_NO_REPLY = pattern(
    rb"\b(?:no|not|do-?not|ne|non)[-_.]?(?:reply|repondre|rispondere|responder)|\b(?:noreply|"
    rb"notifications?|mailer-daemon|alerts?|security|verify|verification|nie-?odpowiadaj)[a-z0-9._+-]*@"
)
_BY_PEOPLE = (b"auto-submitted", b"no")
_RESENT = (b"resent-from", b"resent-sender", b"resent-to", b"resent-cc")
_ADDRESSES = frozenset((b"from", b"sender", b"reply-to", b"to", b"cc", b"bcc", *_RESENT))
_MAY_MATTER = pattern(rb"[0-9][^0-9]*[0-9][^0-9]*[0-9]|=\?")
"""Digits for a security code, or an encoded word: else a display name is only a name."""

_MANY_FIELDS = 64
"""Fields of one part that are read one by one: nobody writes so many, and each costs half a
millisecond."""

_MANY_FILES = 64
_NEXT_FILE = 200
"""Files of one text that are read one by one, of others the bytes between for the next name."""

_NEXT_NAME = 40
"""Bytes between two fields, for the name of the second."""

_FILES = (b"\nbegin", b"\n=ybegin")
"""What files in a text begin with, on a line of their own."""

_WRITTEN = frozenset({"text/plain", "text/html"})
_PGP = b"-----BEGIN PGP MESSAGE-----"
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


class Unread(NamedTuple):
    """A part that is not read: its type and the field that names it."""

    layer: Layer
    part: str
    type: str
    field: Field | None

    def name(self, raw: bytes) -> str:
        """Return the part's name as it stands in ``raw``, the masked bytes of its layer."""
        if self.field is None:
            return ""
        names = named_values(raw[self.field.start : self.field.end])
        return field_passage(self.part, names[0]).text


@dataclass(eq=False, repr=False)
class Inventory:
    """What a message holds: layers (outer before inner), sources to scan, and what is not read."""

    layers: list[Layer] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def passages(self) -> list[tuple[Layer, Passage]]:
        """All that the sources can be read as, and where it lies."""
        return [(source.layer, passage) for source in self.sources for passage in source.passages]

    @property
    def texts(self) -> list[Passage]:
        """The passages of all layers, in order."""
        return [passage for _, passage in self.passages]

    @property
    def bodies(self) -> list[Passage]:
        """The passages of all layers but those of header fields."""
        bodies = (source for source in self.sources if isinstance(source, Body))
        return [passage for source in bodies for passage in source.passages]

    @cached_property
    def automatic(self) -> bool:
        """Whether the message says that a program sent it."""
        layer = self.layers[0]
        for item in layer.structure.parts[0].fields:
            by_people = True
            if item.name == b"from":
                by_people = not _NO_REPLY.search(layer.raw[item.start : item.end].lower())
            elif item.name in mime.SERVICE_FIELDS:
                value = layer.raw[item.start : item.end].strip().lower()
                by_people = (item.name, value) == _BY_PEOPLE
            if not by_people:
                return True
        return False

    @property
    def answers(self) -> bool:
        """Whether the message stands in a thread."""
        fields = self.layers[0].structure.parts[0].fields
        return any(item.name in mime.THREAD_FIELDS for item in fields)


def take_stock(raw: bytes) -> Inventory:
    """Return everything in ``raw`` that can be read, and what cannot."""
    inventory = Inventory()
    waiting = [(Layer(raw, mime.read(raw)), 0)]
    while waiting:
        layer, depth = waiting.pop()
        inventory.layers.append(layer)
        for nested in _Stock(layer, inventory).take():
            if depth < DEEPEST_LAYER:
                waiting.append((nested, depth + 1))
            else:
                inventory.unreadable.append(Unreadable("", "messages encoded too deeply"))
    return inventory


class _Stock:
    """Goes through one layer."""

    def __init__(self, layer: Layer, inventory: Inventory) -> None:
        self.layer = layer
        self.inventory = inventory

    def take(self) -> Iterator[Layer]:
        """Note the passages of the layer; yield the messages encoded in it."""
        raw, structure = self.layer.raw, self.layer.structure
        for path, reason in structure.defects:
            self.inventory.unreadable.append(Unreadable(path, reason))
        for part in structure.parts:
            self._fields(part)
            if part.kind == "leaf":
                yield from self._leaf(part)
            elif any(map(transfer.is_encoding, part.encodings)):
                yield from self._parts_encoded(part)
        for margin in structure.margins:
            self._text(margin.path, margin[1:3], margin.encoding, "")
            if not margin.encoding:
                self._inlaid(margin.path, margin.start, margin.end)
        if not structure.headed:
            self._text("1", (structure.start, len(raw)), b"", "")

    def _text(self, path: str, span: tuple[int, int], encoding: bytes, kind: str) -> None:
        """Note a text body; ``kind`` is its Content-Type."""
        declared = charset(kind.encode("utf-8", "replace")) if kind else ""
        body = Body(self.layer, path, span, encoding, declared, html="html" in kind.lower())
        self.inventory.sources.append(body)

    def _fields(self, part: mime.Part) -> None:
        """Note the header fields in which people write."""
        raw = self.layer.raw
        kept = [item for item in part.fields if _is_worded(raw, item)]
        if len(kept) > _MANY_FIELDS:
            kept = _joined(kept)
        if kept:
            self.inventory.sources.append(Fields(self.layer, part.owner, kept))

    def _leaf(self, part: mime.Part) -> Iterator[Layer]:
        """Note a part without parts of its own; yield the message it may be."""
        raw = self.layer.raw
        start, end = part.body
        head = raw[start : min(start + _SNIFFED, end)]
        declared = part.types[0].decode("ascii", "replace") if part.types else ""
        kind = part.media[0] if part.media else "text/plain"
        for encoding in part.encodings or [b""]:
            if (content := self._mail(part, kind, head, encoding)) is not None:
                structure = mime.read(content, part.path)
                yield Layer(content, structure, self.layer, start, raw[start:end], encoding)
            elif self._is_text(part, kind, head, encoding):
                self._text(part.path, part.body, encoding, declared)
                self._disguised(part, kind, head, encoding)
                if encoding not in transfer.ENCODINGS:
                    self._inlaid(part.path, start, end)
                if encoding == transfer.BASE64 and transfer.is_broken_base64(raw[start:end]):
                    self._text(part.path, part.body, b"", declared)
                    self._inlaid(part.path, start, end)
            else:
                self._unread(part, kind, head, encoding)
        if _PGP in head:
            self.inventory.unreadable.append(Unreadable(part.path, "encrypted (PGP)"))

    def _mail(self, part: mime.Part, kind: str, head: bytes, encoding: bytes) -> bytes | None:
        """Return the mail that a part holds encoded, or as a file with encoded parts."""
        raw = self.layer.raw
        start, end = part.body
        called = kind in mime.MESSAGE_TYPES and transfer.is_encoding(encoding)
        if not called:
            if kind in _WRITTEN:  # somebody's words, if it has no name
                low, high = part.header
                if b"name" not in raw[low:high] or not self._named(part):
                    return None
            if not carried.may_begin_mail(transfer.decode(head, encoding)):
                return None
        content = transfer.decode(raw[start:end], encoding)
        return content if called or carried.is_encoded_mail(content) else None

    def _parts_encoded(self, part: mime.Part) -> Iterator[Layer]:
        """Yield what is in a multipart that is encoded as a whole, which none may be."""
        raw = self.layer.raw
        marks = mime.boundaries(part)
        for path, start, end, _ in self.layer.structure.margins:
            for encoding in part.encodings if path == part.path else ():
                content = transfer.decode(raw[start:end], encoding)
                structure = mime.read_parts(content, path, marks)
                if structure.parts:
                    yield Layer(content, structure, self.layer, start, raw[start:end], encoding)

    def _inlaid(self, path: str, start: int, end: int) -> None:
        """Note what stands encoded in a text: files, and parts of a mail that is there as it is."""
        self._files(path, start, end)
        for span in carried.base64_in(self.layer.raw, start, end):
            head = self.layer.raw[span[0] : min(span[0] + _SNIFFED, span[1])]
            if carried.is_written(transfer.decode(head, transfer.BASE64)):
                source = Body(self.layer, path, span, transfer.BASE64, "", html=False)
                self.inventory.sources.append(source)

    def _named(self, part: mime.Part) -> list[Field]:
        """Return the fields that name a part."""
        raw = self.layer.raw
        return [
            item
            for item in part.fields
            if item.name in NAMED and is_naming(raw[item.start : item.end])
        ]

    def _files(self, path: str, start: int, end: int) -> None:
        """Note the files that stand in a text as before MIME, and those that are not read."""
        raw = self.layer.raw
        line = max(start - 1, 0)
        if max([raw.find(sign, line, end) for sign in _FILES]) < 0:
            return
        body = raw[start:end]
        for number, (block, is_text) in enumerate(_files_in(body), 1):
            encoding = transfer.BASE64 if block.base64 else transfer.UUENCODE
            name = f"{path}:file {number}"
            if is_text:
                span = start + block.start, start + block.end
                source = Body(self.layer, name, span, encoding, "", html=block.html)
                self.inventory.sources.append(source)
            else:
                unread = Unread(self.layer, name, "application/octet-stream", None)
                self.inventory.unread.append(unread)
        if uuencode.has_yenc(body):
            self.inventory.unread.append(Unread(self.layer, path, "application/x-yenc", None))

    def _is_text(self, part: mime.Part, kind: str, head: bytes, encoding: bytes) -> bool:
        """Say whether a part is read as text, by its type, its name or its first bytes."""
        if kind.startswith(("text/", "message/")) or not kind or not head:
            return True
        head = transfer.decode(head, encoding)
        raw = self.layer.raw
        for item in part.fields:
            names = parameters(raw[item.start : item.end], NAME) if item.name in NAMED else ()
            if any(map(_TEXT_NAMES.search, names)) and not carried.is_known_file(head):
                return True
        return carried.is_written(head)

    def _disguised(self, part: mime.Part, kind: str, head: bytes, encoding: bytes) -> None:
        """Note a file that is read as the text it is called, and is no text."""
        low, high = part.header
        if b"name" in self.layer.raw[low:high]:
            head = transfer.decode(head, encoding)
            if carried.is_known_file(head):
                self._unread(part, kind, head, b"")

    def _unread(self, part: mime.Part, kind: str, head: bytes, encoding: bytes) -> None:
        """Note a part that is not read, and whether nobody could read it."""
        head = transfer.decode(head, encoding)
        if kind in _SMIME:
            reason = "encrypted or signed as a whole (S/MIME)"
            self.inventory.unreadable.append(Unreadable(part.path, reason))
        elif _ENCRYPTED_ZIP.match(head):
            self.inventory.unreadable.append(Unreadable(part.path, "encrypted archive"))
        else:
            named = self._named(part)
            unread = Unread(self.layer, part.path, kind, named[-1] if named else None)
            self.inventory.unread.append(unread)


def _files_in(body: bytes) -> list[tuple[uuencode.Block, bool]]:
    """Return the files in a text, and whether each is text; of very many those in a row as one."""
    found: list[tuple[uuencode.Block, bool]] = []
    goes_on = False
    for number, block in enumerate(uuencode.blocks(body)):
        encoding = transfer.BASE64 if block.base64 else transfer.UUENCODE
        head = body[block.start : min(block.start + _SNIFFED, block.end)]
        is_text = carried.is_written(transfer.decode(head[: head.rfind(b"\n") + 1], encoding))
        many = is_text and not block.base64 and number >= _MANY_FILES
        last = found[-1][0] if goes_on and many else None
        if last and last.html == block.html and block.start - last.end <= _NEXT_FILE:
            found[-1] = last._replace(end=block.end), True
        else:
            found.append((block, is_text))
        goes_on = many
    return found


def _joined(fields: list[Field]) -> list[Field]:
    """Return fields, the many that stand one right behind the other as one, in order.

    Those that name a part have parameters of their own, and are first.
    """
    words = sorted((item for item in fields if item.name not in NAMED), key=lambda x: x.start)
    found = [item for item in fields if item.name in NAMED] + words[:_MANY_FIELDS]
    for item in words[_MANY_FIELDS:]:
        last = found[-1]
        if item is not words[_MANY_FIELDS] and item.start - last.end <= _NEXT_NAME:
            found[-1] = Field(last.name, last.start, item.end)
        else:
            found.append(item)
    return found


def _is_worded(raw: bytes, item: Field) -> bool:
    """Say whether people may have written what a field holds: names of files, or words."""
    if item.name in _ADDRESSES:
        return _MAY_MATTER.search(raw, item.start, item.end) is not None
    if item.name in mime.TEXT_FIELDS:
        return True
    return item.name in NAMED and b"name" in raw[item.start : item.end].lower()
