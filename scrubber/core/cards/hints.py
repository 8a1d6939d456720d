"""What the words of a text promise, for those who look for numbers in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scrubber.core.cards.candidates import Candidate


class Hints(NamedTuple):
    """What the words of a text promise.

    ``named`` are words of phrases that name a code, ``halved`` says that a number may be told in
    two halves, ``spoken`` that cards are spoken of, ``worded`` that some word may speak for a
    number.  ``seen`` are the candidates, where the gate has looked for them, ``parted`` that the
    groups of a number may stand apart, ``mere`` that a code counts of which nothing more is said,
    ``weighed`` that all of a letter may say so, and ``dictated`` of digits in words, ``dated`` that
    it may tell when a card ends, ``in_words`` that numbers were read which are written so.
    """

    named: frozenset[bytes]
    halved: bool
    spoken: bool
    worded: bool = True
    seen: tuple[Candidate, ...] | None = None
    parted: bool = False
    mere: bool = False
    weighed: bool = False
    dated: bool = False
    dictated: bool = False
    in_words: bool = False

    @property
    def uneven(self) -> bool:
        """Whether numbers count that are not grouped as people group them."""
        return self.spoken or bool(self.named)


NOTHING = Hints(frozenset(), halved=False, spoken=False)
