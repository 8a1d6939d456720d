"""Letters as the phrases know them: in lower case, without diacritics, one for one."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

APOSTROPHES = "'\u2019\u02bc"
_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))

_A_WORD = 64
"""Characters, or a few words: of those each is another."""

_RARE = 8
"""Places of one kind of character, below which all of it is not gone through for its sake."""

_BEHIND_BASES = "\u2000"
"""Behind all letters with a diacritic that are known."""


@cache
def _base_letters() -> dict[int, str]:
    """Map every letter with a diacritic to its base letter in lower case, one for one."""
    table = {ord(char): base for char, base in zip("łŁßøØđĐıİæÆœŒ", "llsooddiiaaoo", strict=True)}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, ord(_BEHIND_BASES))):
        if code not in table:
            base = unicodedata.normalize("NFD", chr(code))[0].lower()
            table[code] = table.get(ord(base), base)
    return table


@cache
def _latin() -> bytes:
    """Map every character of Latin-1 to what :func:`plain` makes of it."""
    bases = _base_letters()
    return "".join(bases.get(code, chr(code)).lower() for code in range(0x100)).encode("latin-1")


@cache
def _with_bases() -> re.Pattern[str]:
    """Find the letters that are not replaced as all others are, by :meth:`str.lower`.

    What that makes of a sigma depends on what stands behind it.
    """
    bases = _base_letters()
    replaced = (chr(at) for at, base in bases.items() if base != chr(at).lower())
    return pattern(f"[{''.join(replaced)}\u03a3]")


def lower(text: str) -> str:
    """Return ``text`` in lower case, character for character."""
    return text.lower() if text.isascii() else text.replace("\u0130", "i").lower()


def plain(text: str) -> str:
    """Return ``text`` in lower case without diacritics, character for character."""
    if text.isascii():
        return text.lower()
    with suppress(UnicodeEncodeError):  # as bytes in a twentieth of the time
        return text.encode("latin-1").translate(_latin()).decode("latin-1")
    bases = _base_letters()
    if len(text) < _A_WORD:
        return text.translate(bases).lower()
    found = _with_bases().findall(text)
    kinds = set(found)
    if len(found) < _RARE * len(kinds):
        return _with_bases().sub(lambda char: bases[ord(char[0])], text).lower()
    # Mostly few kinds are to be replaced: each of them costs a fifth of str.translate.
    for char in kinds:
        text = text.replace(char, bases[ord(char)])
    return text.lower()


def without_apostrophes(text: str) -> str:
    """Return ``text`` without the signs that Ukrainian and French write within a word."""
    return text.translate(_APOSTROPHES)


def table(words: Mapping[str, str]) -> dict[str, str]:
    """Return ``words`` with plain keys."""
    return {plain(word): value for word, value in words.items()}
