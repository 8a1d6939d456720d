"""A mail of Outlook as a mail of the Internet: the properties that hold it become header and parts.

Outlook keeps a mail as properties (MS-OXPROPS).  The header fields with which it came are one of
them, where it came over the Internet; its body may be kept as plain text, HTML and RTF at once.
Everything that people can read becomes a part, so that the numbers of parts in a report are those
that a mail program would give it.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from scrubber.errors import MailboxError
from scrubber.mailboxes.files import MOST, TOO_LARGE
from scrubber.mailboxes.mapi_charset import charset
from scrubber.mailboxes.rtf import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

# Property identifiers (MS-OXPROPS section 2).
SUBJECT = 0x0037
SUBMITTED = 0x0039
HEADERS = 0x007D
DELIVERED = 0x0E06
BODY = 0x1000
RTF = 0x1009
HTML = 0x1013
CODE_PAGE = 0x3FDE
ATTACHED = 0x3701
_SENDER_NAMES = (0x0C1A, 0x0042)
_SENDER_ADDRESSES = (0x5D01, 0x0C1F, 0x5D02, 0x0065)
_RECIPIENTS = {"To": 0x0E04, "Cc": 0x0E03, "Bcc": 0x0E02}
_IDENTIFIERS = {"Message-ID": 0x1035, "In-Reply-To": 0x1042, "References": 0x1039}
_FILE_NAMES = (0x3707, 0x3704, 0x3001)
_MEDIA_TYPE = 0x370E

_DEEPEST = 16  # mails within mails
_NAME = re.compile(r"([!-9;-~]{1,80})[ \t]*:")  # of a header field (RFC 5322 section 2.2)
_LINE = re.compile(r"\r\n|\r|\n")
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,120}")
_MARK = "Microsoft Mail Internet Headers"  # a line of Exchange's own before the first field


class Properties(Protocol):
    """Properties of one thing; each is empty where there is none.

    All raise MailboxError where what is there cannot be read.
    """

    def text(self, tag: int) -> str:
        """Return a property that is a text."""
        ...

    def binary(self, tag: int) -> bytes:
        """Return a property that is bytes."""
        ...


class Attachment(Properties, Protocol):
    """What is attached to a mail: a file or another mail."""

    def message(self) -> Message | None:
        """Return the mail that is attached, None if it is something else."""
        ...


class Message(Properties, Protocol):
    """A mail, or anything else that Outlook keeps: an appointment, a contact, a note."""

    def number(self, tag: int) -> int:
        """Return a property that is a number, 0 where there is none."""
        ...

    def time(self, tag: int) -> datetime | None:
        """Return a property that is a time, in UTC."""
        ...

    def attachments(self) -> Iterator[Attachment]:
        """Yield what is attached."""
        ...


@dataclass(slots=True)
class Mail:
    """A mail in the making: its bytes, and what of it could not be read."""

    raw: bytes = b""
    missing: list[str] = field(default_factory=list)

    def read(self, message: Message, depth: int = 0) -> bytes:
        """Return ``message`` as bytes.  Raises MailboxError."""
        bodies = [part for part in (_plain(message), _html(message), _rtf(message)) if part]
        body = _together("alternative", depth, bodies or [_part("text/plain", b"")])
        attached: list[bytes] = []
        size = len(body)
        for part in self._attachments(message, depth):
            attached.append(part)
            size += len(part)
            if size > MOST:
                raise MailboxError(TOO_LARGE)
        self.raw = _header(message) + _together("mixed", depth, [body, *attached])
        return self.raw

    def _attachments(self, message: Message, depth: int) -> Iterator[bytes]:
        """Yield the parts; one that cannot be read does not end the reading of the others."""
        attachments = message.attachments()
        for number in range(1, 1 << 16):
            try:
                attachment = next(attachments, None)
                if attachment is None:
                    return
                yield self._attachment(attachment, depth)
            except MailboxError as error:
                self.missing.append(f"its attachment {number}: {error.public}")

    def _attachment(self, attachment: Attachment, depth: int) -> bytes:
        name = _first(attachment, _FILE_NAMES)
        inner = attachment.message()
        if inner is None:
            return _file(attachment, name)
        if depth >= _DEEPEST:
            raise MailboxError("mails within mails, too deeply")
        kind = _fields({"Content-Type": "message/rfc822"}, name)
        return kind + b"\r\n" + self.read(inner, depth + 1)


def _header(message: Message) -> bytes:
    """Return the header but for what belongs to MIME: as it came, and what else is known."""
    fields = list(_as_it_came(message.text(HEADERS)))
    names = {line.partition(":")[0].strip().lower() for line in fields}
    for name, value in _known(message):
        if value and name.lower() not in names:
            fields.append(f"{name}: {_one_line(value)}")
    subject = _one_line(message.text(SUBJECT))
    if subject and not any(_is_subject(line, subject) for line in fields):
        fields.insert(0, f"Subject: {subject}")  # it can be changed in Outlook
    return "".join(f"{line}\r\n" for line in [*fields, "MIME-Version: 1.0"]).encode(
        "utf-8", "replace"
    )


def _as_it_came(text: str) -> Iterator[str]:
    """Yield header fields; what is none is folded into the one before it."""
    unfinished = ""
    for line in _LINE.split(text.replace("\0", "")):
        if not line.strip() or line.startswith(_MARK):
            continue
        if _NAME.match(line):
            if unfinished:
                yield unfinished
            unfinished = line
        else:
            unfinished = f"{unfinished or 'X-Outlook:'}\r\n {line.strip()}"
        if unfinished.lower().startswith(("content-", "mime-version")):
            # The parts are made anew.  What these fields say of the old ones is no longer true.
            unfinished = f"X-Original-{unfinished}"
    if unfinished:
        yield unfinished


def _known(message: Message) -> Iterator[tuple[str, str]]:
    """Yield fields made of properties, for mail that never was on the Internet."""
    from email.utils import format_datetime  # not what the scan of other mail has to wait for

    name = _first(message, _SENDER_NAMES)
    address = next((each for each in _texts(message, _SENDER_ADDRESSES) if "@" in each), "")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    yield "From", f'"{quoted}" <{address}>' if address else name
    for field_name, tag in (_RECIPIENTS | _IDENTIFIERS).items():
        yield field_name, message.text(tag)
    sent = message.time(SUBMITTED)
    yield "Date", format_datetime(sent) if sent else ""


def _is_subject(line: str, subject: str) -> bool:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    name, _, value = line.partition(":")
    if name.strip().lower() != "subject":
        return False
    try:
        decoded = str(make_header(decode_header(_LINE.sub("", value))))
    except (ValueError, LookupError, HeaderParseError):
        return False
    return " ".join(decoded.split()) == " ".join(subject.split())


def _plain(message: Message) -> bytes:
    text = message.text(BODY)
    return _part("text/plain; charset=utf-8", text.encode("utf-8", "replace")) if text else b""


def _html(message: Message) -> bytes:
    if text := message.text(HTML):
        return _part("text/html; charset=utf-8", text.encode("utf-8", "replace"))
    markup = message.binary(HTML)
    kind = f"text/html; charset={charset(message.number(CODE_PAGE))}"
    return _part(kind, markup) if markup else b""


def _rtf(message: Message) -> bytes:
    compressed = message.binary(RTF)
    if not compressed:
        return b""
    text = plain_text(compressed)
    return _part("text/plain; charset=utf-8", text.encode("utf-8", "replace"))


def _file(attachment: Attachment, name: str) -> bytes:
    import mimetypes

    kind = attachment.text(_MEDIA_TYPE).strip().lower()
    if not _MEDIA.fullmatch(kind):
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("multipart/"):
        kind = "message/rfc822"  # a signed mail: header fields and all (MS-OXOSMIME 2.1.3.2)
    return _part(kind, attachment.binary(ATTACHED), name)


def _part(kind: str, content: bytes, name: str = "") -> bytes:
    """Return a part without parts of its own: MIME header and body."""
    fields = {"Content-Type": kind, "Content-Transfer-Encoding": "base64"}
    return _fields(fields, name) + b"\r\n" + base64.encodebytes(content).replace(b"\n", b"\r\n")


def _fields(fields: dict[str, str], name: str) -> bytes:
    if name:
        encoded = quote(name.replace("\0", ""), safe="", errors="replace")  # RFC 2231 section 4
        fields["Content-Disposition"] = f"attachment; filename*=utf-8''{encoded}"
    return "".join(f"{each}: {value}\r\n" for each, value in fields.items()).encode("ascii")


def _together(kind: str, depth: int, parts: Sequence[bytes]) -> bytes:
    """Return parts as one; the only one is that itself.  A boundary stands in no other line."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{kind}_{depth}"
    lines = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + lines + f"--{boundary}--\r\n".encode()


def _texts(properties: Properties, tags: Sequence[int]) -> Iterator[str]:
    return (text for tag in tags if (text := _one_line(properties.text(tag))))


def _first(properties: Properties, tags: Sequence[int]) -> str:
    return next(_texts(properties, tags), "")


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())
