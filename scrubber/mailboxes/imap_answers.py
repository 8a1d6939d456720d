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
_APPENDUID = re.compile(rb"\[APPENDUID [0-9]+ ([0-9:,]+)\]", re.IGNORECASE)  # RFC 4315 section 3
_MODIFIED = re.compile(rb"\[MODIFIED ([0-9:,]+)\]", re.IGNORECASE)  # RFC 7162 section 3.1.3
_COPYUID = re.compile(rb"COPYUID [0-9]+ [0-9]+ ([0-9]+)", re.IGNORECASE)
_UID = re.compile(rb"\bUID ([0-9]+)")
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_INTERNALDATE = re.compile(rb'\bINTERNALDATE "([^"]*)"')
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]+)")
_MODSEQ = re.compile(rb"\bMODSEQ \(([0-9]+)\)")

_MOST = 10_000  # UIDs of a range that are read: more than we ever ask about


def response_code(text: str) -> str:
    """Return the response code of an answer (RFC 3501 section 7.1), or nothing."""
    found = _RESPONSE_CODE.search(text)
    return found[1] if found else ""


def pause_asked(text: str) -> float | None:
    """Return for how many seconds the server wants to be left alone, if it says so."""
    found = _THROTTLED.search(text)
    return int(found[1]) / 1000 if found else None


def appended_uids(text: bytes) -> list[int]:
    """Return the UIDs that appended messages got, in their order (APPENDUID), if it tells them."""
    return _numbers(_APPENDUID, text)


def modified(text: bytes) -> list[int]:
    """Return the UIDs of messages that had changed, so that a conditional STORE left them alone."""
    return _numbers(_MODIFIED, text)


def copied_uid(text: bytes) -> int | None:
    """Return the UID that the one message copied or moved got (COPYUID)."""
    return _number(_COPYUID, text)


def named(lines: Iterable[object]) -> set[int]:
    """Return the UIDs of the messages that some answers to FETCH speak of."""
    uids = (_number(_UID, line) for line in lines if isinstance(line, bytes))
    return {uid for uid in uids if uid is not None}


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


def _numbers(pattern: re.Pattern[bytes], text: bytes) -> list[int]:
    """Read a set of UIDs (RFC 3501 section 9), in which a range may stand either way round."""
    found = pattern.search(text)
    uids: list[int] = []
    for part in found[1].split(b",") if found else ():
        ends = sorted(map(int, filter(None, part.split(b":"))))
        uids += range(ends[0], min(ends[-1] + 1, ends[0] + _MOST)) if ends else ()
    return uids


def _text(pattern: re.Pattern[bytes], line: bytes) -> str:
    found = pattern.search(line)
    return found[1].decode("latin-1") if found else ""
