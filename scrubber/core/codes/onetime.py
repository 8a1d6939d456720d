"""One-time codes that a person passes on: BLIK, the SMS of a bank.

Codes that services mail to the shop itself stay readable, or nobody could log in anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards.evidence import against, begins_date
from scrubber.core.cards.labels import Place
from scrubber.core.codes.passedon import (
    ENOUGH,
    FEWEST,
    REACH,
    SIX_APART,
    is_all_quoted,
    is_for_something_else,
    is_of_code,
    is_of_payment,
    is_personal,
    is_quoted,
    may_be_passed_on,
    passed_on,
)
from scrubber.core.codes.search import NAME_BEFORE, NAME_BEHIND, USED_UP, WORDS_AROUND, Search
from scrubber.core.judge import Evidence, Hit
from scrubber.core.language.passcodes import one_time
from scrubber.core.model import Kind
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.language.lexicon import Mark

_CODE = pattern(
    rf"[0-9](?<![^\W_].)(?:{SIX_APART}|"
    r"(?:[0-9]{3} [0-9]{4}|[0-9]{2}[ -]?[0-9]{1,5})(?![^\W_]))"
)
_USUAL_DIGITS = 6
_MANY = 64
"""One-time codes of one text that services sent; what others are called is not asked, since none of
them counts.  A list of them took a fifth longer.
"""


class _Asked(NamedTuple):
    """``digits`` at ``[start, end)`` that words may tell of; ``passed`` on, if the letter does."""

    start: int
    end: int
    digits: int
    passed: bool

    @property
    def usual(self) -> bool:
        """Whether they are as many as most codes have."""
        return self.digits >= _USUAL_DIGITS


def find_one_time_codes(search: Search) -> list[Hit]:
    """Return the one-time codes in a view, while there is patience."""
    hits: list[Hit] = []
    services = 0
    patience = search.mail.patience
    for asked in _asked(search):
        if patience.over_codes:
            break
        start, end = asked.start, asked.end
        marks = search.words.between(start - WORDS_AROUND, end + WORDS_AROUND)
        service = search.mail.automatic or _is_told_by_service(search, asked)
        services += service
        if service and services > _MANY:
            continue
        weighed = _weighed(search, asked, marks)
        if weighed is None:
            continue
        evidence, distance = weighed
        if service:
            evidence.add("sent by a service")
        place = Place(search.text, start, end, distance, "otp")
        if evidence.weight >= search.needed and not patience.over_doubts_of_codes:
            patience.doubted_code()
            labels = [mark for mark in marks if not is_of_code(mark, search.rules.once)]
            against(place, labels, search.rules, evidence, search.needed)
        hit = Hit(Kind.OTP, None, start, end, evidence)
        if search.judge.convicts(hit):
            hits.append(hit)
            patience.noted_code()
    return hits


def _is_told_by_service(search: Search, asked: _Asked) -> bool:
    """Say whether words around digits are those of a service, and nobody quotes these.

    What a whole letter tells is not a person's where a service speaks anywhere in it.
    """
    text, start, end = search.text, asked.start, asked.end
    reach = REACH if asked.passed else WORDS_AROUND
    marks = search.words.between(start - reach, end + reach)
    told = [mark for mark in marks if mark.label.role == "otp_service"]
    told = [mark for mark in told if not is_all_quoted(text, mark.start, mark.end)]
    if not told or is_quoted(text, start, end):
        return False
    return not is_personal(text, start, end, told, search.rules.once)


def _asked(search: Search) -> Iterator[_Asked]:
    """Yield the digits of which words may tell that they are a one-time code, told cheaply."""
    told = not search.rules.passed_on.telling.isdisjoint(search.named)
    letter = told and not search.mail.automatic
    numbers = 0
    for found in search.matches(_CODE):
        start, end = found.span()
        if search.is_wordless(start) or search.cards.overlap(start, end):
            continue
        digits = sum(map(str.isdigit, found[0]))
        usual = digits >= _USUAL_DIGITS
        passed = (
            letter
            and numbers < ENOUGH
            and may_be_passed_on(search.text, start, end, search.rules.passing_on)
        )
        numbers += passed
        named = search.may_be_named(start, end, "otp") or (usual and search.may_be_passcode(start))
        if (named or passed) and not begins_date(search.text, start):
            yield _Asked(start, end, digits, passed)


def _weighed(
    search: Search, asked: _Asked, marks: list[Mark]
) -> tuple[Evidence, int | None] | None:
    """Return what words say of digits, and how far their name is; None if they say nothing.

    What the letter as a whole tells is asked where nothing else tells, or not enough.
    """
    text, start, end, once = search.text, asked.start, asked.end, search.rules.once
    evidence = Evidence()
    distance = None
    if name := _name(search, start, end, marks):
        if is_for_something_else(text, start, end, name, once):
            return None
        evidence.add("named as a one-time code", name.phrase)
        distance = start - name.end if name.end <= start else name.start - end
    elif described := one_time(text, start, end, search.rules.describing):
        evidence.add("described as a one-time code", described)
    told = asked.usual
    if name and asked.digits >= FEWEST:
        told = told or is_of_payment(text, start, end, name, once)
    if evidence.reasons and not told:
        evidence.add("short for a one-time code")
    lacking = evidence.weight < search.needed and asked.passed
    if lacking and (letter := passed_on(text, start, end, once)):
        evidence.add("passed on as a one-time code", letter)
    return (evidence, distance) if evidence.reasons else None


def _name(search: Search, start: int, end: int, marks: list[Mark]) -> Mark | None:
    """Return the phrase that names the digits at ``[start, end)`` a one-time code."""
    for mark in marks:
        if mark.label.role != "otp":
            continue
        before = 0 <= start - mark.end <= NAME_BEFORE
        if before and not search.uses_up(mark.end, start):
            return mark
        behind = 0 <= mark.start - end <= NAME_BEHIND
        if behind and not USED_UP.search(search.text, end, mark.start):
            return mark
    return None
