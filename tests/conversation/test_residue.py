"""The Luhn residues of pieces: what they add up to, whoever cuts and in whatever order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scrubber.conversation.residue import NOTHING, Residue, joined
from scrubber.core.numbers.pan import luhn_residues, luhn_sum

DIGITS = st.text("0123456789", min_size=1, max_size=19)


def residue(digits: str) -> Residue:
    """Return the residue of digits."""
    return Residue(len(digits), *luhn_residues(digits))


@given(DIGITS, st.data())
def test_the_residues_of_any_cut_add_up(digits: str, data: st.DataObject) -> None:
    """To those of the whole, without its digits."""
    places = data.draw(st.lists(st.integers(0, len(digits)), max_size=5))
    cuts = [0, *sorted(places), len(digits)]
    pieces = [digits[a:b] for a, b in pairwise(cuts) if a < b]
    whole = joined(map(residue, pieces))
    assert whole == residue(digits)
    assert whole.holds == (luhn_sum(digits) == 0)


@given(DIGITS, DIGITS, DIGITS)
def test_joining_is_a_monoid(one: str, two: str, three: str) -> None:
    """It does not matter which neighbours are joined first, and nothing adds nothing."""
    a, b, c = map(residue, (one, two, three))
    assert a.then(b).then(c) == a.then(b.then(c))
    assert NOTHING.then(a) == a == a.then(NOTHING)
