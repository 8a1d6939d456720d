"""Places of a mail that other mails showed to be card data.

A place names characters of a decoded part, as findings do, so it means the same in the mail as it
came and in its masked copy; where all is masked already there is nothing to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards import spelled
from scrubber.core.judge import Evidence, Hit
from scrubber.core.patterns import pattern
from scrubber.core.reading.text import readings, unquoted

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from scrubber.core.message.passage import Passage
    from scrubber.core.model import Place
    from scrubber.core.reading.view import View
    from scrubber.core.rules import Rules

_DIGITS = pattern(r"[0-9](?:[^\w\n]*[0-9])*")


class Recalled(NamedTuple):
    """Digits of a passage to be masked, in one of its views."""

    passage: Passage
    view: View
    hits: list[Hit]


def recalled(
    passages: Iterable[Passage], places: Iterable[Place], rules: Rules
) -> Iterator[Recalled]:
    """Yield what stands at ``places``, in the likeliest reading of each part."""
    wanted: dict[str, list[Place]] = {}
    for place in places:
        wanted.setdefault(place.part, []).append(place)
    for passage in passages:
        for view in _views(passage, rules) if passage.part in wanted else ():
            hits = [hit for place in wanted[passage.part] for hit in _hits(view, place)]
            yield Recalled(passage, view, hits)
        wanted.pop(passage.part, None)


def _views(passage: Passage, rules: Rules) -> Iterator[View]:
    """Yield the ways to read a passage, digits in words and letters for digits included."""
    for view in map(unquoted, readings(passage.text, html=passage.html)):
        yield spelled.with_letters_read(view)
        yield spelled.with_words_read(view, rules)


def _hits(view: View, place: Place) -> Iterator[Hit]:
    """Yield the digits of a view that stand at ``place``."""
    for found in _DIGITS.finditer(view.text):
        start, end = view.span(*found.span())
        if place.span.start < end and start < place.span.end:
            yield from _within(view, found, place)


def _within(view: View, found: re.Match[str], place: Place) -> Iterator[Hit]:
    """Yield what of a run of digits lies at ``place`` as a whole."""
    inside = [
        index
        for index in range(*found.span())
        if place.span.start <= view.span(index, index + 1)[0] < place.span.end
    ]
    if inside:
        evidence = Evidence([("told over several mails", "")])
        start, end = inside[0], inside[-1] + 1
        yield Hit(
            place.kind, place.network, start, end, evidence, assembled_from=place.assembled_from
        )
