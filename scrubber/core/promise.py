"""What the words and digits of a text promise: cheap questions, asked of its bytes in UTF-8.

No number is weighed and no phrase is found for that.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards import spelled
from scrubber.core.cards.hints import Hints
from scrubber.core.cards.parted import FEWEST_GROUPS, may_be_in
from scrubber.core.codes import alone, corrected, mere, months, passedon, telling, together
from scrubber.core.language.alphabet import figures, plain_utf8, words_and_numbers
from scrubber.core.numbers.pan import SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.language.triggers import Heard, Vocabulary
    from scrubber.core.rules import Rules

A_NUMBER = b"0" * SHORTEST
"""The digits of a number as :func:`figures` has them."""

_A_PIECE = b"0" * 2
_A_CODE = b"0" * 3
_A_GROUP = b"0" * 4
LETTER = 1 << 11
"""Bytes of UTF-8 that somebody writes by hand."""

_MOST_OF_A_NUMBER = b"0" * 8
_DIGITS_OF_CODE = 3
_DIGITS_ONCE = 6


class Promise(NamedTuple):
    """What the words and digits of a text promise.

    ``coded`` says that a named code has digits, ``said`` that it may have them in words.  Digits
    are ``numeric`` if they are enough for a number, ``lettered`` if letters are typed for some,
    ``pieces`` if they are enough for a piece of one.  ``spelled`` are the digits that a number in
    words, or a part of one, can have at most, with the figures beside it.
    """

    hints: Hints
    coded: bool
    said: bool
    numeric: bool
    lettered: bool
    spelled: int
    pieces: bool

    @property
    def nothing(self) -> bool:
        """Whether there can be no card data."""
        told = self.hints.halved or self.hints.parted or (self.spelled and self.telling)
        return not (self.coded or self.said or told or self.numeric)

    @property
    def no_piece(self) -> bool:
        """Whether there can be no piece of a number, and no code or date that goes with one."""
        return not (self.pieces or self.said or self.spelled)

    @property
    def telling(self) -> bool:
        """Whether words are a number that matters: as long as a card's, or beside words of one."""
        beside = self.hints.worded or self.hints.halved
        return self.spelled >= SHORTEST or (self.spelled > 0 and beside)

    @property
    def anywhere(self) -> bool:
        """Whether such words may stand anywhere in the text, not only where a code is named."""
        whole = self.spelled >= SHORTEST or self.hints.halved
        return self.telling and (whole or not self.said)


def promise_of(stretches: Iterable[bytes], rules: Rules, *, by_people: bool = True) -> Promise:
    """Return what a text promises; stretch by stretch, so that its words take no memory.

    What letters ``by_people`` leave unsaid is not asked of what a program sent.
    """
    found = _Found(rules, by_people=by_people)
    for stretch in stretches:
        found.take(stretch)
    return found.promise()


class _Found:
    """What the stretches of a text that were asked promise together."""

    def __init__(self, rules: Rules, *, by_people: bool) -> None:
        self._rules = rules
        self._by_people = by_people
        self._named: frozenset[bytes] = frozenset()
        self._first = self._last = self._spoken = self._worded = self._parted = False
        self._coded = self._said = self._numeric = self._lettered = self._pieces = False
        self._mere = self._weighed = self._dictated = self._dated = False
        self._spelled = 0

    def take(self, utf8: bytes) -> None:
        """Ask one stretch."""
        digits = figures(utf8)
        self._pieces = self._pieces or _A_PIECE in digits
        filled = False
        if b"0O" in digits or b"O0" in digits:
            before = A_NUMBER in digits
            row = b"0OO" in digits or b"OO0" in digits
            digits = digits.replace(b"O", b"0")
            filled = not before and A_NUMBER in digits
            self._lettered = self._lettered or spelled.has_letters_for_digits(utf8)
            self._lettered = self._lettered or (row and A_NUMBER in digits)
        enough = _A_CODE in digits
        short = not utf8[LETTER : LETTER + 1]
        written = short and self._by_people
        letter = enough and written
        rules = self._rules
        heard = _vocabulary(rules, enough=enough, letter=letter).hear(utf8)
        if heard.words:
            spoken = enough and rules.cards.any_told(heard)
            self._spoken = self._spoken or spoken
            self._take_words(heard, enough=enough)
            if _A_GROUP in digits:
                self._take_halves(heard)
            if heard.words & rules.spelled_any:
                # "visa 4012 8888 8888 188 one": cards are spoken of, and most stands in figures.
                likely = filled or (spoken and _MOST_OF_A_NUMBER in digits)
                self._take_numbers(heard, likely=likely)
            if letter:
                self._take_letter(utf8, heard, enough=True)
            elif written and self._may_be_spelled(heard):
                self._take_letter(utf8, rules.vocabulary_of_letters.hear(utf8), enough=False)
            if enough and short and together.may_be_in(utf8):
                self._take_together(rules.cards.told(heard))
        if letter and alone.tells_month(utf8):
            self._take_dates(utf8)
        self._numeric = self._numeric or A_NUMBER in digits
        if not self._parted and digits.count(_A_GROUP) >= FEWEST_GROUPS:
            self._parted = may_be_in(utf8, rules.issuers)

    def _take_words(self, heard: Heard, *, enough: bool) -> None:
        """Note what words name, where there are digits ``enough`` for it or words may be some."""
        rules = self._rules
        names = rules.codes.told(heard)
        self._named |= names
        self._worded = self._worded or bool(names) or rules.companions.any_told(heard)
        # With a code's name one number word is enough ("triple seven").
        self._said = self._said or bool(names and heard.words & rules.spelled)
        self._coded = self._coded or (enough and bool(names))

    def _take_letter(self, utf8: bytes, heard: Heard, *, enough: bool) -> None:
        """Note whether a short letter may leave digits that nothing but a code explains.

        If they are not ``enough`` it has some in words.
        """
        rules = self._rules
        told = rules.left.told(heard)
        if (names := rules.mere.told(heard)) and mere.may_be_told(names, heard.order, rules):
            self._mere = True
            told |= names
        if not rules.corrected.telling.isdisjoint(heard.words) and corrected.may_be_in(utf8):
            told |= rules.corrected.told(heard)
        passed = enough and rules.passed_on.any_told(heard)
        if passed and (near := passedon.around(utf8, rules.passing_on)):
            told |= rules.passed_on.told(rules.vocabulary_of_letters.hear(near))
        elif self._spelled >= _DIGITS_ONCE:
            told |= rules.passed_on.told(heard)
        dictated = self._may_be_spelled(heard)
        self._said = self._said or (bool(told) and dictated)
        if weighed := telling.may_be_told(utf8, heard, rules, dictated=dictated):
            self._weighed = self._weighed or weighed.in_figures
            self._dictated = self._dictated or weighed.in_words
            self._said = self._said or weighed.in_words
            told |= weighed.words
        self._named |= told
        self._coded = self._coded or (enough and bool(told))

    def _may_be_spelled(self, heard: Heard) -> bool:
        """Say whether as many digits as a code has may be in words: one by one, or in hundreds."""
        hundreds, order = self._rules.hundreds, heard.order
        return self._spelled >= _DIGITS_OF_CODE or (
            not hundreds.keys().isdisjoint(order)
            and any(
                word in hundreds and not hundreds[word].isdisjoint((before, b""))
                for before, word in pairwise((b"", *order))
            )
        )

    def _take_together(self, cards: frozenset[bytes]) -> None:
        """Note the words for ``cards``, near which a date and a code stand together."""
        self._named |= cards
        self._coded = self._coded or bool(cards)

    def _take_dates(self, utf8: bytes) -> None:
        """Note whether a short letter has a month in which a card ends.

        That is rare, and so words are looked up for it that are too common for all letters.
        """
        rules, order = self._rules, words_and_numbers(plain_utf8(utf8))
        if months.may_be_in(utf8):
            self._take_whose(order)
        if ends := alone.may_be_told(utf8, order, rules):
            self._named |= ends
            self._coded = self._dated = True

    def _take_whose(self, order: list[bytes]) -> None:
        """Note whether a month in which a card ends may say whose codes are."""
        rules = self._rules
        told = rules.ending.intersection(order)
        if told and not rules.somebodys.isdisjoint(order) and any(map(mere.is_a_code, order)):
            self._named |= told
            self._coded = True

    def _take_halves(self, heard: Heard) -> None:
        """Note whether a first part of a number is told, and a last one not before it."""
        first, last = self._rules.halves
        self._first = self._first or first.any_told(heard)
        self._last = self._first and (self._last or last.any_told(heard))

    def _take_numbers(self, heard: Heard, *, likely: bool) -> None:
        """Note how long a number in words can be: several are, or one in what is ``likely`` one."""
        several = spelled.may_hold(heard, self._rules)
        longest = spelled.longest(heard, self._rules) if several or likely else 0
        if several or longest >= SHORTEST:
            self._spelled = max(self._spelled, longest)

    def promise(self) -> Promise:
        """Return all that was promised."""
        hints = Hints(
            self._named,
            self._first and self._last,
            self._spoken,
            self._worded or self._spoken,
            parted=self._parted,
            mere=self._mere,
            weighed=self._weighed,
            dated=self._dated,
            dictated=self._dictated,
        )
        return Promise(
            hints,
            self._coded,
            self._said,
            self._numeric,
            self._lettered,
            self._spelled,
            self._pieces,
        )


def _vocabulary(rules: Rules, *, enough: bool, letter: bool) -> Vocabulary:
    """Return the words to listen for, in a text with digits ``enough`` or in a short ``letter``."""
    if not enough:
        return rules.vocabulary_without_digits
    return rules.vocabulary_of_letters if letter else rules.vocabulary
