"""What a mail asks for: a bare number that answers it may be the code of a card, or a house number.

Nothing of the question is kept but which of the two it is.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from scrubber.core.dialogue.partwords import ROLES
from scrubber.core.language.words import Words
from scrubber.core.model import Grounds, Piece, PieceKind, Position
from scrubber.core.patterns import pattern
from scrubber.core.reading.quoting import Quoting, is_in_quoted_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.message.layers import Inventory
    from scrubber.core.message.passage import Passage
    from scrubber.core.rules import Rules

CARD: Final = frozenset((*ROLES.keys() - {"goes_on"}, "code", "code_near_card", "expiry", "card"))
"""Roles of words that speak of a card or of what goes with it."""

ASKED: Final = 120
"""Characters before a question mark that say what is asked for."""

_ELSEWHERE = frozenset(("before", "after", "question"))
_HEADER = "header:"
_LOOKED_AT = 4000
_MOST = 6
_MARK = pattern("[?？؟]")


def elsewhere(roles: frozenset[str] | set[str]) -> bool:
    """Say whether words with these roles ask for a number that is none of a card."""
    return not _ELSEWHERE.isdisjoint(roles) and CARD.isdisjoint(roles)


def questions(inventory: Inventory, rules: Rules) -> tuple[Piece, ...]:
    """Return the question that a mail asks, if it asks for a number and stands in a thread."""
    # Asked first, since most mail is no answer: texts need not be decoded for it.
    if not inventory.answers:
        return ()
    roles: set[str] = set()
    for passage in bodies(inventory.bodies):
        roles |= _asked(passage, rules)
    if not CARD.isdisjoint(roles):
        return (_question(PieceKind.CARD_QUESTION),)
    return (_question(PieceKind.QUESTION),) if elsewhere(roles) else ()


def bodies(passages: Iterable[Passage]) -> list[Passage]:
    """Return the likeliest reading of each text part."""
    first: dict[str, Passage] = {}
    for passage in passages:
        first.setdefault(passage.part, passage)
    return [passage for part, passage in first.items() if _HEADER not in part]


def _asked(passage: Passage, rules: Rules) -> set[str]:
    """Return the roles of the words before the question marks of newly written text."""
    text = passage.text[:_LOOKED_AT]
    marks = (mark.start() for mark in _MARK.finditer(text))
    # Most question marks of an answer are quoted: only for a quarter of the answers with some it
    # has to be asked what is new.
    if not any(passage.html or not is_in_quoted_line(text, at) for at in marks):
        return set()
    own = Quoting(text, html=passage.html).own
    words = Words(own, rules.lexicon)
    places = [mark.start() for mark in islice(_MARK.finditer(own), _MOST)]
    return {mark.label.role for at in places for mark in words.between(at - ASKED, at)}


def _question(kind: PieceKind) -> Piece:
    return Piece(kind, 0, None, None, Position.NOWHERE, Grounds.DECLARED, ())
