"""A security code or an expiry date without its card, which may stand in another mail."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards.evidence import against
from scrubber.core.cards.labels import Place
from scrubber.core.codes.announced import ends_brief_sentence
from scrubber.core.codes.expiry import dates, may_be_another, may_be_month, speaks_of_card
from scrubber.core.codes.listed import begin_list
from scrubber.core.codes.named import told_above
from scrubber.core.codes.ofback import names_owner
from scrubber.core.codes.search import Mail, Search
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.dialogue.othernumbers import is_of_noun
from scrubber.core.dialogue.parts import PIECE, bareness
from scrubber.core.judge import WEIGHTS, Evidence
from scrubber.core.language.described import beside, meaning, senses
from scrubber.core.language.tongues import languages
from scrubber.core.model import Grounds, Kind
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import GROUP
from scrubber.core.reading.lines import alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.dialogue.setting import Setting
    from scrubber.core.judge import Hit, Judge
    from scrubber.core.language.words import Words
    from scrubber.core.reading.digits import Run
    from scrubber.core.rules import Rules

_AROUND = 80
_TELLING = (("back",), ("signature",), ("secure",), ("three", "figures"))
"""Senses that say more of a code than that it is one."""

_BEHIND_GROUPS = pattern(r"(?<![0-9])[0-9]{4}[ \-][0-9]{4}[^0-9\n.!?]{1,16}\Z")
"""Groups of a card, and a word or two between them and a date."""

_NEAR = 32
_MOST_DATES = 24
"""Dates of a mail that may be a card's; more stand in a table, and words are asked of each."""

_CODE = 3
_GROUP = 4
_ROUND = ("00", "50")


class Companion(NamedTuple):
    """A code or a date at ``[start, end)`` of a view, and why it may go with a card.

    One ``at_once`` is masked before a card is seen.  One that ``may_go_on`` stands so bare that it
    may be the next group of a number, if somebody has begun one.
    """

    kind: Kind
    start: int
    end: int
    length: int
    grounds: Grounds
    evidence: Evidence
    at_once: bool = False
    may_go_on: bool = False


def search_for(text: str, words: Words, rules: Rules, judge: Judge) -> Search:
    """Return the search for codes as if a card stood elsewhere in the mail."""
    mail = Mail(1, amex=True, automatic=False, pieces=True)
    return Search(text, words, rules, judge, Ranges(), mail, frozenset())


def named(search: Search, setting: Setting) -> Iterator[Companion]:
    """Yield what would be a code or a date if a card stood in the same mail.

    A code that a brief mail hands over is one without a card, if words say more of it than "code".
    So are a code and its date, if words tell of each and they stand beside each other.
    """
    text, rules = search.text, search.rules
    hits = find_codes(search)
    together = any(map(_is_complete, hits))
    for hit in hits:
        length = sum(map(str.isdigit, text[hit.start : hit.end]))
        if length == _GROUP and not _is_told_of_card(text, hit, rules):
            # Above a date stands the last group of a number, or what only an Amex has.
            continue
        at_once = (
            _is_handed_over(hit, setting)
            and bool(_described(text, hit.start, hit.end, rules))
            and not _has_owner(text, hit, rules)
        )
        at_once = at_once or (together and _is_told(hit))
        grounds = Grounds.DECLARED
        code = hit.kind is Kind.CVV and not at_once
        may_go_on = code and setting.goes_on
        yield Companion(
            *(hit.kind, hit.start, hit.end, length, grounds, hit.evidence, at_once), may_go_on
        )


def _is_told_of_card(text: str, hit: Hit, rules: Rules) -> bool:
    """Say whether words tell of four digits, and of nothing that has a back of its own."""
    told = any(phrase for _, phrase in hit.evidence.reasons)
    return told and not (hit.kind is Kind.CVV and _has_owner(text, hit, rules))


def _is_handed_over(hit: Hit, setting: Setting) -> bool:
    """Say whether a brief mail hands over a code of three digits, and nothing speaks against it."""
    doubted = any(WEIGHTS[name] < 0 for name, _ in hit.evidence.reasons)
    code = hit.kind is Kind.CVV and hit.end - hit.start == _CODE and not doubted
    return code and setting.brief and (setting.handed_over or setting.curt)


def _has_owner(text: str, hit: Hit, rules: Rules) -> bool:
    """Say whether something is named nearby that has a back of its own, and digits on it."""
    near = text[max(hit.start - _AROUND, 0) : hit.end + _AROUND]
    return names_owner(near, languages(near, rules.describing), rules.describing)


def _is_complete(hit: Hit) -> bool:
    """Say whether a code is told by a word, and stands beside its date."""
    reasons = {name for name, _ in hit.evidence.reasons}
    return hit.kind is Kind.CVV and reasons >= {
        "beside the expiry",
        "a word for the code beside it",
    }


def _is_told(hit: Hit) -> bool:
    """Say whether a word tells of a code or a date, and nothing speaks against it."""
    reasons = {name for name, _ in hit.evidence.reasons}
    told = {"named as the expiry", "a word for the code beside it"}
    return not told.isdisjoint(reasons) and all(WEIGHTS[name] > 0 for name in reasons)


def bare(search: Search, setting: Setting) -> Iterator[Companion]:
    """Yield dates that stand alone, or in a short mail that hands one over or speaks of it."""
    text, words, rules = search.text, search.words, search.rules
    for date in islice(dates(search), _MOST_DATES):
        spoken = setting.brief and speaks_of_card(search, date)
        if spoken or (may_be_month(text, date) and not (date.day_before or date.day_behind)):
            evidence = Evidence()
            apart = alone(text, date.start, date.end)
            missing = setting.asked.expiry, setting.named.expiry
            brief = any(missing) and ends_brief_sentence(text, date.start, date.end)
            beside = _BEHIND_GROUPS.search(text, max(date.start - _NEAR, 0), date.start)
            grounds = _grounds(setting, evidence, apart=apart, brief=brief or beside is not None)
            asked = missing[0] or brief or (missing[1] and apart)
            if asked:
                evidence.add("asked for by the mail it answers")
            if not (spoken or asked) and may_be_another(search, date):
                continue
            if spoken and not grounds:
                evidence.add("a month in which something ends")
                grounds = Grounds.AMONG_WORDS
            place = Place(text, date.start, date.end, None, Kind.EXPIRY)
            if grounds and _stands(place, words, rules, evidence):
                yield Companion(Kind.EXPIRY, date.start, date.end, 4, grounds, evidence, asked)


def code(text: str, run: Run, words: Words, rules: Rules, setting: Setting) -> Companion | None:
    """Return the code that a run of three digits may be."""
    apart = run.alone or setting.brief
    if run.length != _CODE or not apart or begin_list(text, run.end):
        return None
    evidence = Evidence()
    missing = setting.asked.code, setting.named.code
    brief = any(missing) and ends_brief_sentence(text, run.start, run.end)
    grounds = _grounds(setting, evidence, apart=run.alone, brief=brief)
    if grounds is Grounds.AMONG_WORDS and setting.labelled:
        grounds = Grounds.BARE
    paid = _may_pay(text, run, setting)
    asked = missing[0] or brief or (missing[1] and run.alone) or paid
    described = _described(text, run.start, run.end, rules) if setting.brief else ""
    telling = asked or bool(described and grounds)
    if described and not grounds:
        evidence.add("in a short mail")
        grounds = Grounds.AMONG_WORDS
    place = Place(text, run.start, run.end, None, Kind.CVV)
    if not grounds or not _stands(place, words, rules, evidence):
        return None
    if not (telling or setting.told_here) and is_of_noun(text, run.start, rules):
        return None
    if asked:
        evidence.add("asked for by the mail it answers")
    if described:
        evidence.add("may be described as the code", described)
    may_go_on = not telling and setting.goes_on
    return Companion(
        *(Kind.CVV, run.start, run.end, run.length, grounds, evidence, telling), may_go_on
    )


def _may_pay(text: str, run: Run, setting: Setting) -> bool:
    """Say whether three digits are all that answers words about paying.

    A sum of money is round, or was told before.
    """
    digits = "".join(filter(str.isdigit, text[run.start : run.end]))
    answers = (setting.bare or setting.answers) and not digits.endswith(_ROUND)
    told = GROUP.findall(text).count(digits)
    return answers and setting.paying and told <= 1


def _grounds(setting: Setting, evidence: Evidence, *, apart: bool, brief: bool) -> Grounds | None:
    """Weigh how little stands beside digits; a ``brief`` sentence in a brief mail is little."""
    grounds = bareness(setting, evidence, apart=apart)
    if grounds is None and brief and setting.brief:
        evidence.add("in a short mail")
        return Grounds.AMONG_WORDS
    return grounds


def _described(text: str, start: int, end: int, rules: Rules) -> str:
    """Return what words speak of, if it is a back, a signature, security or three digits."""
    describing = rules.describing
    floor = told_above(text, start, end)
    told = meaning(senses(text, start, end, describing, floor), _TELLING, _CODE)
    return told or beside(text, start, end, describing, floor)


def _stands(place: Place, words: Words, rules: Rules, evidence: Evidence) -> bool:
    """Say whether nothing makes something else of the digits."""
    marks = words.between(place.start - _AROUND, place.end + _AROUND)
    against(place, marks, rules, evidence, PIECE)
    return evidence.weight >= PIECE
