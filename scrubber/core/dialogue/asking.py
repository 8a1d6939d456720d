"""What a mail asks for: a bare number that answers it may be the code of a card, or a house number.

Nothing of the question is kept but which of the two it is.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from scrubber.core.dialogue.partwords import ROLES, words_of
from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.words import Words
from scrubber.core.model import Grounds, Piece, PieceKind, Position
from scrubber.core.patterns import pattern
from scrubber.core.reading.quoting import Quoting, is_in_quoted_line
from scrubber.core.rules import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.language.lexicon import Mark
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
_BRIEF = 800
"""Characters of an answer in which somebody may request something in passing."""

_MARK = pattern("[?？؟]")
_SENTENCE = pattern(r"[.!?;]\s|\n\s*\n")
_DIGIT = pattern("[0-9]")
_NAMING = frozenset(("before", "question"))
_OF_SHOPS = ORDERS | {"tracking-number", "parcel", "payment-reference"}


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
    """Return the roles of the words before the question marks of newly written text.

    Or of all of it, if it requests something without one.
    """
    text = passage.text[:_LOOKED_AT]
    marks = (mark.start() for mark in _MARK.finditer(text))
    # Most question marks of an answer are quoted: only for a quarter of the answers with some it
    # has to be asked what is new.
    asks = any(passage.html or not is_in_quoted_line(text, at) for at in marks)
    requests = not rules.requests.isdisjoint(words_of(text[:_BRIEF]))
    if not (asks or requests):
        return set()
    own = Quoting(text, html=passage.html).own
    words = Words(own, rules.lexicon)
    places = [mark.start() for mark in islice(_MARK.finditer(own), _MOST)]
    roles = {mark.label.role for at in places for mark in words.between(at - ASKED, at)}
    told = words.between(0, len(own)) if requests and len(own) < _BRIEF else []
    if any(_is_requested(own, words.plain, mark, rules) for mark in told):
        roles |= {mark.label.role for mark in told}
    return roles


def _is_requested(own: str, plain: str, mark: Mark, rules: Rules) -> bool:
    """Say whether a number is named, not told, and asked for in the same sentence.

    What a shop gives numbers to it need not ask for.
    """
    if mark.label.role not in _NAMING or mark.label.source in _OF_SHOPS:
        return False
    behind = _SENTENCE.split(own[mark.end :], 1)[0]
    if _DIGIT.search(behind):
        return False
    before = _SENTENCE.split(own[: mark.start])[-1]
    sentence = plain[mark.start - len(before) : mark.end + len(behind)]
    return any("requests" in meant(token, rules.describing) for token in tokens_of(sentence))


def _question(kind: PieceKind) -> Piece:
    return Piece(kind, 0, None, None, Position.NOWHERE, Grounds.DECLARED, ())
