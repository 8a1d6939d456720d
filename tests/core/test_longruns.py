"""Long runs of digits: the same numbers as by looking at each window, in less time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.longruns import hopeful
from scrubber.core.windows import _shaped, issued
from tests.core.few_rules import RULES
from tests.core.laws import law

ISSUERS = RULES.issuers
CARD = "4012888888881881"
WITHOUT_LUHN = "2000000000000002"


def numbers(sizes: tuple[int, ...], digits: str) -> list[str]:
    """Return the numbers among groups of these sizes, after checking that no other way has more."""
    found = [
        window
        for window in hopeful(sizes, digits.encode(), ISSUERS)
        if issued(digits[window.low : window.high], ISSUERS)
    ]
    assert found == [
        window
        for window in _shaped(sizes, ISSUERS)
        if issued(digits[window.low : window.high], ISSUERS)
    ]
    return [digits[window.low : window.high] for window in found]


def test_numbers_in_a_long_run_are_found() -> None:
    """Grouped, unbroken, digit by digit, with a code glued to them, and where Luhn is unknown."""
    assert numbers((4,) * 5, "9999" + CARD) == [CARD]
    assert numbers((2, 16), "99" + CARD) == [CARD]
    assert CARD in numbers((1,) * 16, CARD)
    assert numbers((3, 19), "999" + CARD + "123") == [CARD]
    assert numbers((4,) * 4, WITHOUT_LUHN) == [WITHOUT_LUHN]
    assert numbers((4,) * 4, "4012888888881882") == []


@law
@given(
    st.lists(st.sampled_from([1, 2, 4, 4, 4, 6, 16, 19, 20]), max_size=40).map(tuple),
    st.randoms(use_true_random=False),
)
def test_any_groups_hold_the_same_numbers(sizes: tuple[int, ...], random: object) -> None:
    """Whatever the digits are."""
    choice = getattr(random, "choice")  # noqa: B009
    numbers(sizes, "".join(choice("40128137") for _ in range(sum(sizes))))
