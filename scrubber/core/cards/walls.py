"""A wall of card data: so much in one mail that it is masked without being weighed.

Every line that is one number as a whole keeps its last digits.  Any other run of digits in which
some window could be a number goes as a whole: who builds a wall may hide numbers among others.
Of a very long wall even that is not asked: all digits of the mail go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.cards.candidates import runs
from scrubber.core.cards.stretches import promising
from scrubber.core.judge import Evidence, Hit
from scrubber.core.language.alphabet import SEPARATORS
from scrubber.core.model import Kind
from scrubber.core.numbers.pan import LONGEST, READABLE, SHORTEST, Pan
from scrubber.core.numbers.ranges import Stretch, merged
from scrubber.core.numbers.windows import issued
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.numbers.issuers import Issuers
    from scrubber.core.numbers.ranges import Ranges
    from scrubber.core.patience import Patience

_ROW = pattern(r"[0-9]+")
_SPREAD = pattern(r"[0-9](?:.*[0-9])?", re.DOTALL)
"""From the first digit to the last."""

_LINE = pattern(r"[^\r\n]+")
_GAPS = SEPARATORS.encode()
_BEFORE = 60
_BEHIND = 130
"""Characters before and behind a card in which its code and its expiry may stand."""

_EVIDENCE = Evidence([("one of very many", "")])


def bricks(text: str, issuers: Issuers, patience: Patience) -> Iterator[Hit]:
    """Yield the numbers of a wall in ``text``, in order, while there is patience."""
    for hit in () if patience.worn_out else wall(text, issuers):
        patience.noted_brick()
        yield hit
        if patience.worn_out:
            return


def wall(text: str, issuers: Issuers) -> Iterator[Hit]:
    """Yield everything in ``text`` that has the shape of a card number, in order."""
    for start, end in runs(text):
        rest = start
        for line in _LINE.finditer(text, start, end):
            if brick := _brick(text, *line.span(), issuers):
                yield from _rest(text, rest, line.start(), issuers)
                yield brick
                rest = line.end()
        yield from _rest(text, rest, end, issuers)


def beside(cards: Ranges[Hit]) -> Iterator[Stretch]:
    """Yield the stretches beside the cards of a wall in which a code or an expiry may stand."""
    return merged((max(card.start - _BEFORE, 0), card.end + _BEHIND) for card in cards.items)


def leavings(text: str, stretches: Iterable[tuple[int, int]], cards: Ranges[Hit]) -> Iterator[Hit]:
    """Yield all digits in ``stretches`` but those of ``cards``, in order: codes, dates, others."""
    for low, high in stretches:
        start = low
        for card in cards.overlapping(low, high):
            yield from _digits_within(text, start, card.start)
            start = card.end
        cut = _ROW.match(text, high)
        yield from _digits_within(text, start, cut.end() if cut else high)


def _digits_within(text: str, start: int, end: int) -> Iterator[Hit]:
    """Yield one hit from the first digit of a stretch to the last."""
    if spread := _SPREAD.search(text, start, end):
        yield Hit(Kind.CVV, None, *spread.span(), _EVIDENCE)


def _brick(text: str, start: int, end: int, issuers: Issuers) -> Hit | None:
    """Return the number that a line of digits is as a whole, or that stands in it with others."""
    digits = _digits(text, start, end)
    if len(digits) < SHORTEST:
        return None
    if len(digits) <= LONGEST and (networks := issued(digits, issuers)):
        name = networks[0].name
        return Hit(Kind.PAN, name, start, end, _EVIDENCE, readable=READABLE, pan=Pan(digits))
    return next(_rest(text, start, end, issuers), None)


def _rest(text: str, start: int, end: int, issuers: Issuers) -> Iterator[Hit]:
    """Yield the digits in ``[start, end)`` as one hit if some of them may be a number."""
    if end - start >= SHORTEST and any(promising(text[start:end], issuers, uneven=True)):
        yield Hit(Kind.PAN, None, start, end, _EVIDENCE)


def _digits(text: str, start: int, end: int) -> str:
    """Return the digits of a stretch of digits and separators."""
    return text[start:end].encode("ascii").translate(None, _GAPS).decode("ascii")
