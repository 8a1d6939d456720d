"""Expiry dates without the number and the code of their card."""

from __future__ import annotations

import pytest

from scrubber.core.codes.alone import may_be_told, tells_month
from scrubber.core.codes.securitycode import find_codes
from tests.core.few_rules import RULES, hints, search

CARD = "4012 8888 8888 1881"


def taken(text: str) -> list[str]:
    """Return what in ``text`` is told of a card."""
    return [text[hit.start : hit.end] for hit in find_codes(search(text))]


OF_A_CARD = {
    "named beside it": "My card expires 05/28.",
    "named before it": "The expiry date of my card is 05/28.",
    "behind the date": "Yes, 05/28 is the expiry date of my card",
    "the year in full": "My card expires 05/2028.",
    "a point for a stroke": "My card expires 05.2028, and that is all",
    "spaces around the stroke": "My card expires 05 / 28",
    "a month in words": "My card expires March 2028.",
    "an earlier sentence": "The expiry date on my card is of old. It is 05/28.",
    "an earlier sentence, other words": "My card has an expiry date. So it reads in all: 05/28",
    "an answer of its own": "2. Expiry date of your card?\n3. Colour?\n\n2. 05/28\n3. blue",
    "a mistake": "The expiry date was a mistake. It is 05/28.",
    "a card of which more is said": "The card that I gave you on the telephone expires 05/28",
    "what else is told in another clause": "I have 400 chairs, my card expires 05/28",
    "a card that pays elsewhere": "For the purchase by card: that card expires 05/28",
}


@pytest.mark.parametrize("text", OF_A_CARD.values(), ids=list(OF_A_CARD))
def test_the_end_of_a_card_is_told_by_itself(text: str) -> None:
    """Where words for a card and for its end belong together, or it is corrected."""
    assert hints(text).dated
    assert len(taken(text)) == 1


OTHERS = {
    "an offer": "Is the offer valid thru 05/28 if I pay by card?",
    "an offer, in another sentence": "Do you take my card? The offer expires 05/28.",
    "an offer, and more words": "The card is a blue one, and the offer for us all expires 05/28",
    "an offer behind the card": "Behind the card our wonderful offer expires 05/28",
    "who pays by card": "With a purchase by card it expires 05/28",
    "a voucher": "The safe with my card expires 05/28",
    "a card of another kind": "My card reader expires 05/28",
    "a day": "My card expires 3.05.2028",
    "a day in words": "My card expires 3. March 2028",
    "money to be sent back": "My card expires 05/28, so make it a transfer",
    "another number": "The card 7712 expires 05/28",
    "another number behind": "My card expires 05/28 on order 7712",
    "no end": "My card is blue, and I come on 05/28",
    "an earlier sentence of an offer": "The offer has an expiry date. It is 05/28.",
    "an earlier sentence of a card, and more words": (
        "My card has an expiry date. We hope that all of us will come by train on 05/28 if we may"
    ),
    "a mistake of something else": "The expiry date of yoghurt was a mistake. It is 05/28.",
    "a mistake of yours": "The expiry date of mine yoghurt was a mistake. It is 05/28.",
    "a mistake of goods": "The expiry date was a mistake of the cloth. It is 05/28.",
    "no mistake": "The expiry date was blue. It is 05/28.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=list(OTHERS))
def test_other_things_end_in_a_month_too(text: str) -> None:
    """And letters tell of cards beside them."""
    assert taken(text) == []


def test_what_is_denied_is_none_where_another_month_follows() -> None:
    """Alone it may be all that is known."""
    assert taken("My card expires not 05/26, but 05/28") == ["05/28"]
    assert taken("My card expires not 05/26.") == ["05/26"]
    assert taken("My card expires not 05/26. I come 05/28") == ["05/26"]


def test_in_what_a_program_sent_nothing_is_told_alone() -> None:
    """Shops tell when the card that they know ends."""
    text = "Your card expires 05/28"
    found = find_codes(search(text, automatic=True))
    assert found == []


def test_beside_a_card_any_words_for_an_end_lead_to_an_answer() -> None:
    """In an earlier sentence, or in a question."""
    asked = f"The expiry of it{', as we hope' * 4}? March 2028. So it is all told"
    assert "March 2028" in taken(f"Visa {CARD}. {asked}")
    assert "March 2028" in taken(f"Cvv 123. {asked}")
    for text in (
        f"Visa {CARD}. And its expiry? {'As all of us hope, ' * 3} we come in March 2028",
        f"Visa {CARD}. And its expiry? On 3. March 2028. So it is all told",
        f"Visa {CARD}. The expiry of the cloth{', as we hope' * 4}? March 2028. So it is all told",
        f"Visa {CARD}. And its colour? March 2028. So it is all told",
    ):
        assert len(taken(text)) == 0, text


def test_a_label_leads_to_bare_figures_behind_a_card() -> None:
    """Of an end, with any sign between."""
    assert taken(f"Visa {CARD}; ends 0528;") == ["0528"]
    assert taken(f"Visa {CARD}; chairs 0528;") == []
    assert taken(f"Visa {CARD}; {'chairs ' * 9} ends 0528;") == []


BESIDE = {
    "the code first": "123, expires 05/28. See you",
    "the date first": "valid thru 05/28, and three digits 123",
    "spaces": "valid thru 05 / 28, 123",
}


@pytest.mark.parametrize("text", BESIDE.values(), ids=list(BESIDE))
def test_three_digits_and_an_end_fill_a_sentence(text: str) -> None:
    """Nobody tells anything else so."""
    assert hints(text).dated
    assert len(taken(text)) == 2


NOT_BESIDE = {
    "a thing": "cloth 123, expires 05/28",
    "what nobody knows": "parcel 123, expires 05/28",
    "no word for an end": "123, then 05/28",
    "a price": "12.123, expires 05/28",
    "another sentence": "123. Expires 05/28",
}


@pytest.mark.parametrize("text", NOT_BESIDE.values(), ids=list(NOT_BESIDE))
def test_three_other_digits_and_a_month_stay(text: str) -> None:
    """Where words tell what they are, or nothing does."""
    assert taken(text) == []


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("my card expires 05/28", True),
        ("123, expires 05/28", True),
        ("the offer expires 05/28", False),
        ("my card is of 05/28", False),
    ],
)
def test_most_letters_with_a_month_tell_of_no_card(text: str, *, may: bool) -> None:
    """Which is asked of their bytes."""
    utf8 = text.encode()
    assert tells_month(utf8)
    assert bool(may_be_told(utf8, utf8.split(), RULES)) is may


def test_most_letters_tell_no_month() -> None:
    """Which is asked before."""
    assert not tells_month(b"my card expires soon, on order 205")
