"""Texts in UTF-8, of which the cheap questions are asked at the speed of memory.

A table answers for 256 bytes at once what a regular expression asks of each character: can there
be twelve digits in a row, which words are there.  Only words that hold other letters than those of
ASCII are looked at one by one, each kind of them once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scrubber.core.language.lexicon import plain
from scrubber.core.language.unicode import INVISIBLE, folded
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
_WORD_OR_NUMBER = pattern(r"[^\W\d_]+|[0-9]+")
_FIGURES = pattern(r"[0-9]")
_WORD_KINDS = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + _DIGITS, b"a" * 52 + b"0" * 10
)
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
    return _FIGURES.sub("", plain(word)).encode()


def words(utf8: bytes) -> list[bytes]:
    """Return the words of ``utf8`` in order, in lower case: those of ASCII, and pieces with others.

    A piece is what stands between signs of ASCII; :func:`shown` says what that is.
    """
    return utf8.translate(_LETTERS).split()


def words_and_figures(utf8: bytes) -> list[bytes]:
    """Return the words of ``utf8`` in order, and the numbers in figures between them."""
    return utf8.translate(_LETTERS_AND_DIGITS).split()


def words_and_numbers(utf8: bytes) -> list[bytes]:
    """Return the words and numbers of a text of ASCII in order, those apart that touch.

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


def shown(piece: bytes) -> str:
    """Return a piece as text without odd digits, spaces and dashes, and what is invisible."""
    text = piece.decode("utf-8", "ignore")
    if not piece.translate(None, USUAL):  # of random letters too: in a third of the time
        return text
    return "".join(map(folded, INVISIBLE.sub("", text)))


def plain_words(text: str) -> tuple[bytes, ...]:
    """Return the words of ``text`` without case and diacritics, and the numbers between them."""
    return tuple([word.encode() for word in _WORD_OR_NUMBER.findall(plain(text))])


def has_figures(text: str) -> bool:
    """Say whether a digit of ASCII is in ``text``."""
    return _FIGURES.search(text) is not None


def without_apostrophes(utf8: bytes) -> bytes:
    """Return ``utf8`` without the apostrophes that Ukrainian number words have within."""
    for sign in _APOSTROPHES:
        # A single byte is looked for ten times as fast as several are.
        if sign[:1] in utf8 and any(sign + letter in utf8 for letter in _CYRILLIC):
            utf8 = utf8.replace(sign, b"")
    return utf8
