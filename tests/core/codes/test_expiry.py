"""Expiry dates: what may be one, and what kind of writing it is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scrubber.core.codes.expiry import Date, dates
from scrubber.core.codes.securitycode import find_codes
from tests.core.few_rules import search


def found(text: str) -> list[Date]:
    """Return the dates in ``text``, also where none could be convicted."""
    everywhere = search(text, elsewhere=1)
    everywhere.zones = [(0, len(text))]
    return list(dates(everywhere))


@pytest.mark.parametrize(
    "written",
    [
        "12/27",
        "1/27",
        "01/2027",
        "12-27",
        "12.27",
        "12 / 27",
        "12\\27",
        "12|27",
        "2027-12",
        "2027/01",
        "2027.12",
    ],
)
def test_figures_with_a_sign_between(written: str) -> None:
    """They can be nothing but a month and a year."""
    text = f"x {written}, y"
    assert [(date.start, date.end, date.figures) for date in found(text)] == [
        (2, 2 + len(written), True),
    ]


@pytest.mark.parametrize("written", ["1227", "0127", "12 27", "12  27"])
def test_bare_figures(written: str) -> None:
    """They may as well be another number."""
    assert [(date.start, date.end, date.figures) for date in found(f"x {written}, y")] == [
        (2, 2 + len(written), False),
    ]


@pytest.mark.parametrize(
    "written",
    [
        *("March 2027", "mar 27", "MAR. 2027", "Mar, '27", "mars  2027", "marca de 2027"),
        *("Márch 27", "March/2027", "mar-27", "Mar. / 27"),
    ],
)
def test_months_in_words(written: str) -> None:
    """In any language that the rules know, ignoring case and diacritics."""
    assert [(date.start, date.end, date.figures) for date in found(f"x {written}, y")] == [
        (2, 2 + len(written), False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "13/27",
        "0/27",
        "12/17",
        "12/57",
        "112/27",
        "12/275",
        "Foo 2027",
        "March 19",
        "",
    ],
)
def test_no_expiry(text: str) -> None:
    """Month, year and the end have to be right."""
    assert found(text) == []


@pytest.mark.parametrize("text", ["31/12/27", "31.12.27", "3-12-2027", "24. March 2027"])
def test_a_day_before_it(text: str) -> None:
    """A whole date is no expiry."""
    assert found(text)
    assert all(date.day_before for date in found(text))


@pytest.mark.parametrize(
    "text",
    ["12/27/31", "12.27.1", "2027-12-31", "March 22, 1999", "Mar. 22, 1999", "Mar 22 at 9:15"],
)
def test_a_day_behind_it(text: str) -> None:
    """A whole date is no expiry."""
    assert found(text)
    assert all(date.day_behind for date in found(text))


def test_figures_behind_a_month_in_words_are_a_day_and_a_year() -> None:
    """Which no card's expiry has."""
    assert found("March 7 2027") == []
    assert found("March 07 / 27")
    assert found("Anna 7 2027")


def test_another_sign_ends_a_date() -> None:
    """What stands behind it is a code."""
    (date,) = found("12.27/1574")
    assert not date.day_behind


def test_dates_come_in_order() -> None:
    """Figures and words alike."""
    text = "March 2027, 12/27, Mar 28"
    written = [text[date.start : date.end] for date in found(text)]
    assert written == ["March 2027", "12/27", "Mar 28"]


@pytest.mark.parametrize("text", ["it is 4471. 12/27", "it is 123 - 12/27"])
def test_a_number_before_it_is_no_day(text: str) -> None:
    """A day has two digits at most; a code that ends a sentence has more."""
    assert [date.day_before for date in found(text)] == [False]
    assert [date.day_before for date in found("it is 020 000 01 23")] == [True]


def test_a_date_of_figures_has_no_day_beside_it() -> None:
    """Neither before nor behind."""
    (date,) = found("my card ends 12/27.")
    assert not date.day_before
    assert not date.day_behind


@pytest.mark.parametrize(
    "text", ["march 2027-12", "2027-12/27", "12 27 27", "Mar 27 12/27 28", "12/27-12/28"]
)
def test_dates_do_not_overlap(text: str) -> None:
    """A figure belongs to one of them."""
    dated = found(text)
    assert all(one.end <= two.start for one, two in pairwise(dated))


@pytest.mark.parametrize(
    "words",
    ["my visa ends in March 28", "it ends, I see: mars 2028 it ends", "March 2028", "ends 03/28"],
)
def test_a_month_in_which_something_ends_is_an_expiry_beside_a_code(words: str) -> None:
    """Words tell of an end, or the code stands before it."""
    text = f"cvv 123, {words}"
    taken = [text[hit.start : hit.end] for hit in find_codes(search(text))]
    assert any("28" in each for each in taken)


@pytest.mark.parametrize(
    "words", ["I come on March 28", "the drawer ends March 28", "ends 1/03/28", "ends 3.28.2028"]
)
def test_other_months_beside_a_code_are_none(words: str) -> None:
    """Those of a thing, of a day, or of nothing that ends."""
    text = f"cvv 123, {words}"
    assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == ["123"]


TOGETHER = {
    "a card is told of": "The card digits is yours, 12/27, 123.",
    "one word between": "The card digits is yours: 12/27 then 123",
    "behind them": "12/27 / 123, my card digits is yours",
    "a word for the code between": "12/27, three digits 123",
}


@pytest.mark.parametrize("text", TOGETHER.values(), ids=list(TOGETHER))
def test_a_date_and_a_code_go_together(text: str) -> None:
    """Whatever card they are of."""
    taken = {text[hit.start : hit.end] for hit in find_codes(search(text))}
    assert taken == {"12/27", "123"}


APART = {
    "a thing": "The card digits on the drawer, 12/27, 123.",
    "more follows": "The card digits is yours, 12/27, 123 chairs",
    "a card that paid": "I paid by card on 12/27, 123.",
    "no card": "I come with chairs, 12/27, 123.",
    "words": "The card digits is yours, March 27, 123.",
}


@pytest.mark.parametrize("text", APART.values(), ids=list(APART))
def test_a_date_and_a_number_do_not(text: str) -> None:
    """Where nothing tells of a card, or more of the number."""
    assert find_codes(search(text)) == []


def test_a_date_leads_to_a_code_in_the_same_sentence_only() -> None:
    """Not one of another sentence, nor one of a whole date."""
    for text in ("12-27. And cvv 123", "1/12/27, cvv 123", "12-27, as all of us can see, cvv 123"):
        assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == ["123"]


def test_the_only_month_near_a_code_is_its_if_it_is_written_as_cards_have_it() -> None:
    """In the same few lines, and of nothing else."""
    for text in ("It has 12/27 on it. And cvv 123", "cvv 123. In front, and I can see it, 12/27"):
        taken = {text[hit.start : hit.end] for hit in find_codes(search(text))}
        assert taken == {"12/27", "123"}
    for text in (
        "It has 12/27 on it.\n\nCvv 123",
        f"It has 12/27 on it{' of all' * 20}. Cvv 123",
        "The drawer has 12/27 on it. Cvv 123",
        "It has 12/27 on it, and 11/26. Cvv 123",
        "It has 1/27 on it. Cvv 123",
        "It has 12/27 on it, as all of us can see, not 11/26. Cvv 123",
    ):
        assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == ["123"]


def test_a_date_leads_to_a_code_in_a_mail_with_a_card_too() -> None:
    """That a card is in the mail is said of each of its dates, and tells of none."""
    chairs = "All the chairs are lovely, and so is the table that came with them. " * 3
    text = f"visa 4012 8888 8888 1881. {chairs}It has 12/27 with the cvv 123."
    assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == ["123", "12/27"]
    text = text.replace("It has 12/27 with the cvv", "The drawer has 12/27 on it. Cvv")
    assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == ["123"]


def test_of_two_months_one_may_correct_the_other() -> None:
    """Both are masked then."""
    text = "It is not 12/26, but 12/27. And cvv 123"
    taken = {text[hit.start : hit.end] for hit in find_codes(search(text))}
    assert taken == {"12/26", "12/27", "123"}


def test_what_only_corrects_goes_on_with_the_clause_before() -> None:
    """That tells of what ends."""
    text = "cvv 123, my visa ends, not in 2026, but 12/27"
    taken = {text[hit.start : hit.end] for hit in find_codes(search(text))}
    assert taken == {"12/27", "123"}


def test_bare_figures_behind_a_card_are_led_to_by_a_word_or_two() -> None:
    """Which word does not matter, but no more of them."""
    for words, taken in (("up to", {"1227"}), ("and I come on", set())):
        text = f"visa 4012 8888 8888 1881 {words} 1227"
        assert {text[hit.start : hit.end] for hit in find_codes(search(text))} == taken


def test_three_digits_behind_the_expiry_are_called_digits() -> None:
    """A word for them is enough there."""
    text = "visa 4012 8888 8888 1881, 12/27, digits 123"
    assert "123" in [text[hit.start : hit.end] for hit in find_codes(search(text))]
    text = "visa 4012 8888 8888 1881, 12/27, chairs 123"
    assert "123" not in [text[hit.start : hit.end] for hit in find_codes(search(text))]


@pytest.mark.parametrize("written", ["31 March 2027", "31. March 2027", "30 de March 2027"])
def test_the_last_day_of_a_month_in_words(written: str) -> None:
    """It is a card's where words say so."""
    text = f"visa 4012 8888 8888 1881, expires {written}, cvv 123"
    taken = [text[hit.start : hit.end] for hit in find_codes(search(text))]
    assert taken == ["123", written]
    text = f"visa 4012 8888 8888 1881. Come on {written}."
    assert find_codes(search(text)) == []
