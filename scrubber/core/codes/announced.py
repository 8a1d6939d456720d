"""Digits that answer what an earlier sentence speaks of, as in "I found the code. It says 123".

A sentence with little but digits in it speaks of what was spoken of before.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from scrubber.core.language.described import meaning, spoken_of
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import LIKELY, MEANING, THING
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrubber.core.language.lexicon import Mark

REACH: Final = 240
"""Characters before digits in which an earlier sentence may tell what they are."""

_SHORT = 48
_BEFORE = pattern(
    r"(?:\A|[^\W\d_]{4}\)?\.\s|\.\s(?=\s*+[^\W\d_])|[!?;]\s|\n)\s*(?P<words>(?:[^\W\d_]+[^\w.!?;\n]{1,3}){0,5})\Z"
)
"""The words of a short sentence, before its digits; "no. 123" is none."""

_SAID_BEHIND = pattern(r" (?P<words>[^\W\d_]+(?:[ '\u2019][^\W\d_]+){0,2})(?=[.!,\n]|\Z)")
"""What a sentence says with a word behind its digits: "het moet 123 zijn"."""

_BEHIND = pattern(r"[^\S\n]*+(?:\n|\Z|\(|[.,!?)](?:\s|\Z))")
_BELOW = pattern(r"[.!?:]\s*\n\s*\Z|\n\s*\n\s*\Z")
_GAP = 12
_LEADING = 2
_CODE = 3
"""Characters between two paragraphs, words before digits that answer, digits that may."""

_USED_UP = pattern(r"[0-9]{3}|\*\*")
_SENTENCE = pattern(r"[.!?;](?=\s)|\n(?!(?<=[^\n]{30}\n)[ \t>]*[a-zß-ÿа-џ])")
"""What ends a sentence; a long line that goes on with a small letter was only wrapped."""


def answers(text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether digits at ``[start, end)`` are all that their sentence tells."""
    behind = _SAID_BEHIND.match(text, end)
    told = behind is not None and _says(tokens_of(plain(behind["words"])), describing)
    words = _few_words(text, start, behind.end() if behind and told else end)
    if words is None:
        return False
    tokens = tokens_of(plain(words))
    return told or not tokens or _says(tokens, describing)


def _says(tokens: Sequence[str], describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether one of ``tokens`` says what something is."""
    return any(each.endswith(" says") for token in tokens for each in describing.get(token, ()))


def answers_above(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether digits at ``[start, end)`` begin what stands below a whole sentence.

    "We still need the CVC.", and below it "sure, 123": any word may lead to what was asked for.
    """
    words = _few_words(text, start, end)
    if words is None or end - start > _CODE:
        return False
    tokens = tokens_of(plain(words))
    below = _BELOW.search(text, max(start - len(words) - _GAP, 0), start - len(words))
    return (
        len(tokens) <= _LEADING
        and below is not None
        and THING not in spoken_of((words,), describing)
    )


def ends_brief_sentence(text: str, start: int, end: int) -> bool:
    """Say whether digits at ``[start, end)`` end a sentence of few words: "Hi, it is 123."."""
    return _few_words(text, start, end) is not None


def _few_words(text: str, start: int, end: int) -> str | None:
    """Return the words before digits that end a short sentence, None if they do not."""
    if not _BEHIND.match(text, end):
        return None
    before = _BEFORE.search(text[max(start - _SHORT, 0) : start])
    if before is None or (start > _SHORT and not before.start()):
        return None
    return before["words"]


def sentences(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return where sentences begin and end in ``text[low:high]``."""
    return list(pairwise([low, *(end.end() for end in _SENTENCE.finditer(text, low, high)), high]))


class Told(NamedTuple):
    """What an earlier sentence at ``[start, end)`` says that describes a code.

    ``means`` says that it means one by itself; ``described`` is empty where words name the code.
    """

    start: int
    end: int
    described: str
    means: bool

    def holds(self, mark: Mark) -> bool:
        """Say whether a phrase stands in the sentence."""
        return self.start <= mark.start < self.end


def told_before(
    text: str,
    start: int,
    digits: int,
    describing: Mapping[str, tuple[str, ...]],
    names: Sequence[Mark],
) -> Told | None:
    """Return the nearest sentence before ``start`` that names or describes a code of ``digits``.

    ``names`` are the phrases before that name one.
    """
    low = max(start - REACH, 0)
    low = max((found.end() for found in _USED_UP.finditer(text, low, start)), default=low)
    for begin, end in reversed(sentences(text, low, start)):
        spoken = spoken_of((text[begin:end],), describing)
        if THING not in spoken and any(begin <= name.start < end for name in names):
            return Told(begin, end, "", means=True)
        for among in (MEANING, LIKELY):
            if described := meaning(spoken, among, digits):
                return Told(begin, end, described, among is MEANING)
    return None
