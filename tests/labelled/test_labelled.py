"""What the filter must find in labelled mail, and what it must leave alone."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from scrubber import scrub
from tests.labelled.generate import mails
from tests.labelled.measure import measure
from tests.labelled.score import report, tallies

SEED = 20261122
COUNT = 600


class Bars(NamedTuple):
    """The least recall and precision, and the largest share of harmless mails touched."""

    cards: float
    codes: float
    precision: float
    touched: float


GOAL = Bars(cards=0.99, codes=0.97, precision=0.995, touched=0.005)


@pytest.mark.parametrize(
    "held_out", [False, pytest.param(True, marks=pytest.mark.long)], ids=["default", "held out"]
)
def test_bars(*, held_out: bool) -> None:
    """Recall, precision and the share of harmless mails touched meet their bars."""
    labelled = mails(SEED, COUNT, held_out=held_out)
    counts = tallies(measure(mail, scrub(mail.raw)) for mail in labelled)
    total, harmless = counts["all"], counts["harmless"]
    table = report(counts)
    assert total.recall("pan") >= GOAL.cards, table
    assert total.recall("cvv") >= GOAL.codes, table
    assert total.precision >= GOAL.precision, table
    assert harmless.touched <= GOAL.touched * harmless.mails, table
