"""The mark that a masked copy carries: what it is a copy of, and proof of its own bytes.

It is made of folder, UIDVALIDITY, UID and of MASKED bytes.  A hash of the original beside its
masked copy would give a security code away in a millisecond.  With it a copy is known again though
the connection was lost before its UID was told, and two hosts on one mailbox know each other's.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELD = "X-Scrubber-Copy"

_LETTERS = bytes(b"abcdefghijklmnop"[value] for value in range(16))
_MESSAGE_ID = re.compile(rb"(?im)^Message-ID[ \t]*:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]*)")
_REFERENCES = re.compile(rb"(?im)^References[ \t]*:")
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_LENGTH = 32  # letters of four bits each; digits could look like a card number


class Digest:
    """The mark of a message that comes block by block."""

    def __init__(self, folder: str, uidvalidity: int, uid: int) -> None:
        """Begin with what the message is a copy of."""
        self._hash = hashlib.sha256(f"{uidvalidity}/{uid}/{folder}\n".encode())
        self._last = b""

    def update(self, block: bytes) -> None:
        """Take the next bytes; a server may make CRLF of a bare LF, which makes no difference."""
        block = self._last + block
        # A CR at the end may belong to an LF that comes with the next block.
        self._last = b"\r" if block.endswith(b"\r") else b""
        block = block[: len(block) - len(self._last)]
        if block.count(b"\n") != block.count(b"\r\n"):
            block = block.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self._hash.update(block)

    def mark(self) -> str:
        """Return the mark of all that came."""
        self._hash.update(self._last)
        self._last = b""
        numbers = (value for byte in self._hash.digest() for value in divmod(byte, 16))
        return bytes(_LETTERS[number] for number in numbers)[:_LENGTH].decode("ascii")


def mark_of(folder: str, uidvalidity: int, uid: int, blocks: Iterable[bytes]) -> str:
    """Return the mark of a masked message; ``uid`` is that of its original."""
    digest = Digest(folder, uidvalidity, uid)
    for block in blocks:
        digest.update(block)
    return digest.mark()


def header_line(mark: str) -> bytes:
    """Return the field that is put on top of a copy."""
    return f"{FIELD}: {mark}\r\n".encode("ascii")


def mark_in(header: bytes) -> str:
    """Return the first mark in some header lines, or nothing."""
    for line in header.splitlines():
        name, _, value = line.partition(b":")
        if name.lower() == FIELD.lower().encode("ascii"):
            return value.strip().decode("ascii", "replace")
    return ""


def message_id(message: bytes) -> str:
    """Return the Message-ID of a masked message as its header has it, or nothing."""
    found = _MESSAGE_ID.search(message, 0, _end_of_header(message))
    return found[1].strip().decode("ascii", "replace") if found else ""


def renamed(message: bytes, mark: str) -> bytes:
    """Return a message with a Message-ID of its own, for servers that keep only one of each.

    The old one becomes X-Original-Message-ID, and a reference where there is none, so that the
    message stays in its thread.
    """
    end = _end_of_header(message)
    found = _MESSAGE_ID.search(message, 0, end)
    lines = f"Message-ID: <{mark}@scrubber.invalid>\r\n".encode("ascii")
    if found is None:
        return lines + message
    if not _REFERENCES.search(message, 0, end):
        lines += b"References: %b\r\n" % found[1].strip()
    return lines + message[: found.start()] + b"X-Original-" + message[found.start() :]


def _end_of_header(message: bytes) -> int:
    found = _END_OF_HEADER.search(message)
    return found.start() if found else len(message)
