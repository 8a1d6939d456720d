"""What is known when the codes in a view are judged: its text, its words, the cards of the mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scrubber.core.alphabet import code
from scrubber.core.lexicon import TOKEN, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.hit import Hit
    from scrubber.core.judge import Judge
    from scrubber.core.lexicon import Mark
    from scrubber.core.ranges import Ranges
    from scrubber.core.rules import Rules
    from scrubber.core.words import Words

WORDS_AROUND = 80
"""Characters before and behind digits in which words count."""

NAME_BEFORE = 44
NAME_BEHIND = 18
"""Characters between digits and the phrase before or behind them that names them."""

USED_UP = re.compile(r"[0-9]|\*\*")
"""Digits, or what was masked before: a phrase names one number only."""

_ZONE = 200
"""Characters around a telling word: its phrase, the reach of that, an expiry beside the code."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is known of the whole mail: how many cards, one of them Amex, sent by a program."""

    cards: int = 0
    amex: bool = False
    automatic: bool = False


@dataclass
class Search:
    """One view's text, the cards in it, and the mail around it."""

    text: str
    words: Words
    rules: Rules
    judge: Judge
    cards: Ranges[Hit]
    mail: Mail
    named: frozenset[bytes]

    @cached_property
    def zones(self) -> list[tuple[int, int]]:
        """Return the half-open stretches of the text in which codes are looked for.

        In a mail with a card that is all of it, else what is near a word that names a code.
        """
        if self.mail.cards:
            return [(0, len(self.text))]
        text = plain(self.text)
        zones: list[tuple[int, int]] = []
        for word in TOKEN.finditer(text):
            if code(word[0]) in self.named:
                start, end = max(word.start() - _ZONE, 0), word.end() + _ZONE
                if zones and start <= zones[-1][1]:
                    start = zones.pop()[0]
                zones.append((start, end))
        return zones

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what ``pattern`` finds where codes are looked for."""
        for start, end in self.zones:
            yield from pattern.finditer(self.text, start, end)

    @property
    def needed(self) -> float:
        """The weight of evidence that convicts."""
        return self.judge.needed

    def marks(self, start: int, end: int, *roles: str) -> list[Mark]:
        """Return the phrases with one of ``roles`` around ``[start, end)``."""
        near = self.words.between(start - WORDS_AROUND, end + WORDS_AROUND)
        return [mark for mark in near if mark.label.role in roles]
