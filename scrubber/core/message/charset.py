"""Bytes to text and masked characters back to bytes, in any charset Python knows.

A reading never fails: what a charset cannot decode stays as a surrogate (PEP 383).  Masked
characters go back at the same count of bytes.
"""

from __future__ import annotations

import codecs
from array import array
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.message.charsetnames import codec
from scrubber.core.message.patch import Patch
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SAFE = "surrogateescape"
_FALLBACK = "latin-1"
_STATEFUL = ("iso2022", "hz", "utf-7", "utf_7")
_WIDE = ("utf-16", "utf-32")
_MARKS_OF_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UNDECLARED = (
    ("iso2022_jp_ext", pattern(rb"\x1b\$[@B]")),
    ("cp932", pattern(rb"(?:\x82[\x4f-\x58]){3}")),
    ("gb18030", pattern(rb"(?:\xa3[\xb0-\xb9]){3}")),
    ("big5", pattern(rb"(?:\xa2[\xaf-\xb8]){3}")),
)
"""What tells that there are wide letters, or digits, which EUC-JP and EUC-KR have where GB has."""

_ESCAPES = pattern(rb"\x1b\$?[()]?[@-Z]|[\x0e\x0f]|~[{}]")  # RFC 1468, RFC 1557, RFC 1843
_UTF7_RUN = pattern(rb"\+[A-Za-z0-9+/]+-?")
_UTF7_PIECE = pattern(rb"(?s)\+[A-Za-z0-9+/]*+.?|[^+]++")
"""Base64 with the sign behind it, which takes a broken one with it, and what is written plainly."""

_PLAIN = pattern(rb"[\x1b\x0e\x0f~\n][^\x1b\x0e\x0f~\n]{0,3}+|[^\x1b\x0e\x0f~\n]++")
"""What stands between escapes, or an escape; a line feed may end what one began."""

_ALIKE = pattern(r"[ -*,-}\t\r\n]+|[^ -*,-}\t\r\n]+")
"""Signs of ASCII but those that begin an escape of some charset, or others."""

_FEW = 1 << 10
"""Bytes that are read in one way more at no cost."""

_WIDE_LETTERS = pattern(rb"(?:[\t\n\r -~]\0){3}|(?:\0[\t\n\r -~]){3}")
_NOT_ASCII = bytes(range(0x80, 0x100))
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STRETCH = 1 << 20
_MASKS = "*\u00d7\uff0a\U0001f7b6"
"""Asterisks of one to four bytes in UTF-8; other charsets have some of them, too."""


class Reading(NamedTuple):
    """The text that some bytes are in a charset (Python's name of it)."""

    text: str
    charset: str
    errors: str = _SAFE


def readings(data: bytes | memoryview, declared: str) -> list[Reading]:
    """Return the texts that ``data`` can be taken for, the likeliest first.

    Besides the declared charset those that a mail program may guess: a wrong or unknown name must
    not hide a number.  Other letters than those of ASCII hardly ever look like UTF-8 by chance.
    """
    charset = _named(declared)
    ascii_alike = _is_ascii_alike(charset)
    if ascii_alike and (plain := _plain(data)) is not None:
        return [Reading(plain, "ascii")]
    data = bytes(data)
    found = [_read(data, charset)]
    if charset != "utf-8" and _is_utf8(data):
        found.insert(0 if ascii_alike else 1, _read(data, "utf-8"))
    if b"\0" in data and not charset.startswith(_WIDE) and _may_be_wide(data):
        low = data[0::2].count(b"\0") > data[1::2].count(b"\0")
        wide = "utf-32" if data.startswith(_MARKS_OF_UTF_32) else "utf-16"
        found.append(_read(data, wide + ("-be" if low else "-le")))
    unclean = ascii_alike and not _is_clean(found[0].text)
    if not ascii_alike or (unclean and _may_be_latin(data)):
        found.append(_read(data, _FALLBACK))
    if unclean or (ascii_alike and b"\x1b" in data):
        found += [_read(data, name) for name, sign in _UNDECLARED if sign.search(data)]
    return found


def _plain(data: bytes | memoryview) -> str | None:
    """Return the text if it is in ASCII, read where it stands: a copy is as much memory again."""
    try:
        text = str(data, "ascii")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or "\x1b" in text else text


def in_utf8(data: bytes, declared: str) -> bytes | None:
    """Return the text that ``data`` is in UTF-8, None if it can be read in several ways."""
    charset = _named(declared)
    if b"\0" in data or b"\x1b" in data or not _is_ascii_alike(charset):
        return None
    if data.isascii():
        return data
    if charset != "utf-8" and _is_utf8(data):
        return None
    try:
        text = data.decode(charset)
    except UnicodeError:
        return None
    return data if charset == "utf-8" else text.encode("utf-8", "replace")


def _named(declared: str) -> str:
    """Return the charset that is declared; UTF-8 for none, and for ASCII, which is part of it."""
    charset = codec(declared)
    return "utf-8" if charset in ("", "ascii") else charset


def _is_ascii_alike(charset: str) -> bool:
    """Say whether bytes of ASCII stand for themselves in ``charset``."""
    return not charset.startswith(_STATEFUL + _WIDE)


def _is_utf8(data: bytes) -> bool:
    """Say whether there is more than ASCII, all of it valid UTF-8; else soon told."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _may_be_wide(data: bytes) -> bool:
    """Say whether a mark says UTF-16, or three letters, spaces or digits of ASCII in a row do.

    A file has NULs all over, and looks like Chinese.
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return marked or len(data) < _FEW or _WIDE_LETTERS.search(data) is not None


def _may_be_latin(data: bytes) -> bool:
    """Say whether most letters are of ASCII, as they are in every language that Latin-1 is for."""
    others = len(data) - len(data.translate(None, _NOT_ASCII))
    return len(data) < _FEW or 2 * others < len(data) - len(data.translate(None, _LETTERS))


def _is_clean(text: str) -> bool:
    """Say whether every byte could be decoded."""
    try:
        for start in range(0, len(text), _STRETCH):
            text[start : start + _STRETCH].encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read(data: bytes, charset: str) -> Reading:
    """Decode without ever failing."""
    if charset in ("utf-16", "utf-32"):
        charset += "-le" if _is_little_endian(data) else "-be"
    try:
        return Reading(data.decode(charset, _SAFE), charset, _SAFE)
    except (UnicodeError, ValueError):  # UTF-16 and UTF-32 cannot keep a stray byte
        return Reading(data.decode(charset, "replace"), charset, "replace")


def _is_little_endian(data: bytes) -> bool:
    """Tell the byte order by the mark; without one by where the zeros of plain letters stand.

    RFC 2781 section 4.3 says big-endian then, Windows programs write little-endian all the same.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return data.startswith(codecs.BOM_UTF16_LE)
    return data[1::2].count(b"\0") > data[0::2].count(b"\0")


def masked(data: bytes, reading: Reading, changes: Mapping[int, str]) -> dict[int, list[Patch]]:
    """Return patches of ``data`` that change the characters from the given indices on, by index.

    The new character is ``*``, which may become an asterisk of another width, or a digit or letter
    within an escape of its own (``&#52;``).  Several in a row may be a wall, of which all that goes
    changes, and what stands between is as it was.
    """
    wanted = sorted(changes.items())
    if reading.charset in ("ascii", _FALLBACK):
        return {index: [Patch(index, new.encode(reading.charset))] for index, new in wanted}
    rows = [(index, index, new) for index, new in wanted]
    places = _by_encoding(data, reading, rows)
    if not places:
        ends = _ends(data, reading)
        rows = list(_unbroken(data, reading.text, ends, rows)) if ends else []
        places = [_place(reading, ends, row) for row in rows]
    if reading.charset == "utf-7":
        places = _shifted_runs(data, places)
    patches: dict[int, list[Patch]] = {}
    for row, (start, end) in zip(rows, places, strict=False):
        index, at, new = row
        known = patches.setdefault(index, [])
        if len(new) == 1:
            known.append(Patch(start, _fitting(new, reading.charset, end - start)))
        elif (fitting := _fitting_row(reading, row, data[start:end])) is not None:
            known.append(Patch(start, fitting))
        else:
            apart = {at: char for at, char in enumerate(new, at) if char != reading.text[at]}
            known += [patch for each in masked(data, reading, apart).values() for patch in each]
    return patches


def _fitting_row(reading: Reading, row: _Row, written: bytes) -> bytes | None:
    """Return the characters of a row in as many bytes as are ``written`` of it.

    None if characters cannot be encoded one by one.
    """
    text, charset, errors = reading
    _, at, new = row
    old = text[at : at + len(new)]
    if old.isascii() and written == old.encode("ascii"):
        return new.encode("ascii")
    try:
        encoded = new.encode(charset, errors)
        if len(encoded) == len(written) and old.encode(charset, errors) == written:
            return encoded
        kinds = {pair: _of_pair(*pair, charset, errors) for pair in set(zip(old, new, strict=True))}
    except UnicodeError:  # half of what is encoded as one
        return None
    fitting = b"".join(map(kinds.__getitem__, zip(old, new, strict=True)))
    return fitting if len(fitting) == len(written) else None


def _of_pair(old: str, new: str, charset: str, errors: str) -> bytes:
    """Return a character in the bytes of another, or the same."""
    encoded = old.encode(charset, errors)
    return encoded if old == new else _fitting(new, charset, len(encoded))


_Row = tuple[int, int, str]
"""The index that a change is known by, where its row begins, and the new characters."""


def _by_encoding(data: bytes, reading: Reading, wanted: list[_Row]) -> list[tuple[int, int]]:
    """Return the bytes of the characters ``wanted``, or nothing where encoding does not tell."""
    text, charset, errors = reading
    try:
        if charset.startswith(("utf-7", "utf_7")) or text.encode(charset, errors) != data:
            return []
    except UnicodeError:
        return []
    if charset.startswith(_STATEFUL):
        return _between_escapes(reading, wanted)
    places = []
    position = offset = 0
    for _, index, new in wanted:
        offset += len(text[position:index].encode(charset, errors))
        position = index
        old = text[index : index + len(new)]
        places.append((offset, offset + len(old.encode(charset, errors))))
    return places


def _between_escapes(reading: Reading, wanted: list[_Row]) -> list[tuple[int, int]]:
    """Return the same of a stateful charset, if ASCII stands at both ends of all that is wanted.

    In a wall that takes a tenth of asking where each character ends.
    """
    text, charset, errors = reading
    encoder = codecs.getincrementalencoder(charset)(errors)
    places = []
    position = offset = 0
    for _, index, new in wanted:
        old = text[index : index + len(new)]
        if not (old[0].isascii() and old[-1].isascii()):
            return []
        offset += len(encoder.encode(text[position : index + 1]))
        position = index + 1
        places.append((offset - 1, offset - 1 + len(old.encode(charset, errors))))
    return places


def _ends(data: bytes, reading: Reading) -> array[int]:
    """Return where each character ends, nothing where decoding piece by piece does not tell."""
    decoded: list[str] = []
    ends = array("q")
    try:
        for shown, places in _pieces(data, reading):
            decoded.append(shown)
            ends.extend(places)
    except UnicodeError:
        return array("q")
    # Else damaged in a way that depends on where one looks; the plain reading remains.
    return ends if "".join(decoded) == reading.text else array("q")


def _pieces(data: bytes, reading: Reading) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield what pieces of ``data`` show, and where each character of that ends.

    Byte by byte only those that escapes begin: it takes ten times as long.
    """
    if reading.charset == "utf-7":
        yield from _pieces_of_utf7(data, reading.errors)
        return
    decoder = codecs.getincrementaldecoder(reading.charset)(reading.errors)
    for piece in _PLAIN.finditer(data):
        start, end = piece.span()
        before = decoder.getstate()
        shown = decoder.decode(piece[0], end == len(data))
        if shown.encode("utf-8", "replace") == piece[0] and not before[0]:
            yield shown, range(start + 1, end + 1)
            continue
        decoder.setstate(before)
        for at in range(start + 1, end + 1):
            shown = decoder.decode(data[at - 1 : at], at == len(data))
            if shown:
                yield shown, [at] * len(shown)


def _pieces_of_utf7(data: bytes, errors: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the same of UTF-7, whose base64 is masked run by run: where in one does not matter."""
    for piece in _UTF7_PIECE.finditer(data):
        shown = piece[0].decode("utf-7", errors)
        start, end = piece.span()
        yield shown, [*range(start + 1, start + len(shown)), end][: len(shown)]


def _unbroken(data: bytes, text: str, ends: array[int], wanted: list[_Row]) -> Iterator[_Row]:
    """Yield the rows ``wanted``, character for character where escapes may stand within."""
    for index, _, new in wanted:
        for stretch in _ALIKE.finditer(new):
            start = index + stretch.start()
            changed = [at for at, char in enumerate(stretch[0], start) if char != text[at]]
            if not changed:
                continue
            first, last = changed[0], changed[-1]
            shown = text[first : last + 1]
            written = data[ends[last] - len(shown) : ends[last]]
            direct = ends[last] - ends[first] == len(shown) - 1
            if direct and written == shown.encode("utf-8", "replace"):
                yield index, first, new[first - index : last + 1 - index]
            else:
                yield from ((index, at, new[at - index]) for at in changed)


def _place(reading: Reading, ends: array[int], row: _Row) -> tuple[int, int]:
    """Return the bytes of a row, or of one character."""
    _, index, new = row
    width = len(_bare(reading.text[index], reading.charset, reading.errors))
    start = max(ends[index] - width, ends[index - 1] if index else 0)
    return start, ends[index + len(new) - 1]


def _shifted_runs(data: bytes, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the whole base64 runs of UTF-7 at ``places`` (RFC 2152): no part of one can change.

    The last character of a run comes out one byte behind it where another sign than "-" ends it.
    """
    runs = [run.span() for run in _UTF7_RUN.finditer(data)]
    ends = [end for _, end in runs]
    whole = []
    for place in places:
        index = bisect_left(ends, place[0])
        inside = index < len(runs) and runs[index][0] < place[1]
        if inside and place[0] == ends[index]:
            inside = not data.endswith(b"-", 0, place[0])
        whole.append(runs[index] if inside else place)
    return whole


def _bare(char: str, charset: str, errors: str = "strict") -> bytes:
    """Encode one character, without the escapes of a stateful charset around it."""
    return _ESCAPES.sub(b"", char.encode(charset, errors))


@lru_cache(maxsize=1024)
def _fitting(char: str, charset: str, width: int) -> bytes:
    """Return ``char`` in ``width`` bytes of ``charset``, or an asterisk of that width."""
    for fitting in (char, *_MASKS):
        try:
            encoded = _bare(fitting, charset)
        except UnicodeError:
            continue
        if len(encoded) == width:
            return encoded
    return b"*" * width
