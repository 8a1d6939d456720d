"""How much of one mail is weighed; behind that the shape of digits alone decides.

To weigh a number is dear, and a mail can hold tens of thousands.  People do not write so many: in
a wall of them everything that has the shape of card data is taken for it, which masks at worst too
much and never too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.core.judge import Hit

MOST_CARDS = 512
"""Card numbers of one mail that are weighed one by one."""

MOST_REPEATED = 2048
"""Card numbers of one mail that count because they are repeated."""

MOST_CODES = 512
"""Codes and dates of one mail that are weighed one by one."""

MOST_MONTHS = 2048
"""Dates of one mail near which codes are looked for, though neither a card nor a name is near.

Of a list of dates and codes a quarter of those are enough for all the rest to be taken for such.  A
table of dates below one card took three times as long.
"""

MOST_BRICKS = 1024
"""Of a wall of card numbers those that keep their last digits; behind them all digits go."""

MOST_STRETCHES = 1024
"""Stretches of digits near names of codes, of those that go unweighed; behind them all digits go.

A long text has one; more are in a wall of parts.
"""

MOST_HALVED = 256
"""Numbers of one mail that are told in two halves; behind them all digits go."""

MOST_DOUBTED = 2048
"""Digits of one mail like a card's, or with the name of a code, that may be something else."""

DOUBTED_EVERY = 160
"""Bytes of a mail for each of which another number like a card's is doubted.

A long list of article numbers has one in two hundred and fifty, a wall of numbers that all pass
Luhn one in thirty.  Behind them whatever words could make of digits is taken for said.
"""


class Patience:
    """What is left of the patience with one mail, in one pass over it."""

    def __init__(self, size: int = 0) -> None:
        """Begin with all of it, for a mail of ``size`` bytes."""
        self._most_doubted = MOST_DOUBTED + size // DOUBTED_EVERY
        self._cards = 0
        self._bricks = 0
        self._halved = 0
        self._repeated = 0
        self._codes = 0
        self._months = 0
        self._stretches = 0
        self._doubted = 0
        self._doubted_codes = 0

    @property
    def over(self) -> bool:
        """Whether there are so many card numbers that no further one is weighed."""
        return (
            self._cards >= MOST_CARDS
            or self._halved >= MOST_HALVED
            or self._repeated >= MOST_REPEATED
        )

    @property
    def worn_out(self) -> bool:
        """Whether there is so much that all digits of the mail go, whatever they are."""
        return (
            self._bricks >= MOST_BRICKS
            or self._halved >= MOST_HALVED
            or self._stretches >= MOST_STRETCHES
        )

    @property
    def over_codes(self) -> bool:
        """Whether there are so many codes and dates that no further one is weighed."""
        return self._codes >= MOST_CODES

    @property
    def over_months(self) -> bool:
        """Whether codes were looked for near so many dates that they are not near a further one."""
        return self._months >= MOST_MONTHS

    @property
    def over_doubts(self) -> bool:
        """Whether it was asked often enough what numbers may be instead."""
        return self._doubted >= self._most_doubted

    @property
    def over_doubts_of_codes(self) -> bool:
        """Whether it was asked often enough what codes may be instead."""
        return self._doubted_codes >= MOST_DOUBTED

    def doubted(self) -> None:
        """Note that it was asked what a number may be instead."""
        self._doubted += 1

    def doubted_code(self) -> None:
        """Note that it was asked what a code may be instead."""
        self._doubted_codes += 1

    def noted(self, hit: Hit | None) -> Hit | None:
        """Note a card number, and return it."""
        self._cards += hit is not None
        return hit

    def noted_again(self, hit: Hit | None) -> Hit | None:
        """Note a card number of a text that was weighed before, and return it."""
        self._repeated += hit is not None
        return hit

    def noted_half(self) -> None:
        """Note a number that is told in two halves."""
        self._halved += 1

    def noted_brick(self) -> None:
        """Note a number of a wall."""
        self._bricks += 1

    def noted_stretch(self) -> None:
        """Note digits near names of codes that go unweighed."""
        self._stretches += 1

    def noted_month(self) -> None:
        """Note a date near which codes are looked for."""
        self._months += 1

    def noted_code(self) -> None:
        """Note a code or a date."""
        self._codes += 1
