"""Ranges in a text that do not overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.model import Span
from scrubber.core.numbers.ranges import Ranges, Stretch, merged

SPANS = (
    st.lists(st.integers(0, 40), max_size=12, unique=True)
    .map(sorted)
    .map(lambda edges: [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)])
)


@given(SPANS.flatmap(st.permutations), st.integers(0, 40), st.integers(0, 10))
def test_ranges_answer_as_looking_at_each_one_would(
    items: list[Span], start: int, length: int
) -> None:
    """In whatever order they were given."""
    end = start + length + 1
    ranges = Ranges(items)
    ordered = sorted(items, key=lambda item: item.start)
    assert ranges.items == ordered
    assert ranges.overlap(start, end) is any(x.start < end and start < x.end for x in items)
    assert ranges.before(start) == next((x for x in ordered[::-1] if x.end <= start), None)
    assert ranges.behind(start) == next((x for x in ordered if x.start >= start), None)
    assert ranges.overlapping(start, end) == [x for x in ordered if x.start < end and start < x.end]
    assert ranges.within(start, end) == [x for x in ordered if start <= x.start and x.end <= end]


def test_no_ranges_answer_nothing() -> None:
    """Nothing is before, behind or within."""
    none: Ranges[Span] = Ranges()
    assert (none.before(5), none.behind(5), none.within(0, 9)) == (None, None, [])
    assert not none.overlap(0, 9)


def test_stretches_that_overlap_or_touch_are_one() -> None:
    """In whatever order they come."""
    assert list(merged([(5, 7), (0, 2), (2, 3), (6, 6), (9, 9)])) == [
        Stretch(0, 3),
        Stretch(5, 7),
        Stretch(9, 9),
    ]
    assert list(merged([])) == []
