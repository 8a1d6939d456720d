"""Which phrases a text can hold at all, told by its words alone, without looking at their order.

Detection by words is dear and nearly always for nothing; this is the cheap question before it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache, cached_property
from itertools import chain, filterfalse
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.alphabet import (
    code,
    has_figures,
    plain_utf8,
    without_apostrophes,
    words,
    words_and_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from scrubber.core.language.compounds import Compounds
    from scrubber.core.language.lexicon import Label, Phrase

_MOST_KNOWN = 1 << 14
_LONGEST_KNOWN = 60
_DESCRIBED = ("code", "code_left", "code_near_card", "otp", "otp_told")
_REACH = 28
"""Words to either side of a telling one; no description of a code is as long."""

_BETWEEN = 2
"""Words and numbers by which a phrase may be longer than its tokens: parts of a mixed word."""

_FEW = 4
"""Phrases with one telling word; of more those are left out first that are not near at all."""

_MANY_TIMES = 512
"""Places of a telling word at which the others of a phrase are looked for."""


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
        for word in max(filterfalse(_is_numeric, needed), key=_shortest, default=_NOTHING):
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
        self._chosen = [index[role] for role in roles if role in index]
        self.telling = frozenset[bytes]().union(*(some.by_word for some in self._chosen))
        self._needed = _NeededBy(phrases, self._chosen)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """All words of the phrases that matter; few ask for those of many roles at once."""
        return frozenset[bytes]().union(*(some.words for some in self._chosen))

    def told(self, heard: Heard) -> frozenset[bytes]:
        """Return the telling words of the phrases that a text with these words may hold."""
        words = self.telling & heard.words
        return words and frozenset([word for word in words if self._may_be_told(word, heard)])

    def any_told(self, heard: Heard) -> bool:
        """Say whether a text with these words may hold one of the phrases."""
        for word in self.telling & heard.words:  # noqa: SIM110 - any() costs a call for each word
            if self._may_be_told(word, heard):
                return True
        return False

    def _may_be_told(self, word: bytes, heard: Heard) -> bool:
        """Say whether all words of a phrase with a telling one stand near each other somewhere.

        Common words make phrases of few texts: "number" and "back" of one in three.
        """
        lacks = heard.words.isdisjoint
        phrases = [needed for needed in self._needed[word] if not any(map(lacks, needed.steps))]
        if not phrases or any(len(needed.steps) == 1 for needed in phrases):
            return bool(phrases)
        order = heard.order
        widest = max(needed.reach for needed in phrases)
        for number, at in enumerate(_places(word, order)):
            likely = phrases
            if len(phrases) > _FEW:
                far = frozenset(order[max(at - widest, 0) : at + widest + 1]).isdisjoint
                likely = [needed for needed in phrases if not any(map(far, needed.steps))]
            for steps, reach in likely:
                near = order[max(at - reach, 0) : at + reach + 1]
                if not any(step.isdisjoint(near) for step in steps):
                    return True
            if number == _MANY_TIMES:
                return True
        return False


def _places(word: bytes, order: list[bytes]) -> Iterator[int]:
    """Yield where a word stands: to look for it takes a third of comparing each in Python."""
    with suppress(ValueError):
        at = -1
        while True:
            at = order.index(word, at + 1)
            yield at


class _Needed(NamedTuple):
    """What a phrase needs of a text: a word of each of its ``steps``, and how near each other."""

    steps: tuple[frozenset[bytes], ...]
    reach: int


class _NeededBy(dict[bytes, list[_Needed]]):
    """What the phrases need of a text, by their telling words; put down once one was met."""

    def __init__(self, phrases: Sequence[tuple[Phrase, Label]], chosen: list[Told]) -> None:
        super().__init__()
        self._phrases = phrases
        self._chosen = chosen

    def __missing__(self, word: bytes) -> list[_Needed]:
        needed: dict[_Needed, None] = {}  # languages share many
        for number in chain.from_iterable(some.by_word.get(word, ()) for some in self._chosen):
            phrase, label = self._phrases[number]
            described = label.role in _DESCRIBED
            reach = _REACH if described else len(phrase.steps) + _BETWEEN
            needed[_Needed(_needed(phrase), reach)] = None
        self[word] = list(needed)
        return self[word]


_NOTHING = frozenset((b"",))


def _needed(entry: Phrase) -> tuple[frozenset[bytes], ...]:
    """Return the words and numbers of each token that a text must have."""
    return tuple([_coded(step.words) for step in entry.steps if not step.optional])


def _is_numeric(step: frozenset[bytes]) -> bool:
    """Say whether a number can stand for a token: texts are not asked for those first."""
    return any(map(bytes.isdigit, step))


# Thousands of phrases share a few hundred tokens.


@cache
def _coded(words: frozenset[str]) -> frozenset[bytes]:
    return frozenset(word.encode() if word.isdigit() else code(word) for word in words)


@cache
def _shortest(words: frozenset[bytes]) -> int:
    return min(map(len, words))


class Heard(NamedTuple):
    """The words and numbers of a text: those that matter as ``words``, all of them in ``order``.

    There number words that are written together stand apart once more, and words with an
    apostrophe without it.
    """

    words: frozenset[bytes]
    order: list[bytes]


NOTHING_HEARD = Heard(frozenset(), [])


class Vocabulary:
    """Tells which of the words that matter a text has.

    Texts use the same words again and again.  Those that tell nothing are remembered: asking a set
    of them lets go of most texts at a third of what it costs to look at their words.
    """

    def __init__(
        self, matter: frozenset[bytes], telling: frozenset[bytes], together: Compounds
    ) -> None:
        """Take the words that matter, and those without one of which none of them does.

        No number in figures is telling.  ``together`` are the number words that may be written
        together.
        """
        self._matter = matter
        self._telling = telling
        self._together = together
        self._quiet: set[bytes] = set()

    def hear(self, utf8: bytes) -> Heard:
        """Return the words of ``utf8`` that matter, none without one of the telling ones."""
        ascii_only = utf8.isascii()
        # Of ASCII words and numbers are told apart at once, since nearly all are asked for their
        # order: a real mail takes a twentieth less than with its words alone first.
        pieces = words_and_numbers(utf8) if ascii_only else words(_and_joined(utf8))
        asked: Iterable[bytes] = filterfalse(bytes.isdigit, pieces) if ascii_only else pieces
        if self._quiet.issuperset(asked):
            return NOTHING_HEARD
        text = self._together.apart(utf8)
        order = pieces
        if not ascii_only or text is not utf8:
            order = words_and_numbers(plain_utf8(_and_joined(text)))
        if text is utf8 and self._telling.isdisjoint(order):
            self._note_quiet(pieces)
            return NOTHING_HEARD
        found = self._matter.intersection(order)
        return NOTHING_HEARD if self._telling.isdisjoint(found) else Heard(found, order)

    def _note_quiet(self, pieces: list[bytes]) -> None:
        """Remember words that tell nothing, if they are not too many; no card's number."""
        new = set(pieces) - self._quiet
        new = {word for word in new if len(word) <= _LONGEST_KNOWN and not has_figures(word)}
        if len(self._quiet) + len(new) > _MOST_KNOWN:
            self._quiet.clear()
        if len(new) <= _MOST_KNOWN:
            self._quiet |= new


def _and_joined(utf8: bytes) -> bytes:
    """Return a text, behind it the same without apostrophes within words, if there are some."""
    joined = without_apostrophes(utf8)
    return utf8 if joined is utf8 else utf8 + b"\n" + joined
