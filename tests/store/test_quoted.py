"""What mails quote of pieces that are still open: masked with them, and never in their way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from scrubber.conversation.model import MOST_OPEN
from scrubber.core.model import Span
from scrubber.store.tables import MASKING, PIECE
from tests.store.letters import HALVES, NOON, mail, part
from tests.store.test_memory import count, note, spans

if TYPE_CHECKING:
    from scrubber.store.store import Store

FIRST, LATER = part(HALVES[0], first=True), part(HALVES[1], first=False)
HOUR = timedelta(hours=1)


def residues_left(store: Store) -> int:
    """Return how many pieces still have residues in their rows."""
    rows = select(func.count()).select_from(PIECE).where(PIECE.c.even.is_not(None))
    with store.database().read() as connection:
        return int(connection.execute(rows).scalar_one())


def test_what_is_quoted_is_asked_about(store: Store) -> None:
    """A reply that quotes the first half and brings the second: nothing is left of its copy."""
    quoted = part(HALVES[0], 100, first=True, quoted=True)
    noted = note(store, mail(1, quoted, LATER))
    assert Span(0, 8) in spans(noted)
    assert residues_left(store) == 1


def test_what_is_quoted_open_is_recalled_with_its_number(store: Store) -> None:
    """The answer came before the second half; a piece that was masked at once is in none."""
    note(store, mail(1, FIRST))
    quoted = part(HALVES[0], 100, first=True, quoted=True)
    masked = replace(part("5678", 200, quoted=True), masked=True)
    note(store, mail(2, quoted, masked), NOON + HOUR)
    assert count(store, PIECE) == 2
    note(store, mail(3, LATER), NOON + 2 * HOUR)
    assert residues_left(store) == 0
    assert count(store, MASKING) == 3


def test_copies_are_the_first_to_go(store: Store) -> None:
    """Of one sender few pieces stay open; what he only quotes takes no room of them."""
    note(store, mail(1, FIRST))
    copies = [part(f"40{number}", number * 9, quoted=True) for number in range(10, 16)]
    for number in range(2, 8):
        note(store, mail(number, *copies), NOON)
    assert count(store, PIECE) == MOST_OPEN
    assert spans(note(store, mail(9, LATER), NOON + HOUR)) == [Span(0, 8)]
