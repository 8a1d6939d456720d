"""What joining must reach in labelled conversations of ten languages."""

from __future__ import annotations

import pytest

from tests.conversations.handwritten import handwritten
from tests.conversations.mailbox import KINDS, conversations
from tests.conversations.score import report, run, tallies
from tests.conversations.strangers import PAIRS
from tests.conversations.writing import LANGUAGES

COUNT = 2 * (len(KINDS) + len(PAIRS))

EXPOSED = {False: 0, True: 1}
"""Numbers of which more than ten digits can be read, but not all: three pieces of six, of a number
that comes in pieces of three digits."""

BY_HAND_TOUCHED = {False: 3, True: 10}
"""Harmless conversations by hand that are touched: two numbers of eight digits that make a card,
handed over in words, and one whose second half is called so.
"""

BY_HAND_REBUILT = {False: 1, True: 4}
"""Numbers by hand that can be put together from what was delivered."""


@pytest.mark.parametrize(
    "held_out", [False, pytest.param(True, marks=pytest.mark.long)], ids=["default", "held out"]
)
def test_bars(*, held_out: bool) -> None:
    """Groups and codes are found, no number can be put together, no customers are mixed up."""
    written = conversations(20261122, COUNT, held_out=held_out)
    counts = tallies(written, run(written))
    total, table = counts["all"], report(counts)
    assert total.linked >= 0.95 * total.groups, table
    assert total.codes_found >= 0.95 * total.codes, table
    assert total.touched <= 0.01 * total.harmless, table
    assert (total.rebuilt, total.crossed) == (0, 0), table
    assert total.exposed <= EXPOSED[held_out], table


@pytest.mark.parametrize(
    ("held_out", "every"),
    [
        (False, 3),
        pytest.param(False, 1, marks=pytest.mark.long),
        pytest.param(True, 1, marks=pytest.mark.long),
    ],
    ids=["every third", "default", "held out"],
)
def test_what_was_written_by_hand(*, held_out: bool, every: int) -> None:
    """Customers find words that no phrase knows: what is reached does not get less."""
    written = handwritten(1, held_out=held_out)[::every]
    counts = tallies(written, run(written))
    total, table = counts["all"], report(counts)
    assert total.linked >= (0.8 if held_out else 0.9) * total.groups, table
    assert total.codes_found >= 0.95 * total.codes, table
    assert total.rebuilt <= BY_HAND_REBUILT[held_out], table
    assert total.touched <= BY_HAND_TOUCHED[held_out], table
    assert total.crossed == 0, table


def test_at_least_eight_languages_are_written() -> None:
    """Each with phrases of its own, some of them kept from tuning."""
    assert len(LANGUAGES) >= 8
