"""Writes ``.pst`` files in the Unicode form (MS-PST): blocks, B-trees, heaps, property tables.

Only what a reader needs is there: no allocation maps, and no columns but the row's in a table.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.mailboxes.outlook_items import filetime, kind, stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.mailboxes.outlook_items import Attachment, Item, Value

# Types of node identifiers (section 2.2.2.1), and the nodes that every file has (2.4.1).
_FOLDER, _MESSAGE, _ATTACHMENT, _OTHER = 0x02, 0x04, 0x05, 0x1F
_STORE, _NAMES, _ROOT = 0x21, 0x61, 0x122
_ATTACHMENT_TABLE = 0x671
_FOLDER_TABLE, _MAIL_TABLE = 11, 12  # from the number of their folder on

_GUID = bytes(16)

_BBT, _NBT = 0x80, 0x81
_PAGE, _MOST = 512, 8176  # bytes of a page, and of the data in a block
_IN_HEAP = 512  # bytes; longer values get a node of their own
_FIRST = 0x4600  # offset of the first block


def write_pst(folders: Mapping[str, Sequence[Item]]) -> bytes:
    """Return a file with ``folders`` below its root folder."""
    file = _File()
    file.node(_STORE, 0, {0x3001: "Personal folders"})
    file.node(_NAMES, 0, {0x0001: 251, 0x0002: _GUID, 0x0003: bytes(8), 0x0004: _GUID})
    numbers = [number << 5 | _FOLDER for number in range(0x401, 0x401 + len(folders))]
    file.folder(_ROOT, "", numbers, ())
    for number, (name, items) in zip(numbers, folders.items(), strict=True):
        file.folder(number, name, [], items)
    return file.finished()


@dataclass
class _File:
    """A file in the making: what is behind its header, and where each block and node is."""

    content: bytearray = field(default_factory=lambda: bytearray(_FIRST))
    blocks: list[tuple[int, int, int]] = field(default_factory=list)  # identifier, offset, size
    nodes: list[tuple[int, int, int, int]] = field(default_factory=list)
    identifiers: int = 4
    messages: int = 0x10000

    def node(self, identifier: int, parent: int, values: dict[int, Value]) -> None:
        """Add a node that is nothing but properties."""
        data, sub = self.properties(values, {})
        self.nodes.append((identifier, data, sub, parent))

    def folder(self, identifier: int, name: str, inner: list[int], items: Sequence[Item]) -> None:
        """Add a folder, its mails, and the tables of both (section 2.4.4)."""
        self.node(identifier, _ROOT, {0x3001: name, 0x3602: len(items)})
        mails = []
        for item in items:
            self.messages += 1
            mails.append(self.messages << 5 | _MESSAGE)
            self.nodes.append((mails[-1], *self.item(item), identifier))
        self.nodes.append((identifier + _FOLDER_TABLE, self.data(_table(inner)), 0, 0))
        self.nodes.append((identifier + _MAIL_TABLE, self.data(_table(mails)), 0, 0))

    def item(self, item: Item) -> tuple[int, int]:
        """Write a mail; return its data and its nodes."""
        nodes: dict[int, tuple[int, int]] = {}
        numbers = [number << 5 | _ATTACHMENT for number in range(1, len(item.attachments) + 1)]
        for number, attachment in zip(numbers, item.attachments, strict=True):
            nodes[number] = self.attachment(attachment)
        if numbers:
            nodes[_ATTACHMENT_TABLE] = (self.data(_table(numbers)), 0)
        return self.properties({0x001A: "IPM.Note"} | item.properties, nodes)

    def attachment(self, attachment: Attachment) -> tuple[int, int]:
        """Write what is attached."""
        if attachment.item is None:
            return self.properties({0x3705: 1} | attachment.properties, {})
        inner = 0x20000 << 5 | _MESSAGE
        nodes = {inner: self.item(attachment.item)}
        return self.properties({0x3705: 5} | attachment.properties, nodes, inner)

    def properties(
        self, values: dict[int, Value], nodes: dict[int, tuple[int, int]], inner: int = 0
    ) -> tuple[int, int]:
        """Write a property context (section 2.3.3); ``inner`` is the node of an attached mail."""
        held: list[bytes] = []
        records = []

        def hold(value: bytes) -> int:
            if not value:
                return 0
            if len(value) > _IN_HEAP:
                identifier = len(nodes) + 0x1000 << 5 | _OTHER
                nodes[identifier] = (self.data(value), 0)
                return identifier
            held.append(value)
            return len(held) + 2 << 5

        for tag, value in values.items():
            if isinstance(value, int):
                where = value
            elif isinstance(value, datetime):
                where = hold(struct.pack("<Q", filetime(value)))
            else:
                where = hold(stream(value))
            records.append((tag, struct.pack("<HHI", tag, kind(value), where)))
        if inner:
            held_by = hold(struct.pack("<II", inner, 0))
            records.append((0x3701, struct.pack("<HHI", 0x3701, 0x000D, held_by)))
        heap = _heap(
            0xBC,
            [_tree(2, 6, bool(records)), b"".join(record for _, record in sorted(records)), *held],
        )
        return self.data(heap), self.sub_nodes(nodes)

    def sub_nodes(self, nodes: dict[int, tuple[int, int]]) -> int:
        """Write the nodes of a node (section 2.2.2.8.3.3)."""
        if not nodes:
            return 0
        lines = [struct.pack("<QQQ", node, *where) for node, where in sorted(nodes.items())]
        return self.block(
            struct.pack("<BBHI", 2, 0, len(lines), 0) + b"".join(lines), internal=True
        )

    def data(self, content: bytes) -> int:
        """Write data, in several blocks if it is long (section 2.2.2.8.3.2)."""
        if len(content) <= _MOST:
            return self.block(content)
        parts = range(0, len(content), _MOST)
        blocks = [self.block(content[start : start + _MOST]) for start in parts]
        head = struct.pack("<BBHI", 1, 1, len(blocks), len(content))
        return self.block(head + struct.pack(f"<{len(blocks)}Q", *blocks), internal=True)

    def block(self, content: bytes, *, internal: bool = False) -> int:
        """Write a block and its trailer (section 2.2.2.8.1); return its identifier."""
        identifier = self.identifiers | (2 if internal else 0)
        self.identifiers += 4
        offset = len(self.content)
        padding = -(len(content) + 16) % 64
        check = struct.pack(
            "<HHIQ", len(content), _signature(offset, identifier), _crc(content), identifier
        )
        self.content += content + bytes(padding) + check
        self.blocks.append((identifier, offset, len(content)))
        return identifier

    def finished(self) -> bytes:
        """Write the two B-trees and the header."""
        nodes = [
            (node, struct.pack("<QQQII", node, data, sub, parent, 0))
            for node, data, sub, parent in sorted(self.nodes)
        ]
        blocks = [
            (block, struct.pack("<QQHHI", block, offset, size, 2, 0))
            for block, offset, size in sorted(self.blocks)
        ]
        roots = [self.pages(_NBT, nodes), self.pages(_BBT, blocks)]
        header = _header(len(self.content), roots)
        return header + bytes(self.content[len(header) :])

    def pages(self, kind: int, entries: list[tuple[int, bytes]]) -> tuple[int, int]:
        """Write a B-tree (section 2.2.2.7.7); return identifier and offset of its root."""
        self.content += bytes(-len(self.content) % _PAGE)
        level = 0
        while True:
            most = 488 // len(entries[0][1])
            above = []
            for start in range(0, len(entries), most):
                taken = entries[start : start + most]
                where = self.page(kind, level, [line for _, line in taken])
                above.append((taken[0][0], struct.pack("<QQQ", taken[0][0], *where)))
            if len(above) == 1:
                return where
            entries, level = above, level + 1

    def page(self, kind: int, level: int, lines: list[bytes]) -> tuple[int, int]:
        """Write one page of a B-tree."""
        identifier, offset = self.identifiers, len(self.content)
        self.identifiers += 4
        size = len(lines[0])
        counts = struct.pack("<BBBBI", len(lines), 488 // size, size, level, 0)
        page = b"".join(lines).ljust(488, b"\0") + counts
        trailer = struct.pack(
            "<BBHIQ", kind, kind, _signature(offset, identifier), _crc(page), identifier
        )
        self.content += page + trailer
        return identifier, offset


def _header(size: int, roots: list[tuple[int, int]]) -> bytes:
    """Return the header of the file (section 2.2.2.6)."""
    root = struct.pack("<IQQQQ", 0, size, 0, 0, 0)
    root += b"".join(struct.pack("<QQ", *each) for each in roots) + struct.pack("<BBH", 0, 0, 0)
    rest = struct.pack("<2sHHBBII", b"SM", 23, 19, 1, 1, 0, 0)
    rest += struct.pack("<QQI", 0, 4, 1) + struct.pack("<32I", *[0x400] * 32) + bytes(8)
    rest += root + bytes(4) + b"\xff" * 256 + bytes([0x80, 0, 0, 0]) + struct.pack("<Q", 4)
    full = _crc(rest)
    return b"!BDN" + struct.pack("<I", _crc(rest[:471])) + rest + struct.pack("<I", full)


def _heap(client: int, items: list[bytes]) -> bytes:
    """Return items as a heap of one block (section 2.3.1); the first is its root."""
    content = b"".join(items)
    offsets, position = [], 12
    for item in items:
        offsets.append(position)
        position += len(item)
    content += bytes(position % 2)
    head = struct.pack("<HBBII", 12 + len(content), 0xEC, client, 1 << 5, 0)
    ends = struct.pack(f"<HH{len(items) + 1}H", len(items), 0, *offsets, position)
    return head + content + ends


def _tree(key: int, value: int, filled: bool) -> bytes:  # noqa: FBT001 - a word would be longer
    """Return the head of a B-tree on a heap, whose records are the second item (2.3.2.1)."""
    return struct.pack("<BBBBI", 0xB5, key, value, 0, 2 << 5 if filled else 0)


def _table(rows: list[int]) -> bytes:
    """Return a table whose rows name nodes and nothing else (section 2.3.4)."""
    columns = ((0x67F20003, 0, 4, 0), (0x67F30003, 4, 4, 1))
    held = 4 << 5 if rows else 0
    head = struct.pack("<BBHHHHIII", 0x7C, len(columns), 8, 8, 8, 9, 2 << 5, held, 0)
    head += b"".join(struct.pack("<IHBB", *column) for column in columns)
    index = b"".join(struct.pack("<II", row, number) for number, row in enumerate(rows))
    lines = b"".join(struct.pack("<IIB", row, 0, 0xC0) for row in rows)
    tree = struct.pack("<BBBBI", 0xB5, 4, 4, 0, 3 << 5 if rows else 0)
    return _heap(0x7C, [head, tree, *([index, lines] if rows else [])])


def _crc(content: bytes) -> int:
    """Return the check sum of section 5.3, which is CRC-32 without its two inversions."""
    return zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _signature(offset: int, identifier: int) -> int:
    """Return what ties a block to its place (section 5.5)."""
    mixed = (offset ^ identifier) & 0xFFFFFFFF
    return mixed >> 16 ^ mixed & 0xFFFF
