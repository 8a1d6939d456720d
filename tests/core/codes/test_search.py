"""Where codes and dates are looked for: near what could convict them, with the same result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.cards.cards import find_cards
from scrubber.core.codes.onetime import find_one_time_codes
from scrubber.core.codes.search import Mail, Search
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.judge import Judge
from scrubber.core.language.words import Words
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patience import MOST_MONTHS, Patience
from scrubber.core.rules import Policy
from tests.core.few_rules import RULES, hints, search

if TYPE_CHECKING:
    from scrubber.core.model import Kind

FILLER = "so we went on to buy a lamp and a vase. " * 12


def looked_at(text: str, *, elsewhere: int = 1) -> list[str]:
    """Return the stretches of ``text`` that are looked at."""
    return [text[start:end] for start, end in search(text, elsewhere=elsewhere).zones]


@pytest.mark.parametrize("telling", ["cvv", "CVV2", "Valid thru", "4012 8888 8888 1881", "12/27"])
def test_only_what_stands_near_something_telling_is_looked_at(telling: str) -> None:
    """Words that name a code or a date, cards, dates in figures."""
    text = f"{FILLER}{FILLER} 111, {telling}, 222 {FILLER}{FILLER} 333"
    (stretch,) = looked_at(text)
    assert "111" in stretch
    assert "222" in stretch
    assert "333" not in stretch


@pytest.mark.parametrize("harmless", ["discvvs", "31.12.2027", "12.07.2024", "99,27", "lamp"])
def test_nothing_else_is_telling(harmless: str) -> None:
    """A word within another, a date with its day, a price."""
    assert looked_at(f"{FILLER} 111 {harmless} 222 {FILLER}") == []


def test_a_row_of_digits_is_looked_at_as_a_whole() -> None:
    """Wherever the reach of a word ends in it; a table of them is cut far from it."""
    row = "12 " * 130
    assert looked_at(f"x {row} cvv {row} x") == [f"x {row} cvv {row} x"]
    assert looked_at(f"x {row} cvv {row} cvv y") == [f"x {row} cvv {row} cvv y"]
    (stretch,) = looked_at(f"x {row * 9} cvv {row * 9} x")
    assert len(stretch) == 3 + 4 * 200


def test_dates_count_only_beside_what_may_be_a_code() -> None:
    """A table of them has none; where a date alone is enough they always do."""
    (stretch,) = looked_at(f"12/27 {FILLER} 03/28, 123")
    assert "12/27" not in stretch
    table = "12/27 03/2028, " * 40
    text = f"{FILLER}{table}{FILLER}"
    assert looked_at(text) == []
    assert looked_at(text.replace("03/2028", "1 2 3 "))
    assert looked_at(text.replace("03/2028", "12/123"))
    asked = search(text, elsewhere=1)
    asked.judge = Judge(Policy("cautious"))
    assert asked.zones


def test_of_very_many_dates_the_first_are_looked_near() -> None:
    """Behind them is a table; where there are very many codes, too, all of it is a wall."""
    asked = search(f"{FILLER} 12/27, 111 {FILLER * 2} 12/27, 222 {FILLER}", elsewhere=1)
    for _ in range(MOST_MONTHS - 1):
        asked.mail.patience.noted_month()
    ((start, end),) = asked.zones
    assert "111" in asked.text[start:end]
    assert "222" not in asked.text[start:end]
    first, last = asked.zones_of_wall
    assert first == (start, end)
    assert "222" in asked.text[slice(*last)]


def test_in_a_mail_without_cards_only_names_are_telling() -> None:
    """Of a code or a one-time code."""
    assert looked_at("exp 12/27", elsewhere=0) == []
    assert looked_at("cvv 123", elsewhere=0) == ["cvv 123"]


def found(text: str, policy: Policy, *, everywhere: bool) -> list[tuple[Kind, int, int, float]]:
    """Return the codes and dates in ``text``, with their weight."""
    judge, words, told = Judge(policy), Words(text, RULES.lexicon), hints(text)
    cards = find_cards(text, words, RULES, judge, told, Patience())
    asked = Search(text, words, RULES, judge, Ranges(cards), Mail(1, amex=True), told.named)
    if everywhere:
        asked.zones = [(0, len(text))]
    hits = find_codes(asked) + find_one_time_codes(asked)
    return [(hit.kind, hit.start, hit.end, hit.evidence.weight) for hit in hits]


PIECES = st.sampled_from(
    (
        *("4012 8888 8888 1881", "4012888888881881", "cvv", "cvv2 ", "exp", "code is", "BLIK"),
        *("123", "1234", "*123*", "1 2 3", "123 456", "123-456", "12", "27", "2027", "0127"),
        *("12/27", "12-2027", "2027-12", "12 2027", "12 27", "March 2027", "31.12.2027", "9.50"),
        *(" ", "\n", ", ", ". ", "/", "-", "x", "€", "lamp ", "ü", FILLER[:60], FILLER[:250]),
    )
)


@given(st.lists(PIECES, max_size=30), st.sampled_from(("cautious", "balanced", "quiet")))
def test_what_is_not_looked_at_would_not_be_convicted(pieces: list[str], level: str) -> None:
    """Looking everywhere finds the same, for the same reasons."""
    text, policy = "".join(pieces), Policy(level)
    assert found(text, policy, everywhere=False) == found(text, policy, everywhere=True)


def test_between_very_many_names_all_is_looked_at() -> None:
    """To tell what lies near one takes longer than to look at it."""
    names = "cvv 123, " * 70
    assert looked_at(names + FILLER * 3) == [names + FILLER * 3]
    assert looked_at(names + FILLER * 100) != [names + FILLER * 100]


def test_where_no_letter_is_near_nothing_names_a_code() -> None:
    """In the midst of a table; words reach farther than one stretch of it."""
    asked = search("cvv " + "123 4567 " * 200 + "cvv")
    at = [start for start in range(0, 1800, 9) if asked.is_wordless(start)]
    assert at[0] > 300
    assert at[-1] < 1500
    assert asked.is_wordless(at[0])
    assert search("4111 1111 1111 1111 123 456\n" * 40).is_wordless(0)


def test_where_no_word_names_a_code_no_phrase_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a mail with a card that has its expiry all over."""
    dates = search("4012 8888 8888 1881 valid thru 12/27, 123")
    codes = search("valid thru 12/27, cvv 123")
    monkeypatch.setattr(Words, "between", lambda *_: pytest.fail("asked"))
    assert dates.mail.cards
    assert not dates.may_be_named(39, 42, "code", "code_near_card")
    with pytest.raises(pytest.fail.Exception):
        codes.may_be_named(22, 25, "code", "code_near_card")
