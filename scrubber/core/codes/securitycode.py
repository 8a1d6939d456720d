"""Security codes and expiry dates, by the words for them and by their place beside a card.

They are judged once the card numbers of the whole mail are known: a bare ``123`` means something
right behind a card number, and nothing elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.cards.evidence import against, begins_date
from scrubber.core.cards.labels import Place
from scrubber.core.codes.alone import weigh_alone, weigh_answer
from scrubber.core.codes.announced import answers
from scrubber.core.codes.expiries import BEHIND_CARD, MOST_ALONE, NAME_NEAR, Expiries
from scrubber.core.codes.expiry import follows_month, leads_to
from scrubber.core.codes.leftover import ENOUGH, corrected_by, left_over
from scrubber.core.codes.letter import Told, nearest_word, told_by_all
from scrubber.core.codes.listed import begin_list
from scrubber.core.codes.named import VERSION, length, names_at_once, told_above, weigh_names
from scrubber.core.codes.numbered import answered_by_number
from scrubber.core.codes.others import of_others
from scrubber.core.codes.rivals import without_rivals
from scrubber.core.codes.search import (
    BOXES,
    CODES,
    NO_OFFSET,
    WORDS_AROUND,
    Search,
)
from scrubber.core.codes.stripe import find_behind
from scrubber.core.codes.together import asked_together, fill_a_sentence, is_told_next
from scrubber.core.judge import WEIGHTS, Evidence, Hit
from scrubber.core.language.described import beside, joins
from scrubber.core.model import Kind
from scrubber.core.numbers.ranges import Ranges, merged
from scrubber.core.patterns import pattern
from scrubber.core.reading.lines import LETTER_OR_DIGIT, alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.rules import Rules

_APART = rf"(?:[ .,\-]{{1,3}}|{BOXES})[0-9]"
_REST = rf"(?:[0-9]{{2,3}}|(?:{_APART}){{2,3}}(?!{_APART}))"
# It begins with a digit, so that nothing else is looked at.
# Asterisks that touch digits are a mask, but one or two are emphasis in plain text (*123*,
# **123**), unless more of a mask stands before them (**** ****** *0005).
_BEFORE_EMPHASIS = r"(?<![0-9*])(?<!\*[\s\-])"
_CODE = pattern(
    rf"[0-9]{NO_OFFSET}(?:(?<![0-9*].){_REST}(?![0-9*])"
    rf"|(?<={_BEFORE_EMPHASIS}\*.){_REST}(?=\*?(?![0-9*]))"
    rf"|(?<={_BEFORE_EMPHASIS}\*\*.){_REST}(?=\*\*(?![0-9*])))"
)
_UNEVEN = pattern(
    r"(?!24[ \-]7)[0-9](?<![0-9*.,:/\-].)(?<![0-9*][ .,:/\-].)(?:[0-9][ \-][0-9]|[ \-][0-9]{2})"
    r"(?![0-9*]|[ .,:/\-]{1,2}[0-9*])"
)
"""Two of the digits together, as somebody reads them out: "20 7"."""

_THREE = r"(?<=[0-9]{3}%s)(?<![0-9*][0-9]{3}%s)(?<![0-9*][ .,\-][0-9]{3}%s)"
"""Three digits before, and no more of them: the half of what services send to log in with."""

_JOINED_BEFORE = pattern(rf"[0-9][.,:/+\-]\Z|[.,#&€$£¥₽]\Z|{_THREE.replace('%s', ' ')}\Z")
_JOINED_BEHIND = pattern(
    r"[.,:/+\-][0-9]|[€$£¥₽%°²³]| 000(?![0-9])"
    rf"|{_THREE.replace('%s', '')} [0-9]{{3}}(?![0-9*]|[ .,\-][0-9*])"
)
_GROUPS_BEHIND = pattern(r"(?:\) ?|[ \-./])[0-9]{3}[ \-./][0-9]{2,4}(?![0-9])")
"""The rest of a telephone number."""

_CLAUSE_ENDS = pattern(r"[ \t]*(?:[.,;!?)\n]|\Z)")
_MODEL = pattern(r"[A-Z]-\Z")
_YEAR = pattern(r"(?:19|20)[0-9]{2}")

_BLOCK = 130
_BLOCK_LINES = 6
_AMEX = 4
_DATED = frozenset(("a month beside it", "a month near it"))
"""What tells more of a code than that it may be one."""

_MANY = 64
"""Codes of one text behind which a further one that convicts by its name or place is not doubted.

No code passes for it, and a wall of codes costs half of what it did.
"""


def find_codes(search: Search) -> list[Hit]:
    """Return the security codes and expiry dates in a view, while there is patience."""
    expiries = Expiries(search)
    codes = _codes(search, expiries)
    if search.mail.patience.over_codes:
        return codes  # nobody asks which they are
    dates = _dates(search, expiries, codes)
    taken = Ranges(codes + dates)
    glued = [hit for hit in find_behind(search) if not taken.overlap(hit.start, hit.end)]
    return codes + dates + list(filter(search.judge.convicts, glued))


def _dates(search: Search, expiries: Expiries, codes: list[Hit]) -> list[Hit]:
    """Return the expiry dates; where neither a card nor a code is, most need not be weighed."""
    alone = not (codes or search.mail.cards)
    if alone and not search.dated and search.needed > MOST_ALONE:
        return []
    of_mail = ("code in the mail", *(("card in the mail",) if search.mail.cards else ()))
    taken = Ranges(codes)
    hits = []
    for date, evidence in expiries.weighed():
        if not (alone or evidence.reasons):
            weigh_answer(search, date, evidence)
        if codes:
            evidence.add("code in the mail")
            # That a card and a code are in the mail is said of each date in it.
            told = evidence.weight > sum(map(WEIGHTS.__getitem__, of_mail))
            if not told and leads_to(search, date, codes, only=expiries.only):
                evidence.add("a code told with it")
        elif alone:
            weigh_alone(search, date, evidence, expiries.next_to(date))
        hit = Hit(Kind.EXPIRY, None, date.start, date.end, evidence)
        if search.judge.convicts(hit) and not taken.overlap(date.start, date.end):
            hits.append(hit)
    return hits


def _codes(search: Search, expiries: Expiries) -> list[Hit]:
    """Return the security codes."""
    hits: list[Hit] = []
    own = search.rules.own[Kind.CVV]
    near = Ranges(merged(_near_cards(search)))
    patience = search.mail.patience
    others: list[tuple[int, int]] = []
    for found in search.matches(_CODE):
        if patience.over_codes:
            break
        start, end = found.span()
        beside = expiries.are_near(start, end)
        if search.cards.overlap(start, end) or (beside and expiries.overlap(start, end)):
            continue
        named = not search.is_wordless(start) and (
            search.may_be_described(start)
            or search.may_be_named(start, end, *CODES)
            or answers(search.text, start, end, search.rules.describing)
        )
        if not others[ENOUGH:]:
            others += ((start, end),)
        beside = beside or near.overlap(start, end)
        if not (named or beside) or begins_date(search.text, start):
            continue
        evidence = Evidence()
        if named:
            weigh_names(search, start, end, evidence)
        _placed(search, start, end, expiries, evidence)
        clear = evidence.weight >= search.needed and not own
        enough = len(hits) >= _MANY or patience.over_doubts_of_codes
        if evidence.weight > 0 and not (clear and enough):
            patience.doubted_code()
            _doubts(search, start, end, expiries, evidence)
        hit = Hit(Kind.CVV, None, start, end, evidence)
        if search.judge.convicts(hit):
            hits.append(hit)
            patience.noted_code()
    hits = without_rivals(search.text, hits, search.cards.items)
    if patience.over_codes:
        return hits
    numbered = list(_numbered(search))
    hits = numbered or hits or list(_uneven(search, expiries))
    return hits + _further(search, expiries, hits, others) if others else hits


def _numbered(search: Search) -> Iterator[Hit]:
    """Yield codes that answer the question of the same number: others are asked for by theirs."""
    for start, end, name in answered_by_number(search):
        evidence = Evidence()
        evidence.add("named as the code", name)
        search.mail.patience.noted_code()
        yield Hit(Kind.CVV, None, start, end, evidence)


def _uneven(search: Search, expiries: Expiries) -> Iterator[Hit]:
    """Yield codes of which two digits stand together, where a name leads to them."""
    for found in search.matches(_UNEVEN):
        start, end = found.span()
        taken = search.cards.overlap(start, end) or expiries.overlap(start, end)
        if taken or not search.may_be_named(start, end, "code"):
            continue
        evidence = Evidence()
        weigh_names(search, start, end, evidence)
        _doubts(search, start, end, expiries, evidence)
        hit = Hit(Kind.CVV, None, start, end, evidence)
        named = any(name.startswith("named as the code") for name, _ in evidence.reasons)
        if named and search.judge.convicts(hit):
            search.mail.patience.noted_code()
            yield hit


def _further(
    search: Search, expiries: Expiries, hits: list[Hit], others: list[tuple[int, int]]
) -> list[Hit]:
    """Return what else is a code: what is left where none was found, what corrects one.

    Of two that correct each other both are one, or none.
    """
    known = {(hit.start, hit.end) for hit in hits}
    left = [] if hits else left_over(search, others, Ranges(expiries.likely()))
    found = {(x.start, x.end): (x.reason, x.topic) for x in left}
    if not left:
        found |= dict.fromkeys(of_others(search, hits, others), ("said of another card", ""))
    corrected = corrected_by(search, known | found.keys())
    found |= dict.fromkeys(corrected, ("corrects a code, or is corrected", ""))
    told = [Told(start, end, _because(*why)) for (start, end), why in sorted(found.items())]
    if not (hits or found):
        told = told_by_all(search, others)
    further = []
    named = bool(hits) or any(each.named for each in left)
    for start, end, evidence in told:
        unnamed = not (named or _DATED.intersection(name for name, _ in evidence.reasons))
        _doubts(search, start, end, expiries, evidence, nearest_word(search, start))
        further.append(Hit(Kind.CVV, None, start, end, evidence, unnamed=unnamed))
    convicted = list(filter(search.judge.convicts, further))
    if len(convicted) < len(further) and (corrected or any(not x.apart for x in left)):
        return []
    for _ in convicted:
        search.mail.patience.noted_code()
    return convicted


def _because(reason: str, detail: str) -> Evidence:
    """Return one reason as evidence."""
    evidence = Evidence()
    evidence.add(reason, detail)
    return evidence


def _near_cards(search: Search) -> Iterator[tuple[int, int]]:
    """Yield the stretches beside cards in which digits may be a code by their place."""
    for card in search.cards.items:
        yield max(card.start - BEHIND_CARD - 1, 0), card.end + _BLOCK + 1


def _placed(search: Search, start: int, end: int, expiries: Expiries, evidence: Evidence) -> None:
    """Weigh the place of the digits beside a card or an expiry."""
    text = search.text
    if VERSION.fullmatch(text, start, end):
        return
    before, behind = search.cards.before(start), search.cards.behind(end)
    if before and start - before.end <= _BLOCK:
        gap = _without(text, before.end, start, expiries)
        near = start - before.end <= BEHIND_CARD and (
            not LETTER_OR_DIGIT.search(gap)
            or (joins(gap, search.rules.describing) and bool(_CLAUSE_ENDS.match(text, end)))
        )
        if near and ("\n" not in gap or alone(text, start, end)):
            evidence.add("right behind the card")
            if len(gap) < start - before.end:  # its expiry is between them
                evidence.add("beside the expiry")
            return
        if alone(text, start, end) and gap.count("\n") <= _BLOCK_LINES:
            evidence.add("in the card's block")
            return
    if behind and behind.start - end <= BEHIND_CARD and alone(text, start, end):
        gap = _without(text, end, behind.start, expiries)
        if not LETTER_OR_DIGIT.search(gap):  # words tell of the card, and not of digits above
            evidence.add("in the card's block")
            return
    near = _beside_date(search, start, end, expiries, evidence)
    near = near or (before is not None and start - before.end <= _BLOCK)
    near = near or (behind is not None and behind.start - end <= BEHIND_CARD)
    if near:
        floor = told_above(text, start, end)
        if sense := beside(text, start, end, search.rules.describing, floor):
            evidence.add("a word for the code beside it", sense)


def _beside_date(
    search: Search, start: int, end: int, expiries: Expiries, evidence: Evidence
) -> bool:
    """Weigh the place of the digits beside an expiry, and say whether there is one."""
    text, describing = search.text, search.rules.describing
    earlier, later = expiries.before(start), expiries.behind(end)
    gaps = [text[earlier.end : start]] if earlier and start - earlier.end <= NAME_NEAR else []
    gaps += [text[end : later.start]] if later and later.start - end <= NAME_NEAR else []
    if gaps and later:
        named = Ranges(search.marks(end, end, "expiry"))
        gaps.append(_without(text, end, later.start, named))
    if any(not LETTER_OR_DIGIT.search(gap) or joins(gap, describing) for gap in gaps):
        evidence.add("beside the expiry")
    elif earlier and is_told_next(text, earlier.end, start, end, describing):
        evidence.add("told behind the expiry")
    if earlier and gaps and asked_together(search, earlier):
        evidence.add("asked for together")
    if gaps and not search.mail.cards:
        dates = filter(None, (earlier, later))
        if any(fill_a_sentence(search, start, end, date) for date in dates):
            evidence.add("nothing but an expiry beside it")
    return bool(gaps)


def _without(text: str, start: int, end: int, known: Expiries | Ranges[Mark]) -> str:
    """Return ``text[start:end]`` without the dates in it, or the words for one."""
    parts = []
    for date in known.within(start, end):
        parts.append(text[start : date.start])
        start = date.end
    return "".join([*parts, text[start:end]])


def _doubts(
    search: Search,
    start: int,
    end: int,
    expiries: Expiries,
    evidence: Evidence,
    told: int | None = None,
) -> None:
    """Weigh what says that the digits at ``[start, end)`` are no security code.

    So far before them a word ``told`` what they are, if no name did.
    """
    text = search.text
    marks = search.words.between(start - WORDS_AROUND, end + WORDS_AROUND)
    if search.mail.cards:
        evidence.add("card in the mail")
    said = search.words.between(start - 2 * WORDS_AROUND, end + WORDS_AROUND)
    amex = search.mail.amex or any(_means_amex(mark, search) for mark in said)
    if length(text, start, end) == _AMEX and not amex:
        evidence.add("four digits, no Amex")
    if _is_part_of_more(search, start, end, expiries, marks):
        evidence.add("part of a longer number")
    if begin_list(text, end):
        evidence.add("in a list of other numbers")
    nearest = [mark.end for mark in marks if mark.label.role == "code" and mark.end <= start]
    distance = start - max(nearest) if nearest else told
    place = Place(text, start, end, distance, "cvv")
    against(place, marks, search.rules, evidence, search.needed)


def _means_amex(mark: Mark, search: Search) -> bool:
    """Say whether a phrase names American Express, or a code of four digits, which only it has."""
    asked = mark.label, mark.phrase
    means = search.amex_meant.get(asked)
    if means is None:
        means = search.amex_meant[asked] = _tells_of_amex(mark, search.rules)
    return means


def _tells_of_amex(mark: Mark, rules: Rules) -> bool:
    """Say that of a phrase of which nobody asked before; a wall has few."""
    words = mark.phrase.split() if mark.label.role in CODES else ()
    four = any(rules.numbers.get(word, word) == "4" for word in words)
    amex = any(told.endswith(" amex") for word in words for told in rules.describing.get(word, ()))
    return four or amex or mark.label == ("card", "amex")


def _is_part_of_more(
    search: Search, start: int, end: int, expiries: Expiries, marks: list[Mark]
) -> bool:
    """Say whether signs, digits or letters make one thing with the digits, a price or a number."""
    text = search.text
    before = _JOINED_BEFORE.search(text, max(start - 2, 0), start)
    if before and before[0] == "#" and names_at_once(text, start - 1, marks):
        before = None
    if before and not any(known.overlap(start - 2, start) for known in (search.cards, expiries)):
        return True
    behind = _JOINED_BEHIND.match(text, end)
    if behind and not any(known.overlap(end, end + 2) for known in (search.cards, expiries)):
        return True
    groups = _GROUPS_BEHIND.match(text, end)
    if groups and not any(known.overlap(*groups.span()) for known in (search.cards, expiries)):
        return True
    if _YEAR.fullmatch(text, start, end) and follows_month(search, start):
        return True
    named = {edge for mark in marks for edge in (mark.start, mark.end)}
    if start - 1 not in named and _MODEL.search(text, max(start - 2, 0), start):
        return True
    return (start > 0 and text[start - 1].isalpha() and start not in named) or (
        end < len(text) and text[end].isalpha() and end not in named
    )
