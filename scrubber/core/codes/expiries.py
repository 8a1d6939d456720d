"""Expiry dates weighed, each when somebody asks for it: in a wall nobody asks for most of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from scrubber.core.cards.evidence import against
from scrubber.core.cards.labels import Place
from scrubber.core.codes.expiry import DAY_BEFORE, dates, ends
from scrubber.core.codes.search import NAME_BEFORE, NAME_BEHIND, USED_UP, WORDS_AROUND
from scrubber.core.codes.together import asked_together
from scrubber.core.judge import WEIGHTS, Evidence
from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patterns import pattern
from scrubber.core.reading.lines import LETTER_OR_DIGIT, alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.codes.expiry import Date
    from scrubber.core.codes.search import Search
    from scrubber.core.language.lexicon import Mark

MOST_ALONE: Final = WEIGHTS["named as the expiry"]
"""What a date weighs at most where neither a card nor a code is."""

NAME_NEAR: Final = 24
BEHIND_CARD: Final = 60
_MONTH_NEAR = 16
"""Characters between a card and a month in words: "till", "ablaufend im"."""

_PAIR = 2
_DENIES = frozenset(("denies", "corrects", "wrong"))
_CORRECTED = 16
"""Characters between a date and the one that corrects it."""

_BARE = pattern(r"(?:0[1-9]|1[0-2])(?:2[4-9]|3[0-9])")
_LABEL = pattern(r"[ \t\n]*[,;.]?[ \t\n]*(?P<word>[^\W\d_]+)[ \t]*[:.]?[ \t]*")
"""What names a month in bare figures behind a card: "; date 0530"."""

_FEW_WORDS = pattern(r"[ \t\n]*(?:[^\W\d_]+[ \t,:]*){1,2}")
"""What leads from a card to a month in bare figures: "bis 0530"."""

_DECIMAL = pattern(r"[0-9]\.[0-9]+|[0-9]{4}.*")
"""What is a date right behind a card only: a version may look so, and a release."""

_CODE_BEHIND = pattern(r"[ ,;|\t]{1,3}[0-9]{3,4}[ \t]*(?:[\r\n]|\Z)")
_CODE_BETWEEN = pattern(r"([ ,;|/\t]{1,3})[0-9]{3,4}\1")
_ENDS_SENTENCE = pattern(r"[0-9.!?;,\n]")
_NEXT_VALUE = pattern(r"[^.!?;\n]{0,40}?(?:[0-9]|\*\*)")


_end = attrgetter("end")


class Expiries:
    """What may be expiry dates in a view; the likely ones are those for which something speaks."""

    def __init__(self, search: Search) -> None:
        """Find the dates, and weigh none of them yet."""
        self._search = search
        cards = search.cards
        found = (date for date in dates(search) if not cards.overlap(date.start, date.end))
        self._dates = Ranges(found)
        self._known: dict[int, Evidence] = {}
        self._likely: dict[int, bool] = {}
        self._earlier: dict[int, int] = {}
        self._later: dict[int, int] = {}

    @property
    def only(self) -> bool:
        """Whether it is one date, or one that another corrects."""
        dates = self._dates.items
        return len(dates) == 1 or (len(dates) == _PAIR and self._is_corrected(*dates))

    def _is_corrected(self, one: Date, other: Date) -> bool:
        """Say whether words say that one of two dates counts: "not 06/26, but 06/28"."""
        if other.start - one.end > _CORRECTED:
            return False
        said = self._search.text[max(one.start - _CORRECTED, 0) : other.start]
        describing = self._search.rules.describing
        return any(meant(token, describing) & _DENIES for token in tokens_of(plain(said)))

    def weighed(self) -> Iterator[tuple[Date, Evidence]]:
        """Yield all dates with their evidence, while there is patience."""
        for date in self._dates.items:
            if self._search.mail.patience.over_codes:
                return
            yield date, self._evidence(date)

    def likely(self) -> Iterator[Date]:
        """Yield the likely ones."""
        return filter(self._is_likely, self._dates.items)

    def overlap(self, start: int, end: int) -> bool:
        """Say whether a likely one shares a character with ``[start, end)``."""
        found = self._dates.overlapping(start, end)
        return bool(found) and any(map(self._is_likely, found))

    def are_near(self, start: int, end: int) -> bool:
        """Say whether digits at ``[start, end)`` overlap one, or may be its code by their place.

        Most digits have no date beside them at all.
        """
        low, high = start - BEHIND_CARD - 1, end + NAME_NEAR + 1
        return self._dates.overlap(low, high) and self.overlap(low, high)

    def within(self, start: int, end: int) -> list[Date]:
        """Return the likely ones that lie in ``[start, end)`` as a whole."""
        return list(filter(self._is_likely, self._dates.within(start, end)))

    def before(self, position: int) -> Date | None:
        """Return the last likely one that ends at ``position`` or before."""
        ends_before = bisect_right(self._dates.items, position, key=_end)
        return self._from(ends_before - 1, -1, self._earlier)

    def behind(self, position: int) -> Date | None:
        """Return the first likely one that begins at ``position`` or behind."""
        return self._from(bisect_left(self._dates.items, (position,)), 1, self._later)

    def next_to(self, date: Date) -> Date | None:
        """Return the one that follows ``date``, likely or not."""
        items = self._dates.items
        number = bisect_left(items, (date.end,))
        return items[number] if number < len(items) else None

    def _from(self, number: int, step: int, known: dict[int, int]) -> Date | None:
        """Return the first likely one from a number on; others are passed over once."""
        items, passed = self._dates.items, []
        while 0 <= number < len(items) and not self._is_likely(items[number]):
            passed.append(number)
            number = known.get(number, number + step)
        known.update(dict.fromkeys(passed, number))
        return items[number] if 0 <= number < len(items) else None

    def _is_likely(self, date: Date) -> bool:
        likely = self._likely.get(date.start)
        if likely is None:
            likely = self._likely[date.start] = self._evidence(date).weight > 0
        return likely

    def _evidence(self, date: Date) -> Evidence:
        """Return what speaks for a date."""
        known = self._known.get(date.start)
        if known is None:
            known = self._known[date.start] = _of_date(self._search, date)
            if known.weight >= self._search.needed:
                self._search.mail.patience.noted_code()
        return known


def _of_date(search: Search, date: Date) -> Evidence:
    """Weigh an expiry date."""
    text = search.text
    evidence = Evidence()
    if (date.day_before or date.day_behind) and not (date.whole or search.mail.cards):
        evidence.add("a day beside it")  # whatever words say it is none of a card's
        return evidence
    _beside_card(search, date, evidence)
    named = search.may_be_named(date.start, date.end, "expiry")
    nearest = None
    for mark in search.marks(date.start, date.end, "expiry") if named else ():
        if _names_date(text, mark, date):
            evidence.add("named as the expiry", mark.phrase)
            nearest = abs(date.start - mark.end)
            break
    if not evidence.reasons and asked_together(search, date):
        evidence.add("asked for together")
    if not evidence.reasons and ends(search, date):
        evidence.add("a month in which something ends")
    bare = not date.figures or _DECIMAL.fullmatch(text, date.start, date.end)
    if bare and not evidence.reasons:
        return evidence
    if search.mail.cards:
        evidence.add("card in the mail")
    before = date.day_before and not _follows_card(search, date)
    last_day = date.whole and _is_last_day(search, date, evidence)
    if (before or date.day_behind) and not last_day:
        evidence.add("a day beside it")
    needed = search.needed - WEIGHTS["code in the mail"]
    if evidence.weight >= needed and not last_day:
        marks = search.words.between(date.start - WORDS_AROUND, date.end + WORDS_AROUND)
        place = Place(text, date.start, date.end, nearest, "expiry")
        against(place, marks, search.rules, evidence, needed)
    return evidence


def _names_date(text: str, mark: Mark, date: Date) -> bool:
    """Say whether a phrase before a date names it, or one behind it that names no other.

    "Valid until 08/29", "08/29 is the expiry date".
    """
    if mark.end <= date.start:
        return date.start - mark.end <= NAME_BEFORE and not USED_UP.search(
            text, mark.end, date.start
        )
    return 0 <= mark.start - date.end <= NAME_BEHIND and not (
        _ENDS_SENTENCE.search(text, date.end, mark.start) or _NEXT_VALUE.match(text, mark.end)
    )


def _is_last_day(search: Search, date: Date, evidence: Evidence) -> bool:
    """Say whether the last day of a month is a card's: named below it, or between it and a code."""
    reasons = {name for name, _ in evidence.reasons}
    if "named as the expiry" in reasons:
        card = search.cards.before(date.start)
        return card is not None and date.start - card.end <= BEHIND_CARD
    between = "right behind the card" in reasons
    return between and _CODE_BEHIND.match(search.text, date.end) is not None


def _follows_card(search: Search, date: Date) -> bool:
    """Say whether digits right before a date are a card's, or a code's between the two."""
    card = search.cards.before(date.start)
    if card is None or date.start - card.end > BEHIND_CARD:
        return False
    touches = date.start - card.end < DAY_BEFORE
    touches = touches and not LETTER_OR_DIGIT.search(search.text, card.end, date.start)
    return touches or _CODE_BETWEEN.fullmatch(search.text, card.end, date.start) is not None


def _is_labelled(search: Search, start: int, end: int) -> bool:
    """Say whether nothing but a word for an end stands between a card and a date."""
    label = _LABEL.fullmatch(search.text, start, end)
    return label is not None and "ends" in meant(plain(label["word"]), search.rules.describing)


def _beside_card(search: Search, date: Date, evidence: Evidence) -> None:
    """Weigh the place of a date beside a card."""
    text = search.text
    before, behind = search.cards.before(date.start), search.cards.behind(date.end)
    if before and date.start - before.end <= BEHIND_CARD:
        between = LETTER_OR_DIGIT.search(text, before.end, date.start)
        if not between or _CODE_BETWEEN.fullmatch(text, before.end, date.start):
            evidence.add("right behind the card")
            return
        near = date.start - before.end <= _MONTH_NEAR or alone(text, date.start, date.end)
        figures = date.figures and not _DECIMAL.fullmatch(text, date.start, date.end)
        led = near and _FEW_WORDS.fullmatch(text, before.end, date.start) is not None
        bare = _BARE.fullmatch(text, date.start, date.end) is not None
        bare = bare and (led or (near and _is_labelled(search, before.end, date.start)))
        if figures or bare or (near and text[date.start].isalpha()):
            evidence.add("in the card's block")
            return
    decimal = _DECIMAL.fullmatch(text, date.start, date.end)
    if behind and date.figures and not decimal and behind.start - date.end <= BEHIND_CARD:
        evidence.add("in the card's block")
