"""Long runs of digits: the same numbers as by looking at each window, in less time."""

from __future__ import annotations

import cProfile
from itertools import accumulate, starmap
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.numbers import windows
from scrubber.core.numbers.groups import LongRun
from scrubber.core.numbers.longruns import hopeful, is_hopeless
from scrubber.core.numbers.windows import Window, _shaped, issued
from tests.core.few_rules import RULES

if TYPE_CHECKING:
    import pytest

ISSUERS = RULES.issuers
CARD = "4012888888881881"
WITHOUT_LUHN = "2000000000000002"


def run(sizes: tuple[int, ...], digits: str, gap: str = " ") -> LongRun:
    """Return a run with groups of these sizes."""
    ends = list(accumulate(sizes))
    groups = [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return LongRun(gap.join(groups), 0, [group.encode() for group in groups])


def numbers(sizes: tuple[int, ...], digits: str) -> list[str]:
    """Return the numbers among groups of these sizes, after checking that no other way has more."""
    found = [
        window
        for window in starmap(Window, hopeful(run(sizes, digits), ISSUERS))
        if issued(digits[window.low : window.high], ISSUERS)
    ]
    assert found == sorted(
        window._replace(series=False)
        for window in _shaped(sizes, ISSUERS)
        if issued(digits[window.low : window.high], ISSUERS) and not window.series
    )
    return [digits[window.low : window.high] for window in found]


def test_numbers_in_a_long_run_are_found() -> None:
    """Grouped, unbroken, digit by digit, with a code glued to them, and where Luhn is unknown."""
    assert numbers((4,) * 5, "9999" + CARD) == [CARD]
    assert numbers((2, 16), "99" + CARD) == [CARD]
    assert CARD in numbers((1,) * 16, CARD)
    assert numbers((3, 19), "999" + CARD + "123") == [CARD]
    assert numbers((4,) * 4, WITHOUT_LUHN) == [WITHOUT_LUHN]
    assert numbers((4,) * 4, "4012888888881882") == []


@given(
    st.lists(st.sampled_from([1, 2, 4, 4, 4, 6, 16, 19, 20]), max_size=40).map(tuple),
    st.randoms(use_true_random=False),
)
def test_any_groups_hold_the_same_numbers(sizes: tuple[int, ...], random: object) -> None:
    """Whatever the digits are."""
    choice = getattr(random, "choice")  # noqa: B009
    numbers(sizes, "".join(choice("40128137") for _ in range(sum(sizes))))


def test_a_series_of_single_digits_is_read_from_where_it_begins() -> None:
    """And from where another sign stands between."""
    series = run((1,) * 32, "9" + CARD + "9" * 15)
    assert not list(hopeful(series, ISSUERS))
    text = "9." + " ".join(CARD) + ", 9" * 15
    parted = LongRun(text, 7, [char.encode() for char in text if char.isdigit()])
    windows = [window[:2] for window in hopeful(parted, ISSUERS)]
    assert (1, 16) in windows
    assert {first for first, _ in windows} == {1}
    assert text[parted.group(1)[0] - 7 : parted.group(16)[1] - 7] == " ".join(CARD)


def hopeless(text: str) -> bool:
    """Say whether a run is told at once to hold no number."""
    groups = [char.encode() for char in text if char.isdigit()]
    told = is_hopeless(text, groups, ISSUERS)
    run = LongRun(text, 0, groups)
    found = (run.digits[low:high].decode() for _, _, low, high, _ in hopeful(run, ISSUERS))
    assert not (told and any(issued(digits, ISSUERS) for digits in found))
    return told


def test_a_series_of_single_digits_is_mostly_let_go_at_once() -> None:
    """By how it begins, or since no number of any length there passes Luhn."""
    assert hopeless(" ".join("9" * 26))
    assert hopeless(", ".join("401288888887180" + "3" * 11))
    assert not hopeless(" ".join(CARD + "9" * 10))
    assert not hopeless(" ".join(WITHOUT_LUHN + "9" * 10))
    assert not hopeless("9." + " ".join("9" * 25))
    assert not is_hopeless(" ".join("12" * 26), [b"12"] * 26, ISSUERS)


@given(st.text("40128", min_size=25, max_size=30), st.sampled_from((" ", "-", "\n")))
def test_what_is_let_go_at_once_holds_nothing(digits: str, gap: str) -> None:
    """Whatever the digits are."""
    hopeless(gap.join(digits))


def test_groups_are_crowded_by_others_like_them() -> None:
    """Five within a dozen to both sides; others and those farther off do not count."""
    sizes = (4,) * 3 + (2,) * 12 + (4,) * 4 + (4, 3, 4, 4)
    digits = "1" * sum(sizes)
    assert not run(sizes, digits).is_crowded(15, 18)
    assert run((*sizes, 4, 4), digits + "1" * 8).is_crowded(15, 18)


def test_a_long_run_is_looked_at_once_and_kept_no_longer() -> None:
    """Several ask of the same; digits stand in it."""
    run = "12/27 " * 40, 0, [b"12", b"27"] * 40
    assert ISSUERS.long_run(*run) is not ISSUERS.long_run(*run)
    with ISSUERS:
        known = ISSUERS.long_run(*run)
        assert ISSUERS.long_run(*run) is known
        for start in (1, 2, 3):  # more than is kept
            ISSUERS.long_run("1 " * (1 << 20), start, [])
        assert ISSUERS.long_run(*run) is not known
    assert ISSUERS._runs is None


def test_a_run_is_kept_at_the_same_cost_however_many_are() -> None:
    """To count all of them for each cost the square of a mail full of short ones."""

    def calls(runs: range) -> int:
        profile = cProfile.Profile()
        for start in runs:
            profile.runcall(ISSUERS.long_run, "1 2", start, [b"1", b"2"])
        return sum(entry.callcount for entry in profile.getstats())

    with ISSUERS:
        assert 2 * calls(range(1_000, 1_500)) <= 1.5 * calls(range(1_000))


def test_a_number_is_verified_once_and_kept_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many those before are forgotten."""
    asked: list[str] = []

    def verify(number: str) -> bool:
        asked.append(number)
        return number != "4000000000000002"

    monkeypatch.setattr("luhn.verify", verify)
    monkeypatch.setattr(windows, "_MOST_VERIFIED", 1)
    other = "4222222222222220"
    with ISSUERS:
        for number in (CARD, CARD, other, other, CARD):
            assert issued(number, ISSUERS) == ISSUERS.of(number) != ()
        assert asked == [CARD, other, CARD]
        assert issued("4000000000000002", ISSUERS) == ()
    assert issued(CARD, ISSUERS) == issued(CARD, ISSUERS) == ISSUERS.of(CARD)
    assert len(asked) == 6


def test_groups_too_long_for_a_number_are_in_a_run_like_all_others() -> None:
    """However long."""
    run = LongRun(f"{'4' * 300} 12 {'4' * 255}", 0, [b"4" * 300, b"12", b"4" * 255])
    assert run.sizes == (300, 2, 255)
    assert run.small == bytes((255, 2, 255))
