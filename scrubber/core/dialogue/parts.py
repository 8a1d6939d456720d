"""Digits that may be a part of a card number whose rest comes in another mail.

What speaks for one is said in words ("the first half of my card"), or in its shape and in how bare
the mail is; what it plainly is instead (a price, a date, a number with a label) speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards.evidence import Place, against, has_expiry_behind
from scrubber.core.cards.neighbours import among_hex
from scrubber.core.codes.search import NAME_BEFORE, USED_UP
from scrubber.core.dialogue.missing import NOTHING
from scrubber.core.dialogue.openings import openings
from scrubber.core.dialogue.placed import beside_blanks, is_counted
from scrubber.core.judge import Evidence
from scrubber.core.model import Grounds, Kind, Position
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import GROUP, Run, digits_of, is_in_order

if TYPE_CHECKING:
    from scrubber.core.dialogue.missing import Missing
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.language.words import Words
    from scrubber.core.rules import Rules

FEWEST = 2

_NAME_BEHIND = 24
_CELLS = pattern(r"[.\t]")
_CARD_BEHIND = 12
_DIGITS_BEFORE = pattern(r"[0-9*][^\w\n]{0,2}\Z")
_DIGITS_NEXT = pattern(r"[^\w\n]{0,4}[0-9*]")
_SENTENCE_OR_DIGIT = pattern(r"[0-9]|[.!?;]\s|\n\s*\n")
_OTHER_CLAUSE = pattern(r"[\n,;:.!?]")
_CLAUSE_END = pattern(r"[ \t]*(?:[.,;!)]?[ \t]*(?:[\r\n]|\Z)|[.;!][ \t])")
_AROUND = 80
_HALF = 7
_GROUPED = 8
_SHAPED = 11
_WHOLE = 16
_FOUR = 4
_SHORT = 3
ROLES = {
    "first_part": Position.FIRST,
    "last_part": Position.LATER,
    "goes_on": Position.LATER,
    "some_part": Position.NOWHERE,
}
PIECE = 2.0
"""The weight of evidence that makes a piece; to be masked at once takes what a card takes."""

_LOOSE = 1.0
"""The same for groups of four in a letter, that only what is surely a piece can join."""

DECISIVE = frozenset(
    (
        "labelled as something else",
        "strongly labelled as something else",
        "unit behind it",
        "looks much like something else",
    )
)
"""What a few digits cannot be a piece against."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run that is taken for a part of a number, and why."""

    run: Run
    position: Position
    grounds: Grounds
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the mail around: how bare it is, whether a card is spoken of in it.

    ``curt`` says that it has hardly any words, ``handed_over`` that the words of a brief one hand
    something over, ``subject`` what the subject declares, ``asked_elsewhere`` that the mail it
    answers asks for a number that is none of a card, ``asked`` what of a card it asks for or the
    subject names, ``named`` what of a card it names and does not tell, ``told`` that a word about
    cards or their parts stands in the text at all, ``card`` that it says more than that something
    expires, ``others`` that the subject names numbers of another kind.
    """

    bare: bool
    brief: bool
    spoken: bool
    curt: bool
    handed_over: bool
    subject: Position | None
    asked_elsewhere: bool = False
    asked: Missing = NOTHING
    named: Missing = NOTHING
    told: bool = True
    card: bool = False
    others: bool = False


def part(text: str, run: Run, words: Words, rules: Rules, setting: Setting) -> Part | None:
    """Return what a run is a part of a number for, None if it is not taken for one."""
    row = is_in_order(GROUP.findall(text[run.start : run.end]))
    if row or not FEWEST <= run.length < _WHOLE or _is_of_a_list(text, run):
        return None
    around = run.start - _AROUND, run.end + _AROUND
    marks = words.between(*around) if setting.told else []
    run = _behind_words(text, run, marks)
    evidence = Evidence()
    told = _told(text, run, marks, setting, evidence)
    declared = told.position is not None
    telling = declared or run.length >= _SHAPED
    digits = digits_of(text, run)
    begins = telling and told.grounds is not Grounds.GROUPED
    begins = begins and bool(openings(digits, rules.issuers, declared=declared))
    begins = begins and not _is_next(run, words, setting)
    spoken = _is_spoken_of(text, run, marks)
    told = told.beginning() if begins and spoken else told
    shape = _shape(text, run, evidence, begins=begins, likely=spoken or setting.bare)
    counted = (setting.curt or setting.spoken) and is_counted(text, run.start, rules.numbers)
    place = bareness(setting, evidence, apart=run.alone or counted)
    unbroken = len(run.sizes) == 1 and setting.brief and setting.spoken
    if place is None and unbroken and (run.length > _FOUR or _ends_clause(text, run)):
        evidence.add("in a short mail")
        place = Grounds.AMONG_WORDS
    if not declared and not _is_enough(run, shape, place, unbroken=unbroken):
        return None
    if telling:
        card = any(mark.label.role == "card" for mark in marks)
        most = _FOUR if card or place is None else _HALF
        _more(run, told.position, evidence, most, spoken=spoken)
        if begins and told.position is not Position.LATER:
            evidence.add("begins as a card does")
    if shape is Grounds.GROUPED and not declared:
        dated = has_expiry_behind(text, run.end)
        shape = _among_words(run, setting, evidence, dated=dated)
    grounds = max(found for found in (told.grounds, shape, place) if found is not None)
    if unbroken and grounds < Grounds.GROUPED:
        may_begin = bool(openings(digits, rules.issuers, declared=False))
        grounds = _unbroken(
            text, run, setting, grounds, likely=may_begin and (spoken or run.length == _FOUR)
        )
    needed = PIECE if grounds > Grounds.LOOSE else _LOOSE
    plainly = place is Grounds.BARE and (run.even or len(run.sizes) == 1)
    if not told.beside_blanks and not plainly:
        marks = told.marks if setting.told else words.between(*around)
        distance = _nearest(told.distance, _distance(text, run, marks))
        instead = Place(text, run.start, run.end, distance, "", {})
        _against(instead, marks, rules, evidence, needed)
    if evidence.weight < needed or not DECISIVE.isdisjoint(name for name, _ in evidence.reasons):
        return None
    return Part(run, told.position or Position.NOWHERE, grounds, evidence)


def _ends_clause(text: str, run: Run) -> bool:
    """Say whether nothing of its sentence comes behind a run, as behind what a letter tells."""
    return _CLAUSE_END.match(text, run.end) is not None


def _is_of_a_list(text: str, run: Run) -> bool:
    """Say whether a run is a version (``2.20.1``), or stands among hexadecimal numbers."""
    dotted = "." in text[run.start : run.end] and not (run.even or run.shaped)
    return dotted or among_hex(text, run.start, run.end, run.sizes[0])


def _unbroken(text: str, run: Run, setting: Setting, grounds: Grounds, *, likely: bool) -> Grounds:
    """Return what speaks for digits without a gap in a short mail that speaks of a card.

    They are ``likely`` a card's if its sentence does, or of a group's size, and begin as one does.
    """
    if likely and _ends_clause(text, run):
        return Grounds.GROUPED
    four = run.length == _FOUR and grounds is Grounds.AMONG_WORDS
    return Grounds.BARE if four and setting.curt else grounds


class _Told(NamedTuple):
    """What words or signs say of where a run stands in its number, and how strongly they do.

    ``distance`` counts the characters to the words, ``marks`` are those around that say other
    things.  ``behind`` says that the words follow: "my card is 4111 1111, I will send the rest".
    """

    position: Position | None
    grounds: Grounds | None
    distance: int | None
    marks: list[Mark]
    beside_blanks: bool = False
    behind: bool = False

    def beginning(self) -> _Told:
        """Return the same of digits that a card begins with: what follows them tells of others."""
        return self._replace(position=Position.NOWHERE) if self.behind else self


def _told(text: str, run: Run, marks: list[Mark], setting: Setting, evidence: Evidence) -> _Told:
    """Return what declares a run: words beside it, the subject, groups that are left blank."""
    mark = _declaring(text, run, marks)
    if mark is not None:
        evidence.add("told as a part of a number", mark.phrase)
        distance = max(run.start - mark.end, mark.start - run.end)
        # "ends in" also tells of a number that was masked before.
        others = [other for other in marks if other.end <= mark.start or mark.end <= other.start]
        position = ROLES.get(mark.label.role, Position.LATER)
        # Any number goes on: of a card's somebody speaks.
        sure = mark.label.role != "goes_on" or setting.spoken
        grounds = Grounds.DECLARED if sure else Grounds.GROUPED
        return _Told(position, grounds, distance, others, behind=_is_of_more(mark, run))
    if setting.subject is not None and (run.alone or setting.brief):
        evidence.add("told as a part of a number", "subject")
        return _Told(setting.subject, Grounds.DECLARED, None, marks)
    place = beside_blanks(text, run.start, run.end)
    if place is None:
        return _Told(None, None, None, marks)
    evidence.add("beside groups left blank")
    # Receipts show the first four and the last four.
    grounds = Grounds.GROUPED if run.length <= _FOUR else Grounds.DECLARED
    return _Told(place, grounds, None, marks, beside_blanks=True)


def _is_next(run: Run, words: Words, setting: Setting) -> bool:
    """Say whether digits are the next of several in a mail without a card: "the second ..."."""
    return not setting.card and any(
        mark.label.role == "continued" and 0 <= run.start - mark.end <= _SHORT
        for mark in words.between(run.start - _AROUND, run.start)
    )


def _is_of_more(mark: Mark, run: Run) -> bool:
    """Say whether words that follow at some distance may tell of digits that are still to come.

    "Card 1111 at the end" tells which card.
    """
    return run.length > _FOUR and mark.start > run.end + _SHORT


def _among_words(run: Run, setting: Setting, evidence: Evidence, *, dated: bool) -> Grounds:
    """Weigh groups of four in a text, by whether it is one about cards or hands them over.

    A date such as cards have right behind them (``dated``) says as much.
    """
    if setting.spoken and run.length < _SHAPED:
        evidence.add("card word")
    if dated:
        evidence.add("expiry beside it")
    likely = run.alone or setting.spoken or setting.handed_over or dated
    return Grounds.GROUPED if likely else Grounds.LOOSE


def _against(
    place: Place, marks: list[Mark], rules: Rules, evidence: Evidence, needed: float
) -> None:
    """Weigh whatever the digits are instead: something else than a code, or than a card."""
    for kind in (Kind.CVV, Kind.PAN):
        against(place._replace(kind=kind), marks, rules, evidence, needed)


def _behind_words(text: str, run: Run, marks: list[Mark]) -> Run:
    """Leave out leading groups that belong to a phrase: "last 4 1234"."""
    for mark in marks:
        if mark.label.role in ROLES and mark.start < run.start + run.sizes[0] < mark.end + 1:
            rest = GROUP.search(text, mark.end, run.end)
            if rest is not None and len(run.sizes) > 1:
                return Run(rest.start(), run.end, run.sizes[1:], alone=False)
    return run


def _declaring(text: str, run: Run, marks: list[Mark]) -> Mark | None:
    """Return the words beside a run that say it is a part of a number."""
    told = [mark for mark in marks if mark.label.role in ROLES]
    begun = min((mark.end for mark in told if mark.label.role == "first_part"), default=run.start)
    told += [mark for mark in marks if mark.label.role == "continued" and mark.start >= begun]
    before = [
        mark
        for mark in told
        if 0 <= run.start - mark.end <= NAME_BEFORE
        and not USED_UP.search(text, mark.end, run.start)
        and not _named_others(text, mark, run)
    ]
    behind = [
        mark
        for mark in told
        if 0 <= mark.start - run.end <= _NAME_BEHIND
        and not USED_UP.search(text, run.end, mark.start)
        and not _OTHER_CLAUSE.search(text, run.end, mark.start)
        and not _DIGITS_NEXT.match(text, mark.end)
    ]
    return max(before, key=lambda mark: mark.end) if before else next(iter(behind), None)


def _named_others(text: str, mark: Mark, run: Run) -> bool:
    """Say whether words named the digits before them, in a sentence that ends before ``run``."""
    others = _DIGITS_BEFORE.search(text, max(mark.start - _SHORT, 0), mark.start)
    return others is not None and _SENTENCE_OR_DIGIT.search(text, mark.end, run.start) is not None


def _is_spoken_of(text: str, run: Run, marks: list[Mark]) -> bool:
    """Say whether a card is spoken of beside a run, in the same sentence."""
    cards = [mark for mark in marks if mark.label.role == "card"]
    return any(
        not _SENTENCE_OR_DIGIT.search(text, mark.end, run.start)
        if mark.end <= run.start
        else 0 <= mark.start - run.end <= _CARD_BEHIND
        and not _SENTENCE_OR_DIGIT.search(text, run.end, mark.start)
        for mark in cards
    )


def _nearest(one: int | None, other: int | None) -> int | None:
    """Return the smaller of two distances, None being none."""
    return other if one is None else one if other is None else min(one, other)


def _distance(text: str, run: Run, marks: list[Mark]) -> int | None:
    """Return how near a word for a card stands before a run, in the same sentence.

    An expiry date right behind the groups says as much: an order has none.
    """
    before = [mark.end for mark in marks if mark.label.role == "card" and mark.end <= run.start]
    end = max(before, default=None)
    if end is None or _SENTENCE_OR_DIGIT.search(text, end, run.start):
        return None
    return 0 if run.shaped and has_expiry_behind(text, run.end) else run.start - end


def _shape(
    text: str, run: Run, evidence: Evidence, *, begins: bool, likely: bool
) -> Grounds | None:
    """Weigh the groups; ``likely`` says that the words or the bareness speak for a card."""
    if (
        run.shaped
        and run.length >= _SHAPED
        and begins
        and (likely or not run.cut)
        and not _CELLS.search(text, run.start, run.end)
    ):
        evidence.add("shape of a card")
        return Grounds.SHAPED
    if run.shaped and run.length >= _GROUPED:
        evidence.add("even groups")
        return Grounds.GROUPED
    if len(run.sizes) == 1 and run.length >= _SHAPED:
        evidence.add("one run of digits")
        return Grounds.SHAPED if begins and likely else None
    return None


def bareness(setting: Setting, evidence: Evidence, *, apart: bool) -> Grounds | None:
    """Weigh how little stands beside digits; ``apart`` says that they stand alone on their line."""
    if apart and setting.bare:
        evidence.add("nothing else in the mail")
        return Grounds.BARE
    if apart:
        evidence.add("a line of its own")
        return Grounds.LINE
    if setting.brief and (setting.curt or setting.handed_over):
        evidence.add("in a short mail")
        return Grounds.AMONG_WORDS
    return None


def _is_enough(run: Run, shape: Grounds | None, place: Grounds | None, *, unbroken: bool) -> bool:
    """Say whether digits that no word declares are worth a second look, or ``unbroken`` ones."""
    if run.length >= _WHOLE or (shape is None and place is None):
        return False
    if place is Grounds.BARE:
        return run.length != _SHORT and (run.shaped or len(set(run.sizes)) == 1)
    if place is Grounds.AMONG_WORDS and shape is None and run.length % _FOUR:
        return (run.length >= _SHAPED and len(run.sizes) == 1) or (unbroken and run.length > _FOUR)
    if shape is None and len(run.sizes) > 1 and not run.even:
        return False
    return run.length >= _FOUR


def _more(
    run: Run, position: Position | None, evidence: Evidence, most: int, *, spoken: bool
) -> None:
    """Weigh what lets a declared or long piece be masked at once.

    Of ``most`` digits it is only an end: an account has one too, where nobody speaks of a card.
    """
    if spoken:
        evidence.add("card word")
    if run.length >= _HALF and position is not None:
        evidence.add("as long as half a card")
    if position is Position.LATER and run.length <= most:
        evidence.add("only the end of a number")
