"""How much work an ordinary mail makes, counted so that a busy machine cannot fail the test.

Seconds are measured by ``python -m tests.benchmarks core``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from scrubber import scrub
from tests.benchmarks.corpora import corpus, letters, with_cards
from tests.shapes.hostile import HOSTILE

if TYPE_CHECKING:
    from types import FrameType

MAILS = 30
MOST = {
    "short mail": 280,
    "newsletters and invoices": 4_920,
    "reply chains": 580,
    "attachments": 640,
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


MOST_WITH_CARD = {
    "short mail": 4_600,
    "newsletters and invoices": 46_500,
    "reply chains": 7_300,
}
"""The same of mails that all have a card in them."""


@pytest.mark.parametrize("name", MOST_WITH_CARD)
def test_a_mail_with_a_card_costs_no_more_calls_than_it_did(name: str) -> None:
    """It is read twice, and told from others by its orders and names."""
    mails = with_cards(name, 10).mails
    for mail in mails:
        scrub(mail)
    assert sum(map(calls, mails)) / len(mails) <= MOST_WITH_CARD[name]


MOST_OF_A_LETTER = 4_600
"""The same of a letter with numbers that are none of a card's."""


def test_a_letter_costs_no_more_calls_than_it_did() -> None:
    """What is asked of the words around its numbers is asked once."""
    mails = letters().mails[:100]
    for mail in mails:
        scrub(mail)
    assert sum(map(calls, mails)) / len(mails) <= MOST_OF_A_LETTER


WALL = 100_000
"""Bytes."""

MOST_OF_A_WALL = {
    "digits below one card, parted oddly": 175,
    "pairs of digits, parted oddly": 55,
    "groups of three and a rest": 425,
    "other groups of four": 260,
    "other dates below one card": 160,
    "expiry dates below one card": 200,
    "three digits below one card": 75,
    "cards in attributes": 950,
    "codes": 580,
    "other codes": 680,
    "numbers of orders": 1_500,
    "cards in full-width digits": 245,
    "cards with invisible characters": 610,
    "other cards in escapes": 710,
    "cards in pasted quoted-printable": 370,
    "lists of bare values": 470,
    "cards in base64, one character a line": 650,
    "codes below one card, in a table": 1_030,
    "number words in one": 515,
    "one-time codes of services": 1_090,
    "boxes of dates below one card": 275,
    "questions for codes below one card": 460,
}
"""Calls a hundred bytes of a wall, a tenth or more above what was counted."""


@pytest.mark.parametrize("name", MOST_OF_A_WALL)
def test_a_wall_costs_no_more_calls_than_it_did(name: str) -> None:
    """What is asked of all of it at once, once a mail, or no more once there is enough of it."""
    message = HOSTILE[name](WALL)
    scrub(HOSTILE[name](WALL // 50))  # words are folded once
    assert calls(message) / (WALL / 100) <= MOST_OF_A_WALL[name]
