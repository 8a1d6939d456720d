"""What is known when the codes in a view are judged: its text, its words, the cards of the mail."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from scrubber.core.codes.months import months_in_figures
from scrubber.core.judge import WEIGHTS
from scrubber.core.language.described import leads_on
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.words import standing
from scrubber.core.numbers.ranges import Ranges, merged
from scrubber.core.patience import Patience
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from scrubber.core.judge import Hit, Judge
    from scrubber.core.language.lexicon import Label, Mark
    from scrubber.core.language.triggers import Heard
    from scrubber.core.language.words import Words
    from scrubber.core.numbers.ranges import Stretch
    from scrubber.core.reading.view import View
    from scrubber.core.rules import Rules

WORDS_AROUND = 80
"""Characters before and behind digits in which words count."""

NAME_BEFORE = 44
NAME_BEHIND = 18
"""Characters between digits and the phrase before or behind them that names them."""

USED_UP = pattern(r"[0-9]|\*\*")
"""Digits, or what was masked before: a phrase names one number only."""

_LABELLED = pattern(r"[^0-9*]*(?P<number>[0-9][0-9\-/]{2,20})(?P<behind>[^0-9*]*)")
_TOLD_BEHIND = pattern(r"\s?[:=]\s{0,2}")
_LABEL = 4
"""Characters between an order's label and its number: "no. #"."""

_FOUR_BEFORE = pattern(r"[^0-9*]*(?<![0-9*])[0-9]{4} {1,2}")
"""The last four digits of the number, as a card has them on its back before the code."""

_ZONE = 200
"""Characters around a telling word or a card: a phrase, the reach of that, an expiry beside."""

_MANY = 64
_DENSE = 50
"""Names, and characters to each of very many of them."""

_MANY_ASKED = 32
"""Digits of one text; a letter has fewer of which words could tell what they are."""

_WIDENED = 200
"""Characters farther, where no letter stands before; what is cut there is near to nothing."""

_BESIDE_DATE = 40
"""Characters around a date: a code beside it."""

NO_OFFSET = r"(?<![0-9]:[0-9]{2} [+\-].)(?<![AP]M [+\-].)(?<!UTC[+\-].)(?<!GMT[+\-].)"
"""Behind the first digit: that of no time zone, as it stands behind the time of a mail that
somebody answers, "at 09:13:27 -0800" (RFC 5322 section 3.3)."""

BOXES = r" ?[\t|]{1,2} ?"
"""What stands between two digits of which each has a cell of a table."""

_MAY_BE_CODE = pattern(
    r"[0-9](?<![0-9].)(?:(?<!/.)|(?!0[2-4][0-9](?![0-9])))[0-9]{2,3}(?![0-9])"
    rf"|[0-9](?<![0-9].)(?:(?:[ .,\-]{{1,3}}|{BOXES})[0-9](?![0-9])){{2}}"
)
"""Three or four digits, together or apart, but the year of a date."""

_DATE_ALONE = WEIGHTS["card in the mail"] + WEIGHTS["code in the mail"]
_LONGEST_CODE = 13
"""Characters of digits apart."""

_KNOWN_BEFORE = 160
"""Characters behind "the same card" in which a code is its."""

_ABOUT_CARD = 1024
"""Characters between a card and a code that a mere word names."""

_CELL = 256
_FARTHEST = 320
"""Characters that are asked together, and those on both sides that words reach at most."""

CODES = ("code", "code_near_card")
_NAMING = frozenset((*CODES, "expiry", "otp"))
_EMPHASIS = 3
"""Asterisks between digits and their name, and one character to touch."""

_LETTER = pattern(r"[^\W\d_]")
_NUMBER = pattern(r"[0-9]{3,}")


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Mail:
    """What is known of the whole mail: how many cards, one of them Amex, sent by a program.

    ``patience`` is what is left of it; ``pieces`` says that other mails may complete this one.
    """

    cards: int = 0
    amex: bool = False
    automatic: bool = False
    patience: Patience = field(default_factory=Patience)
    pieces: bool = False


@dataclass(eq=False, repr=False)
class Search:
    """One view's text, the cards in it, and the mail around it.

    ``in_words`` says that numbers in it were written so; the ``view`` knows which.
    It is ``weighed`` where all of a letter may say what digits are, and ``dated`` where that may
    tell when a card ends.
    """

    text: str
    words: Words
    rules: Rules
    judge: Judge
    cards: Ranges[Hit]
    mail: Mail
    named: frozenset[bytes]
    in_words: bool = False
    view: View | None = None
    weighed: bool = False
    dated: bool = False
    remembered: dict[tuple[str, int, int, bool, bool], tuple[tuple[str, str], ...]] = field(
        default_factory=dict, init=False
    )
    """What words say of digits, by all that stands around these."""

    amex_meant: dict[tuple[Label, str], bool] = field(default_factory=dict, init=False)
    """Which phrases speak of American Express."""

    _asked: int = field(default=0, init=False)
    _named: dict[int, Mapping[str, Ranges[Stretch]]] = field(default_factory=dict, init=False)
    _wordless: dict[int, bool] = field(default_factory=dict, init=False)
    _described: dict[int, bool] = field(default_factory=dict, init=False)
    _passcodes: dict[int, bool] = field(default_factory=dict, init=False)

    @cached_property
    def zones(self) -> list[tuple[int, int]]:
        """Return the half-open stretches of the text in which codes and dates are looked for.

        They lie near words that name them; in a mail with a card also near cards, and near dates
        in figures, beside which three digits are a code.  Nothing elsewhere could be convicted: to
        ask only there takes a tenth of the time in a mail full of numbers.  Beside the cards of a
        wall everything is taken already, and between very many names it is all of the text.  Of
        very many dates the first are looked near: the others stand in a table.
        """
        return self._zones(self._while_patient(self._months()))

    @cached_property
    def zones_of_wall(self) -> list[tuple[int, int]]:
        """Return those of a mail with more codes than are weighed, near all of its dates."""
        return self._zones(self._months())

    def _zones(self, months: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the stretches near names and cards, and near ``months`` in a mail with a card."""
        most = max(len(self.text) // _DENSE, _MANY)
        names = list(islice(self._words(), most + 1))
        if len(names) > most:
            return [(0, len(self.text))]
        near = list(self._near(names, _ZONE))
        if self.mail.cards and not self.mail.patience.over:
            near += self._near(((card.start, card.end) for card in self.cards.items), _ZONE)
            near += self._near(months, _BESIDE_DATE)
        zones: list[tuple[int, int]] = []
        for low, high in sorted(near):
            floor = zones[-1][1] if zones else 0
            if high > floor:
                start, end = self._whole(low, high, floor)
                zones.append((zones.pop()[0] if zones and start <= floor else start, end))
        return zones

    @cached_property
    def _plain(self) -> str:
        """The text for its words; these may be of a longer one."""
        return self.words.plain[: len(self.text)]

    def _months(self) -> Iterator[tuple[int, int]]:
        """Yield where dates in figures stand, those beside what may be a code if only they count.

        A table of dates has none.
        """
        months = months_in_figures(self.text)
        if self.mail.pieces or self.needed <= _DATE_ALONE:
            yield from ((at, at) for at in months)
            return
        codes: array[int] | None = None
        for at in months:
            if codes is None:  # they are asked for where there is a date, and dates only with some
                codes = array("q", (found.start() for found in _MAY_BE_CODE.finditer(self.text)))
            if not codes:
                return
            beside = bisect_left(codes, at - _BESIDE_DATE - _LONGEST_CODE)
            if beside < len(codes) and codes[beside] < at + _BESIDE_DATE:
                yield at, at

    def _while_patient(self, months: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        patience = self.mail.patience
        for month in months:
            if patience.over_months:
                return
            patience.noted_month()
            yield month

    @cached_property
    def _telling(self) -> frozenset[bytes]:
        """The words in the text that phrases may have which name a code, or a date."""
        if not self.mail.cards:
            return self.named
        passed_on = self.rules.passed_on.telling & self.named
        return self.rules.beside_cards.told(self._heard) | passed_on

    @cached_property
    def _heard(self) -> Heard:
        """The words in the text that matter in a mail with a card."""
        return self.rules.vocabulary_beside_cards.hear(self._plain.encode("utf-8", "replace"))

    @cached_property
    def _is_nameless(self) -> bool:
        """Whether nothing in the text can name a code, or a date, beside the cards of the mail."""
        return bool(self.mail.cards) and not self._telling

    @cached_property
    def _is_codeless(self) -> bool:
        """Whether nothing in it can name a security code there."""
        return bool(self.mail.cards) and not self.rules.codes_beside_cards.any_told(self._heard)

    def _words(self) -> Iterator[tuple[int, int]]:
        """Yield where the telling words of phrases stand that name a code, or a date."""
        return standing(self._plain, self._telling)

    def _near(self, places: Iterable[tuple[int, int]], reach: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of ``reach`` characters around places."""
        for start, end in places:
            yield max(start - reach, 0), min(end + reach, len(self.text))

    def _whole(self, start: int, end: int, floor: int) -> tuple[int, int]:
        """Widen a stretch to letters, so that it cuts no row of digits; not below ``floor``.

        In a table without letters it is as good a while farther off.
        """
        text = self.text
        least = max(floor, start - _WIDENED)
        while start > least and not _LETTER.match(text, start):
            start -= 1
        letter = _LETTER.search(text, end, end + _WIDENED)
        return start, letter.end() if letter else min(end + _WIDENED, len(text))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what ``pattern`` finds where codes are looked for."""
        for start, end in self.zones:
            yield from pattern.finditer(self.text, start, end)

    def has_many(self) -> bool:
        """Count digits of which words are asked what they are, and say whether that are many."""
        self._asked += 1
        return self._asked > _MANY_ASKED

    @cached_property
    def without_numbers(self) -> str:
        """The text with zeros for numbers that no word of ours has: they mean nothing to others."""
        known = self.rules.numerals
        return _NUMBER.sub(
            lambda found: found[0] if found[0] in known else "0" * len(found[0]), self.text
        )

    def is_in_words(self, start: int, end: int) -> bool:
        """Say whether digits were written in words."""
        if not self.in_words or self.view is None:
            return self.in_words
        first, last = self.view.span(start, end)
        return last - first > end - start

    def may_be_named(self, start: int, end: int, *roles: str) -> bool:
        """Say cheaply whether a phrase with one of ``roles`` may name ``[start, end)``."""
        if self._is_nameless or (roles == CODES and self._is_codeless):
            return False
        number = start // _CELL
        named = self._named.get(number)
        if named is None:
            named = self._named[number] = self._reaches(number * _CELL)
        return any(role in named and named[role].overlap(start, end) for role in roles)

    def is_wordless(self, start: int) -> bool:
        """Say cheaply whether no letter stands so near ``start`` that words could tell of it.

        Of a table of digits nothing else is asked then.
        """
        number = start // _CELL
        wordless = self._wordless.get(number)
        if wordless is None:
            low, high = number * _CELL - _FARTHEST, (number + 1) * _CELL + _FARTHEST
            wordless = _LETTER.search(self.text, max(low, 0), high) is None
            self._wordless[number] = wordless
        return wordless

    def may_be_described(self, start: int) -> bool:
        """Say cheaply whether words around ``start`` may speak of what a code is."""
        return self._has_near(start, self.rules.descriptive, self._described)

    def may_be_passcode(self, start: int) -> bool:
        """Say cheaply whether a word for a code of a bank, or of others, stands near ``start``."""
        return self._has_near(start, self.rules.passcodes, self._passcodes)

    def _has_near(self, start: int, words: frozenset[str], known: dict[int, bool]) -> bool:
        number = start // _CELL
        told = known.get(number)
        if told is None:
            low = number * _CELL
            near = self._plain[max(low - WORDS_AROUND, 0) : low + _CELL + WORDS_AROUND]
            told = known[number] = not words.isdisjoint(tokens_of(near))
        return told

    def _reaches(self, low: int) -> Mapping[str, Ranges[Stretch]]:
        """Return where digits that begin in the cell at ``low`` may be named, by the role."""
        reach: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for mark in self.words.between(low - WORDS_AROUND, low + _CELL + 2 * WORDS_AROUND):
            if mark.label.role in _NAMING:
                start = max(mark.start - NAME_BEHIND - _EMPHASIS, 0)
                reach[mark.label.role].append((start, mark.end + NAME_BEFORE + _EMPHASIS))
        return {role: Ranges(merged(stretches)) for role, stretches in reach.items()}

    @property
    def needed(self) -> float:
        """The weight of evidence that convicts."""
        return self.judge.needed

    def uses_up(self, name: int, start: int) -> bool:
        """Say whether a name that ends at ``name`` names other digits than those at ``start``.

        The number of the order that it is for is none of them: "the code for order 4471: 123".
        """
        text = self.text
        if not USED_UP.search(text, name, start) or _FOUR_BEFORE.fullmatch(text, name, start):
            return False
        found = _LABELLED.fullmatch(text, name, start)
        if found is None:
            return True
        at, behind = found.start("number"), found["behind"]
        labelled = (x for x in self.words.between(name, at) if x.label.role == "before")
        if all(not 0 <= at - mark.end <= _LABEL for mark in labelled):
            return True
        told = _TOLD_BEHIND.fullmatch(behind) or leads_on(behind, self.rules.describing)
        return not told

    def knows_card(self, start: int, end: int) -> bool:
        """Say whether a card that the shop knows is spoken of near digits in a mail without one."""
        if self.mail.cards:
            return False
        near = self.words.between(start - _KNOWN_BEFORE, end + WORDS_AROUND)
        return any(mark.label.role == "card_known" for mark in near)

    def is_about_card(self, start: int, end: int) -> bool:
        """Say whether what is told near digits may be told of a card of the mail.

        One that stands in this very text is near; of one in another part a letter tells, and not
        what is longer: all kinds of things have codes, and programs' lines are full of them.
        """
        if self.cards.items:
            return self.cards.overlap(start - _ABOUT_CARD, end + _ABOUT_CARD)
        return len(self.text) <= 2 * _ABOUT_CARD

    def marks(self, start: int, end: int, *roles: str) -> list[Mark]:
        """Return the phrases with one of ``roles`` around ``[start, end)``."""
        near = self.words.between(start - WORDS_AROUND, end + WORDS_AROUND)
        return [mark for mark in near if mark.label.role in roles]
