"""Digits that nothing explains, where a code is spoken of: "you asked for it, and I make it 123".

Nobody lists all names that people find for a code, and all the ways in which they come to it.  But
in a letter that speaks of one, three digits that stand as a value does, and that are neither a
price nor a size nor the number of anything, are what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scrubber.core.codes.announced import answers, sentences
from scrubber.core.codes.corrected import are_swapped, corrections
from scrubber.core.codes.mere import Mere
from scrubber.core.codes.ofthings import begins_of_thing, is_of_thing
from scrubber.core.codes.written import MASKED
from scrubber.core.language.described import back_of_thing, meaning, meant, spoken_of
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import (
    LEFT,
    LEFT_OF_CARD,
    LIKELY,
    MEANING,
    SOMEBODYS,
    SPOKEN,
    THING,
)
from scrubber.core.language.tongues import languages, says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scrubber.core.codes.expiry import Date
    from scrubber.core.codes.search import Search
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.numbers.ranges import Ranges

_REACH: Final = 240
"""Characters to either side of digits in which a code may be spoken of."""

ENOUGH: Final = 8
"""Numbers of as many digits; among more of them one is hardly all that is left."""

_CORRECTED: Final = 60
"""Characters between a code and what corrects it."""

_BESIDE: Final = 24
_VALUE_BEFORE = pattern(
    r"(?:\A|[\n,:;!?()\u2192\u2013\u2014|\"\u201e\u201c\u201d\u00ab]|[^\W\d_]{4}\.\s|\s-|\.\.)"
    r"[\s\"'*(]*\Z"
)
_WORD_BEFORE = pattern(r"([^\W\d_]+)[ \t\"'*(\u2018\u201e\u201c\u00ab]*\Z")
_VALUE_BEHIND = pattern(r"[\"'*\u201d\u00bb]*\s*(?:\Z|[\n.,:;!?()\u2192\u2013\u2014|]|-\s)")
_WORD_DENIED = pattern(r"([^\W\d_]+) [^\W\d_]{2,3} \Z")
"""What is denied: "instead of 123"."""

_WORD_BEHIND = pattern(r"[\"'*\u201d\u00bb]*[ \t]+([^\W\d_]+)")
_SIDE_BEHIND = pattern(r" [^\W\d_]{1,3} (?:[^\W\d_]{1,3} )?([^\W\d_]{4,})")
"""Where they stand: "123 on the back"."""

LEADING = frozenset(
    (
        *("says", "reads", "leads", "joins", "figures", "three", "four", "small", "secure"),
        *("check", "back", "front", "strip", "signature", "denies", "secret", "empty", "card"),
    )
)
"""What words before digits speak of that lead to them."""

_FOLLOWING = frozenset(
    (
        *("says", "reads", "leads", "joins", "back", "front", "secure", "denies", "empty"),
        *("small", "corrects", "which"),
    )
)
_GOODS = frozenset(("goods",))
_ELSE = frozenset(("coded", "goods", "kind"))
_WHOSE = frozenset(SOMEBODYS)
_MEASURED = frozenset(("amount", "measured", "thing"))
_NEVER = frozenset(("never",))
_DENIES = frozenset(("denies",))
_SECURE = frozenset(("secure",))
_SECURE_BEFORE, _SECURE_BEHIND = 3, 5
"""Words beside the digits."""

_SIDES = frozenset(("back", "front"))
_CLAUSE = pattern(r"[.,:;!?()\n]|\s[-\u2013\u2014]\s")
_LETTER = pattern(r"[^\W\d_]")
_DIGITS = pattern(r"[0-9]")
_LONGER = pattern(r"[.,:/+\-][0-9]")
"""The rest of a larger number, or of an amount."""

_NO_CODE = pattern(r"19[0-9]{2}|20[0-4][0-9]|[0-9](?:\.[0-9])+")
"""A year, or a version."""

_USED_UP = pattern(r"[^.!?;\n*0-9]{0,20}[0-9]{2}")
"""A name that tells of other digits."""
_TOLD = pattern(r"[^0-9*;!?=]{1,48}(?P<digits>[0-9]{3})(?! ?[0-9])")
"""What a mere word for a code may lead to."""

_MERE = "code_mere"
_FOUR = 4
_PAIR_OF_CARDS = 2
_OF_CARD = frozenset(("card", "card_known", "expiry"))


class Left(NamedTuple):
    """Digits at ``[start, end)`` that nothing explains, and what is spoken of: ``topic``.

    It ``named`` a code, or only described one.  Those that stand ``apart`` are of several cards.
    """

    start: int
    end: int
    topic: str
    named: bool
    apart: bool = False

    @property
    def reason(self) -> str:
        """What the judge calls it."""
        return "named, and nothing else explains it" if self.named else "nothing else explains it"


def left_over(
    search: Search, numbers: Sequence[tuple[int, int]], expiries: Ranges[Date]
) -> list[Left]:
    """Return what is left of ``numbers`` where a code is spoken of, and none was found.

    It is one number, or one and what corrects it, or beside an expiry one and that of another.
    """
    mail, text = search.mail, search.text
    if not 0 < len(numbers) <= ENOUGH or mail.automatic or mail.pieces:
        return []
    if told := list(filter(set(numbers).__contains__, _told_at_once(search, numbers))):
        return [Left(*each, "mere", named=True) for each in told]
    if whose := _whose(search, numbers, expiries):
        return [Left(*each, "expiry", named=False, apart=True) for each in whose]
    left = [each for each in numbers if is_value(search, *each)]
    fours = [each for each in left if each[1] - each[0] == _FOUR]
    left = (mail.amex and fours) or [each for each in left if each not in fours] or fours
    pair = _pair(search, left) if len(left) > 1 else ()
    if not left or len({text[slice(*each)] for each in left}) > max(len(pair), 1):
        return []
    topic, named = _topic(search, *left[0])
    swapped = bool(pair) and are_swapped(*(text[slice(*each)] for each in pair))
    if not topic and swapped and _is_all_told(search, left[0][0], left[-1][1]):
        topic = "corrects"
    return [Left(*each, topic, named) for each in left] if topic else []


def _told_at_once(search: Search, numbers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield three digits to which a mere word for a code leads, if nothing says whose it is.

    Several such words have several things.
    """
    text, card = search.text, bool(search.mail.cards)
    low, high = max(numbers[0][0] - _REACH, 0), numbers[-1][1]
    marks = (mark for mark in search.words.between(low, high) if mark.label.role == _MERE)
    led = [found.span("digits") for mark in marks if (found := _TOLD.match(text, mark.end))]
    if len({text[slice(*each)] for each in led}) > 1:
        return
    for start, end in led:
        around, at = _around(search, start, end)
        near = search.words.between(start - _REACH, end + _REACH)
        paid = any(mark.label.role in _OF_CARD for mark in near)
        paid = paid or around.tells_of_card()
        if not (card or paid or search.in_words):  # who dictates answers nobody's question
            continue
        if around.names_at_once(start - at, end - at, card=card, paid=paid):
            yield start, end


def _around(search: Search, start: int, end: int) -> tuple[Mere, int]:
    """Return what mere words say around digits, and where that begins."""
    low = max(start - _REACH, 0)
    text, describing = search.text[low : end + _REACH], search.rules.describing
    marks = search.words.between(low, end + _REACH)
    names = [(mark.start - low, mark.end - low) for mark in marks if mark.label.role == _MERE]
    return Mere(text, names, describing, languages(text, describing) if names else ()), low


def _whose(
    search: Search, numbers: Sequence[tuple[int, int]], expiries: Ranges[Date]
) -> list[tuple[int, int]]:
    """Return digits that are said to be somebody's near a month in which his card ends."""
    text, describing = search.text, search.rules.describing
    found = []
    for start, end in numbers if expiries.items else ():
        low, high = max(start - _REACH, 0), end + _REACH
        if end - start == _FOUR or not any(x.figures for x in expiries.within(low, high)):
            continue
        own = text[_sentence(text, start, end)[0] : start]
        tongues = languages(text[low:high], describing)
        if says(own, _WHOSE, tongues, describing) and is_value(
            search, start, end, LEADING | _WHOSE
        ):
            found.append((start, end))
    few = 0 < len({text[slice(*each)] for each in found}) <= _PAIR_OF_CARDS
    return found if few else []


def corrected_by(search: Search, known: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return what corrects ``known`` codes, or is corrected by them, if they are few."""
    text, describing = search.text, search.rules.describing
    found: set[tuple[int, int]] = set()
    for start, end in known if len(known) <= ENOUGH else ():
        for pair in corrections(text, max(start - _CORRECTED, 0), end + _CORRECTED, describing):
            if (start, end) in pair:
                found.update(pair)
    return {each for each in found if each not in known and is_value(search, *each)}


def _pair(search: Search, left: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return two numbers that are ``left`` of which one corrects the other."""
    found = corrections(search.text, left[0][0], left[-1][1], search.rules.describing)
    return next((pair for pair in found if all(each in left for each in pair)), ())


def _is_all_told(search: Search, start: int, end: int) -> bool:
    """Say whether nothing at all around digits that are told twice says what they are."""
    text, describing = search.text, search.rules.describing
    low, high = max(start - _REACH, 0), end + _REACH
    around = sentences(text, low, min(high, len(text)))
    clause = _CLAUSE.split(text[low:start])[-1] + text[start:end]
    return not (
        any(THING in spoken_of((text[b:e],), describing) for b, e in around)
        or says(
            text[low:high], _ELSE | _MEASURED, languages(text[low:high], describing), describing
        )
        or _has_unknown(clause, describing)
    )


def is_value(
    search: Search, start: int, end: int, leading: frozenset[str] | None = LEADING
) -> bool:
    """Say whether digits stand as a value does, and neither words nor signs say of what else.

    Words that are ``leading`` may stand before them, None for any.
    """
    text, describing = search.text, search.rules.describing
    if _NO_CODE.fullmatch(text, start, end) or _LONGER.match(text, end):
        return False
    low, high = _sentence(text, start, end)
    spoken = languages(text[max(low - _REACH, 0) : high + _REACH], describing)
    before = text[max(start - _BESIDE, 0) : start]
    return (
        (
            leading is None
            or _VALUE_BEFORE.search(before) is not None
            or _speaks(_WORD_BEFORE.search(before), leading, spoken, describing)
            or _speaks(_WORD_DENIED.search(before), _DENIES, spoken, describing)
        )
        and (leading is None or ends_as_value(search, end, spoken))
        and not _is_explained(text[low:start], text[end:high], spoken, describing)
        and (leading is None or not _is_of_a_subject(text[low:start], describing))
    )


def ends_as_value(search: Search, end: int, spoken: Collection[str]) -> bool:
    """Say whether, in the languages ``spoken``, only what tells of digits goes on behind them."""
    text, describing = search.text, search.rules.describing
    if _VALUE_BEHIND.match(text, end, end + _BESIDE):
        return True
    told = (_WORD_BEHIND, _FOLLOWING), (_SIDE_BEHIND, _SIDES)
    return any(_speaks(x.match(text, end), wanted, spoken, describing) for x, wanted in told)


def _is_explained(
    before: str, behind: str, spoken: Collection[str], describing: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether a sentence ``before`` and ``behind`` digits says of what else they are."""
    told = before.rpartition(":")[2]
    before = told if _LETTER.search(told) else before
    said = list(filter(_LETTER.search, _CLAUSE.split(before)))
    # What is measured may be another number: "it reads 123 and I have 4 minutes".
    following = _DIGITS.split(_CLAUSE.split(behind, 1)[0], 1)[0]
    clause = f"{said[-1] if said else ''} {following}"
    return (
        THING in spoken_of((before, behind), describing)
        or says(f"{before} {behind}", _ELSE, spoken, describing)
        or says(clause, _MEASURED, spoken, describing)
    )


def _is_of_a_subject(before: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether the digits are told of something that has a name: "our postcode is 123"."""
    tokens = tokens_of(plain(_CLAUSE.split(before)[-1]))[-2:]
    told = len(tokens) > 1 and "says" in meant(tokens[1], describing)
    return told and _has_unknown(tokens[0], describing)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence of digits begins and ends."""
    around = sentences(text, max(start - _REACH, 0), min(end + _REACH, len(text)))
    return next(each for each in around if each[0] <= start < each[1])


def _topic(search: Search, start: int, end: int) -> tuple[str, bool]:
    """Return what near the digits speaks of a code, "" if nothing; and whether it is its name."""
    text, describing = search.text, search.rules.describing
    low, high = max(start - _REACH, 0), min(end + _REACH, len(text))
    if MASKED.search(text, low, high):  # the code was found before
        return "", False
    around = sentences(text, low, high)
    own = next(text[b:e] for b, e in around if b <= start < e)
    tongues = languages(text[low:high], describing)
    around = [x for x in around if not says(text[slice(*x)], _NEVER, tongues, describing)]
    spoken = [spoken_of((text[b:e],), describing) for b, e in around]
    marks = search.words.between(low, high)
    of_card = bool(search.mail.cards) or any("card" in each for said in spoken for each in said)
    for mark in marks:
        named = mark.label.role == "code"
        if named and _is_plain_name(search, mark, start, tongues, of_card=of_card):
            return mark.phrase, True
    if search.mail.amex and end - start == _FOUR and search.cards.within(low, high):
        return "amex", False
    # What is told behind an answer does not say what was asked: "It's 123. It is for the oven".
    stop = end if answers(text, start, end, describing) else high
    of_thing = any(THING in each for (b, _), each in zip(around, spoken, strict=True) if b < stop)
    if not (of_card or of_thing):
        of_card = any(mark.label.role in _OF_CARD for mark in marks)
    if _around(search, start, end)[0].asks():
        return "mere", True
    of_thing = of_thing or says(text[low:stop], _ELSE, tongues, describing)
    if (of_card or not of_thing) and _is_secure(text, start, end, tongues, describing):
        return "secure", False
    among: tuple[tuple[str, ...], ...] = (*MEANING, *LEFT)
    if of_card:
        among = (*among, *LIKELY, *SPOKEN, *LEFT_OF_CARD)
    elif of_thing or _has_a_side(own, describing):
        among = MEANING
    asked = [text[b:e] for b, e in around if e <= start][-1:]
    asked = [each for each in asked if not says(each, _MEASURED, tongues, describing)]
    answered = [spoken_of((each, own), describing) for each in asked]
    told = (meaning(each, among, end - start) for each in (*spoken, *answered) if THING not in each)
    return next(filter(None, told), ""), False


def _is_secure(
    text: str,
    start: int,
    end: int,
    tongues: Collection[str],
    describing: Mapping[str, tuple[str, ...]],
) -> bool:
    """Say whether a word beside the digits speaks of security: "123, is that the security one?"."""
    low, high = _sentence(text, start, end)
    before = tokens_of(plain(text[low:start]))[-_SECURE_BEFORE:]
    behind = tokens_of(plain(text[end:high]))[:_SECURE_BEHIND]
    return says(" ".join((*before, *behind)), _SECURE, tongues, describing)


def _is_plain_name(
    search: Search, name: Mark, start: int, tongues: Collection[str], *, of_card: bool
) -> bool:
    """Say whether a name for a code is no thing's, nor that of a cloth."""
    text, describing = search.text, search.rules.describing
    other = _USED_UP.match(text, name.end)
    if other and other.end() - 2 != start:
        return False
    if is_of_thing(text, name, describing) or begins_of_thing(text, name.end, describing):
        return False
    sentence = text[slice(*_sentence(text, name.start, name.end))]
    if says(sentence, _NEVER, tongues, describing):
        return False
    if of_card or any("card" in meant(word, describing) for word in name.phrase.split()):
        return True
    return not (
        says(sentence, _GOODS, tongues, describing)
        or back_of_thing(text, name.start, name.end, describing)
    )


def _has_a_side(sentence: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a sentence speaks of the back or the front of what it has words for.

    "The back says 123" is an answer, "the back of the hoover says 123" is none.
    """
    sides = any(_SIDES & meant(token, describing) for token in tokens_of(plain(sentence)))
    return sides and _has_unknown(sentence, describing)


def _has_unknown(text: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether one of the longer words of ``text`` is none that is known."""
    words = filter(str.isalpha, tokens_of(plain(text)))
    return any(len(word) > _FOUR and word not in describing for word in words)


def _speaks(
    found: re.Match[str] | None,
    wanted: frozenset[str],
    spoken: Collection[str],
    describing: Mapping[str, tuple[str, ...]],
) -> bool:
    """Say whether a word that was ``found`` speaks of something that is ``wanted``."""
    return found is not None and says(found[1], wanted, spoken, describing)
