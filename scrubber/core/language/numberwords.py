"""With which words a number in words can begin, what these mean by themselves, and how much."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.alphabet import code

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIGURES = "0123456789"
_THREE = 3


class FirstWord(NamedTuple):
    """The ``longest`` number that begins with a word, in words, and the words ``second`` in some.

    Before any other word it means the digits ``lone``; "" if it depends: "double", "twenty".  No
    number in words begins with a figure, if rules have none; it stands among them.
    """

    longest: int
    second: frozenset[str]
    lone: str


def first_words(numbers: Mapping[str, str], repeats: Mapping[str, int]) -> dict[str, FirstWord]:
    """Return the words that ``numbers`` or their ``repeats`` can begin with, and figures."""
    longest = dict.fromkeys(_FIGURES, 0)
    second: dict[str, set[str]] = defaultdict(set)
    for first, *more in map(str.split, (*numbers, *repeats)):
        longest[first] = max(longest.get(first, 0), 1 + len(more))
        second[first].update(more[:1])
    return {
        word: FirstWord(longest[word], frozenset(second[word]), _lone(word, numbers, repeats))
        for word in longest
    }


def most_digits(numbers: Mapping[str, str], repeats: Mapping[str, int]) -> dict[bytes, int]:
    """Return how many digits of a number each of its words can stand for at most.

    Words are written as a compact text has them.
    """
    most: dict[bytes, int] = defaultdict(int)
    written = [(words, len(digits)) for words, digits in numbers.items()]
    for words, count in (*written, *repeats.items()):
        for word in map(code, words.split()):
            most[word] = max(most[word], count)
    return dict(most)


def hundreds(numbers: Mapping[str, str]) -> dict[bytes, frozenset[bytes]]:
    """Return the words by which three digits are told at once, and that are said of no fewer.

    Each with the words of which one stands before it then, b"" for none: "pet set" is 500 in Czech,
    and "set" is nothing.
    """
    fewer: set[bytes] = set()
    before: dict[bytes, set[bytes]] = defaultdict(set)
    for number, digits in numbers.items():
        words = list(map(code, number.split()))
        if len(digits) != _THREE:
            fewer.update(words)
            continue
        for first, word in pairwise((b"", *words)):
            before[word].add(first)
    return {word: frozenset(before[word]) for word in before.keys() - fewer}


def _lone(word: str, numbers: Mapping[str, str], repeats: Mapping[str, int]) -> str:
    """Return the digits of a word that neither repeats nor leaves room for those of another."""
    digits = numbers.get(word, "")
    return "" if word in repeats or room_in(digits) else digits


def room_in(digits: str) -> int:
    """Return how many digits of a round number further words may fill: "twenty one"."""
    return len(digits) - len(digits.rstrip("0")) if len(digits) > 1 and digits != "10" else 0
