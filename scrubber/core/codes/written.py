"""How three digits of a letter are written: apart, on a line of their own, beside a month.

And what signs, digits or units beside them make of them: a price, a length, a part of a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = pattern(r"(?!1[ \-]+2[ \-]+3)[0-9](?:[ \-]{1,3}[0-9]){2}")
MASKED = pattern(r"\*(?:\*|(?:[ .,\-]{1,3}\*){2})")
"""What was found before, also digit by digit: "* * *"."""

_CELLS = pattern(r"[.|\t]")
"""What stands between the steps of a version, or the cells of a table."""

_LINE_BEFORE, _LINE_BEHIND = pattern(r"(?:\A|\n)[ \t>]*\Z"), pattern(r"[ \t.!]*(?:\n|\Z)")
_BRACKET_BEFORE, _BRACKET_BEHIND = pattern(r"\(\s?\Z"), pattern(r"\s?\)")
_LEADS = pattern(r"(?:[:\u2026\u2013\u2014]|\.\.\.|\s-)\s*\Z")

_YEAR: Final = r"(?:20)?(?:2[4-9]|3[0-9])"
_MONTH: Final = rf"(?<![0-9./\-])(?:0?[1-9]|1[0-2]) ?[/.\-] ?{_YEAR}(?![0-9]|[./\-][0-9])"
_MONTH_BEFORE = pattern(rf"{_MONTH}[^0-9.!?;]{{1,12}}\Z")
_MONTH_BEHIND = pattern(rf"[^0-9.!?;]{{1,12}}{_MONTH}")
_MONTH_NEAR = pattern(rf"{_MONTH}[^0-9.!?;\n]{{1,30}}\Z")
_DATE, _NUMBER = pattern(_MONTH), pattern(r"[0-9]{2,}")

_GLUED_BEFORE = pattern(
    r"(?<![0-9/.\-])[0-9]{2,4} [^\W\d_]{1,3} \Z|[0-9*][ .,:/\-]{1,2}\Z|[#=_&/+@]\s?\Z|[^\W_]-?\Z"
    r"|(?<![^\W\d_])(?i:fr|chf|eur|usd|gbp|pln|czk|uah|k\u010d|z\u0142|tl|r\$)\.?\s?\Z"
    r"|[\u20ac$\u00a3\u20ba\u20bd\u20b4]\s?\Z"
    r"|[^\W_]{2}\.[^\s:]+:\Z|\]:\Z"
)
"""What belongs to digits behind it: the file of a line, the host of a port."""

_LISTED = pattern(r"(?:\A|\n)[ \t>]*[1-9][0-9]?\. \Z")
"""The number of an item of a list."""

_GLUED_BEHIND = pattern(
    r"['\u2019]?[^\W_%\u20ac$\u00a3]|\s?[%\u20ac$\u00a3\u00b0=_&/]"
    r"|[.,][-\u2013\u2014]|[.,:/ \-]{1,2}[0-9]|-[^\W\d_]"
    r"| [^\W\d_]{1,3} [0-9]{2,4}(?![0-9/.\-])"
)
_UNIT = pattern(
    r" ?(?:[mcdk]?m[\u00b2\u00b3]?|[km]?g|[mcd]?l|qm|k?w|v|hp|pcs?|stk?|szt|ks|\u0448\u0442|uds?|pz"
    r"|ft|lbs?|oz|eur|usd|gbp|chf|pln|z[\u0142l]|k[\u010dc]|czk|tl|try|rub|\u0440(?:\u0443\u0431)?"
    r"|\u0433\u0440\u043d|uah)(?![^\W\d_])",
    re.IGNORECASE,
)
_IS_SO = pattern(r"['\u2019](?:y?m[i\u0131u\u00fc]\u015f|y?[dt][i\u0131u\u00fc]r?)(?![^\W\d_])")
"""What Turkish writes behind digits for "is"."""

_GAP: Final = 48
"""Characters beside digits that are looked at."""


def other_numbers(sentence: str, digits: str) -> list[str]:
    """Return the numbers in a sentence that are neither ``digits`` nor a card's month."""
    return [number for number in _NUMBER.findall(_DATE.sub("", sentence)) if number != digits]


def is_something_else(text: str, start: int, end: int) -> bool:
    """Say whether what touches digits at ``[start, end)`` makes something else of them."""
    before, behind = text[max(start - _GAP, 0) : start], text[end : end + _GAP]
    if _CELLS.search(text, start, end) or (
        _GLUED_BEFORE.search(before)
        and not (_MONTH_BEFORE.search(before) or _LISTED.search(before))
    ):
        return True
    glued = _GLUED_BEHIND.match(behind) or _UNIT.match(behind)
    return glued is not None and not (_MONTH_BEHIND.match(behind) or _IS_SO.match(behind))


def shapes(text: str, start: int, end: int) -> Iterator[str]:
    """Yield what the judge calls the ways in which digits at ``[start, end)`` are written."""
    before, behind = text[max(start - _GAP, 0) : start], text[end : end + _GAP]
    if _APART.fullmatch(text, start, end):
        yield "digits apart"
    if text[start] == "0":  # as neither a quantity nor a price does
        yield "begins with zero"
    if _LINE_BEFORE.search(before) and _LINE_BEHIND.match(behind):
        yield "a line of its own"
    elif _BRACKET_BEFORE.search(before) and _BRACKET_BEHIND.match(behind):
        yield "in brackets"
    elif _LEADS.search(before):
        yield "led to by a sign"
    if _MONTH_BEFORE.search(before) or _MONTH_BEHIND.match(behind):
        yield "a month beside it"
    elif _MONTH_NEAR.search(before):
        yield "a month near it"
