"""Digits of a number that somebody sends bit by bit: "for now 4929", "then 171, more to come".

Of such a mail neither a part nor a number is named: it says that these are the first, that others
follow, or that it was the last.  Any number may come so; only with others is it known for a card's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.model import Position
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.reading.digits import Run

_STARTS, _PLACED = "starts", "goes_first"
_UNFINISHED, _FINISHED = "unfinished", "finished"
_NEAR = 40
_CARD_BEHIND = 16
"""Characters between digits and the words that tell of them."""

_OTHERS = pattern(r"[0-9*]|\n\s*\n")
_OTHERS_OR_SENTENCE = pattern(r"[0-9*]|[.!?;]\s|\n\s*\n")
_CLAUSE = pattern(r"[.,;:!?)\n\u2013\u2014-]")
_ENDS_CLAUSE = pattern(r"[ \t]*(?:[.,;:!?)\n\u2013\u2014-]|\Z)")
_LEADING = frozenset(("joins", "says", "empty", "begin", "remain", "card"))
_ARTICLE = 3


def instalment(
    text: str,
    run: Run,
    marks: Sequence[Mark],
    describing: Mapping[str, tuple[str, ...]],
    *,
    card: bool,
) -> tuple[Position, str] | None:
    """Return where in its number a run stands, and the phrase that says so.

    Much is first of all: that counts where somebody speaks of a ``card``, or says that more comes.
    Behind the digits their clause ends, or goes on with a card: "for now 12 chairs" are none.
    """
    pace = next((mark for mark in marks if _tells_of(text, run, mark, describing)), None)
    if pace or _ENDS_CLAUSE.match(text, run.end) or _is_of_card(text, run, marks):
        first = {_PLACED, _STARTS} if card or pace else {_PLACED}
        for mark in marks:
            near = mark.label.role in first and 0 <= run.start - mark.end <= _NEAR
            if near and _leads(text[mark.end : run.start], describing):
                return Position.FIRST, mark.phrase
    if pace is None:
        return None
    later = pace.label.role == _FINISHED or _is_next(text, run, describing)
    return (Position.LATER if later else Position.NOWHERE), pace.phrase


def _is_next(text: str, run: Run, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether the word before digits says that others stand before them."""
    words = tokens_of(plain(text[max(run.start - _NEAR, 0) : run.start]))
    return bool(words) and not {"joins", "remain"}.isdisjoint(meant(words[-1], describing))


def _tells_of(text: str, run: Run, mark: Mark, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a phrase about what is still to come, or no more, goes with a run."""
    if mark.label.role not in (_UNFINISHED, _FINISHED):
        return False
    if mark.end <= run.start:
        return run.start - mark.end <= _NEAR and _leads(text[mark.end : run.start], describing)
    if not 0 <= mark.start - run.end <= _NEAR or _OTHERS.search(text, run.end, mark.start):
        return False
    between = tokens_of(plain(_CLAUSE.split(text[run.end : mark.start], 1)[0]))
    if not between or "joins" in meant(between[0], describing):
        return True
    return len(between) == 1 and _is_leading(between[0], describing)


def _leads(between: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether nothing but words that lead to digits stands before them: "of the card it is"."""
    if _OTHERS_OR_SENTENCE.search(between):
        return False
    words = (word for word in tokens_of(plain(between)) if len(word) > _ARTICLE)
    return all(_is_leading(word, describing) for word in words)


def _is_leading(word: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    return not _LEADING.isdisjoint(meant(word, describing))


def _is_of_card(text: str, run: Run, marks: Iterable[Mark]) -> bool:
    """Say whether a card is named right behind digits: "4929 from my Visa"."""
    return any(
        mark.label.role == "card"
        and 0 <= mark.start - run.end <= _CARD_BEHIND
        and not _OTHERS_OR_SENTENCE.search(text, run.end, mark.start)
        for mark in marks
    )
