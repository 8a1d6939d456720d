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


class Hints(NamedTuple):
    """What the words of a text promise.

    ``named`` are words of phrases that name a code, ``halved`` says that a number may be told in
    two halves, ``spoken`` that cards are spoken of.
    """

    named: frozenset[bytes]
    halved: bool
    spoken: bool


class Gate:
    """Decides which readings of a text are worth the detection."""

    def __init__(self, rules: Rules) -> None:
        """Take the words that matter from ``rules``."""
        self._rules = rules

    def views(self, text: str, *, html: bool) -> Iterator[tuple[View, Hints]]:
        """Yield the views of ``text`` that may hold card data, and what to look for."""
        rules = self._rules
        first, last = rules.halves
        for view in readings(text, html=html):
            compact = Compact(view.text)
            words = compact.words()
            hints = Hints(
                named=rules.codes.told(words),
                halved=bool(first.told(words) and last.told(words)),
                spoken=bool(rules.cards.told(words)),
            )
            if hints.named or hints.halved or may_hold(compact.raw):
                yield view, hints
                if spelled.has_letters_for_digits(compact.raw):
                    yield spelled.with_letters_read(view), hints
            if spelled.may_hold(words, rules.spelled, named=bool(hints.named)):
                yield spelled.with_words_read(view, rules), hints
