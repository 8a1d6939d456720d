"""Check digits, of published examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.numbers.checksums import holds

GOOD = [
    ("none", "anything"),
    ("none", ""),
    ("luhn", "79927398713"),
    ("luhn", "7992-739 8713"),
    ("imei", "490154203237518"),
    ("imei", "49-015420-323751-8"),
    ("ean", "4006381333931"),
    ("ean", "96385074"),
    ("ean", "036000291452"),
    ("iban", "GB82 WEST 1234 5698 7654 32"),
    ("iban", "de89370400440532013000"),
    ("iban", "BE68-5390-0754-7034"),
]
BAD = [
    ("luhn", "79927398714"),
    ("imei", "490154203237519"),
    ("ean", "4006381333932"),
    ("iban", "GB82 WEST 1234 5698 7654 33"),
    ("iban", ""),
    ("iban", "Ł٤"),
]


@pytest.mark.parametrize(("checksum", "text"), GOOD)
def test_a_good_number_holds(checksum: str, text: str) -> None:
    """Separators and case do not count."""
    assert holds(checksum, text)


@pytest.mark.parametrize(("checksum", "text"), BAD)
def test_a_bad_number_does_not(checksum: str, text: str) -> None:
    """One wrong digit breaks it, and no letter of another script makes it fail."""
    assert not holds(checksum, text)


@given(st.sampled_from(["luhn", "ean", "iban"]), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(checksum: str, at: int, by: int) -> None:
    """At any place of a number."""
    good = next(text for name, text in GOOD if name == checksum)
    places = [i for i, char in enumerate(good) if char.isdigit()]
    place = places[at % len(places)]
    wrong = str((int(good[place]) + by) % 10)
    assert not holds(checksum, good[:place] + wrong + good[place + 1 :])
