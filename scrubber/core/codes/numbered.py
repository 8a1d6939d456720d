"""Answers that bear the numbers of the questions: "3. And the CVC?", and below it "3. 123"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.codes.ofthings import is_of_thing
from scrubber.core.language.described import meaning, spoken_of
from scrubber.core.language.senses import LIKELY, MEANING
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.codes.search import Search

_ITEM: Final = r"(?:\A|\n)[ \t>]*(?P<number>[1-9][0-9]?) ?[.)][ \t]*"
_ASKED = pattern(rf"{_ITEM}(?P<asked>[^0-9\n][^\n]*)")
_ANSWER = pattern(rf"{_ITEM}(?P<digits>[0-9]{{3}}|[0-9](?:[ \-][0-9]){{2}})(?![ .,:/\-]?[0-9])")

_CODE: Final = 3
_REACH: Final = 1 << 10
"""Characters between a question and its answer."""


def answered_by_number(search: Search) -> Iterator[tuple[int, int, str]]:
    """Yield three digits that answer the question of the same number, and what that tells of.

    Which is a security code, and nothing else is asked for by that number.
    """
    text = search.text
    for answer in search.matches(_ANSWER):
        low = max(answer.start() - _REACH, 0)
        asked = [
            found.span("asked")
            for found in _ASKED.finditer(text, low, answer.start())
            if found["number"] == answer["number"]
        ]
        told = _told(search, *asked[0]) if len(asked) == 1 else ""
        if told:
            yield (*answer.span("digits"), told)


def _told(search: Search, start: int, end: int) -> str:
    """Return the words of a question that name a code, or describe one, "" if there are none."""
    describing = search.rules.describing
    for mark in search.words.between(start, end):
        if mark.label.role == "code" and not is_of_thing(search.text, mark, describing):
            return mark.phrase
    return meaning(spoken_of((search.text[start:end],), describing), (*MEANING, *LIKELY), _CODE)
