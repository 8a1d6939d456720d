"""Which phrases a text can hold at all, told by its words alone, without looking at their order.

Detection by words is dear and nearly always for nothing; this is the cheap question before it.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from scrubber.core.alphabet import (
    code,
    has_figures,
    plain_words,
    shown,
    without_apostrophes,
    words,
    words_and_figures,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.lexicon import Label, Phrase

_MOST_KNOWN = 1 << 14
_LONGEST_KNOWN = 60


class Triggers:
    """The phrases with some roles, each under the words of its most telling token."""

    def __init__(self, phrases: Iterable[tuple[Phrase, Label]], *roles: str) -> None:
        """Index the phrases with one of ``roles``."""
        self._needed: dict[bytes, list[tuple[frozenset[bytes], ...]]] = {}
        words: set[bytes] = set()
        for entry, label in phrases:
            if label.role in roles:
                needed = _needed(entry)
                words.update(*needed)
                # Long words are the rare ones: "signature" rather than "code", "on", "the".
                for word in max(needed, key=_shortest):
                    self._needed.setdefault(word, []).append(needed)
        self.words = frozenset(words)
        self.telling = frozenset(self._needed)

    def told(self, vocabulary: frozenset[bytes]) -> frozenset[bytes]:
        """Return the telling words of the phrases that a text with these words may hold."""
        return frozenset(
            word
            for word in self.telling & vocabulary
            if any(
                all(not vocabulary.isdisjoint(step) for step in needed)
                for needed in self._needed[word]
            )
        )


def _needed(entry: Phrase) -> tuple[frozenset[bytes], ...]:
    """Return the words of each token that a text must have; figures tell nothing."""
    steps = [_coded(step.words) for step in entry.steps if not step.optional]
    return tuple([step for step in steps if b"" not in step]) or (frozenset((b"",)),)


# Thousands of phrases share a few hundred tokens.


@cache
def _coded(words: frozenset[str]) -> frozenset[bytes]:
    return frozenset(map(code, words))


@cache
def _shortest(words: frozenset[bytes]) -> int:
    return min(map(len, words))


class Vocabulary:
    """Tells which of the words that matter a text has.

    Pieces that hold other letters than those of ASCII are folded once and remembered, for texts use
    the same words again and again: asking a set of them costs a tenth of folding them.
    """

    def __init__(self, matter: frozenset[bytes], telling: frozenset[bytes]) -> None:
        """Take the words that matter, and those without one of which none of them does."""
        self._matter = matter
        self._telling = telling
        self._quiet: set[bytes] = set()
        self._known: dict[bytes, tuple[bytes, ...]] = {}

    def of(self, utf8: bytes) -> frozenset[bytes]:
        """Return the words of ``utf8`` that matter, none if none of the telling ones is there."""
        pieces = words(utf8)
        if utf8.isascii():
            if self._telling.isdisjoint(pieces):
                return frozenset()
            return self._matter.intersection(pieces)
        joined = without_apostrophes(utf8)
        if joined is not utf8:
            pieces += words(joined)
        if self._quiet.issuperset(pieces):
            return frozenset()
        return self._matter.intersection(self._plain(pieces))

    def in_order(self, utf8: bytes) -> list[bytes]:
        """Return all words of ``utf8`` in order, and the numbers in figures between them."""
        if utf8.isascii():
            return words_and_figures(utf8)
        return list(self._plain(words_and_figures(without_apostrophes(utf8))))

    def _plain(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        known = self._known
        return chain.from_iterable(
            known[piece] if piece in known else self._folded(piece) for piece in pieces
        )

    def _folded(self, piece: bytes) -> tuple[bytes, ...]:
        if piece.isdigit():
            return (piece,)
        text = shown(piece)
        found = plain_words(text)
        # What holds a digit is not kept: it may be a part of a card number.
        if len(piece) <= _LONGEST_KNOWN and not has_figures(text):
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
                self._quiet.clear()
            self._known[piece] = found
            if self._telling.isdisjoint(found):
                self._quiet.add(piece)
        return found
