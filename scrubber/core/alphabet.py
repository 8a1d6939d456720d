"""Texts as bytes of a small alphabet, of which the cheap questions are asked at memory speed.

Most texts fit a charset of one byte a character; there a table answers for 256 characters at once
what a regular expression asks of each: is there anything to fold, which words are there, can there
be twelve digits in a row.  The rest takes the slow way to the same answers.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from scrubber.core.lexicon import plain
from scrubber.core.unicode import folded, is_invisible

_CHARSETS = ("latin-1", "cp1252", "cp1250", "cp1251", "cp1254")
_CYRILLIC = "cp1251"
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"[0-9]")


class Alphabet(NamedTuple):
    """A charset of one byte: ``words`` maps letters to plain ones and all else to spaces.

    ``usual`` are the bytes of characters that need no folding.
    """

    charset: str
    words: bytes
    usual: bytes


def _alphabet(charset: str) -> Alphabet:
    words = bytearray(b" " * 256)
    usual = bytearray()
    for byte in range(256):
        char = bytes((byte,)).decode(charset, "replace")
        if char.isalpha():
            words[byte] = (_coded(plain(char)) or b" ")[0]
        if folded(char) == char and not is_invisible(char):
            usual.append(byte)
    return Alphabet(charset, bytes(words), bytes(usual))


@cache
def _alphabets() -> tuple[Alphabet, ...]:
    return tuple(_alphabet(charset) for charset in _CHARSETS)


@cache
def _ascii() -> Alphabet:
    return _alphabet("ascii")


def _coded(word: str) -> bytes:
    """Return a plain word as bytes: ASCII, or Cyrillic in one charset, "" for other scripts."""
    if word.isascii():
        return word.encode()
    try:
        return word.encode(_CYRILLIC)
    except UnicodeEncodeError:
        return b""


def code(word: str) -> bytes:
    """Return how :meth:`Compact.words` gives a word of the rules, digits left out."""
    return _coded(_DIGITS.sub("", plain(word)))


class Compact:
    """A text, in bytes of the first alphabet that has all its characters."""

    def __init__(self, text: str) -> None:
        """Find the alphabet."""
        self._text = text
        self._alphabet: Alphabet | None = _ascii() if text.isascii() else None
        self.raw = text.encode("ascii", "replace") if self._alphabet else b""
        for alphabet in () if self._alphabet else _alphabets():
            try:
                self.raw = text.encode(alphabet.charset)
            except UnicodeEncodeError:
                continue
            self._alphabet = alphabet
            break
        else:
            if not self._alphabet:
                self.raw = text.encode("ascii", "replace")

    @property
    def may_fold(self) -> bool:
        """Whether a digit, space, dash or invisible character may have to be folded."""
        return self._alphabet is None or bool(self.raw.translate(None, self._alphabet.usual))

    def words(self) -> list[bytes]:
        """Return the words as :func:`code` gives them, in order."""
        if self._alphabet is not None:
            return self.raw.translate(self._alphabet.words).split()
        return list(map(_known, _LETTERS.findall(self._text.lower())))


@lru_cache(maxsize=1 << 15)
def _known(word: str) -> bytes:
    """Return a word of a text as bytes."""
    return _coded(plain(word))
