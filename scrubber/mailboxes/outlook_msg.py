"""Outlook's ``.msg``: one mail in a file of storages and streams (MS-OXMSG), which is only read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scrubber.errors import MailboxError
from scrubber.mailboxes import Stored, Unread, mapi
from scrubber.mailboxes.files import MOST, TOO_LARGE, MessageFolder, read_regular, size_of
from scrubber.mailboxes.outlook import (
    BINARY,
    DAMAGED,
    INTEGER,
    MESSAGE_CODE_PAGE,
    OBJECT,
    STRING8,
    TIME,
    UNICODE,
    Foreign,
    as_utc,
    library,
    text_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB section 2.2

_STREAM = "__substg1.0_{:04X}{:04X}"  # identifier and type (MS-OXMSG section 2.1.3)
_ATTACHMENTS = "__attach_version1.0_"
_PROPERTIES = "__properties_version1.0"


@dataclass(frozen=True, slots=True)
class MsgFolder(MessageFolder):
    """The ``.msg`` files of one directory."""

    SUFFIX: ClassVar = ".msg"

    def _messages(self, path: Path, content: bytes) -> Iterator[Stored | Unread]:
        yield from _messages(str(path), content)


@dataclass(frozen=True, slots=True)
class MsgFile:
    """One ``.msg`` file."""

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the message, and what of it cannot be read."""
        try:
            content, _ = read_regular(self.path)
        except OSError as error:
            yield Unread.of(self.path, error)
            return
        yield from _messages(str(self.path), content)

    def size(self) -> int:
        """Return the bytes to be read."""
        return size_of(self.path)


def _messages(location: str, content: bytes) -> Iterator[Stored | Unread]:
    if len(content) > MOST:
        yield Unread(location, TOO_LARGE)
        return
    if not content.startswith(SIGNATURE):
        yield Unread(location, "is no .msg file of Outlook, though its name says so")
        return
    try:
        open_msg = library("extract_msg").MSGFile
        with open_msg(content, delayAttachments=True) as file:
            yield from whole(_Message(file), location, lambda raw, at: Stored(location, raw, at))
    except MailboxError as error:
        yield Unread(location, error.public)
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the library do
        yield Unread(location, DAMAGED)


class _Properties:
    """Properties below a storage of an open file; "" is that of the mail itself."""

    def __init__(self, file: Foreign, storage: str = "") -> None:
        """Remember where they stand."""
        self._file = file
        self._storage = storage

    def text(self, tag: int) -> str:
        """Return a property that is a text."""
        wide = self._stream(tag, UNICODE)
        if wide is not None:
            return text_of(wide, UNICODE)
        return text_of(self._stream(tag, STRING8) or b"", STRING8, self._code_page())

    def binary(self, tag: int) -> bytes:
        """Return a property that is bytes."""
        return self._stream(tag, BINARY) or b""

    def _stream(self, tag: int, kind: int) -> bytes | None:
        try:
            content: bytes | None = self._file.getStream(self._path(tag, kind))
        except Exception:  # noqa: BLE001 - whatever a damaged file makes the library do
            raise MailboxError(DAMAGED) from None
        return content

    def _path(self, tag: int, kind: int) -> str:
        name = _STREAM.format(tag, kind)
        return f"{self._storage}/{name}" if self._storage else name

    def _value(self, tag: int, kind: int) -> object:
        """Return a value of fixed length; they stand together in a stream of the mail."""
        try:
            value: object = self._file.getPropertyVal(f"{tag:04X}{kind:04X}")
        except Exception:  # noqa: BLE001 - as above
            raise MailboxError(DAMAGED) from None
        return value

    def _code_page(self) -> int:
        value = self._value(MESSAGE_CODE_PAGE, INTEGER)
        return value if isinstance(value, int) else 0


class _Message(_Properties):
    """A mail: the file's own, or one that is attached."""

    def number(self, tag: int) -> int:
        """Return a property that is a number."""
        value = self._value(tag, INTEGER)
        return value if isinstance(value, int) else 0

    def time(self, tag: int) -> datetime | None:
        """Return a property that is a time."""
        return as_utc(self._value(tag, TIME))

    def attachments(self) -> Iterator[_Attachment]:
        """Yield them in the order of their numbers."""
        try:
            names = {path[0] for path in self._file.listDir(includePrefix=False)}
        except Exception:  # noqa: BLE001 - as above
            raise MailboxError(DAMAGED) from None
        for name in sorted(name for name in names if name.startswith(_ATTACHMENTS)):
            yield _Attachment(self._file, name)


class _Attachment(_Properties):
    """A file or a mail that is attached."""

    def message(self) -> _Message | None:
        """Open the mail that is attached: a storage with properties of its own."""
        inner = self._path(mapi.ATTACHED, OBJECT)
        try:
            if not self._file.exists(f"{inner}/{_PROPERTIES}"):
                return None
            prefix = [*self._file.prefixList, *inner.split("/")]
            # As the library itself opens it, but nothing within is read before it is asked for.
            opened = type(self._file)(
                self._file.path, prefix=prefix, parentMsg=self._file, delayAttachments=True
            )
        except Exception:  # noqa: BLE001 - as above
            raise MailboxError(DAMAGED) from None
        return _Message(opened)
