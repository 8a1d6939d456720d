"""What stands behind a card's number as a reader of cards gives it, or without a sign between.

The magnetic stripe has the month and digits for the bank behind the number (ISO/IEC 7813); who
types in a hurry leaves out what parts the number, the date and the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.judge import Evidence, Hit
from scrubber.core.model import Kind
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from scrubber.core.codes.search import Search

_STRIPE = pattern(
    r"(?:=|\^[^^\r\n]{2,26}\^)(?P<date>[2-4][0-9](?:0[1-9]|1[0-2]))(?P<code>[0-9]{3,30})"
    r"(?:\?[ ,;]{0,2}(?P<behind>[0-9]{3,4})(?![0-9]))?"
)
_GLUED = pattern(
    r"(?P<date>(?:0[1-9]|1[0-2])[2-4][0-9]|[2-4][0-9](?:0[1-9]|1[0-2]))(?P<code>[0-9]{3,4})?(?![0-9])"
)
_BETWEEN_GLUED = pattern(
    r" (?P<date>(?:0[1-9]|1[0-2])[2-4][0-9])(?P<code>[0-9]{3,4})(?![0-9]| [0-9])"
)
_SHAPES = {
    _STRIPE: "on the stripe of a card",
    _GLUED: "glued to the card",
    _BETWEEN_GLUED: "glued to a date behind the card",
}
_KINDS = {"date": Kind.EXPIRY, "code": Kind.CVV, "behind": Kind.CVV}


def find_behind(search: Search) -> Iterator[Hit]:
    """Yield dates and codes that a stripe holds behind a card, or that are glued to its number."""
    for card in search.cards.items:
        for shape, reason in _SHAPES.items() if card.pan else ():
            if found := shape.match(search.text, card.end):
                yield from _hits(found, reason)


def _hits(found: re.Match[str], reason: str) -> Iterator[Hit]:
    """Yield what stands in the groups of a match."""
    for name, content in found.groupdict().items():
        if content:
            evidence = Evidence()
            evidence.add(reason)
            start, end = found.span(name)
            yield Hit(_KINDS[name], None, start, end, evidence)
