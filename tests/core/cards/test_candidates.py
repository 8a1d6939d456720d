"""Candidates: which digits may be a card number, whatever is said around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.cards.candidates import Candidate, candidates
from scrubber.core.gate import Gate
from scrubber.core.numbers.pan import luhn_sum
from scrubber.core.numbers.windows import issued
from scrubber.core.reading.text import value
from tests.core.few_rules import RULES


def found(text: str) -> list[str]:
    """Return the windows of ``text`` that are candidates."""
    return [text[item.start : item.end] for item in candidates(text, RULES.issuers)]


def may_hold(text: str) -> bool:
    """Say whether the gate lets ``text`` pass, which names no code."""
    return bool(list(Gate(RULES).views(text, html=False)))


def only(text: str) -> Candidate:
    """Return the one candidate in ``text``."""
    (candidate,) = candidates(text, RULES.issuers)
    return candidate


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "4111_1111_1111_1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4111,1111;1111|1111",
        '4111) [1111] "1111" \'1111',
        "4111\t1111\r\n1111\n1111",
        "4111\r\n\r\n    1111 1111 1111",
        "4222222222222",
        "3782 822463 10005",
        "6304 0000 0000",
        "2000 0000 0000 0001",
    ],
)
def test_a_number_is_one_run_with_what_people_put_between(number: str) -> None:
    """It stands alone in its text, before it or behind it something else."""
    assert found(number) == [number]
    assert found(f"my card {number}, thanks") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "5555555555554444",
        "411111111111111",
        "4111 x 1111 1111 1111",
        "4111 1111 1111         1111",
        "63040000000",
        "",
    ],
    ids=["Luhn", "issuer", "length", "letter", "too far", "too short", "empty"],
)
def test_no_candidate(text: str) -> None:
    """Nothing is found in it."""
    assert found(text) == []


def test_digits_beside_a_number_do_not_hide_it() -> None:
    """Windows begin and end with every group."""
    assert found("1234 4111 1111 1111 1111 123") == ["4111 1111 1111 1111"]
    assert "4111 1111 1111 1111" in found("4111 1111 1111 1111 4012 8888 8888 1881")
    assert "4012 8888 8888 1881" in found("4111 1111 1111 1111 4012 8888 8888 1881")


def test_a_candidate_knows_its_neighbours() -> None:
    """Their lengths, and what stands between."""
    candidate = only("99, 4111 1111 1111 1111 - 123")
    assert (candidate.left, candidate.left_gap) == (2, ", ")
    assert (candidate.right, candidate.right_gap) == (3, " - ")
    alone = only("4111 1111 1111 1111")
    assert (alone.left, alone.left_gap, alone.right, alone.right_gap) == (0, "", 0, "")


def test_a_candidate_knows_its_groups() -> None:
    """Where they stand, and what stands between them."""
    candidate = only("x 3782-822463 10005")
    assert candidate.groups == ((2, 6), (7, 13), (14, 19))
    assert candidate.gaps == ("-", " ")
    assert (candidate.start, candidate.end, candidate.cut) == (2, 19, False)
    assert candidate.pan.digits == "378282246310005"


@pytest.mark.parametrize("behind", ["123", "1227", "1227123", "12271234"])
def test_a_number_with_code_or_expiry_glued_to_it_is_cut_off(behind: str) -> None:
    """Three, four, seven or eight digits may be glued to it."""
    text = "4111111111111111" + behind
    cut = [item for item in candidates(text, RULES.issuers) if item.cut]
    assert [text[item.start : item.end] for item in cut] == ["4111111111111111"]


@pytest.mark.parametrize("behind", ["1", "12", "12345", "123456", "123456789"])
def test_other_digits_glued_to_a_number_hide_it(behind: str) -> None:
    """They make it another one."""
    assert not any(item.cut for item in candidates("4111111111111111" + behind, RULES.issuers))


def test_only_the_whole_beginning_of_a_group_is_cut_off() -> None:
    """A group that is no number gives none."""
    assert found("4111111111111112123") == []


def test_a_candidate_names_all_networks_the_narrowest_first() -> None:
    """A co-brand stands within a wide range."""
    assert [n.name for n in only("4111111111111111").networks] == ["cobrand", "visa"]


def test_luhn_counts_where_it_is_known_to_hold() -> None:
    """Else the number is a candidate all the same."""
    assert [n.name for n in issued("2000000000000001", RULES.issuers)] == ["open"]
    assert issued("4111111111111112", RULES.issuers) == ()
    assert issued("9999999999999999", RULES.issuers) == ()


def test_a_candidate_does_not_show_its_number() -> None:
    """Only where it stands, and in which groups."""
    assert "1881" not in repr(only("4012 8888 8888 1881"))


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("4111 1111 1111 1111", True),
        ("4111 1111 1111 1112", False),
        ("4111 1111 1111", False),
        ("4111 1111 111", False),
        ("4lll llll llll llll", True),
        ("4111 1111 x 1111 1111", False),
        ("4111|1111|1111|1111", True),
        ("é4111-1111.1111-1111", True),
        ("4111 1111\n> > 1111 1111", True),
        ("no digits", False),
    ],
)
def test_a_text_may_hold_a_candidate_or_not(text: str, may: bool) -> None:  # noqa: FBT001
    """Digits, or letters for them, that a network issued, with nothing but separators between."""
    assert may_hold(text) is may


TEXTS = st.lists(
    st.sampled_from(["4111", "1111", "4222222222222", "2", " ", "-", "\n", "x", "１", ", "]),
    max_size=25,
).map("".join)


def test_a_series_of_single_digits_is_tried_from_its_beginning() -> None:
    """A window at each of its digits would find nothing but chance."""
    number = " ".join("4111111111111111")
    assert found(number) == [number]
    assert found("9 9 " + number) == []
    assert found("9, 9, " + number) == [number]


@given(TEXTS)
def test_the_filter_keeps_no_candidate_out(text: str) -> None:
    """What it says no to has none that could be convicted without a word about cards."""
    assert may_hold(text) or not any(candidates(value(text).text, RULES.issuers, uneven=False))


@given(TEXTS)
def test_a_candidate_is_what_it_says(text: str) -> None:
    """Its digits, its groups and its neighbours are those of the text."""
    for item in candidates(text, RULES.issuers):
        digits = "".join(text[start:end] for start, end in item.groups)
        assert item.pan.digits == digits
        assert "".join(filter(str.isdecimal, text[item.start : item.end])) == digits
        assert 12 <= len(digits) <= 19
        assert all(luhn_sum(digits) == 0 for network in item.networks if network.luhn)
        assert text[item.start - len(item.left_gap) : item.start] == item.left_gap
        assert text[item.end : item.end + len(item.right_gap)] == item.right_gap


def test_a_series_of_digits_in_a_long_run_begins_once() -> None:
    """Not at each of its digits; nor is a number cut by a line end into groups nobody writes."""
    series = " ".join("9" + "4012888888881881" + "9" * 20)
    assert list(candidates(series, RULES.issuers)) == []
    assert list(candidates("401 28888888818\n81", RULES.issuers, uneven=False)) == []
