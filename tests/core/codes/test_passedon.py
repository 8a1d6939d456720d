"""One-time codes that are passed on: what a letter as a whole says of six digits."""

from __future__ import annotations

import pytest

from scrubber.core.codes.onetime import find_one_time_codes
from scrubber.core.codes.passedon import around, is_of_code, places
from scrubber.core.language.lexicon import Label, Mark
from tests.core.few_rules import RULES, hints, search


def taken(text: str) -> list[str]:
    """Return the one-time codes in ``text``."""
    return [text[hit.start : hit.end] for hit in find_one_time_codes(search(text))]


def test_the_last_digits_of_a_masked_number_are_no_code() -> None:
    """However far apart its groups stand."""
    assert taken("Barclays, a sms came: **** **** ****\n\n123456") == []


PASSED_ON = {
    "it came a moment ago": "It lately came, 123456, quickly",
    "of a bank, in a message": "Barclays, a sms came: 123456",
    "with its amount": "the sms came: 123456. It is about 90 pounds",
    "it lasts minutes": "123456. The code is valid for five minutes",
    "to be entered": "the passcode came. Enter 123456",
    "to a phone": "123456. It came to my phone and is valid for five minutes",
    "asked to be forwarded": "123456 came, you asked me to forward it",
    "to approve, as it was asked": "the passcode to approve, as you asked, 123456",
    "words that end with the digits": "here is 123456 that came, which you asked me to forward",
    "of six digits on a phone": "the six on my phone are 123456",
    "from a phone": "The passcode on my phone is 123456, enter it",
    "sent by a bank": "Barclays came up with 123456",
    "soon over": "passcode 123456, five minutes left",
    "to pay with": "the passcode for the purchase is 123456",
    "to pay with, the other way round": "purchase passcode 123456",
    "quoted": 'a sms came: "your blik code is 123456, enter it"',
    "a delivery in another sentence": "A sms came, 123456. Enter it. When is the courier here?",
    "a parcel beside the bank": "Barclays: a sms came, 123456, 90 pounds, courier",
    "in the sms": "in the sms came 123456, enter it",
    "told with a price": "the passcode came: 123456. It is $90",
    "of a bank that asks": "Barclays asked me to confirm it, 123456",
    "awaited of a bank": "You are waiting for Barclays. It is 123456.",
    "the one before is over": "first one expired, 123456 came",
    "another one, and again": "again 123456 came, quickly",
    "shown by a dongle": "my dongle came up with 123456",
    "on a phone, to approve": "to approve it 123456 came to my phone",
    "to confirm a price": "the passcode to confirm 90 pounds: 123456",
    "sent to approve": "123456 came by sms to approve it",
    "to be entered, as a service asks": "Enter the passcode 123456 quickly, it came. Barclays",
    "two, of which one is over": "the sms came, 654321 expired, so 123456",
    "digits that are their sentence": "It came! 123456. Enter it",
    "just now, and not for long": "It came, 123456, you have five minutes",
    "received of a bank": "Barclays has to approve it. What came 123456.",
    "one that is over, and a new one": "one expired, forward this again: 123456",
    "a password to approve": "the passcode to confirm my purchase: 123456",
    "told as it was written": "Barclays: what came is: your blik code is 123456, to confirm",
    "a login beside the purchase": "a code for the purchase came, 123456. I could not register",
}


@pytest.mark.parametrize("text", PASSED_ON.values(), ids=list(PASSED_ON))
def test_a_letter_tells_that_a_code_is_passed_on(text: str) -> None:
    """Over several sentences, and in any order."""
    assert hints(text).named
    assert taken(text)[-1:] == ["123456"]


OTHERS = {
    "a thing came a moment ago": "The clock lately came, 123456, quickly",
    "nothing is to be done with it": "the code came, 123456",
    "to register": "I want to register. The sms came: 123456. I enter it, nothing happens",
    "of a courier": "the sms of the courier came: 123456, shall I forward it as you asked?",
    "of a safe": "the code of the safe came: 123456, valid for five minutes",
    "of a transfer": "Barclays: the sms on my transfer came, 123456, 90 pounds",
    "what came has a code": "it came in code 123456, as you asked",
    "something else came": "your sofa, as everybody in the house could see, came. Passcode 123456",
    "part of a longer number": "the sms came: 123456-7, enter it",
    "a colour in markup": 'the sms came: <font color="#123456">, enter it',
    "behind a longer number": "the sms came: 7-123456, enter it",
    "dialled": "the sms came: 123456#, enter it",
    "nine digits": "the sms came: 123456789, enter it",
    "one of several": "the passcode to approve came: 123456 and 654321",
    "a bank without a question": "You are waiting for Barclays. It is as blue as we know 123456.",
    "nobody waits": "Barclays. It is 123456.",
    "a mere number": "123456 came",
    "of a service": "sms, it came: your blik code is 123456, enter it",
    "of a service that asks to enter it": "Barclays: enter the passcode 123456 to approve it",
    "of a service, far off": (
        "Barclays wants you to approve a purchase with the passcode 123456, which you know as we "
        "all do and have told you, and all of us hope so, as ever in our summers: your blik code"
    ),
    "the mail that came": "please approve 123456 by mail, the sms as I know it came",
    "of a service, with a quotation": 'sms, it came: your blik "code" is 123456, enter it',
    "what came is known": "The sofa came, 123456, and that in five minutes",
    "the six of a number": "two one six on the phone. Wood of 123456",
    "the last digits of a card": "the sms came: **** 123456, enter it",
    "written, but by a service": "sms, it came so: we know: your blik code is 123456, enter it",
    "a purchase that has a code": "my purchase was of the passcode 123456",
    "of a bank, to log in": "I register with Barclays for cloth: it came, passcode 1234, enter it",
    "of goods, and a bank is spoken of": "My cloth came, passcode 1234, enter it. Barclays",
    "the number of a purchase": "Barclays says my purchase 1234 came",
    "a thing came": "Barclays wants me to approve my purchase. The blue cloth came. 1234.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=list(OTHERS))
def test_codes_that_pay_for_nothing_stay(text: str) -> None:
    """However they came."""
    assert taken(text) == []


@pytest.mark.parametrize(
    ("label", "told"), [("phone", True), ("code of purchase", True), ("order number", False)]
)
def test_a_label_of_something_else_may_be_the_code_s(label: str, *, told: bool) -> None:
    """On whose phone it came, and for what."""
    mark = Mark(0, len(label), Label("before", "order"), label)
    assert is_of_code(mark, RULES.once) is told


@pytest.mark.parametrize(
    "written", ["123456", "123 456", "123-456", "12 34 56", "1234 56", "12 3456", "1 2 3 4 5 6"]
)
def test_six_digits_stand_together_or_apart(written: str) -> None:
    """As the message shows them, or as they are dictated."""
    text = f"the sms came: {written}, enter it"
    assert taken(text) == [written]
    assert around(text.encode(), RULES.passing_on)
    assert [text[start:end] for start, end in places(text)] == [written]


@pytest.mark.parametrize("written", ["123", "12 34", "123456789", "12.34", "1 2 3 4 5 6 7"])
def test_other_digits_are_no_code(written: str) -> None:
    """Fewer or more of them."""
    assert taken(f"the sms came: {written}, enter it") == []


@pytest.mark.parametrize("written", ["1234", "12345", "1234567", "12345678", "1234 5678"])
def test_some_banks_send_fewer_or_more(written: str) -> None:
    """From four to eight, which a word for a code is near."""
    text = f"the sms came: {written}, enter it"
    assert hints(text).named
    assert taken(text) == [written]


FEWER = {
    "behind a colon": "the passcode that came to us on our way to the sea: 1234, enter it",
    "some words on": "the passcode that came on my way here is 1234, quickly",
    "behind them": "1234 came in the sms, enter it",
    "a price in the same sentence": "the passcode for 1419 pounds came, 1234",
    "another number, further on": "the passcode came, 1234, enter it for invoice 7777",
    "anew": "one expired, 1234 came",
    "again": "1234 came again, enter it quickly. The passcode",
    "named, and told to be entered": "my otp is 1234, enter the passcode quickly",
    "all that came": "Barclays wants me to approve my purchase, as you see. It came. 1234.",
    "all that came of a bank's code": (
        "Barclays sends a passcode for my purchase of cloth. It came. 1234."
    ),
    "of a bank, to confirm a purchase": (
        "From Barclays came 1234 to confirm the purchase of the cloth"
    ),
    "of a bank, far from what came": (
        "Barclays came up with a passcode for the purchase of 12 and 350 pounds: 1234. The cloth"
    ),
    "of a bank, with goods": "Barclays: it came for the cloth, passcode 1234, enter it",
}


@pytest.mark.parametrize("text", FEWER.values(), ids=list(FEWER))
def test_four_digits_are_those_that_a_word_for_a_code_is_near(text: str) -> None:
    """However many others there are."""
    assert hints(text).named
    assert taken(text) == ["1234"]


OTHER_FOUR = {
    "a year": "the passcode came in 2019, enter it",
    "dollars": "the passcode came, $1234, enter it",
    "dollars behind": "the passcode came, 1234$, enter it",
    "pounds": "the passcode came, 1234 pounds, enter it",
    "pounds before": "the passcode came, pounds 1234, enter it",
    "of a safe, in another sentence": "The passcode came: 1234. Enter it. The safe is green",
    "a login, in another sentence": "The purchase passcode came: 1234. I cannot register",
    "a word for a code that is nearer to others": "the passcode 7777, came on order 1234",
    "no word for a code": "Enter it quickly, it came by sms. The table is 1234 long",
    "a word for a code far away": (
        "the passcode that came to us on our way to the sea in the summer of the king is 1234"
    ),
    "named alone": "my otp is 1234",
}


@pytest.mark.parametrize("text", OTHER_FOUR.values(), ids=list(OTHER_FOUR))
def test_four_other_digits_stay(text: str) -> None:
    """All kinds of things have four."""
    assert "1234" not in taken(text)


def test_of_many_numbers_only_the_first_are_asked() -> None:
    """A letter with a list of them passes none on."""
    numbers = ", ".join(str(number) for number in range(200001, 200012))
    assert len(taken(f"the sms came: {numbers}, enter it")) < 9


def test_a_name_that_tells_only_how_a_code_came_is_asked_what_for() -> None:
    """The SMS of a bank names it, that of a site where one registers does not."""
    assert taken("the otp is 123456") == ["123456"]
    assert taken("the sms code is 123456, and it is for me") == ["123456"]
    assert taken("the sms code is 123456, I cannot register") == []
    assert taken("the website wants the sms code 123456") == []
    assert taken("the website wants the sms code of my bank, please enter 123456") == ["123456"]
