"""What the filter must find in labelled mail, and what it must leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from scrubber import scrub
from tests.labelled.generate import mails
from tests.labelled.measure import measure
from tests.labelled.score import report, tallies
from tests.labelled.unseen import corpora, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.labelled.model import Labelled

SEED = 20261122
COUNT = 600


class Bars(NamedTuple):
    """The least recall and precision, and the largest share of harmless mails touched."""

    cards: float
    codes: float
    precision: float
    touched: float


GOAL = Bars(cards=0.99, codes=0.97, precision=0.995, touched=0.005)
UNSEEN = {
    "first": Bars(cards=0.99, codes=0.98, precision=0.99, touched=0.005),
    "second": Bars(cards=0.99, codes=0.95, precision=0.99, touched=0.02),
    "third": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.02),
    "fourth": Bars(cards=0.99, codes=0.84, precision=0.99, touched=0.02),
    "fifth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "sixth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "seventh": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "eighth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "ninth": Bars(cards=0.99, codes=0.96, precision=0.99, touched=0.005),
    "tenth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "eleventh": Bars(cards=0.99, codes=0.96, precision=0.99, touched=0.005),
    "twelfth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "thirteenth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "fourteenth": Bars(cards=0.99, codes=0.86, precision=0.99, touched=0.02),
    "fifteenth": Bars(cards=0.99, codes=0.92, precision=0.99, touched=0.005),
    "sixteenth": Bars(cards=0.99, codes=0.95, precision=0.99, touched=0.03),
    "seventeenth": Bars(cards=0.99, codes=0.97, precision=0.99, touched=0.005),
    "eighteenth": Bars(cards=0.99, codes=0.82, precision=0.96, touched=0.05),
    "nineteenth": Bars(cards=0.99, codes=0.96, precision=0.99, touched=0.005),
    "twentieth": Bars(cards=0.99, codes=0.96, precision=0.99, touched=0.005),
    "twentyfirst": Bars(cards=0.99, codes=0.91, precision=0.99, touched=0.01),
    "twentysecond": Bars(cards=0.99, codes=0.88, precision=0.99, touched=0.02),
    "twentythird": Bars(cards=0.97, codes=0.73, precision=0.99, touched=0.01),
    "twentyfourth": Bars(cards=0.99, codes=0.93, precision=0.98, touched=0.01),
    "twentyfifth": Bars(cards=0.99, codes=0.90, precision=0.99, touched=0.02),
    "kinds": Bars(cards=0.99, codes=0.98, precision=0.99, touched=0.02),
}
"""Of so few letters, some of them written to mislead, one more or less is half a per cent."""


@pytest.mark.parametrize(
    "held_out", [False, pytest.param(True, marks=pytest.mark.long)], ids=["default", "held out"]
)
def test_bars(*, held_out: bool) -> None:
    """Recall, precision and the share of harmless mails touched meet their bars."""
    _meet(mails(SEED, COUNT, held_out=held_out))


@pytest.mark.long
@pytest.mark.parametrize("corpus", corpora())
def test_unseen_letters_meet_bars_of_their_own(corpus: str) -> None:
    """They were written without a look at the rules."""
    _meet(unseen(corpus), UNSEEN[corpus])


def _meet(labelled: Iterable[Labelled], bars: Bars = GOAL) -> None:
    counts = tallies(measure(mail, scrub(mail.raw)) for mail in labelled)
    total, harmless = counts["all"], counts["harmless"]
    table = report(counts)
    assert total.recall("pan") >= bars.cards, table
    assert total.recall("cvv") >= bars.codes, table
    assert total.precision >= bars.precision, table
    assert harmless.touched <= bars.touched * harmless.mails, table
