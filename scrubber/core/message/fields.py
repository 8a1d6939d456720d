"""Header fields: where they stand, and what MIME parameters in them say.

Sources: RFC 5322 section 2.2 (fields and folding), RFC 2045 section 5.1 (parameters), RFC 2231
(parameters in pieces and other charsets).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.message.transfer import PERCENT, decode
from scrubber.core.patterns import compiled, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\r", b"abcdefghijklmnopqrstuvwxyz\n")
"""Lower case, and every line end a line feed; offsets stay."""

_BLANK_LINE = pattern(rb"\n\r?\n")
_CHARSET = pattern(rb"([^']{0,80})'[^']{0,80}'")
"""What an encoded parameter begins with: its charset and language (RFC 2231 section 4)."""

_OPENED = pattern(rb'"(?:[^"\\]|\\.)*+"|\(', re.DOTALL)
_PARENTHESIS = pattern(rb"\\.|[()]", re.DOTALL)

_PAIR = pattern(rb"\\(.)", re.DOTALL)
_LEAD = rb"[ \t\r\n]*=[ \t\r\n]*"
_QUOTED = rb'"((?:[^"\\]|\\.)*+)"'
_VALUE = _LEAD + rb"(?:" + _QUOTED + rb'|([^;\s"]*))'
_NAME_VALUE = _LEAD + rb"(?:" + _QUOTED + rb'|"?([^;\r\n"]*))'
"""Names of files have blanks that programs forget to quote, or quotes that they forget to close."""

NAME = b"(?:file)?name"
"""What names a part, in either of the fields that do: programs mix them up."""

_MANY_NAMES = 64
"""Names of one part that are read one by one: nobody gives it so many, and a megabyte of them took
ten times as long."""


class Field(NamedTuple):
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
    return compiled(
        b"\n(?:(?=[" + first + b"])(" + known + b")[ \t]*+:((?:[^\n]++|\n\n?+[ \t])*+)"
        b"|(?![!-9;-~]++[ \t]*+:|[ \t\n]|\\Z))"
    )


def uncommented(value: bytes) -> bytes:
    """Return ``value`` with blanks for its comments, which may hold others (RFC 5322 3.2.2)."""
    kept = bytearray(value)
    at = 0
    while opened := _OPENED.search(value, at):
        start, at = opened.span()
        depth = int(opened[0] == b"(")
        while depth:
            sign = _PARENTHESIS.search(value, at)
            at = sign.end() if sign else len(value)
            depth += {b"(": 1, b")": -1}.get(sign[0], 0) if sign else -depth
        if opened[0] == b"(":
            kept[start:at] = b" " * (at - start)
    return bytes(kept)


def media_type(value: bytes) -> str:
    """Return type and subtype of a Content-Type in lower case, "" if there is none."""
    kind = (uncommented(value) if b"(" in value else value).partition(b";")[0]
    return kind.decode("ascii", "replace").strip(' \t\r\n"').lower()


def _pieces(name: bytes, value: bytes = _VALUE) -> re.Pattern[bytes]:
    """Match a parameter: its section number, whether it is encoded, its value."""
    return pattern(
        rb";[ \t\r\n]*" + name + rb"(?:\*([0-9]{1,3}))?(\*)?" + value, re.IGNORECASE | re.DOTALL
    )


_PARAMETERS = {name: _pieces(name) for name in (b"boundary", b"charset")}
_PARAMETERS[NAME] = _pieces(NAME, _NAME_VALUE)


class Value(NamedTuple):
    """A field's value or a piece of a parameter: the offset of its first byte, and its bytes.

    ``charset`` is None where they stand as they are written; else they are percent-encoded, in that
    charset, "" if none is named (RFC 2231 section 4).
    """

    start: int
    content: bytes
    charset: str | None = None


def _found(value: bytes, name: bytes) -> Iterator[list[re.Match[bytes]]]:
    """Yield the values of the parameter ``name``, each in its pieces.

    Numbered pieces make one, in the order of their numbers.  A parenthesis may begin a comment, or
    be part of a value.
    """
    for text in dict.fromkeys((uncommented(value), value)) if b"(" in value else (value,):
        pieces = []
        for match in _PARAMETERS[name].finditer(text):
            if match[1] is None:
                yield [match]
            else:
                pieces.append(match)
        if pieces:
            yield sorted(pieces, key=lambda match: int(match[1]))


def is_naming(value: bytes) -> bool:
    """Say whether a field gives a part a name."""
    return any(True for _ in _found(value, NAME))


def named_values(value: bytes, start: int = 0) -> list[tuple[Value, ...]]:
    """Return the names that a field gives a part, each in its pieces, quotes left out.

    ``start`` is the offset of ``value`` itself.  Instead of those behind very many comes all of it,
    as it is written.
    """
    names: dict[tuple[Value, ...], None] = {}
    rest = False
    for pieces in _found(value, NAME):
        if len(names) < _MANY_NAMES or pieces[0][1] is not None:
            names[tuple(_values(value, pieces, start))] = None
        else:
            rest = True
    return [*names, (Value(start, value),)] if rest else list(names)


def _values(value: bytes, pieces: list[re.Match[bytes]], start: int) -> Iterator[Value]:
    """Yield the pieces of one value, the first without what names the charset of all."""
    named = ""
    for match in pieces:
        low, high = match.span(3 if match[3] is not None else 4)
        encoded = match[2] is not None
        if encoded and match is pieces[0] and (lead := _CHARSET.match(value, low, high)):
            named = lead[1].decode("ascii", "replace").lower()
            low = lead.end()
        yield Value(start + low, value[low:high], named if encoded else None)


def parameters(value: bytes, name: bytes) -> list[bytes]:
    """Return what the parameter ``name`` of a MIME field may be, joined and unquoted.

    RFC 2231: ``name*0="a"; name*1="b"`` is one value, ``name*=charset'language'%41`` is encoded.
    """
    found: dict[bytes, None] = {}
    for pieces in _found(value, name):
        texts: dict[bytes, bytes] = {}
        for match in pieces:
            text = _unquoted(match)
            encoded = match[2] is not None
            texts.setdefault(
                match[1], decode(text.rpartition(b"'")[2], PERCENT) if encoded else text
            )
        found[b"".join(texts.values())] = None
    return list(found)


def _unquoted(match: re.Match[bytes]) -> bytes:
    """Return the value of a parameter, or of a piece."""
    quoted: bytes | None = match[3]
    if quoted is None:
        return match[4].rstrip()
    return _PAIR.sub(rb"\1", quoted) if b"\\" in quoted else quoted


def parameter(value: bytes, name: bytes) -> bytes | None:
    """Return what the parameter ``name`` is for most programs, None if there is none."""
    if b"*" in value or b"(" in value:
        return next(iter(parameters(value, name)), None)
    match = _PARAMETERS[name].search(value)
    return _unquoted(match) if match else None


def charset(value: bytes) -> str:
    """Return the charset that a Content-Type names, in lower case, "" if it names none."""
    named = parameter(value, b"charset") or b""
    return named.decode("ascii", "replace").strip(" '\"").lower()
