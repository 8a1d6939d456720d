"""Parts of a number that are described rather than named: "to complete the number: 1234 5678".

People find ever new words for a part, but they speak of few things: that it begins or remains or is
to be added, of a number or its digits, of a card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.alphabet import words
from scrubber.core.language.described import clauses, meant, places
from scrubber.core.language.lexicon import TOKEN
from scrubber.core.language.plain import plain
from scrubber.core.model import Position
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.rules import Rules

ROLES = {
    "first_part": Position.FIRST,
    "last_part": Position.LATER,
    "goes_on": Position.LATER,
    "some_part": Position.NOWHERE,
}
"""Roles of the phrases that name a part, and where in its number it stands."""

_BEGIN, _ADDS = "begin", "adds"
_POSITIONS = {_BEGIN: Position.FIRST, "remain": Position.LATER, _ADDS: Position.LATER}
_OF_WHAT = ("card", "figures", _ADDS)
_CORRECTS = "corrects"
_NEAR = 80
_OTHERS = frozenset(("thing", "kind"))
_WORD = pattern(r"[^\W\d_]")
_CLAUSE_END = pattern(r"[\n,;:.!?]")


class Described(NamedTuple):
    """Where in its number digits stand, and all that their words speak of: ``senses``."""

    position: Position
    senses: frozenset[str]

    @property
    def phrase(self) -> str:
        """The senses, to be named as a reason."""
        return " ".join(sorted(self.senses))


def may_describe(text: str, rules: Rules) -> bool:
    """Say whether words of a text may describe a part of a number, in any order."""
    return not any(map(words_of(text).isdisjoint, rules.part_words))


def may_begin_or_go_on(text: str, rules: Rules) -> bool:
    """Say whether a word stands in a text that says where in its number a part stands."""
    return not words_of(text).isdisjoint(rules.part_words[0])


def words_of(text: str) -> frozenset[bytes]:
    """Return the words of a text, as the rules have them in bytes."""
    # A text in ASCII needs no folding: that takes a tenth of the time.
    if text.isascii():
        return frozenset(words(text.encode()))
    return frozenset(map(str.encode, TOKEN.findall(plain(text))))


def described(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]], floor: int = 0
) -> Described | None:
    """Return how the words around digits at ``[start, end)`` describe them as a part of a number.

    Those before them count, and where they say nothing of it those right behind.  What speaks of a
    thing tells of its number, and what says "12 digits" tells none.  What stands before character
    ``floor`` is known.
    """
    before, behind = clauses(text, start, end, floor)
    if "figures" in meant(plain(behind).strip().split(" ", 1)[0], describing):
        return None
    for clause in (before, _CLAUSE_END.split(behind, 1)[0]):
        found = _in_clause(clause, describing)
        if found is not None:
            return None if _OTHERS & found.senses else found
    return None


def told_where(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]
) -> Position | None:
    """Return where in any number, a thing's too, the words before digits put them: "it begins"."""
    found = _in_clause(clauses(text, start, end, 0)[0], describing)
    return found and found.position


def corrects(text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether somebody corrects himself near digits at ``[start, end)``."""
    near = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]
    said = (each for clause in near for each in places(clause, describing).values())
    return any(sense == _CORRECTS for each in said for _, sense in each)


def without_slips(
    text: str, start: int, marks: Iterable[Mark], describing: Mapping[str, tuple[str, ...]]
) -> list[Mark]:
    """Leave out labels that correct digits at ``start``: "error of mine, it is 1111".

    An error has a number of its own, right behind: "error 1111".
    """
    return [
        mark
        for mark in marks
        if not (_WORD.search(text, mark.end, start) and _corrects(mark.phrase, describing))
    ]


def _corrects(phrase: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    return any(_CORRECTS in meant(word, describing) for word in phrase.split())


def _in_clause(clause: str, describing: Mapping[str, tuple[str, ...]]) -> Described | None:
    """Return what a clause says in the language that it says most in; its last word decides."""
    said = list(places(clause, describing).values())
    best = max(said, key=lambda each: len(_telling(each)), default=[])
    ends = [sense for _, sense in best if sense in _POSITIONS]
    return Described(_POSITIONS[ends[-1]], _telling(best)) if ends else None


def _telling(said: list[tuple[int, str]]) -> frozenset[str]:
    return frozenset(sense for _, sense in said) & {*_POSITIONS, *_OF_WHAT, *_OTHERS}
