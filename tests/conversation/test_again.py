"""What a sender tells once more, without the words by which it was masked."""

from __future__ import annotations

import pytest

from scrubber.conversation.assemble import join
from scrubber.conversation.model import Fact
from scrubber.core.model import Grounds, Position
from tests.conversation.making import ANNA, held, part

BEGINNING = "453938472619"
THREAD = Fact("thread", "<1@example>")


@pytest.mark.parametrize(
    ("digits", "facts", "masked"),
    [
        (BEGINNING, ANNA, True),
        (BEGINNING, frozenset({THREAD}), False),
        (BEGINNING[::-1], ANNA, False),
    ],
    ids=["the same", "somebody in the thread", "other digits"],
)
def test_what_is_told_once_more_is_masked(
    digits: str, facts: frozenset[Fact], *, masked: bool
) -> None:
    """With the first it has more digits than a number, so it is none of its groups."""
    told = part(BEGINNING, Grounds.DECLARED, position=Position.FIRST, masked=True)
    again = held(part(digits), "b", facts, minutes=2000)
    assert bool(join([again], [held(told, "a", ANNA | {THREAD})]).masked) is masked
