"""What a report tells from the header of a message: its identifier, sender, subject and date."""

from __future__ import annotations

import re
from functools import lru_cache

from scrubber.core.cards.candidates import candidates
from scrubber.core.message.fields import find_fields, header_end
from scrubber.core.patterns import compiled

_MOST = 64 * 1024  # bytes of a header that are looked at
_LONGEST = 200  # characters of a subject
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"\d{3}")
_ENDING = re.compile(r"\.[A-Za-z]{2,4}$")
_OFFSET = re.compile(r":\d+$")
_BY_FILE = ("cur", "new")  # folders of a Maildir
_IDENTIFIER = re.compile(rb"\s*(<[^<>\s]+>)")  # RFC 5322 section 3.6.4
_BETWEEN = str.maketrans("<>@", "   ")
_ADDRESS = compiled(r"(?<![^\s/@])([^\s/@](?:(?!%40)[^\s/@])*+)((?:@|%40)[^\s/]*)")
_SHOWN = 2  # letters of the local part of an address


class Header:
    """The header of one message."""

    def __init__(self, raw: bytes) -> None:
        """Find its end; nothing else is looked at before it is asked for."""
        self._raw = raw
        self._end, _ = header_end(raw, 0, min(len(raw), _MOST))

    def message_id(self) -> str | None:
        """Return the Message-ID with its angle brackets, None if there is none.

        It is repeated as the sender wrote it, so one that holds a card number is left out.
        """
        found = _IDENTIFIER.match(self._value(b"message-id"))
        if found is None:
            return None
        identifier = found[1].decode("utf-8", "replace")
        return None if holds_card_number(identifier) else identifier

    def sender(self) -> str:
        """Return the first address in From, "" if there is none; digits of a card are masked."""
        from email.utils import getaddresses

        # Not parseaddr: of several addresses newer versions of Python return none there.
        try:
            found = getaddresses([self._value(b"from").decode("utf-8", "replace")])
        except RecursionError:  # comments within comments, more than anybody writes
            return ""
        address = next((address for _, address in found if address), "")
        masked = _DIGIT.sub("*", address) if _is_number(address) else address
        return masked.lower()[:_LONGEST]

    def subject(self) -> str:
        """Return the subject, cut if it is long."""
        text = " ".join(self._text(b"subject").split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def date(self) -> float | None:
        """Return the sender's Date in seconds since 1970 UTC, None if there is no right one."""
        from email.utils import parsedate_to_datetime

        value = self._value(b"date")
        if not value:
            return None
        try:
            return parsedate_to_datetime(value.decode("ascii", "replace").strip()).timestamp()
        except (ValueError, OverflowError, TypeError, IndexError):
            return None

    def _value(self, name: bytes) -> bytes:
        """Return the value of the first field of a name, unfolded, b"" if there is none."""
        found = find_fields(self._raw, 0, self._end, (name,))
        if not found:
            return b""
        return b" ".join(self._raw[found[0].start : found[0].end].split())

    def _text(self, name: bytes) -> str:
        """Return a value with its encoded words decoded (RFC 2047)."""
        from email.errors import HeaderParseError
        from email.header import decode_header

        value = self._value(name).decode("utf-8", "replace")
        try:
            parts = decode_header(value)
        except (HeaderParseError, ValueError):
            return value
        return "".join(_decoded(text, charset) for text, charset in parts)


def without_card_data(name: str) -> str:
    """Return the name of a file or folder, its digits masked if they may be card data.

    Programs that export mails name the files by their subjects.
    """
    return without_digits(name) if _CODE.search(name) and _is_told(name) else name


folder_without_card_data = lru_cache(maxsize=1024)(without_card_data)
"""The same for names that come again and again."""


def location_without_card_data(location: str) -> str:
    """Return a location, card data in names of folders and files masked.

    The names in a Maildir are the server's own and full of digits; behind that of an mbox stands an
    offset.
    """
    place = _OFFSET.sub("", location)
    folder, slash, name = place.rpartition("/")
    if not folder.endswith(_BY_FILE):
        name = folder_without_card_data(name)
    folders = "/".join(map(folder_without_card_data, folder.split("/")))
    return folder_without_card_data(folders) + slash + name + location[len(place) :]


def without_digits(text: str) -> str:
    """Return ``text`` with every digit masked."""
    return _DIGIT.sub("*", text)


def shortened(address: str) -> str:
    """Return an address that its owner's correspondents recognise, and others cannot use."""
    local, at, domain = address.rpartition("@")
    return f"{_beginning(local)}@{domain}" if at else address and _beginning(address)


def without_addresses(text: str) -> str:
    """Return ``text`` with every address in it shortened, those within a URL too."""
    return _ADDRESS.sub(lambda found: _beginning(found[1]) + found[2], text)


def _beginning(local: str) -> str:
    return f"{without_digits(local[:_SHOWN])}…"


def _is_number(address: str) -> bool:
    """Tell whether an address holds digits enough for a card number."""
    return len(_DIGIT.findall(address)) > 11  # noqa: PLR2004 - the shortest numbers have 12


def holds_card_number(name: str) -> bool:
    """Tell whether a name or an address holds a card number when it is read as words.

    It is asked of every mail, and hardly any name has digits that a network may have issued.
    """
    from scrubber import rulebook

    name = name.translate(_BETWEEN)
    return any(candidates(name, rulebook.load().issuers, uneven=True)) and _is_told(name)


def _is_told(name: str) -> bool:
    """Tell whether card data is found in a name that stands in a subject."""
    from scrubber import scrub

    words = _ENDING.sub(" ", name).split()
    return bool(scrub(b"Subject: " + " ".join(words).encode("utf-8", "replace")).findings)


def _decoded(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return text.decode("utf-8", "replace")
