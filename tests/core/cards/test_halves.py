"""Numbers told in two halves of one text."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber.core.cards.halves import find_halves, may_be_in
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
        ("4111 1111 is the first half, 1111 1111 second half", ["4111 1111", "1111 1111"]),
        ("first part\n3782 822\n\nsecond part\n463 10005", ["3782 822", "463 10005"]),
    ],
)
def test_both_halves_are_found(text: str, halves: list[str]) -> None:
    """Behind their labels or before; the last four digits of the whole stay."""
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


PARTS = st.sampled_from(
    (
        *("first half: ", "the first part ", "the rest is ", "other half ", ", and then ", "\n> "),
        *(
            "4111",
            "41111111",
            "1111 1111",
            "1111",
            "3782 822",
            "463 10005",
            "555 5",
            "555555554444",
        ),
        *("20", "2026-", ". ", "  ", "chairs"),
    )
)


@given(st.lists(PARTS, max_size=12).map("".join))
@example("the first part 41111111 and other half 11111111.")
def test_what_is_found_was_asked_for(text: str) -> None:
    """The cheap question keeps nothing out."""
    if found(text):
        assert may_be_in(text, RULES.issuers)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("4111 1111, 1111 1111", True),
        ("4111 1111, 1111 1112", False),
        ("1111 1111, 4111 1111", False),
        ("1111 " * 99, False),
        ("1111 " * 101, True),
        ("41000000 " * 50, True),
    ],
    ids=["a number", "Luhn", "wrong order", "many groups", "very many", "very many pairs"],
)
def test_digits_that_can_be_halves(text: str, asked: bool) -> None:  # noqa: FBT001 - a table
    """Of very many it is not asked of each."""
    assert may_be_in(text, RULES.issuers) is asked


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
