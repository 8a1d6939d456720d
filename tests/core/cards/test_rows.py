"""Rows of numbers, sizes and models: digits in the groups of a card that go on by steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber import rulebook
from scrubber.core.reading.digits import is_in_order
from scrubber.core.scrub import scrub

RULES = rulebook.load()
BETWEEN = st.sampled_from([" ", "-", " - ", ", ", "/", "\n", " | "])


def letter(text: str) -> bytes:
    """Return a short mail."""
    return f"Subject: x\n\n{text}\n".encode()


@given(
    start=st.integers(22, 70),
    step=st.integers(-5, 5).filter(bool),
    many=st.integers(6, 8),
    between=BETWEEN,
)
def test_the_sizes_of_a_shoe_are_no_card(start: int, step: int, many: int, between: str) -> None:
    """Whatever check digit they happen to have."""
    sizes = [start + each * step for each in range(many)]
    raw = letter(between.join(f"{size:02}" for size in sizes if 10 <= size <= 99))
    assert scrub(raw, RULES).message == raw


@given(
    start=st.integers(2221, 6599),
    step=st.integers(-300, 300).filter(bool),
    many=st.integers(3, 6),
    between=BETWEEN,
)
def test_a_row_of_models_is_no_card_and_none_of_its_parts(
    start: int, step: int, many: int, between: str
) -> None:
    """They go on by the same step."""
    models = [start + each * step for each in range(many)]
    raw = letter(f"We need {between.join(map(str, models))}")
    assert min(models) < 1000 or scrub(raw, RULES).message == raw


@pytest.mark.parametrize(
    "written",
    [
        "4444 3333 2222 1111",
        "5454 5454 5454 5454",
        "40-12-88-88-88-88-18-81",
        "4242 4242 4242 4242",
    ],
)
def test_numbers_for_tests_are_no_rows(written: str) -> None:
    """Though some of them go on by steps, too."""
    assert scrub(letter(written), RULES).findings


@pytest.mark.parametrize(
    ("groups", "row"),
    [
        (("36", "38", "40", "42", "44", "46"), True),
        (("46", "44", "43", "41", "40", "38"), True),
        (("36", "38", "40", "42", "41", "46"), False),
        (("36", "38", "41", "42", "43"), False),
        (("401", "405", "410", "440", "500", "501"), False),
        (("4010", "4020", "4030"), True),
        (("4010", "4020"), False),
        (("4010", "4011", "4031"), True),
        (("4010", "4011", "4131"), False),
        (("4444", "4444", "4444", "4448"), False),
        (("4444", "3333", "2222"), False),
        (("4010", "4011", "1" * 5000), False),
    ],
)
def test_what_goes_on_by_steps_is_a_row(groups: tuple[str, ...], *, row: bool) -> None:
    """Pairs need only go up, or down, if there are six."""
    assert is_in_order(groups) is row
