"""How many digits a number has that several mails make, and how many may be read before."""

from __future__ import annotations

import pytest

from scrubber.conversation.assemble import join
from scrubber.core.model import Grounds, Position
from scrubber.core.numbers.pan import luhn_sum
from tests.conversation.making import VISA, held, part


@pytest.mark.parametrize("count", [13, 16])
def test_against_what_words_say_only_a_usual_length_is_joined(count: int) -> None:
    """Thirteen digits that begin with what "follows" have Luhn on their side by chance."""
    stem = "4539384726195043"[: count - 1]
    digits = next(f"{stem}{last}" for last in range(10) if luhn_sum(f"{stem}{last}") == 0)
    opening = (VISA[0]._replace(lengths=(13, 16)),)
    later = part(digits[:3], Grounds.DECLARED, openings=opening, position=Position.LATER)
    outcome = join([held(later, "b")], [held(part(digits[3:], openings=()), "a")])
    assert bool(outcome.joined) == (count == 16)


def test_what_a_short_letter_says_of_ten_digits_is_masked_with_what_follows() -> None:
    """A card may begin with them, and words tell of the next three."""
    begun = held(part("4539384726", Grounds.AMONG_WORDS), "a")
    told = held(part("195", Grounds.DECLARED, position=Position.LATER), "b", minutes=5)
    assert [held.id for held in (told,)] == list(join([told], [begun]).masked)
