"""What is known when the codes in a view are judged: its text, its words, the cards of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.core.judge import THRESHOLDS

if TYPE_CHECKING:
    from scrubber.core.hit import Hit
    from scrubber.core.lexicon import Mark
    from scrubber.core.ranges import Ranges
    from scrubber.core.rules import Policy, Rules
    from scrubber.core.words import Words

WORDS_AROUND = 80
"""Characters before and behind digits in which words count."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is known of the whole mail: how many cards, one of them Amex, sent by a program."""

    cards: int = 0
    amex: bool = False
    automatic: bool = False


@dataclass(slots=True)
class Search:
    """One view's text, the cards in it, and the mail around it."""

    text: str
    words: Words
    rules: Rules
    policy: Policy
    cards: Ranges[Hit]
    mail: Mail

    @property
    def needed(self) -> float:
        """The weight of evidence that convicts."""
        return THRESHOLDS[self.policy.level]

    def marks(self, start: int, end: int, *roles: str) -> list[Mark]:
        """Return the phrases with one of ``roles`` around ``[start, end)``."""
        near = self.words.between(start - WORDS_AROUND, end + WORDS_AROUND)
        return [mark for mark in near if mark.label.role in roles]
