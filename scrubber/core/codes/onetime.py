"""One-time codes that a person passes on: BLIK, the SMS of a bank.

Codes that services mail to the shop itself stay readable, or nobody could log in anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.cards.evidence import against, begins_date
from scrubber.core.cards.labels import Place
from scrubber.core.codes.search import NAME_BEFORE, NAME_BEHIND, USED_UP, WORDS_AROUND, Search
from scrubber.core.judge import Evidence, Hit
from scrubber.core.language.passcodes import one_time
from scrubber.core.model import Kind
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from scrubber.core.language.lexicon import Mark

_CODE = pattern(r"[0-9](?<![^\W_].)[0-9]{2}[ -]?[0-9]{1,5}(?![^\W_])")
_USUAL_DIGITS = 6


def find_one_time_codes(search: Search) -> list[Hit]:
    """Return the one-time codes in a view, while there is patience."""
    hits: list[Hit] = []
    patience = search.mail.patience
    for found in search.matches(_CODE):
        if patience.over_codes:
            break
        start, end = found.span()
        usual = sum(map(str.isdigit, found[0])) >= _USUAL_DIGITS
        named = not search.is_wordless(start) and (
            search.may_be_named(start, end, "otp") or (usual and search.may_be_passcode(start))
        )
        if search.cards.overlap(start, end) or not named or begins_date(search.text, start):
            continue
        marks = search.words.between(start - WORDS_AROUND, end + WORDS_AROUND)
        name = _name(search, start, end, marks)
        evidence, distance = Evidence(), None
        if name is not None:
            evidence.add("named as a one-time code", name.phrase)
            distance = start - name.end if name.end <= start else name.start - end
        elif described := one_time(search.text, start, end, search.rules.describing):
            evidence.add("described as a one-time code", described)
        else:
            continue
        if search.mail.automatic or any(mark.label.role == "otp_service" for mark in marks):
            evidence.add("sent by a service")
        if not usual:
            evidence.add("short for a one-time code")
        place = Place(search.text, start, end, distance, "otp")
        if evidence.weight >= search.needed and not patience.over_doubts_of_codes:
            patience.doubted_code()
            against(place, marks, search.rules, evidence, search.needed)
        hit = Hit(Kind.OTP, None, start, end, evidence)
        if search.judge.convicts(hit):
            hits.append(hit)
            patience.noted_code()
    return hits


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
