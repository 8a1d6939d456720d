"""The only three digits of a letter that nothing explains: "Sorry, forgot the last bit!! (123)".

Who is asked for a code answers in few words, of which none may name it.  What all of the letter
speaks of is weighed then: that something was asked for or forgotten, a card, a mere "number", how
the digits are written; and against that whatever else they may be.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from scrubber.core.codes.announced import sentences
from scrubber.core.codes.asked import is_another_asked_for
from scrubber.core.codes.written import MASKED, is_something_else, other_numbers, shapes
from scrubber.core.judge import WEIGHTS, Evidence
from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import SPOKEN_IN_LETTERS
from scrubber.core.language.tongues import languages, says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrubber.core.codes.search import Search

_LETTER: Final = 1 << 11
"""Characters that somebody writes by hand."""

REACH: Final = 240
"""Characters to either side of digits that are weighed."""

_SENTENCES: Final = 2
"""Sentences to either side."""

_CODE: Final = 3
_FEW: Final = 4
"""Words beside digits, or beside a code; letters of a word that tells of nothing."""

LITTLE: Final = 8
"""Words of a letter that holds nothing else."""

_STANDS_OUT: Final = 2.5
"""Weight by which digits are rather a code than others are."""

_MOST: Final = 3
"""Other numbers of a sentence that count."""

_FAR_BEFORE, _FAR_BEHIND = 7, 4
"""Words between something else and the digits, of which it hardly tells then."""

_APART: Final = 4
"""Words between something else and what a sentence speaks of besides."""

_ELSE = frozenset(("coded", "goods", "kind", "thing", "measured", "amount"))
_OWNERS = _ELSE | {"passcode"}
_CODED = frozenset(("coded",))
_PHONE = frozenset(("phone",))
_OF = frozenset(("of",))
_CODES = frozenset(("bare", "mere"))
_NEVER = frozenset(("never",))
_PAID = frozenset(("pay",))
_IS = frozenset(("says",))
_JOINS = frozenset(("joins",))
_SIDE, _OTHER = frozenset(("side",)), frozenset(("other",))
_BEHIND = frozenset(
    (
        *("says", "reads", "leads", "joins", "figures", "bare", "mere", "back", "front", "side"),
        *("strip", "signature", "card", "empty", "which", "signed", "again", "secure", "check"),
    )
)
_BEFORE = _BEHIND | {
    *("three", "other", "asked", "main", "wrong", "kin", "people", "whose", "has"),
    *("remain", "small", "secret", "sent"),
}
"""What words speak of that may touch the digits."""

_ERROR = frozenset(("corrects",))
_CARD = frozenset(("card",))
_A_SIDE: Final = "the side of a card"
_PLACES = frozenset(SPOKEN_IN_LETTERS[_A_SIDE])
_TELLING = frozenset(("bare", "mere", "back", "strip", "signature", "signed", "card"))
_FIGURES = frozenset(("figures",))
_PARTS = frozenset(("first_part", "last_part", "some_part"))
TOPICS = frozenset(SPOKEN_IN_LETTERS) - {
    *("asked for, or forgotten", "paying is spoken of", "another one was wrong", "which side"),
    *("told again", "sent before"),
} | {"digits apart", "digits in words", "a month beside it"}
"""Reasons of which a code has one: what was forgotten may be anything."""

MERE_DIGITS = frozenset(("digits are spoken of",))
ASKED: Final = "asked for, or forgotten"
"""Without it digits that were wrong may be anything, too."""

_SAID_BEFORE = ("told again", "sent before")
"""What counts before the digits: "sent from my phone" is a signature."""

_PROGRAM = pattern(r"->|=>|::|\(\)|[;{]\s*\n|</")
"""What no letter has."""

_WORD = pattern(r"[^\W\d_]+")
_SENTENCE = pattern(r"[.!?]\s|\n")
_LED = pattern(r"[:(]\s*\Z")
_CLAUSE = pattern(r"[.,:;!?()\n\u2026]|\s[-\u2013\u2014]\s")
_SIGNS: Final = r"[ .:#\u2116\u00b0\u00ba]{1,3}"
_LABELLED = pattern(rf"[^\W\d_]+(?:{_SIGNS}[^\W\d_]{{1,4}})?{_SIGNS}[0-9][0-9./\-]*")
"""What tells of a number of its own: "order no. 4711"."""

_TOUCHES_BEFORE = pattern(r"([^\W\d_]+)[ \t\"'*(\u201e\u201c\u00ab#]*\Z")
_TOUCHES_BEHIND = pattern(r"[\"'*\u201d\u00bb]*[ \t]+([^\W\d_]+)")


class Told(NamedTuple):
    """Digits at ``[start, end)``, and what the letter says of them."""

    start: int
    end: int
    evidence: Evidence


def told_by_all(search: Search, numbers: Sequence[tuple[int, int]]) -> list[Told]:
    """Return the digits among ``numbers`` that the whole letter says are a code.

    Where several may be one none is that does not stand out.
    """
    mail, text = search.mail, search.text
    if not search.weighed or mail.automatic or mail.pieces or len(text) > _LETTER:
        return []
    low, high = max(numbers[0][0] - REACH, 0), numbers[-1][1] + REACH
    in_words = _has_in_words(search) and not search.in_words  # another view shows them
    if in_words or MASKED.search(text, low, high) or _PROGRAM.search(text):
        return []
    weighed = [
        Told(start, end, _Letter(search, start, end).weigh())
        for start, end in numbers
        if sum(map(str.isdigit, text[start:end])) == _CODE
    ]
    most = max((each.evidence.weight for each in weighed), default=0)
    likely = [each for each in weighed if each.evidence.weight > most - _STANDS_OUT]
    return likely if len({text[each.start : each.end] for each in likely}) == 1 else []


def nearest_word(search: Search, start: int) -> int | None:
    """Return how far before ``start`` the nearest word ends that speaks of what a code is.

    It stands in the same sentence.
    """
    describing = search.rules.describing
    before = plain(_SENTENCE.split(search.text[max(start - REACH, 0) : start])[-1])
    words = reversed(list(_WORD.finditer(before)))
    ends = (word.end() for word in words if _TELLING & meant(word[0], describing))
    end = next(ends, None)
    return None if end is None else len(before) - end


def _has_in_words(search: Search) -> bool:
    """Say whether a text has as many words of numbers in a row as a code has digits."""
    numbers, row = search.rules.numbers, 0
    for token in tokens_of(plain(search.text)):
        row = row + 1 if token in numbers else 0
        if row == _CODE:
            return True
    return False


class _Letter:
    """What a letter says around the digits at ``[start, end)``."""

    def __init__(self, search: Search, start: int, end: int) -> None:
        self._search = search
        self._text = search.text
        self._describing: Mapping[str, tuple[str, ...]] = search.rules.describing
        self._start, self._end = start, end
        self._low, self._high = max(start - REACH, 0), min(end + REACH, len(search.text))
        self._tongues = languages(self._text[self._low : self._high], self._describing)
        self._above: list[str] = []
        self._below: list[str] = []
        self._own = (start, end)
        for low, high in sentences(self._text, self._low, self._high):
            if low <= start < high:
                self._own = low, max(high, end)
            elif _WORD.search(self._text, low, high):
                (self._above if high <= start else self._below).append(self._text[low:high])
        self._above, self._below = self._above[-_SENTENCES:], self._below[:_SENTENCES]

    def weigh(self) -> Evidence:
        """Weigh all of that."""
        evidence = Evidence()
        for reason in self._otherwise():
            evidence.add(reason)
        if evidence.weight <= WEIGHTS["said to be something else"]:
            return evidence
        told = {*self._written(), *self._spoken_of()}
        if "a code right beside it" in told:
            told.discard("little else in the letter")  # the mail that it answers tells of what
        for reason in sorted(told):
            evidence.add(reason)
        if told & TOPICS <= (MERE_DIGITS if ASKED not in told else frozenset()):
            evidence.add("nothing says what it is")
        return evidence

    def _tells_part(self) -> bool:
        """Say whether the sentence is about a part of a number: "the card's missing digits"."""
        low, high = self._own
        marks = (x for x in self._search.words.between(low, high) if x.label.role in _PARTS)
        words = " ".join(mark.phrase for mark in marks)
        return self._says(words, of=_FIGURES)

    @cached_property
    def _sentence(self) -> str:
        """The sentence of the digits."""
        return self._text[slice(*self._own)]

    @cached_property
    def _clause(self) -> tuple[list[str], list[str]]:
        """The words of the clause before the digits and behind them.

        What leads to digits stands before the sign: "the house number: 123".
        """
        text = self._text
        before = _CLAUSE.split(text[self._low : self._start])
        led = _LED.search(text, self._low, self._start) is not None
        told = "".join(before[-2:]) if led else before[-1]
        behind = _CLAUSE.split(text[self._end : self._high], 1)[0]
        return tokens_of(plain(told)), tokens_of(plain(behind))

    @cached_property
    def _said_of_it(self) -> tuple[str, str]:
        """What the sentence of the digits says of them: what is joined on speaks of other things.

        So does what stands before a colon, and what has a number of its own.
        """
        low, high = self._own
        before, behind = self._text[low : self._start], self._text[self._end : high]
        told = before.rpartition(":")[2]
        before = told if _WORD.search(told) else before
        joined = not _CLAUSE.match(behind) and self._says(*tokens_of(plain(behind))[:1], of=_JOINS)
        return before, "" if joined else behind

    def _says(self, *texts: str, of: frozenset[str]) -> bool:
        """Say whether a word of ``texts`` speaks of something."""
        return says(" ".join(texts), of, self._tongues, self._describing)

    def _else(self, text: str) -> list[int]:
        """Return which words of ``text`` speak of something else; by phone one was only asked."""
        return [
            at
            for at, token in enumerate(tokens_of(plain(text)))
            if self._says(token, of=_ELSE) and not self._says(token, of=_PHONE)
        ]

    def _besides(self, sentence: str) -> str:
        """Return the words of ``sentence`` that stand apart from those for something else."""
        others = self._else(sentence)
        tokens = tokens_of(plain(sentence))
        return " ".join(
            token
            for at, token in enumerate(tokens)
            if all(abs(at - other) > _APART for other in others)
        )

    def _is_unknown(self, token: str) -> bool:
        return token.isalpha() and len(token) > _FEW and token not in self._describing

    def _otherwise(self) -> Iterator[str]:
        """Yield what says that the digits are something else."""
        before, behind = self._clause
        beside = (*self._nearest(before), *behind[:1])
        if (
            is_something_else(self._text, self._start, self._end)
            or self._else(" ".join(beside))
            or self._tells_part()
        ):
            yield "said to be something else"
            return
        near = self._near_else()
        led = _TOUCHES_BEFORE.search(self._text, self._low, self._start)
        of = led is not None and self._says(led[1], of=_OF)  # "asked for: 123" is of nothing
        if near or of or self._says(*beside, of=_PAID):
            yield "something else in the sentence"
        elif near is not None:
            yield "something else far in the sentence"
        if self._says(self._sentence, of=_CODED):
            yield "what has codes is spoken of"
        elif self._says(*self._above, *self._below, of=_CODED):
            yield "what has codes is spoken of nearby"
        elif self._else(" ".join((*self._above, *self._below))):
            yield "something else nearby"
        if self._is_beside_unknown(before):
            yield "a word beside it that nobody knows"
        if is_another_asked_for(self._search, self._low, self._high):
            yield "something else is asked for"
        rest = self._without_labelled(self._without_cards())
        others = other_numbers(rest, self._text[self._start : self._end])
        for _ in others[:_MOST]:
            yield "another number in the sentence"

    def _near_else(self) -> bool | None:
        """Say whether something else stands near the digits in their sentence, None if nowhere."""
        before, behind = map(self._without_labelled, self._said_of_it)
        count = len(tokens_of(before))
        others = [count - 1 - at < _FAR_BEFORE for at in self._else(before)]
        others += [at < _FAR_BEHIND for at in self._else(behind)]
        return any(others) if others else None

    def _without_labelled(self, text: str) -> str:
        """Return ``text`` without things that have a number of their own, and it."""
        return _LABELLED.sub(lambda found: " " if self._else(found[0]) else found[0], text)

    def _nearest(self, before: list[str]) -> list[str]:
        """Return the last words before the digits, those behind a mere word for a code."""
        for at in range(len(before) - 1, max(len(before) - 1 - _FEW, -1), -1):
            if self._says(before[at], of=_CODES) and not self._is_owned(before, at):
                return before[at + 1 :]
        return before[-_FEW:]

    def _without_cards(self) -> str:
        """Return the sentence without the numbers of cards."""
        low, high = self._own
        parts = []
        for card in self._search.cards.within(low, high):
            parts.append(self._text[low : max(card.start, low)])
            low = card.end
        return " ".join([*parts, self._text[low:high]])

    def _is_beside_unknown(self, before: list[str]) -> bool:
        """Say whether a word right beside the digits, or what "is" so much, is no known one."""
        for touching, known in (
            (_TOUCHES_BEFORE.search(self._text, self._low, self._start), _BEFORE),
            (_TOUCHES_BEHIND.match(self._text, self._end), _BEHIND),
        ):
            word = touching[1] if touching else ""
            if self._says(word, of=_ERROR) or (len(word) > _FEW and not self._says(word, of=known)):
                return True
        told = len(before) > 1 and self._says(before[-1], of=_IS)
        return told and self._is_unknown(before[-2])

    def _written(self) -> Iterator[str]:
        """Yield how the digits are written."""
        yield from shapes(self._text, self._start, self._end)
        if self._search.is_in_words(self._start, self._end):
            yield "digits in words"
        if len(tokens_of(self._text)) <= LITTLE:
            yield "little else in the letter"
        before, behind = self._clause
        if self._says(*before[-1:], *behind[:2], of=_CODES):
            yield "a code right beside it"
        elif len(_WORD.findall(self._sentence)) <= 1:
            yield "a sentence of its own"

    def _spoken_of(self) -> Iterator[str]:
        """Yield what is spoken of that belongs to a code."""
        if self._says(*self._above, self._sentence, *self._below, of=_NEVER):
            return
        above, below = (
            [each if self._tells_code(each) else self._besides(each) for each in side]
            for side in (self._above, self._below)
        )
        led_to = self._text[self._own[0] : self._start]  # "the label of my lamp: on its back, 123"
        of_else = self._else(" ".join((led_to, *self._said_of_it)))
        for reason, senses in SPOKEN_IN_LETTERS.items():
            near = above if reason in _SAID_BEFORE else [*above, *below]
            if not (of_else and reason == _A_SIDE):
                near = [*near, self._sentence]
            if any(self._tells(each, reason, frozenset(senses)) for each in near):
                yield reason
        of_card = not of_else and self._says(self._sentence, of=_CARD)
        if of_card and self._tells(self._sentence, _A_SIDE, _PLACES):
            yield "a card and its side in a sentence"

    def _tells(self, sentence: str, reason: str, wanted: frozenset[str]) -> bool:
        """Say whether a sentence speaks of what is ``wanted`` for a ``reason``."""
        if reason == "a code is spoken of":
            return self._tells_code(sentence)
        if reason == "digits are spoken of":
            tokens = tokens_of(plain(sentence))
            return any(self._says(x, of=wanted) and not self._says(x, of=_CODES) for x in tokens)
        turned = reason == _A_SIDE and self._says(sentence, of=_SIDE)
        return self._says(sentence, of=wanted) or (turned and self._says(sentence, of=_OTHER))

    def _tells_code(self, sentence: str) -> bool:
        """Say whether a mere word for a code stands there that is nobody's."""
        for clause in _CLAUSE.split(sentence):
            tokens = tokens_of(plain(clause))
            for at, token in enumerate(tokens):
                if self._says(token, of=_CODES) and not self._is_owned(tokens, at):
                    return True
        return False

    def _is_owned(self, tokens: list[str], at: int) -> bool:
        """Say whether words beside the one at ``at`` tell whose code it is."""
        before, behind = tokens[max(at - 2, 0) : at], tokens[at + 1 : at + _FEW]
        if self._says(*before, *behind, of=_OWNERS) or any(map(self._is_unknown, before[-1:])):
            return True
        return any(
            self._says(token, of=_OF) and any(map(self._is_unknown, behind[number:]))
            for number, token in enumerate(behind, 1)
        )
