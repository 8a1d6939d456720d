"""How much work an ordinary mail makes, counted so that a busy machine cannot fail the test.

Seconds are measured by ``python -m tests.benchmarks core``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from scrubber import scrub
from tests.benchmarks.corpora import corpus

if TYPE_CHECKING:
    from types import FrameType

MAILS = 30
MOST = {
    "short mail": 285,
    "newsletters and invoices": 5_100,
    "reply chains": 510,
    "attachments": 660,
}
"""Calls of functions a mail, Python's and C's, a tenth above what was counted."""


def calls(message: bytes) -> int:
    """Return how many functions scrubbing ``message`` calls."""
    count = 0

    def note(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        scrub(message)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", MOST)
def test_a_mail_costs_no_more_calls_than_it_did(name: str) -> None:
    """What everybody gets, without a card in it."""
    mails = corpus(name, MAILS if name != "attachments" else 3).mails
    for mail in mails:
        scrub(mail)  # words are folded once
    assert sum(map(calls, mails)) / len(mails) <= MOST[name]
