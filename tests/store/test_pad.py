"""What stands in the database says nothing without the key."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.store.pad import Pad, Pads, nonce

KEY = b"k" * 32
ROUNDS = 4000
# Chi-squared with 9 degrees of freedom stays below this in all but one of 100,000 samples.
CRITICAL = 39.0


def pad(number: int) -> Pad:
    """Return the pad of one of many rows."""
    return Pad("", KEY, number.to_bytes(16, "big"))


@given(st.binary(min_size=16, max_size=16), st.integers(0, 9), st.text(max_size=600))
def test_who_has_the_key_reads_what_was_written(row: bytes, digit: int, text: str) -> None:
    """Digits and texts come back; trailing spaces are what they were filled up with."""
    own = Pad("", KEY, row)
    assert own.unblind("even", own.blind("even", digit)) == digit
    assert own.open("text", own.seal("text", text)) == text.rstrip(" ")


@pytest.mark.parametrize("digit", range(10))
def test_a_blinded_digit_is_any_digit(digit: int) -> None:
    """Over many rows each of ten values is as frequent as the others, whatever was blinded."""
    found = Counter(pad(number).blind("even", digit) for number in range(ROUNDS))
    expected = ROUNDS / 10
    assert sum((found[value] - expected) ** 2 / expected for value in range(10)) < CRITICAL


def test_two_fields_of_a_row_are_independent() -> None:
    """Their difference tells nothing: each of ten is as frequent."""
    pads = [pad(number) for number in range(ROUNDS)]
    found = Counter((own.blind("even", 3) - own.blind("odd", 3)) % 10 for own in pads)
    expected = ROUNDS / 10
    assert sum((found[value] - expected) ** 2 / expected for value in range(10)) < CRITICAL


def test_sealed_texts_look_alike() -> None:
    """Short ones have one length, and the same text is another one in each row."""
    texts = ("[]", '[["visa", [13, 16, 19], true]]', "x" * 250)
    assert {len(pad(1).seal("openings", text)) for text in texts} == {256}
    assert pad(1).seal("openings", "[]") != pad(2).seal("openings", "[]")
    assert pad(1).seal("openings", "[]") != pad(1).seal("places", "[]")
    assert len({nonce() for _ in range(100)}) == 100


def test_a_row_is_opened_by_the_key_that_wrote_it() -> None:
    """The newest key writes; one that is not there any more opens nothing."""
    old, both, new = Pads([KEY]), Pads([b"n" * 32, KEY]), Pads([b"n" * 32])
    row = old.new(b"1" * 16)
    again = both.of(row.name, row.nonce)
    assert again is not None
    assert again.open("text", row.seal("text", "hello")) == "hello"
    assert both.new(b"1" * 16).name != row.name
    assert new.of(row.name, row.nonce) is None


def test_a_pad_shows_no_key() -> None:
    """Not even to whoever prints it."""
    assert "kkkk" not in repr(pad(1))
