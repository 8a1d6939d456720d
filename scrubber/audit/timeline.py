"""Findings over time, in steps that fit on a page: months, quarters or years."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scrubber.audit.tally import Tally

_MOST = 48  # columns beside each other
_NAMED = 6  # columns that have room for their names below them
_STEPS = {1: "month", 3: "quarter", 12: "year"}


class Period(NamedTuple):
    """A month, a quarter or a year (``unit``), and how many findings arrived in it.

    ``label`` stands below it: its name where there are few, else the year below that with which a
    year begins, or if there is none below the first, and "" below the others.
    """

    name: str
    unit: str
    findings: int
    label: str


def timeline(tally: Tally) -> list[Period]:
    """Return all periods from the first mail to the last, also those without a finding."""
    if tally.first is None or tally.last is None or not tally.months:
        return []
    first, last = _month(tally.first), _month(tally.last)
    step = next((step for step in _STEPS if (last - first) // step < _MOST), max(_STEPS))
    counts = {_number(month): kinds.total() for month, kinds in tally.months.items()}
    starts = range(first - first % step, last + 1, step)
    years = {start for start in starts if start % 12 < step} or {starts[0]}
    few = len(starts) <= _NAMED
    return [
        Period(
            _name(start, step),
            _STEPS[step],
            sum(counts.get(month, 0) for month in range(start, start + step)),
            _name(start, step) if few else str(start // 12) if start in years else "",
        )
        for start in starts
    ]


def _month(seconds: float) -> int:
    """Return a month as a number: twelve times the year, plus 0 to 11."""
    return _number(datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m"))


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _name(start: int, step: int) -> str:
    year, month = divmod(start, 12)
    if _STEPS[step] == "month":
        return datetime(year, month + 1, 1, tzinfo=UTC).strftime("%b %Y")
    return str(year) if _STEPS[step] == "year" else f"quarter {month // 3 + 1} of {year}"
