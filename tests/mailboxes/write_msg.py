"""Writes ``.msg`` files (MS-OXMSG) in the container that extract-msg itself writes."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from extract_msg import OleWriter

from tests.mailboxes.outlook_items import filetime, kind, stream

if TYPE_CHECKING:
    from datetime import datetime

    from tests.mailboxes.outlook_items import Item, Value

_TOP, _INNER, _OTHER = 32, 24, 8  # bytes before the first property (MS-OXMSG section 2.4.1)


def write_msg(item: Item) -> bytes:
    """Return a mail as a file."""
    writer = OleWriter()
    for guids in ("00020102", "00030102", "00040102"):
        writer.addEntry(f"__nameid_version1.0/__substg1.0_{guids}".split("/"), b"")
    _item(writer, [], item, _TOP)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _item(writer: OleWriter, path: list[str], item: Item, reserved: int) -> None:
    values = {0x340D: 0x40000} | item.properties  # texts are Unicode
    _properties(writer, path, values, reserved, len(item.attachments))
    for number, attachment in enumerate(item.attachments):
        inner = [*path, f"__attach_version1.0_#{number:08X}"]
        method = 1 if attachment.item is None else 5
        _properties(writer, inner, {0x3705: method} | attachment.properties, _OTHER, 0)
        if attachment.item is not None:
            _item(writer, [*inner, "__substg1.0_3701000D"], attachment.item, _INNER)


def _properties(
    writer: OleWriter, path: list[str], values: dict[int, Value], reserved: int, attached: int
) -> None:
    header = bytearray(reserved)
    if reserved != _OTHER:
        struct.pack_into("<IIII", header, 8, 0, attached, 0, attached)
    lines = [bytes(header)]
    for tag, value in sorted(values.items()):
        lines.append(struct.pack("<HHI", kind(value), tag, 6) + _fixed(value))
        if isinstance(value, str | bytes):
            name = f"__substg1.0_{tag:04X}{kind(value):04X}"
            writer.addEntry([*path, name], stream(value))
    writer.addEntry([*path, "__properties_version1.0"], b"".join(lines))


def _fixed(value: Value) -> bytes:
    """Return the eight bytes of a value that stand among the others: itself, or its size."""
    if isinstance(value, str):
        return struct.pack("<II", len(stream(value)) + 2, 0)
    if isinstance(value, bytes):
        return struct.pack("<II", len(value), 0)
    return struct.pack("<Q", value if isinstance(value, int) else _time(value))


def _time(value: datetime) -> int:
    return filetime(value)
