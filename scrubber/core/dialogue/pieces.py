"""What one mail holds of a number that other mails complete: parts of it, a code, a date.

Looked for in what somebody wrote newly, and once something is found there, in what he quotes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.dialogue import companions, parts
from scrubber.core.dialogue.another import names_card
from scrubber.core.dialogue.newtext import SUBJECT
from scrubber.core.dialogue.openings import openings
from scrubber.core.dialogue.othernumbers import (
    is_of_noun,
    is_of_thing,
    is_what_for,
    names_others,
)
from scrubber.core.dialogue.parts import SHAPED
from scrubber.core.dialogue.worth import LOOKED_AT
from scrubber.core.judge import Hit
from scrubber.core.language.described import joins
from scrubber.core.model import Grounds, Kind, Opening, Piece, PieceKind, Position, Spot
from scrubber.core.numbers.pan import READABLE, luhn_residues
from scrubber.core.reading.digits import digits_of, find_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrubber.core.dialogue.companions import Companion
    from scrubber.core.dialogue.newtext import NewText, NewTexts
    from scrubber.core.dialogue.parts import Part
    from scrubber.core.judge import Judge
    from scrubber.core.message.passage import Passage
    from scrubber.core.reading.digits import Run
    from scrubber.core.reading.quoting import Quoting
    from scrubber.core.reading.view import View
    from scrubber.core.rules import Rules

_MOST = 24
_GROUPED = 8
_WHOLE = 16
_AND = 12
_CODE = 3
_BRIEF = 2500
_AROUND = 240
_KINDS = {Kind.CVV: PieceKind.CODE, Kind.EXPIRY: PieceKind.EXPIRY}

Taken = dict[int, list[tuple[int, int]]]
"""Characters of passages, by their identity, that are card data already."""


class Found(NamedTuple):
    """A piece, and the digits to be masked where it stands in a view of a passage."""

    passage: Passage
    view: View
    hit: Hit
    piece: Piece


def find_pieces(
    texts: NewTexts, taken: Taken, unnamed: Taken, rules: Rules, judge: Judge
) -> list[Found]:
    """Return the pieces in the ``texts`` of a mail; those in one place count once.

    Beside a whole number only what is declared is one.  What is only quoted counts if the mail
    answers the one that had it.  An ``unnamed`` code, which is masked, may be a group of a number.
    """
    found: list[Found] = []
    for text in texts:
        claimed = taken.setdefault(id(text.passage), [])
        codes = unnamed.get(id(text.passage), ())
        for hit, each in _in_text(text, rules, judge):
            low, high = text.view.span(hit.start, hit.end)
            piece = _as_code(text, hit, each) if (low, high) in codes else each
            if piece and not any(start < high and low < end for start, end in claimed):
                claimed.append((low, high))
                found.append(Found(text.passage, text.view, hit, piece))
    if all(each.piece.quoted and not each.piece.masked for each in found):
        return found if texts.answers else []
    return _beside_number(found) if texts.whole else found


def _beside_number(found: Iterable[Found]) -> list[Found]:
    """Leave out what is bare beside a whole number: it is none; what is declared stays."""
    declared = (each for each in found if each.piece.grounds is Grounds.DECLARED)
    return [each for each in declared if each.piece.masked or each.piece.due]


def whole_number(hit: Hit, view: View, quoting: Quoting, rules: Rules, kind: PieceKind) -> Piece:
    """Return what a whole number in a mail means to others: a code and a date may follow."""
    length = len(hit.pan or ())
    luhn = any(network.luhn for network in rules.networks if network.name == hit.network)
    return Piece(
        kind,
        length,
        None,
        (Opening(hit.network or "", (length,), luhn),),
        Position.NOWHERE,
        Grounds.DECLARED,
        (),
        quoted=quoting.holds(view.span(hit.start, hit.end)[0]),
        masked=True,
    )


def merged(found: Iterable[Found]) -> list[Piece]:
    """Return the pieces with their repetitions, in HTML beside text or quoted below, as one."""
    kept: dict[tuple[object, ...], Piece] = {}
    count: Counter[tuple[object, ...]] = Counter()
    for each in sorted(found, key=lambda each: each.piece.quoted):
        piece = each.piece
        kind = piece.kind, piece.length, piece.residues
        where = (*kind, each.passage.part, piece.quoted)
        key = (*kind, count[where])
        count[where] += 1
        same = kept.get(key)
        if same is None:
            kept[key] = piece
        else:
            kept[key] = replace(
                same,
                spots=same.spots + piece.spots,
                grounds=max(same.grounds, piece.grounds),
                position=same.position or piece.position,
                masked=same.masked and piece.masked,
            )
    return list(kept.values())


def _in_text(text: NewText, rules: Rules, judge: Judge) -> Iterator[tuple[Hit, Piece]]:
    """Yield the pieces in one reading of a passage: what words name, then what is bare."""
    shown, setting = text.view.text[:LOOKED_AT], text.setting
    runs = list(islice(find_runs(shown), _MOST))
    found: list[Part] = []
    codes = []
    others = None
    for run in runs:
        if not text.reads(run.start, run.end):
            continue
        code, part = _either(text, run, rules)
        if part and part.another:
            others, part = part, None
        if (code is None and part is None) or _is_none(text, run):
            continue
        if code and not setting.asked_elsewhere:
            codes.append(code)
        if part and (part.grounds >= Grounds.SHAPED or not setting.asked_elsewhere):
            found.append(part)
    if len(text.own) <= _BRIEF:
        numbers = [run for run in runs if run.shaped and run.length >= _GROUPED]
        # "And the last digits are 1111": these are no code.
        parted = [part.run for part in found if part.told]
        numbers += parted
        # "My number is 835 600, the last digits were missing": neither are these.
        numbers += [run for run in runs if run.sizes == (_CODE, _CODE)]
        yield from _companions(text, numbers, parted, rules, judge)
    yield from (_companion(text, code) for code in codes if _is_known(text, code))
    listed = [part for part in found if _is_listed(text, part, found, rules)]
    found = [part for part in found if part not in listed]
    about = _is_about_others(text, found, rules)
    for part in found:
        loose = not _is_declared(part) and (about or _is_of_thing(text, part, rules))
        yield _part(text, part._replace(grounds=Grounds.LOOSE) if loose else part, rules, judge)
    if others and not (found or text.quotes(others.run.start)):
        yield _another(others)


def _either(text: NewText, run: Run, rules: Rules) -> tuple[Companion | None, Part | None]:
    """Return the code or the part of a number that a run may be."""
    asked = text.view.text[:LOOKED_AT], run, text.words, rules, text.setting
    code = companions.code(*asked)
    if code is not None and code.at_once:
        return code, None
    part = parts.part(*asked)
    if part is not None and not part.another and _is_of_order(text, part, rules):
        part = None
    if code is not None and part is not None and not part.another:
        # The end of an Amex has three digits, too.
        return (None, part) if _is_declared(part) or part.told else (code, None)
    return code, part


def _is_of_order(text: NewText, part: Part, rules: Rules) -> bool:
    """Say whether digits that no word tells to be a part are those of what the mail is about.

    A subject names an order, whatever it says of cards, and a card is for one.
    """
    if part.told or _is_declared(part):
        return False
    titled = text.passage.part == SUBJECT and parts.is_unlike(part.run)
    return titled or is_what_for(text.view.text, part.run.start, rules)


def _is_none(text: NewText, run: Run) -> bool:
    """Say whether a run is a mail program's, or a word whose letters were read as digits: "lo"."""
    low, high = text.view.span(run.start, run.end)
    return text.heads(run.start) or (
        run.length == high - low and text.passage.text[low:high].isalpha()
    )


def _is_about_others(text: NewText, found: Sequence[Part], rules: Rules) -> bool:
    """Say whether a mail with parts that no word declares names other numbers, and no card."""
    setting = text.setting
    if all(map(_is_declared, found)) or setting.card:
        return False
    if setting.others or not setting.brief:
        return setting.others
    runs = [part.run for part in found]
    marks = text.words.between(runs[0].start - _AROUND, runs[-1].end + _AROUND)
    new = [mark for mark in marks if not text.quotes(mark.start)]
    return names_others(text.view.text, new, runs, rules)


def _is_of_thing(text: NewText, part: Part, rules: Rules) -> bool:
    """Say whether a thing is named right before half a number or more, and no card anywhere.

    Or whether a noun is, that nobody knows.
    """
    shown, start = text.view.text, part.run.start
    if part.run.length >= _GROUPED and not text.setting.card and is_of_thing(shown, start, rules):
        return True
    said = part.grounds >= Grounds.SHAPED or part.told or part.corrects or text.setting.told_here
    return not said and is_of_noun(shown, start, rules)


def _is_declared(part: Part) -> bool:
    """Say whether words tell that digits are a part of a number."""
    return part.grounds is Grounds.DECLARED


def _companions(
    text: NewText, numbers: Sequence[Run], parted: Sequence[Run], rules: Rules, judge: Judge
) -> Iterator[tuple[Hit, Piece]]:
    """Yield the codes and dates that words name, but within numbers, and dates that are bare.

    These may be groups of two digits, but of what is told to be a part of a number (``parted``).
    """
    search = companions.search_for(text.view.text[:LOOKED_AT], text.words, rules, judge)
    for companion in companions.named(search, text.setting):
        if _is_known(text, companion) and not _is_within(text, companion, numbers):
            yield _companion(text, companion)
    if not text.setting.asked_elsewhere:
        for companion in companions.bare(search, text.setting):
            if _is_known(text, companion) and not _is_within(text, companion, parted):
                yield _companion(text, companion)


def _is_within(text: NewText, companion: Companion, numbers: Iterable[Run]) -> bool:
    """Say whether a code or a date stands within a number."""
    within = (run for run in numbers if run.start <= companion.start < run.end)
    return not all(_is_none(text, run) for run in within)


def _is_known(text: NewText, companion: Companion) -> bool:
    """Say whether a code or date is of the mail that is read, and which that is.

    What another mail may have answered is not known of those that lie in the one that is answered.
    """
    return text.depth <= 1 and text.reads(companion.start, companion.end)


def _is_listed(text: NewText, part: Part, found: Iterable[Part], rules: Rules) -> bool:
    """Say whether a mail names several numbers alike: of a card it has one piece, or says so.

    Groups of four may be several of a card, unless they are as many as it has, or "1, 2 and 3".
    """
    if _is_declared(part):
        return False
    shown, quoted = text.view.text, text.quotes(part.run.start)
    alike = [
        other.run
        for other in found
        if other.run.sizes == part.run.sizes and text.quotes(other.run.start) is quoted
    ]
    several = len({digits_of(shown, run) for run in alike})
    if part.run.length >= _GROUPED:
        return several > 1 and not quoted
    if several * part.run.length >= _WHOLE:
        return True
    if quoted:
        return False
    between = (shown[one.end : other.start] for one, other in pairwise(alike))
    return any(len(each) <= _AND and joins(each, rules.describing) for each in between)


def _companion(text: NewText, found: Companion) -> tuple[Hit, Piece]:
    """Return the hit and piece that a code or date is; nothing of its value is kept.

    What may go on with a number has residues, for the moment in which the memory looks for one.
    """
    digits = "".join(filter(str.isdigit, text.view.text[found.start : found.end]))
    hit = Hit(found.kind, None, found.start, found.end, found.evidence)
    quoted = text.quotes(found.start)
    piece = Piece(
        _KINDS[found.kind],
        found.length,
        luhn_residues(digits) if found.may_go_on else None,
        None,
        Position.NOWHERE,
        found.grounds,
        (_spot(text, found.start, found.end),),
        quoted=quoted,
        masked=found.at_once and not quoted,
    )
    return hit, piece


def _as_code(text: NewText, hit: Hit, piece: Piece) -> Piece | None:
    """Return the code that a piece was masked for: it may go on with a number all the same.

    Where words tell of a part they say where it stands; no code is what something begins with, nor
    what is told to be one of a card's parts.
    """
    if piece.quoted or piece.length != _CODE:
        return None
    told = piece.kind is PieceKind.PART and piece.grounds is Grounds.DECLARED
    if piece.position is Position.FIRST or (told and not piece.position):
        return replace(piece, masked=True)
    digits = "".join(filter(str.isdigit, text.view.text[hit.start : hit.end]))
    residues = luhn_residues(digits)
    return replace(piece, kind=PieceKind.CODE, residues=residues, openings=None, masked=True)


def _another(found: Part) -> tuple[Hit, Piece]:
    """Return what tells that a part of some other number stands in the mail, and nothing of it."""
    hit = Hit(Kind.PAN, None, found.run.start, found.run.end, found.evidence)
    return hit, Piece(PieceKind.ANOTHER, 0, None, (), Position.NOWHERE, Grounds.DECLARED, ())


def _part(text: NewText, found: Part, rules: Rules, judge: Judge) -> tuple[Hit, Piece]:
    """Return the hit and piece that a part of a number is."""
    run = found.run
    digits = digits_of(text.view.text, run)
    declared = found.grounds is Grounds.DECLARED
    opening: tuple[Opening, ...] = ()
    if found.position is not Position.LATER or run.length > READABLE // 2:
        opening = openings(digits, rules.issuers, declared=declared)
    hit = Hit(Kind.PAN, None, run.start, run.end, found.evidence)
    masked = _at_once(found) and judge.convicts(hit)
    due = masked and _may_be_of_any(text, found, rules)
    piece = Piece(
        PieceKind.PART,
        run.length,
        luhn_residues(digits),
        opening,
        found.position,
        found.grounds,
        (_spot(text, run.start, run.end),),
        quoted=text.quotes(run.start),
        masked=masked and not due,
        due=due,
    )
    return hit, piece


def _may_be_of_any(text: NewText, found: Part, rules: Rules) -> bool:
    """Say whether no word tells of a card where digits are told to go on with some number."""
    digits = digits_of(text.view.text, found.run)
    rest = found.position is Position.LATER and not (
        len(digits) >= SHAPED and openings(digits, rules.issuers, declared=False)
    )
    card = text.setting.told_here or names_card(text.view.text, found.run, text.setting, rules)
    return rest and not card


def _at_once(found: Part) -> bool:
    """Say whether a part is masked before another mail completes it.

    The last four digits are not: receipts show them, and people name their cards by them.
    """
    ending = found.position is Position.LATER and found.run.length <= READABLE
    return found.grounds >= Grounds.SHAPED and not ending


def _spot(text: NewText, start: int, end: int) -> Spot:
    """Return the place of ``[start, end)`` of a view."""
    return Spot(text.passage.part, *text.view.span(start, end))
