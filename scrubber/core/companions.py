"""A security code or an expiry date without its card, which may stand in another mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.evidence import Place, against
from scrubber.core.expiry import dates
from scrubber.core.judge import Evidence
from scrubber.core.lines import alone
from scrubber.core.model import Grounds, Kind
from scrubber.core.parts import PIECE, bareness
from scrubber.core.ranges import Ranges
from scrubber.core.search import Mail, Search
from scrubber.core.securitycode import find_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.judge import Judge
    from scrubber.core.parts import Run, Setting
    from scrubber.core.rules import Rules
    from scrubber.core.words import Words

_AROUND = 80
_CODE = 3


class Companion(NamedTuple):
    """A code or a date at ``[start, end)`` of a view, and why it may go with a card."""

    kind: Kind
    start: int
    end: int
    length: int
    grounds: Grounds
    evidence: Evidence


def named(text: str, words: Words, rules: Rules, judge: Judge) -> Iterator[Companion]:
    """Yield what would be a code or a date if a card stood in the same mail."""
    search = _search(text, words, rules, judge)
    for hit in find_codes(search):
        length = sum(map(str.isdigit, text[hit.start : hit.end]))
        yield Companion(hit.kind, hit.start, hit.end, length, Grounds.DECLARED, hit.evidence)


def bare(
    text: str, words: Words, rules: Rules, judge: Judge, setting: Setting
) -> Iterator[Companion]:
    """Yield dates that stand alone, or in a short mail that hands something over."""
    for date in dates(_search(text, words, rules, judge)):
        if date.figures and not (date.day_before or date.day_behind):
            evidence = Evidence()
            apart = alone(text, date.start, date.end)
            grounds = bareness(setting, evidence, apart=apart)
            place = Place(text, date.start, date.end, None, Kind.EXPIRY)
            if grounds and _stands(place, words, rules, evidence):
                yield Companion(Kind.EXPIRY, date.start, date.end, 4, grounds, evidence)


def code(text: str, run: Run, words: Words, rules: Rules, setting: Setting) -> Companion | None:
    """Return the code that a run of three digits may be."""
    if run.length != _CODE:
        return None
    evidence = Evidence()
    grounds = bareness(setting, evidence, apart=run.alone)
    place = Place(text, run.start, run.end, None, Kind.CVV)
    if not grounds or not _stands(place, words, rules, evidence):
        return None
    return Companion(Kind.CVV, run.start, run.end, run.length, grounds, evidence)


def _stands(place: Place, words: Words, rules: Rules, evidence: Evidence) -> bool:
    """Say whether nothing makes something else of the digits."""
    marks = words.between(place.start - _AROUND, place.end + _AROUND)
    against(place, marks, rules, evidence, PIECE)
    return evidence.weight >= PIECE


def _search(text: str, words: Words, rules: Rules, judge: Judge) -> Search:
    """Return the search for codes as if a card stood elsewhere in the mail."""
    mail = Mail(1, amex=True, automatic=False)
    return Search(text, words, rules, judge, Ranges(), mail, frozenset())
