"""What a question near digits asks for, most likely one of a mail that is answered below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from scrubber.core.codes.search import Search

_QUESTION = pattern(r"[^.!?\n]{4,200}[?\uff1f]")
_OF_CARD = frozenset(("card", "card_known", "code", "code_near_card", "code_mere", "expiry"))


def is_another_asked_for(search: Search, low: int, high: int) -> bool:
    """Say whether a question between two characters is for a number that is none of a card."""
    for asked in _QUESTION.finditer(search.text, low, high):
        roles = {mark.label.role for mark in search.words.between(*asked.span())}
        if "question" in roles and _OF_CARD.isdisjoint(roles):
            return True
    return False
