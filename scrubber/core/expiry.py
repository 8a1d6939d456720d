"""Expiry dates: only beside a card or a security code, or named as what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scrubber.core.lexicon import plain

_YEAR = r"(?:20)?[2-4][0-9]"
_DATE = re.compile(
    r"(?<![0-9])(?:"
    rf"(?:0?[1-9]|1[0-2])[ ]?[/\-.\\|][ ]?{_YEAR}"  # 12/27, 12-2027
    rf"|20[2-4][0-9][/\-.](?:0[1-9]|1[0-2])"  # 2027-12
    rf"|(?:0?[1-9]|1[0-2])[ ]{{1,2}}{_YEAR}"  # 12 27
    rf"|(?:0[1-9]|1[0-2]){_YEAR}"  # 1227
    r")(?![0-9])"
)
_MONTH_YEAR = re.compile(
    r"([^\W\d_]{3,12})\.?,?\s{1,2}(?:(?:de|del|of|di|du|d|van|z)\s)?'?((?:20)?[2-4][0-9])(?![0-9])"
)
_DAY_BEFORE = re.compile(r"[0-9][ ]?[./\-][ ]?$|[0-9]\.? $")
_DAY_BEHIND = re.compile(r"[ ]?[./\-][ ]?[0-9]")
_CONNECTED = re.compile(r"[/.\-|\\]|20[2-4][0-9]")


class Date(NamedTuple):
    """What may be an expiry date, at ``[start, end)``.

    ``figures`` says that it is written as nothing but a date is (``12/27``), ``bare`` that it is
    four or six digits without a sign; the rest names the month in words.  ``whole`` says that no
    day stands beside it.
    """

    start: int
    end: int
    figures: bool
    bare: bool
    whole: bool


def dates(text: str, months: Mapping[str, int]) -> Iterator[Date]:
    """Yield what may be the month and year of an expiry in ``text``, in order."""
    found = [(match.start(), match.end()) for match in _DATE.finditer(text)]
    for match in _MONTH_YEAR.finditer(text):
        if plain(match[1]) in months:
            found.append(match.span())
    for start, end in sorted(found):
        before = _DAY_BEFORE.search(text, max(start - 5, 0), start)
        behind = _DAY_BEHIND.match(text, end)
        figures = text[start] in "0123456789"
        connected = _CONNECTED.search(text, start, end) is not None
        whole = not before and not behind
        yield Date(start, end, figures and connected, figures and not connected, whole)
