"""Texts in UTF-8, of which the cheap questions are asked at the speed of memory.

A table answers for 256 bytes at once what a regular expression asks of each character: can there
be twelve digits in a row, which words are there.  Only characters beyond ASCII are looked at one by
one, each kind of them once.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from scrubber.core.language.plain import lower, plain
from scrubber.core.language.unicode import folded, is_invisible
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = " \t\r\n-./_*,|+()=:;#~\\'\"[]^"
"""What people write between the digits of a number, once odd dashes and spaces are folded."""

QUOTE_MARK = ">"

_DIGITS = b"0123456789"
_TYPED_FOR_DIGITS = b"OoQlI"
ODD_DIGITS = bytes((0xC2, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xE2, 0xEA, 0xEF, 0xF0))
"""The first bytes in UTF-8 of all characters that stand for a digit; others begin so, too."""

ODD_SEPARATORS = bytes((0xCC, 0xCD, 0xD8, 0xE3, 0xF3))
"""The first bytes of further characters that separate, or are invisible."""

USUAL = bytes(range(0x80)) + bytes(set(range(0x80, 0x100)) - set(ODD_DIGITS + ODD_SEPARATORS))
"""Bytes in UTF-8 of which no character consists that has to be folded."""

_FOLLOWING = bytes(range(0x80, 0xC0))

_FILTER = bytes.maketrans(
    _DIGITS + ODD_DIGITS + _TYPED_FOR_DIGITS,
    b"0" * len(_DIGITS + ODD_DIGITS) + b"O" * len(_TYPED_FOR_DIGITS),
)
_LOST = "?"
"""What a conversion leaves of a character that it does not know."""

_IGNORED = (SEPARATORS + QUOTE_MARK + _LOST).encode() + _FOLLOWING + ODD_SEPARATORS


def _letters() -> bytes:
    """Map letters of ASCII to lower case, all else of ASCII to spaces."""
    table = bytearray(b" " * 0x80 + bytes(range(0x80, 0x100)))
    for byte in b"abcdefghijklmnopqrstuvwxyz":
        table[byte] = table[byte - 0x20] = byte
    return bytes(table)


_LETTERS = _letters()
_LETTERS_AND_DIGITS = _LETTERS[:0x30] + _DIGITS + _LETTERS[0x3A:]
_FIGURES = pattern(rb"[0-9]")
_WORD_KINDS = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + bytes(range(0x80, 0x100)) + _DIGITS,
    b"a" * (52 + 0x80) + b"0" * 10,
)
_ASCII = bytes(range(0x80))
_AS_THEY_ARE = pattern(
    "[\u0430-\u0438\u043a-\u044f\u05d0-\u05ea\u0621-\u064a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff"
    "\uac00-\ud7a3]+"
)
"""Letters of which texts are full that are not in Latin ones, and that nothing is done to."""

_MANY_KINDS = 64
"""Characters beyond ASCII; to replace more of them one by one takes longer than all at once."""

_APOSTROPHES = (b"'", "\u2019".encode(), "\u02bc".encode())
_CYRILLIC = (b"\xd0", b"\xd1")


def figures(utf8: bytes) -> bytes:
    """Return ``utf8`` with a 0 for all that may be a digit, and without all that may separate.

    Digits in a row are zeros in a row then, also across quote marks, and letters that people type
    for digits are an O.  The reverse does not hold: some other characters begin as digits do.
    """
    return utf8.translate(_FILTER, _IGNORED)


def code(word: str) -> bytes:
    """Return how :func:`words` gives a word of the rules, digits left out."""
    if word.isascii() and word.isalpha():  # nearly all of thousands
        return word.lower().encode()
    return plain(word).encode().translate(None, _DIGITS)


def words(utf8: bytes) -> list[bytes]:
    """Return the words of ``utf8`` in order, in lower case: those of ASCII, and pieces with others.

    A piece is what stands between signs of ASCII; :func:`plain_utf8` says what that is.
    """
    return utf8.translate(_LETTERS).split()


def words_and_numbers(utf8: bytes) -> list[bytes]:
    """Return the words and numbers of a text as :func:`plain_utf8` has it, those apart that touch.

    Where they do is looked for in bytes of three kinds: to look at each word takes twice the time.
    """
    written = utf8.translate(_LETTERS_AND_DIGITS)
    kinds = utf8.translate(_WORD_KINDS)
    touching = sorted([*_behind_first(b"a0", kinds), *_behind_first(b"0a", kinds)])
    if touching:
        cuts = pairwise([0, *touching, len(written)])
        written = b" ".join([written[start:end] for start, end in cuts])
    return written.split()


def _behind_first(pair: bytes, kinds: bytes) -> Iterator[int]:
    """Yield where the second byte of each ``pair`` stands."""
    at = kinds.find(pair) + 1
    while at:
        yield at
        at = kinds.find(pair, at) + 1


def plain_utf8(utf8: bytes) -> bytes:
    """Return a text in which letters have no diacritics, and only letters are beyond ASCII.

    Odd digits are those of ASCII, other signs are spaces, and what is invisible is left out.  A
    text has few kinds of characters beyond ASCII: where each kind is replaced at once, the words
    of real mail that has such take a third less time than where each word is looked at.
    """
    if utf8.isascii():
        return utf8
    text = utf8.decode("utf-8", "ignore")
    beyond = utf8.translate(None, _ASCII).decode("utf-8", "ignore")
    kinds = set(_AS_THEY_ARE.sub("", beyond))
    if len(kinds) > _MANY_KINDS:
        return text.translate({ord(char): _plain_letter(char) for char in kinds}).encode()
    for char in kinds:
        text = text.replace(char, _plain_letter(char))
    return text.encode()


@lru_cache(maxsize=1 << 12)
def _plain_letter(char: str) -> str:
    """Return the letter or digit that stands for a character, a space for another sign."""
    if is_invisible(char):
        return ""
    letter = plain(lower(folded(char)))  # the sign of the angstrom is a letter in lower case
    return letter if letter.isalnum() and (letter.isascii() or not letter.isdecimal()) else " "


def has_figures(utf8: bytes) -> bool:
    """Say whether a digit is in ``utf8``, an odd one too."""
    return _FIGURES.search(plain_utf8(utf8)) is not None


def without_apostrophes(utf8: bytes) -> bytes:
    """Return ``utf8`` without the apostrophes that Ukrainian number words have within."""
    # A single byte is looked for ten times as fast as several are.
    if not any(map(utf8.__contains__, _CYRILLIC)):
        return utf8
    for sign in _APOSTROPHES:
        if sign[:1] in utf8 and any(sign + letter in utf8 for letter in _CYRILLIC):
            utf8 = utf8.replace(sign, b"")
    return utf8
