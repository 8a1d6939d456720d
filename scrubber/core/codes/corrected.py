"""Digits that are told again, and otherwise: "it isn't 123, it's 132"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAIR = pattern(
    r"[0-9](?<![0-9].)(?<![0-9][.,:/+\-].)[0-9]{2,3}(?=(?P<between>[^0-9\n*.?;]{1,40}))(?![0-9])"
)
_OTHER = pattern(r"[0-9]{3,4}(?![0-9]|[.,:/+\-][0-9])")
_SWAPPED = pattern(
    rb"[0-9](?<![0-9].)[0-9]{2}(?![0-9])(?<=(.)(.)(.))[^0-9\n]{1,60}+"
    rb"(?:\1\3\2|\2\1\3|\3\2\1|\2\3\1|\3\1\2)(?![0-9])"
)
_CLAUSE = pattern(r"[.!?;,\n](?=\s)")
_BEFORE = 32
_AROUND = 120
"""Characters in which words say that something is corrected."""

_DENIES = frozenset(("denies",))
_CORRECTS = frozenset(("corrects", "wrong"))


def may_be_in(utf8: bytes) -> bool:
    """Say cheaply whether three digits are told twice in a text, in another order."""
    return _SWAPPED.search(utf8) is not None


def corrections(
    text: str, low: int, high: int, describing: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where two numbers stand in ``text[low:high]`` of which one corrects the other.

    Between or before them a word denies the one, or around them words say that it was wrong.
    """
    for found in _PAIR.finditer(text, low, high):
        end = found.end()
        other = _OTHER.match(text, end + len(found["between"]))
        if other is None or len(other[0]) != len(found[0]) or other[0] == found[0]:
            continue
        start = found.start()
        before = _CLAUSE.split(text[max(start - _BEFORE, 0) : start])[-1]
        if _speaks(before + found["between"], _DENIES, describing) or _speaks(
            text[max(start - _AROUND, 0) : other.end() + _AROUND], _CORRECTS, describing
        ):
            yield (start, end), other.span()


def are_swapped(one: str, other: str) -> bool:
    """Say whether two numbers have the same digits in another order."""
    return one != other and sorted(one) == sorted(other)


def _speaks(text: str, wanted: frozenset[str], describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a word of ``text`` speaks of something that is ``wanted``."""
    return any(wanted & meant(token, describing) for token in tokens_of(plain(text)))
