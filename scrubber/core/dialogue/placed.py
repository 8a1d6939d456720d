"""Where in its number a piece stands, told by signs: groups left blank for others, a count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language.plain import plain
from scrubber.core.model import Position
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP = r"(?:[0-9]{4}|[xX*•#_.\-–]{4})"
_WITH_BLANKS = pattern(
    rf"(?<![\w*•#])(?<![*•][ \-])(?<![.\-–]{{2}}){_GROUP}(?:[ \-]?{_GROUP}){{3}}"
    r"(?![\w*•#]|[ \-][*•]|[.\-–]{2})"
)
"""Four groups and no more: another number may stand beside one that was masked, and dots or dashes
may lead from a number to its price.
"""

_WIDTH = 4 * 4 + 3
_BLANK = pattern(r"[^0-9 ]{2}")
_ENDING = pattern(r"[^0-9]+[0-9]{4}")
_COUNTED = pattern(
    r"(?<![\w/.,])(?:#[ ]?[1-6]|[1-6][ ]?(?:/|of|von|de|di|van|z|из|sur|su)[ ]?[2-6]|[1-6][).:])"
    r"[).:=\-]{0,2}[ ]{1,2}\Z"
)
_COUNTED_IN_A_WORD = pattern(r"(?<!\w)([^\W\d_]{2,10})[ ]?[.:)=\-]{1,2}[ ]{1,2}\Z")
_COUNT = 16
_FIRST_SIX = frozenset("123456")


def beside_blanks(text: str, start: int, end: int) -> Position | None:
    """Return where the digits ``[start, end)`` stand among groups that are left blank.

    None if there are none, or if nothing but the last four are shown, as on a receipt.
    """
    around = _WITH_BLANKS.finditer(text, max(start - _WIDTH, 0), end + _WIDTH)
    found = next((each for each in around if each.start() <= start and end <= each.end()), None)
    if found is None or not _BLANK.search(found[0]) or _ENDING.fullmatch(found[0]):
        return None
    return Position.FIRST if start == found.start() else Position.LATER


def is_counted(text: str, start: int, numbers: Mapping[str, str]) -> bool:
    """Say whether a count stands before digits: ``2/4 4111``, ``#2 4111``, ``two: 4111``.

    ``numbers`` are the words for digits.
    """
    low = max(start - _COUNT, 0)
    if _COUNTED.search(text, low, start):
        return True
    word = _COUNTED_IN_A_WORD.search(text, low, start)
    return word is not None and numbers.get(plain(word[1])) in _FIRST_SIX
