"""One-time codes that are described: of a bank, to approve something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber.core.codes import onetime
from scrubber.core.codes.onetime import find_one_time_codes
from tests.core.few_rules import hints, search

if TYPE_CHECKING:
    from scrubber.core.codes.search import Search
    from scrubber.core.language.lexicon import Mark


def taken(text: str) -> list[str]:
    """Return the one-time codes in ``text``."""
    return [text[hit.start : hit.end] for hit in find_one_time_codes(search(text))]


DESCRIBED = {
    "of a bank that sent it": "barclays just texted me, the code is 123456",
    "to approve something": "a passcode to approve the purchase came, 123456, be quick",
    "some before, some behind": "for the purchase, and 123456 is the code to confirm it",
    "of a bank, to approve": "barclays, the code to approve is 123 456",
}


@pytest.mark.parametrize("text", DESCRIBED.values(), ids=list(DESCRIBED))
def test_what_is_said_of_it_describes_a_one_time_code(text: str) -> None:
    """In any order."""
    assert [code.replace(" ", "") for code in taken(text)] == ["123456"]
    assert hints(text).named


def test_a_few_digits_are_a_code_where_their_sentence_says_so() -> None:
    """A name alone may be that of something else, however it came."""
    assert taken("my blik code, it came in a sms, enter it: 12345") == ["12345"]
    assert taken("my blik code: 12345") == []


def test_a_few_digits_are_one_where_a_bank_or_a_payment_is_named_with_it() -> None:
    """Of three nobody knows whether they are one, and others than banks send short codes, too."""
    assert taken("my otp 1234") == []
    assert taken("my otp 1234 for the purchase") == ["1234"]
    assert taken("my otp 1234 for the purchase. I register") == []
    assert taken("otp of barclays: 1234") == ["1234"]
    assert taken("otp of barclays: 12345") == ["12345"]
    assert taken("otp of barclays: 123") == []


def test_the_words_of_a_service_may_be_quoted_without_the_code() -> None:
    """Whoever quotes them passes the code on."""
    quoted = 'it came in a sms: "your blik code". Enter 123456'
    assert taken(quoted) == ["123456"]
    assert taken(quoted.replace('"', "")) == []


OTHERS = {
    "of a thing that has codes": "barclays texted me, the code for the safe is 123456",
    "to log in": "the passcode to approve the login before my purchase is 123456",
    "something else is approved": "please confirm my purchase of last week, its code is 123456",
    "no bank and no purchase": "they texted me the code 123456",
    "few digits": "barclays just texted me, the code is 1234",
    "a number of an order": "barclays texted me the code for order number 123456",
    "another sentence": "barclays texted me. The code is 123456",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=list(OTHERS))
def test_codes_of_other_things_stay(text: str) -> None:
    """However they came."""
    assert taken(text) == []


def test_of_very_many_that_services_sent_the_first_are_weighed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None of them counts; what nobody sent is weighed among them."""
    weighed: list[str] = []
    asked = onetime._weighed

    def noted(search: Search, place: object, marks: list[Mark]) -> object:
        start, end = getattr(place, "start"), getattr(place, "end")  # noqa: B009
        weighed.append(search.text[start:end])
        return asked(search, place, marks)  # type: ignore[arg-type]

    monkeypatch.setattr(onetime, "_weighed", noted)
    text = "your blik code is 123456. " * 99 + "so we went on to buy a lamp. " * 9
    assert taken(text + "My blik code: 654321") == ["654321"]
    assert weighed == ["123456"] * onetime._MANY + ["654321"]
