"""The way past the detection for texts that cannot hold card data, which are nearly all.

What a text must have is cheap to ask for: twelve digits in a row once separators are gone, a word
that names a code, a number in words.  Nothing that the detection would take is kept from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core import spelled
from scrubber.core.alphabet import Compact
from scrubber.core.candidates import may_hold
from scrubber.core.text import readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.rules import Rules
    from scrubber.core.view import View


_STRETCH = 1 << 18
_OVERLAP = 1 << 10
"""Characters; no number, and no phrase that names a code, is longer than the overlap."""


class Hints(NamedTuple):
    """What the words of a text promise.

    ``named`` are words of phrases that name a code, ``halved`` says that a number may be told in
    two halves, ``spoken`` that cards are spoken of.
    """

    named: frozenset[bytes]
    halved: bool
    spoken: bool


NOTHING = Hints(frozenset(), halved=False, spoken=False)


class Gate:
    """Decides which readings of a text are worth the detection."""

    def __init__(self, rules: Rules) -> None:
        """Take the words that matter from ``rules``."""
        self._rules = rules

    def views(self, text: str, *, html: bool) -> Iterator[tuple[View, Hints]]:
        """Yield the views of ``text`` that may hold card data, and what to look for."""
        for view in readings(text, html=html):
            hints, numeric, lettered, wordy = self._asked(view.text)
            if hints.named or hints.halved or numeric:
                yield view, hints
                if lettered:
                    yield spelled.with_letters_read(view), hints
            if wordy:
                yield spelled.with_words_read(view, self._rules), hints

    def _asked(self, text: str) -> tuple[Hints, bool, bool, bool]:
        """Ask the cheap questions of ``text``, stretch by stretch, so that words take no memory."""
        rules = self._rules
        named: frozenset[bytes] = frozenset()
        first = last = spoken = numeric = lettered = wordy = False
        for start in range(0, max(len(text), 1), _STRETCH - _OVERLAP):
            compact = Compact(text[start : start + _STRETCH])
            words = compact.words()
            named |= rules.codes.told(words)
            first = first or bool(rules.halves[0].told(words))
            last = last or bool(rules.halves[1].told(words))
            spoken = spoken or bool(rules.cards.told(words))
            numeric = numeric or may_hold(compact.raw)
            lettered = lettered or spelled.has_letters_for_digits(compact.raw)
            wordy = wordy or spelled.may_hold(words, rules.spelled, named=bool(named))
        return Hints(named, first and last, spoken), numeric, lettered, wordy
