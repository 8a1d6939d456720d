"""Stretches: the cheap question loses no number that the exact one finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.cards.candidates import candidates, runs
from scrubber.core.cards.stretches import promising, stretches
from scrubber.core.reading.text import unquoted
from scrubber.core.reading.view import View
from tests.core.few_rules import RULES

ISSUERS = RULES.issuers
GROUPS = ["4111", "1111", "4012888888881881", "37828", "63", "1", "40128888", "41111111", "12", "9"]
GAPS = [" ", "-", "\n", "\r> ", "\n> ", "  ", " x ", "\t", "/", "e"]
TEXTS = st.lists(
    st.tuples(st.sampled_from(GROUPS), st.sampled_from(GAPS)).map("".join), max_size=30
).map("".join)


def read(text: str) -> list[str]:
    """Return the stretches of ``text`` in which a number may stand."""
    return [text[low:high] for low, high in promising(text, ISSUERS, uneven=False)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("at 12:30 on 2025-10-07, 12:30", []),
        ("no. 1234567 4111111111111111 lamp", ["1234567 4111111111111111"]),
        ("no. 1234567 9111111111111111 lamp", []),
        ("4111111111111112, lamp", []),
        ("4111111\n111111111", ["4111111\n111111111"]),
        ("4111111 111111111", []),
        ("4111111\r> 111111111", ["4111111\r> 111111111"]),
    ],
)
def test_a_stretch_is_promising_if_a_number_of_a_network_has_room_in_it(
    text: str, found: list[str]
) -> None:
    """Grouped as people group numbers, or cut by the end of a line."""
    assert read(text) == found


@pytest.mark.parametrize("groups", [13, 25, 300])
def test_a_table_is_promising_if_nobody_can_say_at_a_glance(groups: int) -> None:
    """Cut by line ends there are more windows than it is worth to look at."""
    assert len(read("\n".join(["11"] * groups))) == 1
    assert len(read(" ".join(["119"] * groups))) == (groups > 24)


@given(TEXTS, st.booleans())
def test_every_candidate_lies_in_a_promising_stretch(text: str, uneven: bool) -> None:  # noqa: FBT001
    """Also one that is seen only once quote marks are taken away."""
    shown = [text[low:high] for low, high in promising(text, ISSUERS, uneven=uneven)]
    for low, high in stretches(text):
        view = unquoted(View(text[low:high])).text
        if any(True for _ in candidates(view, ISSUERS, uneven=uneven)):
            assert text[low:high] in shown


@given(TEXTS)
def test_every_run_lies_in_a_stretch(text: str) -> None:
    """What is long enough for a number."""
    within = list(stretches(text))
    for start, end in runs(text):
        assert any(low <= start and end <= high for low, high in within)


def test_a_long_text_is_looked_at_slice_by_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut at letters, so that no number is; what is found stands where it did."""
    monkeypatch.setattr("scrubber.core.cards.stretches._SLICE", 20)
    text = "a 4012 8888 8888 1881 b, 4012888888881881 c d 4012 8888 8888 1881"
    found = [text[low:high] for low, high in stretches(text)]
    assert found == ["4012 8888 8888 1881", "4012888888881881", "4012 8888 8888 1881"]
    assert [text[low:high] for low, high in promising(text, ISSUERS, uneven=True)] == found
