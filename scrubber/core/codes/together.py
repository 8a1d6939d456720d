"""An expiry and a code that answer words which ask for both: "checked: it's 04/30 and 918"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.codes.announced import REACH
from scrubber.core.codes.search import USED_UP
from scrubber.core.language.described import joins
from scrubber.core.patterns import pattern
from scrubber.core.reading.lines import LETTER_OR_DIGIT

if TYPE_CHECKING:
    from scrubber.core.codes.expiry import Date
    from scrubber.core.codes.search import Search

_CODE_BEHIND = pattern(r"(?P<between>[^0-9.!?\n]{1,16})[0-9]{3}(?![0-9]|[.,:/][0-9])")
_CODES = frozenset(("code", "code_near_card"))


def asked_together(search: Search, date: Date) -> bool:
    """Say whether a code stands right behind a date, and words before it name both.

    Which name comes first does not matter, and neither how far they are if no number is between.
    """
    text = search.text
    behind = _CODE_BEHIND.match(text, date.end)
    if behind is None:
        return False
    between = behind["between"]
    if LETTER_OR_DIGIT.search(between) and not joins(between, search.rules.describing):
        return False
    marks = [
        mark
        for mark in search.words.between(date.start - REACH, date.start)
        if not USED_UP.search(text, mark.end, date.start)
    ]
    roles = {mark.label.role for mark in marks}
    return "expiry" in roles and not roles.isdisjoint(_CODES)
