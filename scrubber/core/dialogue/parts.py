"""Digits that may be a part of a card number whose rest comes in another mail.

What speaks for one is said in words ("the first half of my card"), or in its shape and in how bare
the mail is; what it plainly is instead (a price, a date, a number with a label) speaks against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards.evidence import against, has_expiry_behind
from scrubber.core.cards.labels import Place
from scrubber.core.cards.neighbours import among_hex
from scrubber.core.dialogue.another import is_half_of_account, is_of_account, is_told_of_another
from scrubber.core.dialogue.counting import counts, is_count
from scrubber.core.dialogue.declared import (
    FOUR,
    SENTENCE_OR_DIGIT,
    SHORT,
    Told,
    behind_words,
    declaration,
)
from scrubber.core.dialogue.openings import openings
from scrubber.core.dialogue.partwords import without_slips
from scrubber.core.dialogue.placed import is_counted
from scrubber.core.judge import Evidence
from scrubber.core.model import Grounds, Kind, Position
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import GROUP, Run, digits_of, is_in_order

if TYPE_CHECKING:
    from scrubber.core.dialogue.setting import Setting
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.language.words import Words
    from scrubber.core.rules import Rules

FEWEST = 2

_CELLS = pattern(r"[.\t]")
_CARD_BEHIND = 12
_CLAUSE_END = pattern(r"[ \t]*(?:[.,;!)]?[ \t]*(?:[\r\n]|\Z)|[.;!][ \t])")
_ABBREVIATED = pattern(r"(?<!\w)[^\W\d_]{1,3}\.\Z")
_AROUND = 80
_HALF = 7
_GROUPED = 8
SHAPED = 11
_WHOLE = 16
_AMEX = (6, 5)
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


class Part(NamedTuple):
    """A run that is taken for a part of a number, and why."""

    run: Run
    position: Position
    grounds: Grounds
    evidence: Evidence
    told: bool = False
    """Whether words say so, or signs, and not that somebody corrects himself."""

    corrects: bool = False
    """Whether nothing is told but that."""

    another: bool = False
    """Whether it is one of some other number, and none of a card's."""


def part(text: str, run: Run, words: Words, rules: Rules, setting: Setting) -> Part | None:
    """Return what a run is a part of a number for, None if it is not taken for one."""
    if not FEWEST <= run.length < _WHOLE:
        return None
    if is_of_account(text, run.start):
        half = setting.brief and setting.telling and is_half_of_account(text, run)
        return _of_another(run) if half else None
    if _is_of_a_list(text, run) or is_count(text, run, rules):
        return None
    marks = words.between(*_around(run)) if setting.told else []
    run = behind_words(text, run, marks)
    evidence = Evidence()
    told = declaration(text, run, marks, setting, rules, evidence)
    if not setting.told_here and is_told_of_another(text, run, told, words, setting, rules):
        return _of_another(run)
    if counts(text, run, marks, rules):
        return None
    return _of_card(text, _Read(run, marks, told, evidence), words, rules, setting)


class _Read(NamedTuple):
    """A run, the phrases around it, and what is ``told`` of it by them."""

    run: Run
    marks: list[Mark]
    told: Told
    evidence: Evidence


def _of_card(text: str, read: _Read, words: Words, rules: Rules, setting: Setting) -> Part | None:
    """Weigh what speaks for a part of a card's number beside what is told, and what against it."""
    run, marks, told, evidence = read
    begins = _begins(text, run, told, rules) and not _is_next(run, words, setting)
    spoken = _is_spoken_of(text, run, marks)
    told = told.beginning() if begins and spoken else told
    shape = _shape(text, run, evidence, begins=begins, likely=spoken or setting.bare)
    apart = run.alone or is_counted(text, run.start, rules.numbers)
    apart = apart and (run.alone or setting.curt or setting.spoken)
    place = _place(setting, run, evidence, apart=apart)
    unbroken = setting.brief and _is_unbroken(run, setting)
    if place is None and unbroken and (run.length > FOUR or _ends_clause(text, run)):
        evidence.add("in a short mail")
        place = Grounds.AMONG_WORDS
    if _is_version(text, run, told) or not (
        told.declared or _is_enough(run, shape, place, unbroken=unbroken)
    ):
        return None
    if _is_telling(run, told):
        card = any(mark.label.role == "card" for mark in marks)
        most = FOUR if card or place is None else _HALF
        _more(run, told.position, evidence, most, spoken=spoken)
        if begins and told.position is not Position.LATER:
            evidence.add("begins as a card does")
    if shape is Grounds.GROUPED and not told.declared:
        dated = has_expiry_behind(text, run.end)
        shape = _among_words(run, setting, evidence, dated=dated)
    grounds = _strongest(run, told.grounds, shape, place)
    if unbroken and grounds < Grounds.GROUPED:
        may_begin = bool(openings(digits_of(text, run), rules.issuers, declared=False))
        likely = may_begin and (spoken or run.length == FOUR)
        grounds = _unbroken(text, run, setting, grounds, likely=likely)
    needed = PIECE if grounds > Grounds.LOOSE else _LOOSE
    plainly = place is Grounds.BARE and (run.even or len(run.sizes) == 1)
    if not told.beside_blanks and not plainly:
        marks = told.marks if setting.told else words.between(*_around(run))
        distance = _nearest(told.distance, _distance(text, run, marks))
        instead = Place(text, run.start, run.end, distance, "", {})
        _against(instead, marks, rules, evidence, needed, slip=told.corrects)
    if evidence.weight < needed or not DECISIVE.isdisjoint(name for name, _ in evidence.reasons):
        return None
    spoken_for = told.declared and not told.corrects
    return Part(
        run, told.position or Position.NOWHERE, grounds, evidence, spoken_for, told.corrects
    )


def _around(run: Run) -> tuple[int, int]:
    return run.start - _AROUND, run.end + _AROUND


def _of_another(run: Run) -> Part:
    return Part(run, Position.NOWHERE, Grounds.DECLARED, Evidence(), another=True)


def needs_words(text: str, run: Run, rules: Rules) -> bool:
    """Say whether nothing but words makes a part of a number of digits.

    They stand among words, and are as no card's.
    """
    return is_unlike(run) and not (run.alone or is_counted(text, run.start, rules.numbers))


def is_unlike(run: Run) -> bool:
    """Say whether digits are unbroken, and as many as orders and customers have.

    Five to seven, nine or ten: neither groups of a card have so many nor most of its number.
    """
    return len(run.sizes) == 1 and FOUR < run.length < SHAPED and run.length % FOUR != 0


def _is_telling(run: Run, told: Told) -> bool:
    """Say whether a run is declared, or long enough for its first digits to mean something."""
    return told.declared or run.length >= SHAPED


def _begins(text: str, run: Run, told: Told, rules: Rules) -> bool:
    """Say whether a telling run begins as a card's number does."""
    if not _is_telling(run, told) or told.grounds is Grounds.GROUPED:
        return False
    return bool(openings(digits_of(text, run), rules.issuers, declared=told.declared))


def _ends_clause(text: str, run: Run) -> bool:
    """Say whether nothing of its sentence comes behind a run, as behind what a letter tells."""
    return _CLAUSE_END.match(text, run.end) is not None


def _is_of_a_list(text: str, run: Run) -> bool:
    """Say whether a run counts, or stands among hexadecimal numbers."""
    if is_in_order(GROUP.findall(text[run.start : run.end])):
        return True
    return among_hex(text, run.start, run.end, run.sizes[0])


def _is_version(text: str, run: Run, told: Told) -> bool:
    """Say whether a run has points as a version has, or a price: ``2.20.1``.

    Where words tell of a part, points and nothing else may stand between groups cut from a card's.
    """
    signs = set(GROUP.sub("", text[run.start : run.end]))
    cut = told.declared and len(signs) == 1 and _is_rest_of_groups(run)
    return "." in signs and not (cut or run.even or run.shaped)


def _is_unbroken(run: Run, setting: Setting) -> bool:
    """Say whether digits have no gap, or where a card is named the same one everywhere."""
    return setting.spoken and (len(run.sizes) == 1 or (run.uniform and setting.names_card))


def _unbroken(text: str, run: Run, setting: Setting, grounds: Grounds, *, likely: bool) -> Grounds:
    """Return what speaks for digits without a gap in a short mail that speaks of a card.

    They are ``likely`` a card's if its sentence does, or of a group's size, and begin as one does.
    """
    if likely and _ends_clause(text, run):
        return Grounds.GROUPED
    four = run.length == FOUR and grounds is Grounds.AMONG_WORDS
    return Grounds.BARE if four and setting.curt else grounds


def _is_next(run: Run, words: Words, setting: Setting) -> bool:
    """Say whether digits are the next of several in a mail without a card: "the second ..."."""
    return not setting.card and any(
        mark.label.role == "continued" and 0 <= run.start - mark.end <= SHORT
        for mark in words.between(run.start - _AROUND, run.start)
    )


def _among_words(run: Run, setting: Setting, evidence: Evidence, *, dated: bool) -> Grounds:
    """Weigh groups of four in a text, by whether it is one about cards or hands them over.

    A date such as cards have right behind them (``dated``) says as much.
    """
    if setting.spoken and run.length < SHAPED:
        evidence.add("card word")
    if dated:
        evidence.add("expiry beside it")
    likely = run.alone or setting.spoken or setting.handed_over or dated
    return Grounds.GROUPED if likely else Grounds.LOOSE


def _against(
    place: Place,
    marks: list[Mark],
    rules: Rules,
    evidence: Evidence,
    needed: float,
    *,
    slip: bool,
) -> None:
    """Weigh whatever the digits are instead: something else than a code, or than a card.

    Where somebody corrects a ``slip``, his error is no error with a number.
    """
    if slip:
        marks = without_slips(place.text, place.start, marks, rules.describing)
    for kind in (Kind.CVV, Kind.PAN):
        against(place._replace(kind=kind), marks, rules, evidence, needed)


def _is_spoken_of(text: str, run: Run, marks: list[Mark]) -> bool:
    """Say whether a card is spoken of beside a run, in the same sentence."""
    cards = [mark for mark in marks if mark.label.role == "card"]
    return any(
        not SENTENCE_OR_DIGIT.search(text, _end(text, mark), run.start)
        if mark.end <= run.start
        else 0 <= mark.start - run.end <= _CARD_BEHIND
        and not SENTENCE_OR_DIGIT.search(text, run.end, mark.start)
        for mark in cards
    )


def _end(text: str, mark: Mark) -> int:
    """Return where a phrase ends, with the point of an abbreviation: "card no. is"."""
    return mark.end + (_ABBREVIATED.search(text, mark.start, mark.end + 1) is not None)


def _nearest(one: int | None, other: int | None) -> int | None:
    """Return the smaller of two distances, None being none."""
    return other if one is None else one if other is None else min(one, other)


def _distance(text: str, run: Run, marks: list[Mark]) -> int | None:
    """Return how near a word for a card stands before a run, in the same sentence.

    An expiry date right behind the groups says as much: an order has none.
    """
    cards = (mark for mark in marks if mark.label.role == "card" and mark.end <= run.start)
    end = max((_end(text, mark) for mark in cards), default=None)
    if end is None or SENTENCE_OR_DIGIT.search(text, end, run.start):
        return None
    return 0 if run.shaped and has_expiry_behind(text, run.end) else run.start - end


def _shape(
    text: str, run: Run, evidence: Evidence, *, begins: bool, likely: bool
) -> Grounds | None:
    """Weigh the groups; ``likely`` says that the words or the bareness speak for a card."""
    if (
        run.shaped
        and run.length >= SHAPED
        and begins
        and (likely or not run.cut)
        and not _CELLS.search(text, run.start, run.end)
    ):
        evidence.add("shape of a card")
        return Grounds.SHAPED
    if run.shaped and run.length >= _GROUPED:
        evidence.add("even groups")
        return Grounds.GROUPED
    if len(run.sizes) == 1 and run.length >= SHAPED:
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


def _place(setting: Setting, run: Run, evidence: Evidence, *, apart: bool) -> Grounds | None:
    """Weigh the same for a part of a number: words that say nothing are as none."""
    place = bareness(setting, evidence, apart=apart)
    wordless = setting.labelled or (setting.leads_on and run.length < SHORT)
    return Grounds.BARE if wordless and place is Grounds.AMONG_WORDS else place


def _is_enough(run: Run, shape: Grounds | None, place: Grounds | None, *, unbroken: bool) -> bool:
    """Say whether digits that no word declares are worth a second look, or ``unbroken`` ones."""
    if run.length >= _WHOLE or (shape is None and place is None):
        return False
    if place is Grounds.BARE:
        alike = len(set(run.sizes)) == 1
        return run.length != SHORT and (run.shaped or alike or _is_rest_of_groups(run))
    if place is Grounds.AMONG_WORDS and shape is None and run.length % FOUR:
        return (run.length >= SHAPED and len(run.sizes) == 1) or (unbroken and run.length > FOUR)
    if shape is None and not (unbroken or run.even or len(run.sizes) == 1):
        return False
    return run.length >= FOUR


def _strongest(run: Run, *found: Grounds | None) -> Grounds:
    """Return what speaks most for a run: bare, and cut at both ends, it may be sizes, 120 60."""
    best = max(each for each in found if each is not None)
    cut = len(set(run.sizes)) > 1 and max(run.sizes[0], run.sizes[-1]) < FOUR
    return Grounds.AMONG_WORDS if cut and best is Grounds.BARE else best


def _is_rest_of_groups(run: Run) -> bool:
    """Say whether groups follow the end of one: of "4111 11" the rest is "11 1111 1111".

    The last one may be cut as well.  An Amex has six digits in its second group, and then five.
    """
    fours = max(run.sizes) <= FOUR and {*run.sizes[1:-1]} <= {FOUR}
    return fours or (run.sizes[0] < _AMEX[0] and run.sizes[1:] == _AMEX[1:])


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
