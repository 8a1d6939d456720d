"""Outlook's ``.pst`` and ``.ost``: folders of mails in one file (MS-PST), which is only read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError
from scrubber.mailboxes import Stored, Unread, mapi
from scrubber.mailboxes.files import size_of
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
    library,
    text_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNATURE = b"!BDN"  # MS-PST section 2.2.2.6
_DEEPEST = 64  # folders within folders
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TEXTS = (UNICODE, STRING8)


@dataclass(frozen=True, slots=True)
class StoredInPst(Stored):
    """A mail and the folder in which it lies, with the folders above it."""

    folder: str


@dataclass(frozen=True, slots=True)
class Pst:
    """One file of Outlook's, with all its folders."""

    path: Path

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the messages, folder by folder; each is located by its folder and identifier."""
        try:
            file = library("pypff").file()
            file.open(str(self.path))
        except MailboxError as error:
            yield Unread(str(self.path), error.public)
            return
        except Exception:  # noqa: BLE001 - whatever a damaged file makes the library do
            yield Unread(str(self.path), DAMAGED)
            return
        try:
            yield from self._folder(file, file.get_root_folder(), "", 0)
        except Exception:  # noqa: BLE001 - as above
            yield Unread(str(self.path), DAMAGED)
        finally:
            file.close()

    def size(self) -> int:
        """Return the bytes to be read."""
        return size_of(self.path)

    def _folder(
        self, file: Foreign, folder: Foreign, name: str, depth: int
    ) -> Iterator[Stored | Unread]:
        """Yield the messages of a folder, then those of the folders in it."""
        for index in range(folder.number_of_sub_messages):
            yield from self._message(file, folder, index, name)
        if depth >= _DEEPEST:
            yield Unread(f"{self.path}/{name}", "holds folders within folders, too deeply")
            return
        for index in range(folder.number_of_sub_folders):
            try:
                inner = folder.get_sub_folder(index)
                inner_name = f"{name}/{inner.name or ''}".lstrip("/")
            except Exception:  # noqa: BLE001 - as above
                yield Unread(f"{self.path}/{name}", f"its folder {index + 1} {DAMAGED}")
                continue
            yield from self._folder(file, inner, inner_name, depth + 1)

    def _message(
        self, file: Foreign, folder: Foreign, index: int, name: str
    ) -> Iterator[Stored | Unread]:
        location = f"{self.path}/{name}"
        try:
            message = folder.get_sub_message(index)
            location = f"{location}:{message.identifier}"
            found = _Message(message, _code_page(file))
            yield from whole(
                found, location, lambda raw, arrived: StoredInPst(location, raw, arrived, name)
            )
        except MailboxError as error:
            yield Unread(location, error.public)
        except Exception:  # noqa: BLE001 - as above
            yield Unread(location, DAMAGED)


def _code_page(file: Foreign) -> int:
    """Return in which code page a file's texts are that are no Unicode."""
    name: bytes = file.ascii_codepage.removeprefix(b"cp")
    return int(name) if name.isdigit() else 0


class _Properties:
    """The properties of one thing, whose values are read when they are asked for."""

    def __init__(self, item: Foreign, code_page: int) -> None:
        """Find the properties.  Raises MailboxError."""
        self._item = item
        self._code_page = code_page
        try:
            sets = item.record_sets
            entries = sets[0].entries if item.number_of_record_sets else ()
            self._entries = {entry.entry_type: entry for entry in entries}
        except Exception:  # noqa: BLE001 - as above
            raise MailboxError(DAMAGED) from None

    def text(self, tag: int) -> str:
        """Return a property that is a text."""
        kind, value = self._value(tag)
        text = text_of(value, kind, self._page()) if kind in _TEXTS else ""
        # A subject begins with how long its "Re: " is (MS-PST section 2.5.3.1.1.1).
        return text[2:] if tag == mapi.SUBJECT and text.startswith("\x01") else text

    def binary(self, tag: int) -> bytes:
        """Return a property that is bytes."""
        kind, value = self._value(tag)
        return value if kind == BINARY else b""

    def _value(self, tag: int) -> tuple[int, bytes]:
        """Return the type and the bytes of a property."""
        entry = self._entries.get(tag)
        if entry is None:
            return 0, b""
        try:
            return entry.value_type, entry.data or b""
        except Exception:  # noqa: BLE001 - as above
            raise MailboxError(DAMAGED) from None

    def _page(self) -> int:
        kind, value = self._value(MESSAGE_CODE_PAGE)
        return int.from_bytes(value, "little") if kind == INTEGER else self._code_page


class _Message(_Properties):
    """A mail."""

    def number(self, tag: int) -> int:
        """Return a property that is a number."""
        kind, value = self._value(tag)
        return int.from_bytes(value, "little") if kind == INTEGER else 0

    def time(self, tag: int) -> datetime | None:
        """Return a property that is a time: tenths of microseconds since 1601."""
        kind, value = self._value(tag)
        if kind != TIME:
            return None
        try:
            since = timedelta(microseconds=int.from_bytes(value, "little") // 10)
            return _EPOCH + since
        except OverflowError:
            return None

    def attachments(self) -> Iterator[_Attachment]:
        """Yield what is attached."""
        try:
            for index in range(self._item.number_of_attachments):
                yield _Attachment(self._item.get_attachment(index), self._code_page)
        except Exception:  # noqa: BLE001 - as above
            raise MailboxError(DAMAGED) from None


class _Attachment(_Properties):
    """What is attached to a mail."""

    def message(self) -> None:
        """Return None for a file; nothing else can be opened.  Raises MailboxError."""
        kind, _ = self._value(mapi.ATTACHED)
        if kind == OBJECT:
            # libpff itself can open it, its Python binding cannot.
            raise MailboxError("is an attached mail or object: save it as a file, and audit that")
