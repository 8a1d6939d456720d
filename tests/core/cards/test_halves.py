"""Numbers told in two halves of one text."""

from __future__ import annotations

import re

import pytest

from scrubber.core.cards.halves import find_halves
from scrubber.core.language.words import Words
from scrubber.core.patience import MOST_HALVED, Patience
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES


def found(text: str) -> list[tuple[str, int]]:
    """Return the halves in ``text``, and how many digits of each stay readable."""
    hits = find_halves(text, Words(text, RULES.lexicon), RULES, Patience())
    assert {hit.kind for hit in hits} <= {"pan"}
    return [(text[hit.start : hit.end], hit.readable) for hit in hits]


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("first half: 4111 1111, the rest is 1111 1111", ["4111 1111", "1111 1111"]),
        ("the first part 41111111 and other half 11111111.", ["41111111", "11111111"]),
        ("first part\n3782 822\n\nsecond part\n463 10005", ["3782 822", "463 10005"]),
    ],
)
def test_both_halves_are_found(text: str, halves: list[str]) -> None:
    """Behind their labels; the last four digits of the whole stay."""
    assert found(text) == [(halves[0], 0), (halves[1], 4)]


@pytest.mark.parametrize(
    "text",
    [
        "first half: 4111 1111, the rest is 1111 1112",
        "first half: 4111 1111",
        "the rest is 4111 1111",
        "the rest is 1111 1111, first half: 4111 1111",
        "first half: 4111, the rest is 1111",
        "first half: 4111 1111 1111, the rest is 1111 1111 1111",
        "first half: 9999 9999, the rest is 1111 1111",
        "first half " + "x " * 30 + "4111 1111, the rest is 1111 1111",
        "first half and the rest",
    ],
    ids=[
        "Luhn",
        "no last half",
        "no first half",
        "wrong order",
        "too short",
        "too long",
        "no network",
        "too far from its label",
        "no digits",
    ],
)
def test_no_number_in_halves(text: str) -> None:
    """Nothing is taken."""
    assert found(text) == []


def test_two_labels_of_one_half_give_it_once() -> None:
    """It is the same half."""
    text = "first half, first half: 4111 1111, the rest is 1111 1111"
    assert found(text) == [("4111 1111", 0), ("1111 1111", 4)]


def test_behind_hundreds_of_numbers_in_halves_all_digits_go() -> None:
    """Whatever they are: nobody tells so many."""
    wall = "first half 4111 1111 second half 1111 1111 " * (MOST_HALVED + 1)
    text, patience = f"{wall}and 1 more", Patience()
    words = Words(text, RULES.lexicon)
    assert len(find_halves(text, words, RULES, patience)) == 2 * MOST_HALVED
    assert patience.over
    assert find_halves(text, words, RULES, patience) == []
    message = scrub(f"Subject: x\n\n{text}".encode(), RULES).message
    body = message.partition(b"\n\n")[2]
    assert body.endswith(b"and * more")
    assert set(re.findall(rb"[0-9]+", body)) == {b"1111"}
    assert body.count(b"1111") < MOST_HALVED
