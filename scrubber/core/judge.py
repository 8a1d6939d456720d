"""Evidence to verdict: the one place with weights and thresholds.

Each piece of evidence has a name and a weight; weights add up, and the policy says how much is
enough.  Context demotes and promotes, it never decides alone: no single word outweighs a number
that is grouped as a card is printed and stands beside its expiry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scrubber.core.model import Kind
    from scrubber.core.numbers.pan import Pan
    from scrubber.core.rules import Policy

THRESHOLDS = {"cautious": 3.5, "balanced": 5.0, "quiet": 6.5}

WEIGHTS = {
    # The number itself.
    "luhn": 3.0,
    "luhn unknown": 2.5,
    "grouped as printed": 4.0,
    "grouped as printed, wrapped": 3.0,
    "grouped as printed, some joined": 2.0,
    "one run of digits": 2.5,
    "digit by digit": 2.0,
    "groups of four, the rest behind": 3.0,
    "even groups": 1.0,
    "small groups, the rest behind": 1.0,
    "small groups, nothing like them near": 1.0,
    "uneven groups": -1.5,
    "dots between": -2.0,
    "odd separators": -1.0,
    "wide gaps": -1.0,
    "told in two halves": 5.0,
    "groups in a list": 2.5,
    "groups told one by one": 2.0,
    "groups with words between": 0.5,
    "elsewhere in the mail": 6.0,
    "one of very many": 7.0,
    "needs a card word": -3.0,
    "glued to other signs": -3.0,
    "glued to letters": -2.0,
    "glued to a word": -0.5,
    "track data": 7.0,
    "in a list of other numbers": -3.0,
    "numbers in order": -4.5,
    "inside an address": -6.0,
    "goes on to the left": -2.5,
    "others like it to the left": -1.5,
    "others like it to the right": -1.5,
    "in a table of digits": -4.0,
    "among hexadecimal numbers": -4.0,
    "behind a plus sign": -2.0,
    "goes on to the right": -2.5,
    "digits behind it cut off": -3.5,
    # The words around it.
    "card word close by": 3.5,
    "card word": 2.0,
    "card word behind": 1.5,
    "expiry beside it": 2.0,
    "digits for a code behind the expiry": 1.5,
    "expiry word": 1.0,
    "holder word": 1.0,
    "code word": 1.5,
    "labelled as something else": -2.0,
    "strongly labelled as something else": -8.0,
    "labelled as something else, card word nearer": -1.0,
    "labelled as something else, words between": -0.5,
    "unbroken, as other numbers are": -1.0,
    "unit behind it": -3.0,
    "looks like something else": -2.5,
    "looks much like something else": -8.0,
    "looks like something else, card word nearer": -1.5,
    # What the owner says.
    "a number of the shop's own": -10.0,
    "published for tests": -20.0,
    # Security codes, expiry dates, one-time codes.
    "named as the code": 6.0,
    "named as the code behind": 5.5,
    "may be named as the code": 3.0,
    "described as the code": 5.0,
    "likely described as the code": 4.0,
    "may be described as the code": 3.0,
    "a word for the code beside it": 3.0,
    "named, and nothing else explains it": 6.0,
    "nothing else explains it": 5.0,
    "corrects a code, or is corrected": 6.0,
    "said of another card": 5.0,
    # The only three digits of a letter.
    "a code is spoken of": 3.0,
    "security is spoken of": 3.0,
    "digits are spoken of": 1.5,
    "asked for, or forgotten": 3.0,
    "the side of a card": 3.5,
    "a card is spoken of": 2.0,
    "paying is spoken of": 1.0,
    "another one was wrong": 1.5,
    "what matters most": 1.5,
    "digits apart": 3.5,
    "digits in words": 3.25,
    "in brackets": 1.5,
    "begins with zero": 1.0,
    "a card and its side in a sentence": 1.0,
    "a sentence of its own": 1.0,
    "a code right beside it": 0.5,
    "which side": 1.0,
    "told again": 1.0,
    "sent before": 1.0,
    "a month near it": 2.5,
    "led to by a sign": 1.25,
    "a month beside it": 4.5,
    "little else in the letter": 1.5,
    "said to be something else": -8.0,
    "something else in the sentence": -3.0,
    "something else far in the sentence": -1.5,
    "something else nearby": -0.5,
    "nothing says what it is": -4.0,
    "what has codes is spoken of": -6.0,
    "what has codes is spoken of nearby": -3.0,
    "a word beside it that nobody knows": -4.0,
    "another number in the sentence": -1.5,
    "something else is asked for": -4.0,
    "told in an earlier sentence": -1.0,
    "said of something else": -2.0,
    "right behind the card": 4.5,
    "in the card's block": 3.0,
    "beside the expiry": 3.0,
    "told behind the expiry": 3.0,
    "asked for together": 3.5,
    "nothing but an expiry beside it": 2.5,
    "on the stripe of a card": 7.0,
    "glued to the card": 7.0,
    "glued to a date behind the card": 7.0,
    "card in the mail": 2.0,
    "a card that the shop knows": 2.0,
    "far from its name": -1.5,
    "four digits, no Amex": -6.0,
    "another sentence": -1.5,
    "part of a longer number": -6.0,
    "named as the expiry": 3.5,
    "a month in which something ends": 3.0,
    "code in the mail": 2.0,
    "a code told with it": 3.0,
    "a day beside it": -6.0,
    "named as a one-time code": 5.5,
    "described as a one-time code": 5.0,
    "passed on as a one-time code": 5.0,
    "sent by a service": -9.0,
    "short for a one-time code": -2.0,
    # Parts of a number that other mails complete.
    "told as a part of a number": 3.0,
    "described as a part of a number": 4.5,
    "beside groups left blank": 3.0,
    "as long as half a card": 1.5,
    "only the end of a number": -2.0,
    "begins as a card does": 1.0,
    "shape of a card": 3.0,
    "nothing else in the mail": 3.0,
    "a line of its own": 2.0,
    "in a short mail": 2.0,
    "asked for by the mail it answers": 4.0,
    "told over several mails": 7.0,
}


@dataclass(slots=True)
class Evidence:
    """What speaks for and against a place being card data: names from :data:`WEIGHTS`."""

    reasons: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, detail: str = "") -> None:
        """Note a reason; ``detail`` is a phrase or rule, never text of the mail."""
        self.reasons.append((name, detail))

    @property
    def weight(self) -> float:
        """The sum of all weights."""
        return sum([WEIGHTS[name] for name, _ in self.reasons])

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons as people read them."""
        return tuple(f"{name}: {detail}" if detail else name for name, detail in self.reasons)


class Hit(NamedTuple):
    """Card data at the half-open range ``[start, end)`` of a view's characters.

    The last ``readable`` digits may stay as they are.  ``pan`` is the number itself.
    ``assembled_from`` names the mails that showed what it is, where this one alone does not.  An
    ``unnamed`` code is one by what is spoken of, and may be the next group of a number.
    """

    kind: Kind
    network: str | None
    start: int
    end: int
    evidence: Evidence
    readable: int = 0
    pan: Pan | None = None
    assembled_from: tuple[str, ...] = ()
    unnamed: bool = False


class Judge:
    """Hears what speaks for and against each place that may be card data, and decides."""

    def __init__(self, policy: Policy) -> None:
        """Judge as the owner's ``policy`` wants it; ``needed`` is the weight that convicts."""
        self.policy = policy
        self.needed = THRESHOLDS[policy.level]

    def convicts(self, hit: Hit) -> bool:
        """Say whether the evidence is enough."""
        return hit.evidence.weight >= self.needed


def certainty(evidence: Evidence) -> float:
    """Return how certain the verdict is, from 0 to 1; 0.5 at the balanced threshold."""
    return round(1 / (1 + math.exp(THRESHOLDS["balanced"] - evidence.weight)), 3)
