"""Which languages a text is written in, and whether its words speak of something in them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from scrubber.core.language.describing import Describing, pairs, said_by_word
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_JOINING: Final = ("de", "nl")
"""Languages that write several nouns as one word, the last of which says what it is."""

_OWNERS: Final = frozenset(("thing", "goods", "coded", "measured"))
_COMPOUND: Final = 8
_PART: Final = 3
"""Letters of a word of several, and fewer than those of each."""


def says(
    text: str,
    wanted: frozenset[str],
    spoken: Collection[str],
    describing: Mapping[str, tuple[str, ...]],
) -> bool:
    """Say whether a word of ``text`` speaks of something that is ``wanted``, in a language.

    Each text is asked for many things: a letter takes a third less time if its words are looked up
    once.
    """
    told = (
        describing.texts.get(text, lambda: said(text, describing))
        if isinstance(describing, Describing)
        else said(text, describing)
    )
    return any(sense in wanted and language in spoken for language, sense in told)


def said(text: str, describing: Mapping[str, tuple[str, ...]]) -> frozenset[tuple[str, str]]:
    """Return the languages in which words of ``text`` speak of something, and of what."""
    tokens = tokens_of(plain(text))
    return frozenset().union(
        *(
            said_by_word(token, describing)
            if token in describing or len(token) < _COMPOUND
            else _said_by_compound(token, describing)
            for token in tokens
        )
    )


def _said_by_compound(
    token: str, describing: Mapping[str, tuple[str, ...]]
) -> frozenset[tuple[str, str]]:
    """Return what things the last part of a long word speaks of: a "Gartenpforte" is a gate.

    Only what has numbers of its own is asked for: nobody lists all that is made of it.
    """
    for at in range(_PART, len(token) - _PART):
        if told := describing.get(token[at:]):
            return frozenset(
                (language, sense)
                for language, sense in pairs(told)
                if language in _JOINING and sense in _OWNERS
            )
    return frozenset()


def languages(text: str, describing: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the languages that ``text`` may be written in: those of most of its words.

    What is short in one language is a word of another.
    """
    tokens = tokens_of(plain(text))
    told = filter(None, map(describing.get, tokens))
    counts = Counter(chain.from_iterable(map(_tongues, told)))
    most = max(counts.values(), default=0)
    return frozenset(language for language, count in counts.items() if 3 * count >= 2 * most)


@cache
def _tongues(told: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages in which a word speaks of something, by its entries."""
    return tuple(dict(pairs(told)))


def said_in(text: str, describing: Mapping[str, tuple[str, ...]]) -> list[list[frozenset[str]]]:
    """Return what the words of ``text`` speak of, word by word, in the language most of them have.

    Each of several languages in which as many have a meaning is an item.
    """
    told = [said_by_word(token, describing) for token in tokens_of(plain(text))]
    counts = Counter(language for each in told for language in dict(each))
    most = max(counts.values(), default=0)
    return [
        [frozenset(sense for tongue, sense in each if tongue == language) for each in told]
        for language, count in counts.items()
        if count == most
    ]
