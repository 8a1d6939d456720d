"""Which phrases a text can hold at all, told by its words alone, without looking at their order.

Detection by words is dear and nearly always for nothing; this is the cheap question before it.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, filterfalse, islice
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.alphabet import (
    code,
    has_figures,
    has_lone_figures,
    letters_and_digits,
    plain_words,
    shown,
    without_apostrophes,
    words,
    words_and_figures,
)
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from scrubber.core.lexicon import Label, Phrase

_MOST_KNOWN = 1 << 14
_LONGEST_KNOWN = 60
_MANY = 9
_LONE_FIGURE = pattern(rb"\s[0-9](?=\s)")


class Told(NamedTuple):
    """What tells that a text may hold a phrase of one role, in values that can be kept.

    ``words`` are all that matter, ``by_word`` the numbers of the phrases by each word of their most
    telling token.
    """

    words: frozenset[bytes]
    by_word: dict[bytes, tuple[int, ...]]


def told(phrases: Iterable[tuple[Phrase, Label]], roles: Collection[str]) -> dict[str, Told]:
    """Index those of ``phrases``, which are numbered as they come, that have one of ``roles``."""
    words: dict[str, set[bytes]] = {}
    by_word: dict[str, dict[bytes, list[int]]] = {}
    for number, (phrase, label) in enumerate(phrases):
        if label.role not in roles:
            continue
        needed = _needed(phrase)
        words.setdefault(label.role, set()).update(*needed)
        telling = by_word.setdefault(label.role, {})
        # Long words are the rare ones: "signature" rather than "code", "on", "the".
        for word in max(needed, key=_shortest):
            telling.setdefault(word, []).append(number)
    return {
        role: Told(frozenset(words[role]), {word: tuple(of[word]) for word in of})
        for role, of in by_word.items()
    }


class Triggers:
    """The phrases with some roles, each under the words of its most telling token."""

    def __init__(
        self, phrases: Sequence[tuple[Phrase, Label]], index: Mapping[str, Told], *roles: str
    ) -> None:
        """Take the ``phrases`` with one of ``roles``, where ``index`` says."""
        chosen = [index[role] for role in roles if role in index]
        self.words = frozenset[bytes]().union(*(some.words for some in chosen))
        self.telling = frozenset[bytes]().union(*(some.by_word for some in chosen))
        self._needed = _NeededBy(phrases, chosen)

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


class _NeededBy(dict[bytes, list[tuple[frozenset[bytes], ...]]]):
    """What the phrases need of a text, by their telling words; put down once one was met."""

    def __init__(self, phrases: Sequence[tuple[Phrase, Label]], chosen: list[Told]) -> None:
        super().__init__()
        self._phrases = phrases
        self._chosen = chosen

    def __missing__(self, word: bytes) -> list[tuple[frozenset[bytes], ...]]:
        numbers = chain.from_iterable(some.by_word.get(word, ()) for some in self._chosen)
        needed = self[word] = [_needed(self._phrases[number][0]) for number in numbers]
        return needed


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


class Heard(NamedTuple):
    """The ``words`` of a text that matter, and its words in ``order``.

    Of a text with other letters than those of ASCII, words that do not matter are left out.
    """

    words: frozenset[bytes]
    order: list[bytes]


NOTHING_HEARD = Heard(frozenset(), [])


class Vocabulary:
    """Tells which of the words that matter a text has.

    Pieces that hold other letters than those of ASCII are folded once and remembered, for texts use
    the same words again and again: asking a set of them costs a tenth of folding them.
    """

    def __init__(self, matter: frozenset[bytes], telling: frozenset[bytes]) -> None:
        """Take the words that matter, and those without one of which none of them does."""
        self._matter = matter
        self._telling = telling
        self._known = _Folded(matter, telling)

    def hear(self, utf8: bytes) -> Heard:
        """Return the words of ``utf8`` that matter, none without one of the telling ones."""
        order = words(utf8)
        if not utf8.isascii():
            joined = without_apostrophes(utf8)
            if joined is not utf8:
                order += words(joined)
            if self._known.quiet.issuperset(order):
                return NOTHING_HEARD
            order = list(self._plain(filterfalse(self._known.idle.__contains__, order)))
        found = self._matter.intersection(order)
        return NOTHING_HEARD if self._telling.isdisjoint(found) else Heard(found, order)

    def beside_figures(self, utf8: bytes) -> list[bytes] | None:
        """Return the words beside figures that stand alone, None if there are many of these."""
        if not has_lone_figures(utf8):
            return []
        spaced = b" %b " % letters_and_digits(utf8)
        figures = [found.span() for found in islice(_LONE_FIGURE.finditer(spaced), _MANY)]
        if len(figures) == _MANY:
            return None
        beside: list[bytes] = []
        for start, end in figures:
            beside += spaced[max(start - _LONGEST_KNOWN, 0) : start].split()[-1:]
            beside += spaced[end : end + _LONGEST_KNOWN].split()[:1]
        return list(self._plain(beside))

    def with_figures(self, utf8: bytes) -> list[bytes]:
        """Return all words of ``utf8`` in order, and the numbers in figures between them."""
        if utf8.isascii():
            return words_and_figures(utf8)
        return list(self._plain(words_and_figures(without_apostrophes(utf8))))

    def _plain(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        return chain.from_iterable(map(self._known.__getitem__, pieces))


class _Folded(dict[bytes, tuple[bytes, ...]]):
    """The words that a piece is, without case and diacritics, for pieces that were met.

    ``idle`` are pieces that hold no word that matters, ``quiet`` those that hold no telling one.
    """

    def __init__(self, matter: frozenset[bytes], telling: frozenset[bytes]) -> None:
        super().__init__()
        self._matter = matter
        self._telling = telling
        self.idle: set[bytes] = set()
        self.quiet: set[bytes] = set()

    def __missing__(self, piece: bytes) -> tuple[bytes, ...]:
        if piece.isdigit():
            return (piece,)
        text = shown(piece)
        found = plain_words(text)
        # What holds a digit is not kept: it may be a part of a card number.
        if len(piece) <= _LONGEST_KNOWN and not has_figures(text):
            if len(self) >= _MOST_KNOWN:
                self.clear()
                self.idle.clear()
                self.quiet.clear()
            self[piece] = found
            if self._matter.isdisjoint(found):
                self.idle.add(piece)
            if self._telling.isdisjoint(found):
                self.quiet.add(piece)
        return found
