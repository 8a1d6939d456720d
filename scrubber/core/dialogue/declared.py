"""What declares digits to be a part of a number: words, the subject, groups left blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.codes.search import NAME_BEFORE, USED_UP
from scrubber.core.dialogue.instalments import instalment
from scrubber.core.dialogue.openings import openings
from scrubber.core.dialogue.partwords import ROLES, corrects, described
from scrubber.core.dialogue.placed import beside_blanks
from scrubber.core.language.tongues import languages, says
from scrubber.core.model import Grounds, Position
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import GROUP, Run, digits_of

if TYPE_CHECKING:
    from scrubber.core.dialogue.setting import Setting
    from scrubber.core.judge import Evidence
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.rules import Rules

FOUR = 4
SHORT = 3
"""Digits of a group, and of a code; characters of what may stand between words and digits."""

SENTENCE_OR_DIGIT = pattern(r"[0-9]|[.!?;]\s|\n\s*\n")
"""What ends the reach of a word: its sentence is over, or other digits stand between."""

_SOME_OF_CARD, _MOST_OF_CARD = 6, 11
_OF_NUMBERS = frozenset(("card", "figures", "adds"))
_NUMBERED = frozenset(("figures",))
_OF_THINGS = frozenset(("thing", "goods", "coded", "measured", "kind"))
_ABOVE = 160
_NAME_BEHIND = 24
_DIGITS_BEFORE = pattern(r"[0-9*][^\w\n]{0,2}\Z")
_DIGITS_NEXT = pattern(r"[^\w\n]{0,4}[0-9*]")
_OTHER_CLAUSE = pattern(r"[\n,;:.!?]")


class Told(NamedTuple):
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

    @property
    def declared(self) -> bool:
        """Whether anything says so."""
        return self.position is not None

    @property
    def corrects(self) -> bool:
        """Whether nothing is told but that somebody corrects himself."""
        return self.declared and self.grounds is Grounds.AMONG_WORDS

    def beginning(self) -> Told:
        """Return the same of digits that a card begins with: what follows them tells of others."""
        return self._replace(position=Position.NOWHERE) if self.behind else self


def declaration(
    text: str, run: Run, marks: list[Mark], setting: Setting, rules: Rules, evidence: Evidence
) -> Told:
    """Return what declares a run: words beside it, the subject, groups that are left blank."""
    mark = _declaring(text, run, marks)
    if mark is not None:
        evidence.add("told as a part of a number", mark.phrase)
        distance = max(run.start - mark.end, mark.start - run.end)
        # "ends in" also tells of a number that was masked before.
        others = [other for other in marks if other.end <= mark.start or mark.end <= other.start]
        position = ROLES.get(mark.label.role, Position.LATER)
        nearer = described(text, run.start, run.end, rules.describing, mark.end)
        if nearer is not None and setting.brief:
            # "My husband has sent the start of it, this is the end, ..."
            position = nearer.position
        # Any number goes on: of a card's somebody speaks.
        sure = mark.label.role != "goes_on" or setting.spoken
        grounds = Grounds.DECLARED if sure else Grounds.GROUPED
        return Told(position, grounds, distance, others, behind=_is_of_more(mark, run))
    if setting.subject is not None and (run.alone or setting.brief):
        evidence.add("told as a part of a number", "subject")
        return Told(setting.subject, Grounds.DECLARED, None, marks)
    place = beside_blanks(text, run.start, run.end)
    if place is None:
        told = _described(text, run, marks, setting, rules, evidence)
        if told.declared:
            return told
        return _in_instalments(text, run, marks, setting, rules, evidence)
    evidence.add("beside groups left blank")
    # Receipts show the first four and the last four.
    grounds = Grounds.GROUPED if run.length <= FOUR else Grounds.DECLARED
    return Told(place, grounds, None, marks, beside_blanks=True)


def _described(
    text: str, run: Run, marks: list[Mark], setting: Setting, rules: Rules, evidence: Evidence
) -> Told:
    """Return what the words of a brief mail describe a run as, if no phrase names it.

    Any number begins and goes on: of a card's somebody speaks in that clause, or else in the mail
    of its digits.  Anything may be corrected.
    """
    if not (setting.brief and setting.describing):
        return Told(None, None, None, marks)
    found = described(text, run.start, run.end, rules.describing)
    numbered = found is not None and (found.senses & _OF_NUMBERS or setting.card)
    if found is not None and (numbered or _is_of_number_above(text, run, rules)):
        evidence.add("described as a part of a number", found.phrase)
        sure = "card" in found.senses or (setting.card and "figures" in found.senses)
        sure = sure or (
            found.position is Position.FIRST and _is_beginning(text, run, setting, rules)
        )
        grounds = Grounds.DECLARED if sure else Grounds.GROUPED
        return Told(found.position, grounds, None, marks)
    if corrects(text, run.start, run.end, rules.describing):
        evidence.add("described as a part of a number", "corrects")
        return Told(Position.NOWHERE, Grounds.AMONG_WORDS, None, marks)
    return Told(None, None, None, marks)


def _is_of_number_above(text: str, run: Run, rules: Rules) -> bool:
    """Say whether the sentence before that of digits speaks of a number, and of no thing with one.

    "I'd rather split the number. Beginning: 4111 1111".
    """
    above = SENTENCE_OR_DIGIT.split(text[max(run.start - _ABOVE, 0) : run.start])[-2:-1]
    tongues = languages("".join(above), rules.describing)
    told = [says(each, _NUMBERED, tongues, rules.describing) for each in above]
    return any(told) and not says(above[0], _OF_THINGS, tongues, rules.describing)


def _in_instalments(
    text: str, run: Run, marks: list[Mark], setting: Setting, rules: Rules, evidence: Evidence
) -> Told:
    """Return what a brief mail says of sending a number bit by bit."""
    if not setting.brief:
        return Told(None, None, None, marks)
    found = instalment(text, run, marks, rules.describing, card=setting.card)
    if found is None:
        return Told(None, None, None, marks)
    position, phrase = found
    evidence.add("told as a part of a number", phrase)
    sure = position is Position.FIRST and setting.card and _is_beginning(text, run, setting, rules)
    return Told(position, Grounds.DECLARED if sure else Grounds.GROUPED, None, marks)


def _is_beginning(text: str, run: Run, setting: Setting, rules: Rules) -> bool:
    """Say whether digits that something begins with are many enough to be known for a card's."""
    enough = run.length >= (_SOME_OF_CARD if setting.card else _MOST_OF_CARD)
    return enough and bool(openings(digits_of(text, run), rules.issuers, declared=False))


def _is_of_more(mark: Mark, run: Run) -> bool:
    """Say whether words that follow at some distance may tell of digits that are still to come.

    "Card 1111 at the end" tells which card.
    """
    return run.length > FOUR and mark.start > run.end + SHORT


def behind_words(text: str, run: Run, marks: list[Mark]) -> Run:
    """Leave out leading groups that belong to a phrase: "last 4 1234"; of "next bit: 3.21" none."""
    if text.startswith(".", run.start + run.sizes[0]):
        return run
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
    named = any(m.label.role == "code" and 0 <= run.start - m.end <= SHORT for m in marks)
    behind = [
        mark
        for mark in ([] if named else told)
        if mark.label.role != "goes_on"  # to what stands behind
        and 0 <= mark.start - run.end <= _NAME_BEHIND
        and not USED_UP.search(text, run.end, mark.start)
        and not _OTHER_CLAUSE.search(text, run.end, mark.start)
        and not _DIGITS_NEXT.match(text, mark.end)
    ]
    if not before:
        return next(iter(behind), None)
    nearest = max(before, key=lambda mark: mark.end)
    # "Half of my card" may be the end of "second half of my card".
    return next((x for x in before if x.start < nearest.start < x.end), nearest)


def _named_others(text: str, mark: Mark, run: Run) -> bool:
    """Say whether words named the digits before them, in a sentence that ends before ``run``."""
    others = _DIGITS_BEFORE.search(text, max(mark.start - SHORT, 0), mark.start)
    return others is not None and SENTENCE_OR_DIGIT.search(text, mark.end, run.start) is not None
