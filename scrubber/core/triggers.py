"""Which phrases a text can hold at all, told by its words alone, without looking at their order.

Detection by words is dear and nearly always for nothing; this is the cheap question before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.alphabet import code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.lexicon import Label, Phrase


class Triggers:
    """The phrases with some roles, each under the words of its most telling token."""

    def __init__(self, phrases: Iterable[tuple[Phrase, Label]], *roles: str) -> None:
        """Index the phrases with one of ``roles``."""
        self._needed: dict[bytes, list[tuple[frozenset[bytes], ...]]] = {}
        for entry, label in phrases:
            if label.role in roles:
                needed = _needed(entry)
                # Long words are the rare ones: "signature" rather than "code", "on", "the".
                for word in max(needed, key=lambda words: min(map(len, words))):
                    self._needed.setdefault(word, []).append(needed)
        self._words = frozenset(self._needed)

    def told(self, words: list[bytes]) -> frozenset[bytes]:
        """Return the telling words of the phrases that a text with ``words`` may hold."""
        if self._words.isdisjoint(words):
            return frozenset()
        vocabulary = frozenset(words)
        return frozenset(
            word
            for word in self._words & vocabulary
            if any(
                all(not vocabulary.isdisjoint(step) for step in needed)
                for needed in self._needed[word]
            )
        )


def _needed(entry: Phrase) -> tuple[frozenset[bytes], ...]:
    """Return the words of each token that a text must have; figures tell nothing."""
    steps = (frozenset(map(code, step.words)) for step in entry.steps if not step.optional)
    return tuple(step for step in steps if b"" not in step) or (frozenset((b"",)),)
