"""A quarter by its name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrubber.errors import ConfigError
from scrubber.evidence.quarter import Quarter

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = {
    "2026Q4": ("2026-10-01", "2027-01-01"),
    "2026q1": ("2026-01-01", "2026-04-01"),
    "2025-Q3": ("2025-07-01", "2025-10-01"),
    " 2026Q2 ": ("2026-04-01", "2026-07-01"),
}


@pytest.mark.parametrize(("name", "span"), NAMES.items())
def test_a_quarter_begins_and_ends(name: str, span: tuple[str, str]) -> None:
    """In UTC, on the first of a month."""
    quarter = Quarter.read(name, NOW)
    assert (f"{quarter.begin:%Y-%m-%d}", f"{quarter.end:%Y-%m-%d}") == span
    assert next(quarter.months()) == span[0][:7]
    assert len([*quarter.months()]) == 3
    assert Quarter.of(quarter.begin) == quarter


@pytest.mark.parametrize(
    "name", ["", "Q4", "2026", "2026Q5", "2026Q0", "26Q4", "Q4 2026", "٢٠26Q4"]
)
def test_what_is_none_is_told(name: str) -> None:
    """With one that would be right."""
    with pytest.raises(ConfigError, match=r"no quarter: .* for example: 2026Q4"):
        Quarter.read(name, NOW)


def test_a_quarter_to_come_has_no_evidence() -> None:
    """The current one has some."""
    assert str(Quarter.read("2026Q4", NOW)) == "2026Q4"
    with pytest.raises(ConfigError, match="2027Q1 has not begun; the current quarter is 2026Q4"):
        Quarter.read("2027Q1", NOW)
