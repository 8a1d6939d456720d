"""The offset of a time zone is neither a code nor a date."""

from __future__ import annotations

import pytest

from scrubber.core.codes.securitycode import find_codes
from tests.core.few_rules import search

AMEX = "3782 822463 10005"

OFFSETS = (
    "On Tue, 17 Nov 2026 09:13:27 -0800, Ada wrote:",
    "Date: Sat, 3 Mar 2026 16:40:31 +05-30",
    "3 March 2026, 10:22 AM +0100",
    "10:22 UTC+0100",
)


@pytest.mark.parametrize("text", OFFSETS)
def test_beside_an_american_express_it_is_not_its_code(text: str) -> None:
    """Nor a date: who answers with his number quotes such a line below it."""
    assert find_codes(search(f"Amex {AMEX}\n\n{text}\n> How do you want to pay?")) == []


@pytest.mark.parametrize(
    "text", ["cvv -4471", "cvv: 4471", "cvv (+4471)", "at 9 am - 4471 is my cvv"]
)
def test_behind_another_sign_it_is(text: str) -> None:
    """A dash leads to it as well as a colon."""
    found = search(f"Amex {AMEX}\n\n{text}")
    assert [found.text[hit.start : hit.end] for hit in find_codes(found)] == ["4471"]
