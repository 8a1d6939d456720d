"""Dates are weighed when somebody asks for them, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.codes.expiries import Expiries
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.patience import MOST_CODES
from tests.core.few_rules import search

if TYPE_CHECKING:
    import pytest

    from scrubber.core.codes.expiry import Date

TEXT = "valid thru 12/27 and 11 28 and 10 29 or 9 30, valid thru 03/31"


def expiries(text: str = TEXT) -> Expiries:
    """Return the dates of a text, the first and the last of which are likely."""
    asked = search(text, elsewhere=0)
    asked.zones = [(0, len(text))]
    return Expiries(asked)


def shown(date: Date | None) -> str:
    """Return a date of the text."""
    return TEXT[date.start : date.end] if date else ""


def test_those_for_which_nothing_speaks_are_passed_over() -> None:
    """By whoever asks for the next one, or the last."""
    dates = expiries()
    assert list(map(shown, dates.likely())) == ["12/27", "03/31"]
    for _ in range(2):  # what was passed over once is so at once
        assert shown(dates.behind(TEXT.index("11 28"))) == "03/31"
        assert shown(dates.before(TEXT.index("9 30"))) == "12/27"
    assert shown(dates.before(len(TEXT))) == "03/31"
    assert dates.before(3) is None
    assert dates.behind(len(TEXT)) is None
    assert dates.overlap(0, len(TEXT))
    assert not dates.overlap(TEXT.index("11 28"), TEXT.index("9 30"))
    assert list(map(shown, dates.within(0, 20))) == ["12/27"]
    assert not dates.only
    assert expiries(TEXT[:20]).only


def test_digits_near_one_may_be_its_code() -> None:
    """Not those near what is none."""
    text = f"valid thru 12/27, 123 {'and so on ' * 10} 11 28 456"
    dates = expiries(text)
    assert dates.are_near(text.index("123"), text.index("123") + 3)
    assert not dates.are_near(text.index("456"), text.index("456") + 3)


def weighed(monkeypatch: pytest.MonkeyPatch, text: str, *, elsewhere: int) -> int:
    """Return how many dates are weighed until the codes of a text are found."""
    count = 0
    evidence = Expiries._evidence

    def counted(dates: Expiries, date: Date) -> object:
        nonlocal count
        count += 1
        return evidence(dates, date)

    monkeypatch.setattr(Expiries, "_evidence", counted)
    find_codes(search(text, elsewhere=elsewhere))
    return count


def test_of_a_wall_only_dates_beside_codes_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once there are too many codes all digits go; and without a card a date says little."""
    wall = "cvv 123, " * MOST_CODES + "exp 12/27, " * MOST_CODES
    assert weighed(monkeypatch, wall, elsewhere=1) < MOST_CODES // 2
    assert weighed(monkeypatch, "exp 12/27, " * 20, elsewhere=0) == 0
    assert weighed(monkeypatch, "exp 12/27, " * 20, elsewhere=1) == 20
