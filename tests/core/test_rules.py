"""Rules as values: which networks issue a number, and what rules are ready for."""

from __future__ import annotations

import pytest

from scrubber.core.numbers.issuers import Issuers
from scrubber.core.patterns import of_lookalike
from tests.core.few_rules import AMEX, COBRAND, MAESTRO, OPEN, RULES, VISA, network


@pytest.mark.parametrize(
    ("digits", "names"),
    [
        ("4111111111111111", ["cobrand", "visa"]),
        ("4222222222222222", ["visa"]),
        ("4222222222222", ["visa"]),
        ("42222222222222", []),
        ("378282246310005", ["amex"]),
        ("3782822463100051", []),
        ("2199999999999999", ["open"]),
        ("2200000000000000", []),
        ("1999999999999999", []),
        ("9999999999999999", []),
    ],
)
def test_a_number_is_issued_by_range_and_length(digits: str, names: list[str]) -> None:
    """The narrowest range is named first."""
    issuers = Issuers([VISA, COBRAND, AMEX, MAESTRO, OPEN])
    assert [network.name for network in issuers.of(digits)] == names


def test_a_range_may_begin_with_other_digits_than_it_ends() -> None:
    """It is indexed under all of them."""
    issuers = Issuers([network("wide", (5000_0000, 5299_9999))])
    assert issuers.starts == {"50", "51", "52"}
    assert [n.name for n in issuers.of("5112345678901234")] == ["wide"]


def test_no_network_issues_nothing() -> None:
    """There is nothing to begin with."""
    assert Issuers([]).starts == frozenset()
    assert Issuers([]).of("4111111111111111") == ()


def test_rules_know_their_issuers() -> None:
    """And look-alikes by name and by the kind that their shape speaks against."""
    assert RULES.issuers.of("4111111111111111") == (COBRAND, VISA)
    assert RULES.lookalikes_by_name["order"].strong is False
    assert [x.name for x in RULES.shapes["pan"]] == ["parcel", "article", "serial"]
    assert [x.name for x in RULES.shapes["otp"]] == []


def test_a_pattern_takes_ascii_digits_only() -> None:
    r"""What it calls \d is one of ten; it is compiled once."""
    assert of_lookalike(r"\d+").findall("12 ٤") == ["12"]
    assert of_lookalike(r"\d+") is of_lookalike(r"\d+")


def test_a_pattern_may_name_classes_of_unicode() -> None:
    """The plainer engine does not know them."""
    assert of_lookalike(r"\p{Lu}-[0-9]+").findall("A-12 a-34") == ["A-12"]
