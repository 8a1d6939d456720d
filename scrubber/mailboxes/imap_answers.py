"""What an IMAP server's answers say, line by line; literals are left to IMAPClient."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrubber.mailboxes.imap_values import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable

_RESPONSE_CODE = re.compile(r"\[([A-Z][A-Z-]*)[ \]]")
# Exchange Online, for which there is no response code.
_THROTTLED = re.compile(r"throttled.*?Backoff Time: *([0-9]+) *milliseconds", re.IGNORECASE)
_APPENDUID = re.compile(rb"\[APPENDUID [0-9]+ ([0-9]+)\]", re.IGNORECASE)  # RFC 4315 section 3
_COPYUID = re.compile(rb"COPYUID [0-9]+ [0-9]+ ([0-9]+)", re.IGNORECASE)
_UID = re.compile(rb"\bUID ([0-9]+)")
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_INTERNALDATE = re.compile(rb'\bINTERNALDATE "([^"]*)"')
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]+)")
_MODSEQ = re.compile(rb"\bMODSEQ \(([0-9]+)\)")


def response_code(text: str) -> str:
    """Return the response code of an answer (RFC 3501 section 7.1), or nothing."""
    found = _RESPONSE_CODE.search(text)
    return found[1] if found else ""


def pause_asked(text: str) -> float | None:
    """Return for how many seconds the server wants to be left alone, if it says so."""
    found = _THROTTLED.search(text)
    return int(found[1]) / 1000 if found else None


def appended_uid(text: bytes) -> int | None:
    """Return the UID that an appended message got (APPENDUID)."""
    return _number(_APPENDUID, text)


def copied_uid(text: bytes) -> int | None:
    """Return the UID that the one message copied or moved got (COPYUID)."""
    return _number(_COPYUID, text)


def names(lines: Iterable[object], uid: int) -> bool:
    """Whether one of some answers to FETCH speaks of a message."""
    return any(isinstance(line, bytes) and _number(_UID, line) == uid for line in lines)


def facts(line: bytes) -> Facts | None:
    """Read the answer to a FETCH of the items in Facts; None for one that holds less.

    An answer that was not asked for may lack the UID (RFC 3501 section 7.4.2).
    """
    uid, size = _number(_UID, line), _number(_SIZE, line)
    if uid is None or size is None:
        return None
    date = _text(_INTERNALDATE, line)
    try:
        arrived = parsedate_to_datetime(date) if date else None
    except ValueError:
        arrived = None
    return Facts(
        uid=uid,
        flags=frozenset(_text(_FLAGS, line).split()),
        internaldate=date,
        arrived=arrived,
        size=size,
        modseq=_number(_MODSEQ, line),
    )


def _number(pattern: re.Pattern[bytes], line: bytes) -> int | None:
    found = pattern.search(line)
    return int(found[1]) if found else None


def _text(pattern: re.Pattern[bytes], line: bytes) -> str:
    found = pattern.search(line)
    return found[1].decode("latin-1") if found else ""
