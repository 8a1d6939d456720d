"""What a short letter must have before all that it speaks of is weighed, told cheaply.

Nearly each letter has words for a card, for paying or for a number somewhere, and a number of three
digits somewhere else: of real mail two thirds were weighed for them, and took twice the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scrubber.core.cards.spelled import with_words_read
from scrubber.core.codes.letter import ASKED, LITTLE, MERE_DIGITS, REACH, TOPICS
from scrubber.core.codes.written import is_something_else, shapes
from scrubber.core.judge import THRESHOLDS, WEIGHTS
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import REASONS_IN_LETTERS
from scrubber.core.language.tongues import languages, said
from scrubber.core.patterns import pattern
from scrubber.core.reading.text import unquoted
from scrubber.core.reading.view import View

if TYPE_CHECKING:
    from scrubber.core.language.triggers import Heard
    from scrubber.core.rules import Rules

_THREE = pattern(r"[0-9](?<![0-9].)(?:[0-9]{2}|(?:[ \-]{1,3}[0-9]){2})(?![0-9])")
_ODD = pattern(r"(?![0-9])\d|[\u00ad\u200b-\u200f\u2060-\u2064\u20e3\ufe0f\ufeff]")
"""Digits of other scripts, and what is invisible between digits: such a text is shown otherwise."""

_ALWAYS: Final = "a sentence of its own"
"""How digits may be written, whatever the words around them say."""

_IN_WORDS: Final = "digits in words"
_SIDE: Final = "the side of a card"
_CARD_AND_SIDE: Final = ("a card is spoken of", _SIDE)
_SHORT: Final = 256
"""Characters; what is longer holds more than a few words."""


class Weighed(NamedTuple):
    """The ``words`` of a letter that may say of three digits that they are a code.

    These are ``in_figures``, or ``in_words``.
    """

    words: frozenset[bytes]
    in_figures: bool
    in_words: bool


def may_be_told(utf8: bytes, heard: Heard, rules: Rules, *, dictated: bool) -> Weighed | None:
    """Return what of a letter may say of three digits that they are a code, None if nothing.

    Where digits may be ``dictated`` it is read as they are meant: hardly any has three of them.
    """
    words = heard.words & rules.weighed.keys()
    if not words:
        return None
    text = utf8.decode("utf-8", "replace")
    if _ODD.search(text):
        return Weighed(words, in_figures=True, in_words=dictated)
    anywhere = {reason for word in words for reason in rules.weighed[word]}
    anywhere |= MERE_DIGITS  # a "3" speaks of them, and figures are not heard
    if "which side" in anywhere:
        anywhere.add(_SIDE)
    view = unquoted(View(text))
    in_figures = _may_be_in(view.text, anywhere, rules)
    in_words = dictated and _may_be_in(
        with_words_read(view, rules).text, {*anywhere, _IN_WORDS}, rules
    )
    return Weighed(words, in_figures, in_words) if in_figures or in_words else None


def _may_be_in(text: str, anywhere: set[str], rules: Rules) -> bool:
    """Say whether all that is said of three digits in a text may be enough.

    No more can be said than is ``anywhere``: which words are near is asked of few.
    """
    always = {_ALWAYS, *anywhere.intersection((_IN_WORDS,))}
    if len(text) < _SHORT and len(tokens_of(plain(text))) <= LITTLE:
        always.add("little else in the letter")
    for found in _THREE.finditer(text):
        start, end = found.span()
        if is_something_else(text, start, end):
            continue
        written = {*always, *shapes(text, start, end)}
        if _would_do(written | anywhere):
            near = text[max(start - REACH, 0) : end + REACH]
            if _would_do(written | _reasons(near, rules)):
                return True
    return False


def _reasons(near: str, rules: Rules) -> set[str]:
    """Return what words ``near`` digits may speak of that belongs to a code."""
    describing = rules.describing
    tongues = languages(near, describing)
    senses = {sense for language, sense in said(near, describing) if language in tongues}
    reasons = {REASONS_IN_LETTERS[sense] for sense in senses & REASONS_IN_LETTERS.keys()}
    return reasons | {_SIDE} if senses.issuperset(("side", "other")) else reasons


def _would_do(told: set[str]) -> bool:
    """Say whether what is ``told`` is enough for any policy.

    It has to be more than what may be said of anything.
    """
    if told.issuperset(_CARD_AND_SIDE):
        told = {*told, "a card and its side in a sentence"}
    topics = told & TOPICS
    weight = sum([WEIGHTS[each] for each in told])
    if topics <= (MERE_DIGITS if ASKED not in told else frozenset()):
        weight += WEIGHTS["nothing says what it is"]
    return bool(topics) and weight >= min(THRESHOLDS.values())
