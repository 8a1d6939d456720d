"""Header fields: where they stand, and what MIME parameters in them say.

Sources: RFC 5322 section 2.2 (fields and folding), RFC 2045 section 5.1 (parameters), RFC 2231
(parameters in pieces and other charsets).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from scrubber.core.message.transfer import PERCENT, decode
from scrubber.core.patterns import pattern

FOLD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\r", b"abcdefghijklmnopqrstuvwxyz\n")
"""Lower case, and every line end a line feed; offsets stay."""

_BLANK_LINE = pattern(rb"\n\r?\n")
_CHARSET = pattern(rb"([^']{0,80})'[^']{0,80}'")
"""What an encoded parameter begins with: its charset and language (RFC 2231 section 4)."""

_VALUE = rb'[ \t\r\n]*=[ \t\r\n]*(?:"((?:[^"\\]|\\.)*+)"|([^;\s"]*))'


@dataclass(slots=True)
class Field:
    """A header field: its name in lower case, and the half-open byte range of its value."""

    name: bytes
    start: int
    end: int


def header_end(raw: bytes, start: int, limit: int) -> tuple[int, int]:
    """Return where the header that begins at ``start`` ends, and where its body begins.

    Without a blank line before ``limit`` everything is header (RFC 5322 section 2.1).
    """
    for blank in (b"\r\n", b"\n", b"\r"):
        if raw.startswith(blank, start, limit):
            return start, start + len(blank)
    if blank_line := _BLANK_LINE.search(raw, start, limit):
        return blank_line.start() + 1, blank_line.end()
    cr = raw.find(b"\r\r", start, limit)
    if cr >= 0 and raw.find(b"\n", start, cr) < 0:
        return cr + 1, cr + 2
    return limit, limit


def find_fields(raw: bytes, start: int, end: int, names: tuple[bytes, ...]) -> list[Field]:
    """Return the fields called ``names`` in the header block ``[start, end)``, folds included."""
    return read_fields(raw, start, end, names)[0]


def read_fields(
    raw: bytes, start: int, end: int, names: tuple[bytes, ...]
) -> tuple[list[Field], int | None]:
    """Return the fields called ``names``, and where the first line begins that is no field at all.

    Both come of one pass over the header block ``[start, end)``.
    """
    block = b"\n" + raw[start:end].translate(FOLD)
    shift = start - 1
    by_name: dict[bytes, list[Field]] = {}
    stray = None
    for match in _lines(names).finditer(block):
        if name := match[1]:
            low, high = match.span(2)
            by_name.setdefault(name, []).append(Field(name, shift + low, shift + high))
        elif stray is None:
            stray = shift + match.end()
    # By name, so that what names a part comes before what describes it.
    return [field for name in names if name in by_name for field in by_name[name]], stray


@cache
def _lines(names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Match one of the fields ``names`` with its value, or where a line that is no field begins.

    White space before the colon is obsolete, and seen (RFC 5322 section 4.5.8).
    """
    first = b"".join(sorted({name[:1] for name in names}))
    known = b"|".join(map(re.escape, names))
    return re.compile(
        b"\n(?:(?=[" + first + b"])(" + known + b")[ \t]*+:((?:[^\n]++|\n\n?+[ \t])*+)"
        b"|(?![!-9;-~]++[ \t]*+:|[ \t\n]|\\Z))"
    )


def media_type(value: bytes) -> str:
    """Return type and subtype of a Content-Type in lower case, "" if there is none."""
    kind = value.partition(b";")[0].partition(b"(")[0]
    return kind.decode("ascii", "replace").strip().lower()


def _pieces(name: bytes) -> re.Pattern[bytes]:
    """Match a parameter: its section number, whether it is encoded, its value."""
    return pattern(
        rb";[ \t\r\n]*" + name + rb"(\*[0-9]{1,3})?(\*)?" + _VALUE, re.IGNORECASE | re.DOTALL
    )


_PARAMETERS = {name: _pieces(name) for name in (b"boundary", b"charset", b"name", b"filename")}


class Value(NamedTuple):
    """A field's value or a piece of a parameter: the offset of its first byte, and its bytes.

    ``charset`` is None where they stand as they are written; else they are percent-encoded, in that
    charset, "" if none is named (RFC 2231 section 4).
    """

    start: int
    content: bytes
    charset: str | None = None


def parameter_values(value: bytes, name: bytes, start: int = 0) -> list[Value]:
    """Return the pieces of the parameter ``name``, quotes left out.

    ``start`` is the offset of ``value`` itself.
    """
    found: list[Value] = []
    named = ""
    for match in _PARAMETERS[name].finditer(value):
        low, high = match.span(3 if match[3] is not None else 4)
        encoded = match[2] is not None
        if encoded and not found and (lead := _CHARSET.match(value, low, high)):
            named = lead[1].decode("ascii", "replace").lower()
            low = lead.end()
        found.append(Value(start + low, value[low:high], named if encoded else None))
    return found


def parameter(value: bytes, name: bytes) -> bytes | None:
    """Return the parameter ``name`` of a MIME field, its pieces joined and unquoted, or None.

    RFC 2231: ``name*0="a"; name*1="b"`` is one value, ``name*=charset'language'%41`` is encoded.
    """
    pieces = []
    for section, encoded, quoted, bare in _PARAMETERS[name].findall(value):
        text = re.sub(rb"\\(.)", rb"\1", quoted) if quoted else bare
        pieces.append(decode(text.rpartition(b"'")[2], PERCENT) if encoded else text)
        if not section:
            break
    return b"".join(pieces) if pieces else None


def charset(value: bytes) -> str:
    """Return the charset that a Content-Type names, in lower case, "" if it names none."""
    named = parameter(value, b"charset") or b""
    return named.decode("ascii", "replace").strip(" '\"").lower()
