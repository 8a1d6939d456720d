"""Expiry dates: only beside a card or a security code, or named as what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.codes.search import NO_OFFSET
from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import said_in
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from scrubber.core.codes.search import Search
    from scrubber.core.judge import Hit

_YEAR = r"(?:20)?[2-4][0-9]"
# Patterns begin with a digit, so that nothing else is looked at: a third of the time.
_TWO_FIGURES = r"(?:(?<=0)[1-9]|(?<=1)[0-2])"
_DATE = pattern(
    rf"[0-9](?<![0-9].){NO_OFFSET}(?:"
    rf"(?:{_TWO_FIGURES}|(?<=[1-9]))[ ]?[/\-.\\|][ ]?{_YEAR}"  # 12/27, 12-2027
    rf"|(?<=2)0[2-4][0-9][/\-.](?:0[1-9]|1[0-2])"  # 2027-12
    rf"|(?:{_TWO_FIGURES}|(?<=[1-9]))[ ]{{1,2}}{_YEAR}"  # 12 27
    rf"|{_TWO_FIGURES}{_YEAR}"  # 1227
    r")(?![0-9])"
)
_FIELDS = pattern(
    r"[:=>\t][ \t\"']{0,3}(?P<month>0?[1-9]|1[0-2])(?![0-9])[^0-9:=>]{3,40}"
    rf"[:=>\t]{{1,2}}[ \t\"']{{0,3}}(?P<year>{_YEAR})(?![0-9])"
)
"""The month and the year in fields of their own, as forms send them."""

_LISTED = pattern(
    r"(?P<sign>[ \t\r\n]{1,5}+(?![:;,|])|[ \t]{0,4}+[:;,|][ \t\r\n]{0,4}+)(?:[0-9]{3,4}(?P=sign))?"
    r"(?P<date>(?:0?[1-9]|1[0-2])(?P=sign)" + _YEAR + r"|20[2-4][0-9](?P=sign)(?:0?[1-9]|1[0-2]))"
    r"(?![0-9]| [^\W\d_])"
)
"""What follows a card in a list of bare values, always with the same sign between."""

_BOX = r"[ \t|]{1,5}"
_BOXES = pattern(
    r"[0-9](?<![0-9].)(?:"
    rf"(?:(?<=0){_BOX}[1-9]|(?<=1){_BOX}[0-2])[ \t|]{{0,5}}/?{_BOX}(?:2{_BOX}0{_BOX})?"
    rf"[2-4]{_BOX}[0-9](?!{_BOX}[0-9]|[0-9])"
    rf"|(?:(?<=0)[1-9]|(?<=1)[0-2]|(?<=[1-9])) {{0,3}}\t{{1,2}} {{0,3}}{_YEAR}(?![0-9]))"
)
"""A digit in each box of a form, or the month and the year."""

_LAST_DAY = r"(?:28|29|30|31)"
_WHOLE = pattern(
    r"[23](?<![0-9].)(?:"
    r"(?:(?<=2)[89]|(?<=3)[01])([./\-])(?:0[1-9]|1[0-2])\1(?:20)[2-4][0-9](?![0-9])"
    rf"|(?<=2)0[2-4][0-9]([./\-])(?:0[1-9]|1[0-2])\2{_LAST_DAY}(?![0-9]))"
)
"""The last day of a month, with which a card ends."""

_LAST_DAY_BEFORE = pattern(rf"(?<![0-9]){_LAST_DAY}\.? (?:de |di )?\Z")
_LONGEST_DAY = 8
_LONGEST_NAME = 24
"""Characters between a word for the expiry and the value of its field: "expiry_date_month"."""

_BEFORE_BOX = 44
"""Characters between a word for the expiry and the first box."""

_YEAR_BEHIND = pattern(
    r"[2-4](?<=[\s'/\-].)(?:[0-9]|(?<=2)0[2-4][0-9])(?![0-9]|(?:st|nd|rd|th)\b)", re.IGNORECASE
)
_PAIR = pattern(r"[0-9]{2} [0-9]{2}")
_BARE = pattern(r"[1-9][0-9]? {1,2}[0-9]+")
_MONTH = pattern(
    r"([^\W\d_]{3,12})(?:\.?,?\s{1,2}(?:(?:de|del|of|di|du|d|van|z)\s)?'?|\.? ?[/\-] ?)\Z"
)
_LONGEST_MONTH = 22
"""Characters of a month in words and what stands between it and the year."""

_DAY_BEFORE = pattern(r"[0-9] ?[./\-]\Z|[0-9] \Z|(?<![0-9][0-9])[0-9] ?[./\-] \Z")
_ITEM_BEFORE = pattern(r"(?<![0-9])[0-9]{1,2}[.)] \Z")
"""What numbers an answer, where a month in figures stands with a stroke: "2. 12/27"."""

DAY_BEFORE = 5
"""Characters before a date in which the digits of a day end."""

_DAY_BEHIND = pattern(
    r"[ ]?(?P<sign>[./\-])[ ]?[0-9]{1,2}(?![0-9])"
    r"|(?<!20[2-4][0-9])[ ]?(?P<mark>[./\-])[ ]?[12][0-9]{3}(?![0-9])"
    r"|(?<=(?:[^\W\d_]|\.) [0-9]{2}),?(?: at|,)? +"
    r"(?:(?:19|20)[0-9]{2}(?![0-9])|[0-9]{1,2}:[0-9]{2})"
)
"""The third number of a date, also the year or the time behind "July 22,"."""
_CLAUSE = pattern(r"[.,;:!?()\n]")
_SENTENCE, _PART = pattern(r"[.;!?()\n]"), pattern(r"[,:]")
_TOLD = " \t:="
"""What may stand between a word for a date and it."""

_CODE_BEFORE = pattern(r"(?<![0-9])[0-9]{3}[ ,;/|]{1,3}\Z")
_CODE_NEAR = 7
_SAID_NEAR = 48
"""Characters around a month in which words say that something ends."""

_ENDS_SENTENCE = pattern(r"[0-9*.!?;\n]")
_OF_CARD = pattern(r"(?:0[1-9]|1[0-2])/(?:20)?[2-4][0-9]")
_LEADS_FAR = 120
_LEADS_NEAR = 20
"""Characters between a date and a code that are told together, and where it looks like a card's."""

_NO_CARD = frozenset(("thing", "goods", "amount", "sent"))
_SENT = frozenset(("sent",))
_LEADS = frozenset(("denies", "says", "leads", "joins", "empty", "corrects"))
_SHORT = 3
"""What words between a month and the clause that tells of it speak of, or their letters."""

_COUNTED = _NO_CARD | {"measured", "coded"}
_CONNECTED = pattern(r"[0-9] ?[/.\-|\\] ?[0-9]|^[0-9]{1,2} +20[2-4][0-9]$")


class Date(NamedTuple):
    """What may be an expiry date, at ``[start, end)``.

    ``figures`` says that it is written as nothing but a date is (``12/27``); the others are bare
    digits (``1227``) or name the month in words.  Where a day stands before or behind it, it is
    part of a whole date.  One that is ``whole`` is the last day of a month, which may be a card's.
    """

    start: int
    end: int
    figures: bool
    day_before: bool
    day_behind: bool
    whole: bool = False


def dates(search: Search) -> Iterator[Date]:
    """Yield what may be the month and year of an expiry, in order."""
    text = search.text
    found = [match.span() for match in _in_figures(search) if not _has_a_month(search, match)]
    found += _months_in_words(search)
    found += _in_boxes(search)
    fields = {*_in_fields(search), *_in_lists(search)}
    whole = {match.span() for match in search.matches(_WHOLE)}
    whole.update(_with_last_days(search.text, found))
    last = 0
    for start, end in sorted({*found, *fields, *whole}, key=lambda span: (span[0], -span[1])):
        if start < last:
            continue
        last = end
        if (start, end) in fields or (start, end) in whole:
            day = (start, end) in whole
            yield Date(start, end, figures=True, day_before=False, day_behind=day, whole=day)
            continue
        yield Date(
            start,
            end,
            figures=_CONNECTED.search(text[start:end]) is not None,
            day_before=_DAY_BEFORE.search(text, max(start - DAY_BEFORE, 0), start) is not None
            and not _is_an_item(text, start, end),
            day_behind=_has_a_day_behind(text, start, end),
        )


def _is_an_item(text: str, start: int, end: int) -> bool:
    """Say whether what looks like a day before a date numbers it."""
    low = max(start - DAY_BEFORE, 0)
    return "/" in text[start:end] and _ITEM_BEFORE.search(text, low, start) is not None


def _has_a_day_behind(text: str, start: int, end: int) -> bool:
    """Say whether a date goes on behind its year, with the sign that stands within it."""
    found = _DAY_BEHIND.match(text, end)
    sign = found and (found["sign"] or found["mark"])
    return found is not None and (not sign or sign in text[start:end])


def _in_figures(search: Search) -> Iterator[re.Match[str]]:
    """Yield dates in figures; the last group of a card may seem to be the year: 2045/01/27."""
    for found in search.matches(_DATE):
        in_card = search.cards.overlap(*found.span())
        again = _DATE.match(search.text, found.end() - len("01")) if in_card else None
        yield again or found


def _in_fields(search: Search) -> Iterator[tuple[int, int]]:
    """Yield where a field named for the expiry holds a month, and the next one a year."""
    for found in search.matches(_FIELDS):
        at = found.start()
        line = search.text.rfind("\n", 0, at) + 1
        named = search.words.between(max(line, at - _LONGEST_NAME), at)
        if any(mark.label.role == "expiry" for mark in named):
            yield found.start("month"), found.end()


def _in_lists(search: Search) -> Iterator[tuple[int, int]]:
    """Yield the month and the year where a card and they are values of one list."""
    for card in search.cards.items:
        if listed := _LISTED.match(search.text, card.end):
            yield listed.span("date")


def _in_boxes(search: Search) -> Iterator[tuple[int, int]]:
    """Yield where a name for the expiry stands before boxes for it."""
    for found in search.matches(_BOXES):
        at = found.start()
        if any(mark.label.role == "expiry" for mark in search.words.between(at - _BEFORE_BOX, at)):
            yield found.span()


def _months_in_words(search: Search) -> Iterator[tuple[int, int]]:
    """Yield where a month in words and a year stand; years are fewer than words."""
    for year in search.matches(_YEAR_BEHIND):
        low = max(year.start() - _LONGEST_MONTH, 0)
        month = _MONTH.search(search.text, low, year.start())
        if month and plain(month[1]) in search.rules.months:
            yield month.start(), year.end()


def _with_last_days(text: str, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield those of the dates that were ``found`` in words before which a last day stands."""
    for start, end in found:
        if text[start].isalpha():
            day = _LAST_DAY_BEFORE.search(text, max(start - _LONGEST_DAY, 0), start)
            if day:
                yield day.start(), end


def _has_a_month(search: Search, found: re.Match[str]) -> bool:
    """Say whether figures are the day and the year behind a month in words: "October 7 2022"."""
    if not _BARE.fullmatch(found[0]):
        return False
    return follows_month(search, found.start())


def follows_month(search: Search, at: int) -> bool:
    """Say whether a month in words stands right before character ``at``."""
    month = _MONTH.search(search.text, max(at - _LONGEST_MONTH, 0), at)
    return month is not None and plain(month[1]) in search.rules.months


def ends(search: Search, date: Date) -> bool:
    """Say whether something ends in a month, by words for it or since a code stands before it.

    It is a card where a code is in the mail.
    """
    if _has_a_day(date) or not _may_end(search.text, date):
        return False
    if not date.figures and _CODE_BEFORE.search(
        search.text, max(date.start - _CODE_NEAR, 0), date.start
    ):
        return True
    told = _told(search, date)
    bare = search.text[date.start].isdigit() and not date.figures
    return any("ends" in each and not (bare and "card" not in each) for each in told)


def speaks_of_card(search: Search, date: Date) -> bool:
    """Say whether the clause of a month speaks of a card, or of an end, and of nothing else's."""
    if _has_a_day(date) or not _may_end(search.text, date):
        return False
    return ends(search, date) or any("card" in each for each in _told(search, date))


def may_be_another(search: Search, date: Date) -> bool:
    """Say whether two figures and two may be something else's, a room's: 10 30."""
    pair = not date.figures
    return pair and any(not _COUNTED.isdisjoint(each) for each in _said(search, date))


def _has_a_day(date: Date) -> bool:
    return date.day_before or date.day_behind


def may_be_month(text: str, date: Date) -> bool:
    """Say whether a date is written as nothing but one is, or as two figures and two: 12 27."""
    return date.figures or _PAIR.fullmatch(text, date.start, date.end) is not None


def _may_end(text: str, date: Date) -> bool:
    return may_be_month(text, date) or text[date.start].isalpha()


def _told(search: Search, date: Date) -> list[frozenset[str]]:
    """Return what the clause of a month speaks of, nothing where that is something else's."""
    said = _said(search, date)
    return [] if _is_of_something_else(said) else said


def _said(search: Search, date: Date) -> list[frozenset[str]]:
    """Return what the clause of a month speaks of, in the language that most of its words have."""
    text, describing = search.text, search.rules.describing
    before = _said_before(text, date, describing)
    behind = _CLAUSE.split(text[date.end : date.end + _SAID_NEAR], 1)[0]
    return [_together(words) for words in said_in(f"{before} {behind}", describing)]


def _said_before(text: str, date: Date, describing: Mapping[str, tuple[str, ...]]) -> str:
    """Return the clause before a month, with those before it where it only corrects or leads on.

    "The card does not end in 2026, but 07/27".
    """
    told = ""
    before = text[max(date.start - _SAID_NEAR, 0) : date.start].rstrip(_TOLD)
    for clause in reversed(_PART.split(_SENTENCE.split(before)[-1])):
        told = f"{clause} {told}"
        words = [token for token in tokens_of(plain(clause)) if len(token) > _SHORT]
        if not all(token.isdigit() or meant(token, describing) & _LEADS for token in words):
            break
    return told


def _is_of_something_else(said: Iterable[frozenset[str]]) -> bool:
    """Say whether a clause speaks of a thing, an amount, a delivery."""
    return not all(map(_NO_CARD.isdisjoint, said))


def _together(words: list[frozenset[str]]) -> frozenset[str]:
    """Return what words speak of; beside a card one that may mean an end does."""
    card = any("card" in each for each in words)
    ends = card and any("ends" in each for each in words)
    told = frozenset[str]().union(
        *(each - _NO_CARD if card and "ends" in each else _without_sayings(each) for each in words)
    )
    return told - _SENT if ends else told  # "the card goes to December" where what is sent goes


def _without_sayings(word: frozenset[str]) -> frozenset[str]:
    """Return what a word speaks of; what says something sends nothing."""
    return word - _SENT if "says" in word else word


def leads_to(search: Search, date: Date, codes: Collection[Hit], *, only: bool) -> bool:
    """Say whether nothing but a few words stands between a month and a code behind it.

    Or before it, if it is the ``only`` month and nothing else's: a code's own is told with it.
    """
    if _has_a_day(date) or not may_be_month(search.text, date):
        return False
    if any(_are_near(search.text, date.end, code.start) for code in codes):
        return True
    behind = only and any(
        _are_near(search.text, code.end, date.start) or _is_in_reach(search.text, date, code)
        for code in codes
    )
    return behind and not _is_of_something_else(_said(search, date))


def _is_in_reach(text: str, date: Date, code: Hit) -> bool:
    """Say whether a date is written as that of a card, and a code stands in the same few lines."""
    between = text[min(date.end, code.end) : max(date.start, code.start)]
    return (
        _OF_CARD.fullmatch(text, date.start, date.end) is not None
        and len(between) <= _LEADS_FAR
        and "\n\n" not in between
    )


def _are_near(text: str, start: int, end: int) -> bool:
    return 0 < end - start <= _LEADS_NEAR and not _ENDS_SENTENCE.search(text, start, end)
