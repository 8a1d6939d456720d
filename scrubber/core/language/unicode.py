"""Characters beyond ASCII that stand for digits, spaces, dashes and dots, or for nothing at all."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from scrubber.core.patterns import pattern

_SPACES = "\u00a0\u1680\u202f\u205f\u2800\u3000\u3164\uffa0\ufffc" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""Those of letters that show nothing, and what stands for a picture, among them."""

_LINE_ENDS = "\u2028\u2029"
_LIKE_ASCII = {
    **dict.fromkeys("\u2500\u2501", "-"),
    **dict.fromkeys("\u2502\u2503", "|"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u060c\u3001", ","),
    **dict.fromkeys("\u2053\u223c\u301c", "~"),
    "\u2236": ":",
}
"""Signs that look like one of ASCII, those of drawn boxes among them."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u1806\u30fc\ufe58\ufe63"
_DOTS = "\u00b7\u2022\u2024\u2027\u2219\u22c5\u25cf\u2e31\u3002\u30fb\uff65"
INVISIBLE = pattern(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20dd-\u20e4\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
_PLAIN = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_LINE_ENDS, "\n"),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_DOTS, "."),
    **_LIKE_ASCII,
}
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_LOST = "\ufffd"
"""What a conversion leaves of a character that it does not know."""

_FOREIGN = "\u02c0"
"""Stands for a letter that nobody knows: next to it letters of ASCII are no word of their own."""

_MISTAKEN = frozenset((*range(0x80, 0xA0), *range(0xDC80, 0xDD00)))
"""Bytes of windows-1252 that were called Latin-1, or another charset that has none such."""


@lru_cache(maxsize=1 << 12)
def folded(char: str) -> str:
    """Return the ASCII digit, space, dash or dot that ``char`` stands for, else ``char`` itself."""
    if ord(char) in _MISTAKEN:
        shown = bytes((ord(char) & 0xFF,)).decode("windows-1252", "ignore") or _LOST
        # A letter may be one of any other charset, and no word comes of guessing.
        return _FOREIGN if shown.isalpha() else folded(shown)
    if char == _LOST:
        return " "
    if ord(char) in _FULL_WIDTH:
        return chr(ord(char) - 0xFEE0)
    digit = unicodedata.digit(char, None)
    return _PLAIN.get(char, char) if digit is None else str(digit)


@lru_cache(maxsize=1 << 12)
def is_invisible(char: str) -> bool:
    """Say whether a reader sees nothing of ``char``."""
    return INVISIBLE.match(char) is not None
