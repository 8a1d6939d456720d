"""Counters and times, and the text that Prometheus reads."""

from __future__ import annotations

from scrubber.metrics import Counter, Timing


def test_a_counter_has_a_line_for_each_combination() -> None:
    """In order, and with 0 where there are no labels."""
    counter = Counter("mails", "Mails.", "outcome")
    counter.add("refused")
    counter.add("delivered", by=2)
    assert list(counter.lines())[2:] == [
        'mails{outcome="delivered"} 2',
        'mails{outcome="refused"} 1',
    ]
    assert list(Counter("joins", "Joins.").lines())[-1] == "joins 0"


def test_each_bucket_holds_those_below_it() -> None:
    """So that Prometheus can tell how many were faster than its bound (it is one of them)."""
    timing = Timing("seconds", "Time.", "stage")
    for seconds in (0.001, 0.005, 0.2, 100.0):
        timing.observe("scan", seconds)
    lines = list(timing.lines())
    assert 'seconds_bucket{stage="scan",le="0.005"} 2' in lines
    assert 'seconds_bucket{stage="scan",le="0.25"} 3' in lines
    assert 'seconds_bucket{stage="scan",le="30.0"} 3' in lines
    assert lines[-3:] == [
        'seconds_bucket{stage="scan",le="+Inf"} 4',
        'seconds_sum{stage="scan"} 100.206000',
        'seconds_count{stage="scan"} 4',
    ]
