"""Hostile mail costs in proportion: twice the input at most doubles the work.

Work is counted in calls of functions, Python's and C's, so that a test cannot fail because the
machine is busy.  What happens within one call of C is measured by ``python -m tests.benchmarks
hostile``.
"""

from __future__ import annotations

import cProfile

import pytest

from scrubber import scrub
from tests.shapes.hostile import HOSTILE, Hostile
from tests.shapes.unread import UNREAD

SIZE = 1_500
BY_CHANCE = (
    "words of codes and digits",
    "words of codes and digits below one card",
    "words that nobody knows below one card",
)
SIZES = {"Rich Text": 4_000, **dict.fromkeys((*UNREAD, *BY_CHANCE), 16_000)}
"""Bytes; what comes by chance, or by leaps, needs more for its law to show."""

GROWTH = 2.1
"""How much more work twice the input may cost."""

SLACK = 20_000
"""Calls that do not matter: up to its limits on depth, a message may cost a little more."""


def _calls(message: bytes) -> int:
    """Return how many functions scrubbing ``message`` calls."""
    profile = cProfile.Profile()
    profile.runcall(scrub, message)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    "name",
    [
        name if number % 3 == 0 else pytest.param(name, marks=pytest.mark.long)
        for number, name in enumerate(HOSTILE)
    ],
)
def test_twice_the_input_at_most_doubles_the_work(name: str) -> None:
    """The calls grow no faster than the message, over two doublings."""
    scrub(b"")  # reads the rules
    size = SIZES.get(name, SIZE)
    once, four = (_calls(HOSTILE[name](size * times)) for times in (1, 4))
    assert four <= once * GROWTH**2 + SLACK


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_no_error(make: Hostile) -> None:
    """What is hostile is scrubbed like everything else, and is clean afterwards."""
    message = make(SIZE)
    scrubbed = scrub(message)
    assert scrubbed.findings or scrubbed.message is message
    assert scrub(scrubbed.message).message == scrubbed.message
