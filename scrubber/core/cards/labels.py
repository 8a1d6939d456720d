"""Labels that stand before digits and yet are not theirs: "as agreed on the phone: 123"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain

if TYPE_CHECKING:
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.rules import Rules

_ASKED = 24
"""Characters before the name of a code in which words may ask for it."""

_NARROW = 3


class Place(NamedTuple):
    """Digits at ``[start, end)`` of ``text`` that may be card data of some ``kind``.

    ``nearest`` is the distance in characters to a word that says so, None without one.  ``covered``
    are the look-alikes that were asked whether they cover it, where more than one kind is asked.
    """

    text: str
    start: int
    end: int
    nearest: int | None
    kind: str
    covered: dict[str, bool] | None = None


def is_aside(label: Mark, marks: list[Mark]) -> bool:
    """Say whether a label is a part of words that hand something over: "as agreed on the phone"."""
    return any(
        mark.label.role == "handover" and mark.start <= label.start and label.end <= mark.end
        for mark in marks
    )


def is_where_asked(label: Mark, place: Place, rules: Rules) -> bool:
    """Say whether a label only says where a code was asked for: "the CVV you wanted by phone: 123".

    The last four digits of a number are no three.
    """
    if place.kind != "cvv":
        return False
    four = any(rules.numbers.get(word, word) == "4" for word in label.phrase.split())
    if four and place.end - place.start == _NARROW:
        return True
    if place.nearest is None or rules.lookalikes_by_name[label.label.source].strong:
        return False
    between = place.text[max(place.start - place.nearest - _ASKED, 0) : label.start]
    return any("asked" in meant(token, rules.describing) for token in tokens_of(plain(between)))
