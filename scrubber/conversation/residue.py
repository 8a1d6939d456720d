"""The Luhn residues of a piece of a number: enough to check a number whose digits nobody holds.

The Luhn sum doubles every second digit, counted from the right (ISO/IEC 7812-1 annex B).  What a
piece adds to it depends only on whether an even or an odd count of digits follows, so two sums
modulo 10 say all there is to say; those of a longer piece follow from those of its parts.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Residue(NamedTuple):
    """A piece of ``length`` digits, and its sums when an even or an odd count of digits follows."""

    length: int
    even: int
    odd: int

    def then(self, following: Residue) -> Residue:
        """Return the residue of this piece with ``following`` behind it."""
        even, odd = self.even, self.odd
        if following.length % 2:
            even, odd = odd, even
        return Residue(
            self.length + following.length,
            (even + following.even) % 10,
            (odd + following.odd) % 10,
        )

    @property
    def holds(self) -> bool:
        """Whether the piece as a whole passes the Luhn check."""
        return self.even == 0


NOTHING = Residue(0, 0, 0)
"""The residue of no digits at all: the neutral element."""


def joined(residues: Iterable[Residue]) -> Residue:
    """Return the residue of ``residues`` one behind the other."""
    return reduce(Residue.then, residues, NOTHING)
