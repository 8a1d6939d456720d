"""What a short letter must have before all that it speaks of is weighed, told cheaply.

Nearly each letter has words for a card, for paying or for a number somewhere, and a number of three
digits somewhere else: of real mail two thirds were weighed for them, and took twice the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.codes.letter import LITTLE, REACH, TOPICS
from scrubber.core.codes.written import is_something_else, may_stand_by_month, shapes
from scrubber.core.judge import THRESHOLDS, WEIGHTS
from scrubber.core.language.alphabet import plain_utf8, words_and_numbers
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.language.triggers import Heard
    from scrubber.core.rules import Rules

_THREE = pattern(r"[0-9](?<![0-9].)(?:[0-9]{2}|(?:[ \-]{1,3}[0-9]){2})(?![0-9])")
_ODD = pattern(r"(?![0-9])\d|[\u00ad\u200b-\u200f\u2060-\u2064\u20e3\ufe0f\ufeff]")
"""Digits of other scripts, and what is invisible between digits: such a text is shown otherwise."""

_ALWAYS: Final = ("a sentence of its own", "a code right beside it")
_ANYHOW: Final = (*_ALWAYS, "a line of its own", "digits apart")
"""How digits may be written, whatever the words around them say."""


def may_be_told(utf8: bytes, heard: Heard, rules: Rules, *, dictated: bool) -> frozenset[bytes]:
    """Return the words of a letter that may say of three digits that they are a code.

    None where all together would not do.  Where digits may be ``dictated``, in words, nobody knows
    yet which words are near.
    """
    told = heard.words & rules.weighed.keys()
    if not told:
        return frozenset()
    text = utf8.decode("utf-8", "replace")
    little = ("little else in the letter",) if len(heard.order) <= LITTLE else ()
    if dictated or _ODD.search(text):
        month = ("a month beside it",) if may_stand_by_month(utf8) else ()
        likely = _would_do({*_reasons(told, rules), *_ANYHOW, *little, *month})
    else:
        likely = any(_would_do({*each, *_ALWAYS, *little}) for each in _of_numbers(text, rules))
    return told if likely else frozenset()


def _of_numbers(text: str, rules: Rules) -> Iterator[set[str]]:
    """Yield how each three digits are written that may be a code, and what is spoken of near them.

    It has to be more than what may be said of anything.
    """
    for found in _THREE.finditer(text):
        start, end = found.span()
        if not is_something_else(text, start, end):
            near = text[max(start - REACH, 0) : end + REACH].encode("utf-8", "replace")
            said = _reasons(words_and_numbers(plain_utf8(near)), rules)
            said.update(shapes(text, start, end))
            if not said.isdisjoint(TOPICS):
                yield said


def _reasons(words: Iterable[bytes], rules: Rules) -> set[str]:
    """Return what ``words`` may speak of that belongs to a code."""
    weighed = rules.weighed
    return {reason for word in words if word in weighed for reason in weighed[word]}


def _would_do(reasons: set[str]) -> bool:
    """Say whether ``reasons`` are enough for any policy."""
    return sum([WEIGHTS[each] for each in reasons]) >= min(THRESHOLDS.values())
