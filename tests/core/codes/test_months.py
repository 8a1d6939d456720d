"""Months and years in figures, found at a glance."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.codes.expiry import _DATE
from scrubber.core.codes.months import months_in_figures

PIECES = [*"0123456789/-.|\\ x", "12/27", "2027-12", "20", "12 27"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_date_with_a_sign_between_its_figures_is_seen(text: str) -> None:
    """But one of which a day is a part."""
    for found in _DATE.finditer(text):
        start, end = found.span()
        day = text[max(start - 3, 0) : start].strip("x") or text[end : end + 1] in tuple("./-")
        if not found[0].replace(" ", "").isdigit() and not day:
            assert any(start - 1 <= at <= end for at in months_in_figures(text))


def test_a_day_that_programs_write_is_no_month() -> None:
    """The last one of a month may be a card's."""
    assert list(months_in_figures("on 2026-10-08, 2002-10-31T08:00 and 1999-12")) == []
    assert list(months_in_figures("until 2027-10-31")) != []
    assert list(months_in_figures("until 2027-10-311")) != []
