"""Codes of other cards, where one was found: "the first is 123, and hers says 456"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.codes.corrected import are_swapped
from scrubber.core.codes.leftover import ENOUGH, LEADING, ends_as_value, is_value
from scrubber.core.language.tongues import languages, says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.core.codes.search import Search
    from scrubber.core.judge import Hit

_REACH: Final = 160
"""Characters between a code and that of another card."""

_BEHIND_CARD: Final = 60
_FROM_AMEX: Final = 120
"""Characters behind a card in which its code is told."""

_AMEX = "amex"
_THREE, _FOUR = 3, 4
_MOST = 2
"""Codes of further cards that a mail may tell which holds no number."""

_WHOSE = frozenset(("whose", "kin", "card", "remain", "people"))
_OF_SOMEBODY = LEADING | {"whose", "kin", "has"}
_AROUND = 80
_GROUP = 3
_GROUPS_BEFORE = pattern(r"(?:[0-9][ .\-]{1,2}|[+#])\Z")
"""What stands before the end of a telephone number, or the number of an order."""

_CLAUSE = pattern(r"[.;!?\n](?=\s)")


def of_others(
    search: Search, known: Sequence[Hit], numbers: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return those of ``numbers`` that are codes of other cards than the ``known`` ones are."""
    amex = search.mail.amex and _AMEX in {card.network for card in search.cards.items}
    if not (known or amex) or len(numbers) > ENOUGH or search.mail.automatic:
        return []
    spans = {(hit.start, hit.end) for hit in known}
    rest = [each for each in numbers if each not in spans]
    found = [*_of_amex(search, spans, rest), *_swapped(search, known, rest)]
    return found or _of_further(search, known, rest)


def _of_amex(
    search: Search, known: set[tuple[int, int]], rest: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the only four digits behind an American Express of which no code is known."""
    if any(end - start == _FOUR for start, end in known):
        return
    fours = [
        (start, end)
        for start, end in rest
        if end - start == _FOUR
        and (card := search.cards.before(start))
        and card.network == _AMEX
        and start - card.end <= _FROM_AMEX
        and not _GROUPS_BEFORE.search(search.text, max(start - _GROUP, 0), start)
        and "\n\n" not in search.text[card.end : start]
        and is_value(search, start, end, leading=None)
    ]
    if len({search.text[start:end] for start, end in fours}) == 1:
        near = search.text[max(fours[0][0] - _REACH, 0) : fours[-1][1] + _AROUND]
        spoken = languages(near, search.rules.describing)
        yield from (each for each in fours if ends_as_value(search, each[1], spoken))


def _swapped(
    search: Search, known: Sequence[Hit], rest: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield what has the digits of a known code in another order: one was taken for the other."""
    text = search.text
    for start, end in rest:
        near = (hit for hit in known if abs(hit.start - start) <= _REACH)
        swapped = any(are_swapped(text[start:end], text[hit.start : hit.end]) for hit in near)
        if swapped and is_value(search, start, end, leading=None):
            yield start, end


def _of_further(
    search: Search, known: Sequence[Hit], rest: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return what is said to be of another card, of yours, of the second."""
    cards = {card.pan for card in search.cards.items}
    codes = {search.text[hit.start : hit.end] for hit in known}
    room = len(cards) - len(codes) if cards else _MOST
    found = [
        (start, end)
        for start, end in rest
        if end - start == _THREE
        and any(abs(hit.start - start) <= _REACH for hit in known)
        and _is_of_another(search, start, known)
        and is_value(search, start, end, leading=_OF_SOMEBODY)
    ]
    return found if 0 < len({search.text[slice(*each)] for each in found} - codes) <= room else []


def _is_of_another(search: Search, start: int, known: Sequence[Hit]) -> bool:
    """Say whether a card stands before digits that has no code yet, or words say whose it is."""
    card = search.cards.before(start)
    if card and start - card.end <= _BEHIND_CARD:
        return not any(card.end <= hit.start < start for hit in known)
    clause = _CLAUSE.split(search.text[max(start - _AROUND, 0) : start])[-1]
    near = search.text[max(start - _REACH, 0) : start + _AROUND]
    describing = search.rules.describing
    return says(clause, _WHOSE, languages(near, describing), describing)
