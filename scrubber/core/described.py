"""Security codes that are described rather than named: "on the reverse, the last three read 123".

People find ever new words for the code, in any order, but they speak of the same few things: how
many figures it has, where on the card it stands, what it is for.  What a word speaks of is its
*sense*; a few senses together mean a code, whatever stands between their words.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from scrubber.core.lexicon import TOKEN, plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SENSES: Final = (
    *("three", "four", "figures", "back", "front", "signature", "secure", "check", "card"),
    "thing",
)
"""What words may speak of; a ``thing`` is no card and may have a back and a number of its own."""

MEANING: Final = (
    ("three", "signature"),
    ("figures", "signature"),
    ("figures", "secure"),
    ("four", "figures", "front"),
)
"""Senses that mean a security code by themselves."""

LIKELY: Final = (
    ("three", "figures", "back"),
    ("figures", "check", "card"),
    ("check", "card"),
)
"""Senses that mean one where a card is spoken of."""

NEAR_CARD: Final = (
    ("figures", "back"),
    ("three", "back"),
    ("three", "figures"),
    ("three", "secure"),
    ("figures", "check"),
    ("signature",),
    ("four", "front"),
    ("figures", "front"),
)
"""Senses that mean one in a mail with a card."""

_AMEX = 4
_BEFORE = 64
_BEHIND = 44
_APART = 120
"""Characters; words about the same digits are no further from each other."""

_ENDS_BEHIND = pattern(r"(?P<other>[0-9*]{2})|[.!?;\n]")
"""What ends a clause behind digits; words between them and ``other`` ones speak of those."""

_CUT = pattern(r"[0-9*]{2}|[.!;]\s|\?(?!\s*\n)|(?<!\?)\n[ \t\r]*\n")
"""What ends a clause; a question that stands on a line of its own goes with its answer."""


def senses(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]
) -> list[frozenset[str]]:
    """Return what the words around digits at ``[start, end)`` speak of, in the same clause.

    ``describing`` says what a word speaks of, ``en three`` for a word of English.  Words of two
    languages mean nothing together: each language has an item of its own.
    """
    low = max(start - _BEFORE, 0)
    cut = max((found.end() for found in _CUT.finditer(text, low, start)), default=low)
    ends = _ENDS_BEHIND.search(text, end, end + _BEHIND)
    last = ends.start() if ends else end + _BEHIND
    clause = f"{text[cut:start]} | {'' if ends and ends['other'] else text[end:last]}"
    tokens = TOKEN.findall(plain(clause))
    found: dict[str, set[str]] = {}
    for token, following in pairwise([*tokens, ""]):
        for language, sense in _spoken_of(token, describing):
            # "3" counts, and something else may be the third.
            if token.isalpha() or (language, "figures") in _spoken_of(following, describing):
                found.setdefault(language, set()).add(sense)
    if any("thing" in each for each in found.values()):
        return []
    return list(map(frozenset, found.values()))


def may_be_told(text: str, at: int, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say cheaply whether a word at character ``at`` may help to describe a code, if need be."""
    found: dict[str, set[str]] = {}
    for token in TOKEN.findall(plain(text[max(at - _APART, 0) : at + _APART])):
        for language, sense in _spoken_of(token, describing):
            found.setdefault(language, set()).add(sense)
    spoken_of = list(map(frozenset, found.values()))
    among = (*MEANING, *LIKELY)
    return any(meaning(spoken_of, among, digits) for digits in (_AMEX - 1, _AMEX))


def _spoken_of(token: str, describing: Mapping[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    """Return the languages in which ``token`` speaks of something, and of what."""
    return {(language, sense) for language, sense in map(str.split, describing.get(token, ()))}


def meaning(
    spoken_of: Iterable[frozenset[str]], among: Iterable[tuple[str, ...]], digits: int
) -> str:
    """Return the combination in ``among`` of which one language has all senses, "" if none is.

    A code of four ``digits`` stands on the front of a card, one of three on its back.
    """
    combinations = [each for each in among if ("front" in each) == (digits == _AMEX)]
    fits = (each for senses in spoken_of for each in combinations if senses.issuperset(each))
    return " ".join(next(fits, ()))


def phrases(words: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield the descriptions in one language as phrases, each with its role.

    ``words`` are those of a sense.  Who asks which words a text has finds them in any order.
    """
    for role, combinations in (
        ("code", (*MEANING, *LIKELY)),
        ("code_near_card", NEAR_CARD),
    ):
        for combined in combinations:
            if words.keys() >= set(combined):
                yield role, " ".join("|".join(words[sense]) for sense in combined)
