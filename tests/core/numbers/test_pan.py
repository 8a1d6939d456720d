"""The type of a card number: it is compared and counted, and shown to nobody."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, dataclass

import luhn
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.numbers.pan import Pan, luhn_sum

NUMBER = "4111111111111111"


@pytest.mark.parametrize(
    "shown",
    [
        str(Pan(NUMBER)),
        repr(Pan(NUMBER)),
        f"{Pan(NUMBER)}",
        f"{Pan(NUMBER)!r}",
        f"{[Pan(NUMBER)]}",
        "%s" % Pan(NUMBER),  # noqa: UP031 - that is how logs are written
        "{:s}".format(Pan(NUMBER)),  # noqa: UP032
    ],
)
def test_it_is_shown_as_what_it_is(shown: str) -> None:
    """Never as what it holds."""
    assert shown.strip("[]") == "<PAN>"


def test_it_is_formatted_like_its_name() -> None:
    """A width counts for that."""
    assert f"{Pan(NUMBER):>8}" == "   <PAN>"


@dataclass
class Holder:
    """Something that holds a number."""

    pan: Pan


@pytest.mark.parametrize(
    "escape",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        vars,
        bytes,
        lambda pan: asdict(Holder(pan)),
        lambda pan: pickle.dumps(Holder(pan), 0),
    ],
)
def test_it_cannot_be_taken_away(escape: object) -> None:
    """No copy, no pickle, no dictionary of it."""
    assert callable(escape)
    with pytest.raises(TypeError) as caught:
        escape(Pan(NUMBER))
    assert NUMBER not in str(caught.value)


def test_it_has_no_other_attribute() -> None:
    """Nothing can be hung on it."""
    with pytest.raises(AttributeError):
        Pan(NUMBER).note = 1  # type: ignore[attr-defined]


def test_equal_numbers_are_equal() -> None:
    """They are one in a set, and no text is equal to them."""
    assert Pan(NUMBER) == Pan(NUMBER)
    assert Pan(NUMBER) != Pan(NUMBER[:-1] + "2")
    assert Pan(NUMBER) != NUMBER
    assert len({Pan(NUMBER), Pan(NUMBER)}) == 1


def test_its_digits_are_counted() -> None:
    """It is as long as they are."""
    assert len(Pan(NUMBER)) == 16


@pytest.mark.parametrize(
    ("digits", "total"), [("4111111111111111", 0), ("79927398713", 0), ("18", 0), ("1", 1), ("", 0)]
)
def test_the_luhn_sum_of_a_good_number_is_zero(digits: str, total: int) -> None:
    """Among them the example of ISO/IEC 7812-1."""
    assert luhn_sum(digits) == total


@given(st.text("0123456789", min_size=1, max_size=30))
def test_the_sum_agrees_with_the_library(digits: str) -> None:
    """Nothing that the one takes is refused by the other."""
    assert (luhn_sum(digits) == 0) is luhn.verify(digits)
