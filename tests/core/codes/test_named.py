"""Words that say of digits that they are a security code, also in an earlier sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.codes.securitycode import find_codes
from scrubber.core.language.lexicon import Label, phrase
from tests.core.few_rules import RULES, search

CARD = "4012 8888 8888 1881"


def taken(text: str, *, elsewhere: int = 0) -> list[str]:
    """Return the codes that are found in ``text``."""
    found = [text[hit.start : hit.end] for hit in find_codes(search(text, elsewhere=elsewhere))]
    return [each for each in found if "/" not in each]


TOLD_BEFORE = {
    "named": "I found the cvv. My husband had to fetch his reading glasses for that. It says 123.",
    "named, and just digits": "Here is the cvv as I promised you on the phone yesterday.\n\n123\n",
    "named close by": "Here is the cvv. It is 123.",
    "described": "Look at the digits by the signature of my visa, please. It is 123.",
    "what may be counted in the next sentence": "Here is the cvv. It is 123. A few pieces came.",
    "in brackets behind": "Here is the cvv. It is 123 (see below).",
    "likely described": "I gave you not what is on the reverse of my visa card. It is 123, thanks.",
    "a question and its answer": "Q: Security code? A: 123",
    "far, but words go on about it": "the cvv, the digits by the signature of hers is 123",
    "digits apart, described": "the digits by my signature: 1 2 3",
}


@pytest.mark.parametrize("text", TOLD_BEFORE.values(), ids=list(TOLD_BEFORE))
def test_a_sentence_that_is_little_but_digits_answers_one_before(text: str) -> None:
    """Whatever stands between, if it is no number."""
    assert [code.replace(" ", "") for code in taken(text)] == ["123"]


NOT_TOLD = {
    "words that say something else": "I found the cvv of my card yesterday at last. I ordered 123.",
    "more in the sentence": "I found the cvv of my card yesterday at last. It is 123 km away.",
    "an abbreviation": "I found the cvv of my card yesterday at last no. 123",
    "a number between": "I found the cvv in room 456 and left it there for the time. It is 123.",
    "something else has it": "The cvv digits of the drawer, I forgot all about it? It is 123.",
    "too long ago": f"I found the cvv. {'It took so long. ' * 20}It is 123.",
}


@pytest.mark.parametrize("text", NOT_TOLD.values(), ids=list(NOT_TOLD))
def test_other_sentences_answer_nothing(text: str) -> None:
    """Digits of their own are something else."""
    assert "123" not in taken(text)


def test_a_described_code_needs_no_card_word_where_a_card_stands() -> None:
    """What an earlier sentence describes likely is one then."""
    assert taken("On the reverse, all three digits. It is 123.", elsewhere=1) == ["123"]


def test_a_word_for_a_card_in_the_same_sentence_is_enough() -> None:
    """Where the back of it is spoken of."""
    words = "as I have told you on the phone, you may remember that, "
    assert taken(f"My card is a new one, {words}flip it: the digits are now 123 of") == ["123"]
    assert taken(f"My card is a new one. {words}flip it: the digits are now 123 of") == []


def test_a_name_for_what_stands_behind_a_thing_is_doubted() -> None:
    """Unless a card stands nearer."""
    assert taken("on the reverse of the drawer the security code is 123") == []
    assert taken("on the reverse of my card in the drawer the security code is 123") == ["123"]


@pytest.mark.parametrize(
    "text",
    [
        f"{CARD} exp 12/27 reverse 123 Anna",
        f"{CARD} exp 12/27 and on the reverse 123",
        f"123 by the strip, {CARD}",
        "safety 123, expires 12/27",
    ],
)
def test_one_word_for_it_is_enough_beside_a_card_or_its_expiry(text: str) -> None:
    """In what is said of these digits only, and wherever the card stands."""
    assert taken(text, elsewhere=1) == ["123"]


@pytest.mark.parametrize(
    "text",
    [f"{CARD} {'words ' * 30} reverse 123 Anna", f"{CARD} exp 12/27. The drawer reverse 123 Anna"],
)
def test_far_from_a_card_and_of_a_thing_one_word_is_not_enough(text: str) -> None:
    """What is told there may be something else."""
    assert taken(text) == []


LED_ON_TO = {
    "by what says so": "the cvv on my last mail it is 123",
    "by what says so, of a card in a drawer": "the cvv of my card in the drawer is 123",
    "behind the number of an order": "the cvv for order no 4471: 123",
    "behind the number of an order, by what says so": "cvv of order no. 20-931 is 123",
}


@pytest.mark.parametrize("text", LED_ON_TO.values(), ids=list(LED_ON_TO))
def test_words_lead_from_a_name_to_its_digits(text: str) -> None:
    """Over what the code is for, too."""
    assert taken(text) == ["123"]


NOT_LED_ON_TO = {
    "of a thing": "the cvv of the drawer in our old hall is 123",
    "a sentence between": "the cvv, as you may perhaps know, our total is 123",
    "another number between": "the cvv 4471: 123",
    "an order, and nothing that leads on": "the cvv of order no 4471 and 123",
    "an order, and further digits": "the cvv of order no 4471 56: 123",
}


@pytest.mark.parametrize("text", NOT_LED_ON_TO.values(), ids=list(NOT_LED_ON_TO))
def test_other_words_lead_to_nothing(text: str) -> None:
    """A thing has numbers, too, and other digits are what is named."""
    assert taken(text) == []


def test_a_cell_below_a_name_holds_what_it_names() -> None:
    """In a mail with a card; a line that goes on is no cell."""
    assert taken("code\n\n123\n", elsewhere=1) == ["123"]
    assert taken("code\n\n123 High Street\n", elsewhere=1) == []
    assert taken("code\n\n1.2.3\n", elsewhere=1) == []


@pytest.mark.parametrize("words", ["and", "and it is"])
def test_a_date_and_the_code_are_joined_by_a_word(words: str) -> None:
    """As people write a list of two."""
    assert taken(f"{CARD} until 12/27 {words} 123") == ["123"]
    assert taken(f"{CARD} until 12/27 {words} drawers 123") == []


def test_a_number_on_the_line_above_a_card_is_its_code() -> None:
    """Unless words stand between: a line of theirs tells of the card, and not of the code."""
    assert taken(f"123\n{CARD}\n") == ["123"]
    assert taken(f"123\nAnna Smith {CARD}\n") == []


def test_a_field_of_an_address_names_the_code_of_the_card_in_it() -> None:
    """Where the shop's own form sent both."""
    assert taken("x://y/?card=4012888888881881&code=123") == ["123"]


def test_an_identifier_names_no_code() -> None:
    """In a mail with a card; a field of a form does."""
    assert taken("#define BAD_CODE 123", elsewhere=1) == []
    assert taken("card_code: 123", elsewhere=1) == ["123"]


@pytest.mark.parametrize("words", [", and her small number is", ", you know, and it says"])
def test_what_is_told_behind_an_expiry_is_the_code(words: str) -> None:
    """Whatever it is called, in the same sentence, if it is no thing's and has three digits."""
    assert taken(f"{CARD} until 12/27{words} 123 Anna") == ["123"]
    assert taken(f"{CARD} until 12/27{words} 1234 Anna") == []
    assert taken(f"{CARD} until 12/27. Good{words} 123 Anna") == []
    assert taken(f"{CARD} until 12/27{words} of the drawer it is 123 Anna") == []
    assert taken(f"{CARD} until 12/27{words} for 123 Anna") == []


ASKED_ABOVE = "So we only need the cvv of your card now.\n\n"


@pytest.mark.parametrize("answer", ["sure, 123\n", "123\n", "gladly take 123\n\nWhich floor?"])
def test_few_words_below_a_whole_sentence_answer_it(answer: str) -> None:
    """Whatever they are."""
    assert taken(ASKED_ABOVE + answer) == ["123"]


@pytest.mark.parametrize(
    "text",
    [
        f"{ASKED_ABOVE}drawer 123\n",
        f"{ASKED_ABOVE}we ordered with you 123\n",
        f"{ASKED_ABOVE}sure, 1234\n",
        "We lost the cvv of my card on the way\nwhile moving 123\n",
    ],
    ids=["a thing", "many words", "four digits", "a wrapped line"],
)
def test_other_lines_below_a_name_answer_nothing(text: str) -> None:
    """Of a thing, of no card, or a sentence too late."""
    assert taken(text) == []


def test_a_name_and_a_word_for_what_is_on_a_card_tell_of_digits_between() -> None:
    """Though the name is far and neither would do alone."""
    assert taken("It never takes my cvv, and still I always put 123, next to the signature") == [
        "123"
    ]
    assert taken("It never takes my cvv, and still I always put 123, next to the others") == []


def test_a_shortened_name_may_have_a_stop_and_a_colon() -> None:
    """As fields of a form have."""
    assert taken("code.: 123 x", elsewhere=1) == ["123"]
    assert taken("code.; 123 x", elsewhere=1) == []


OF_THINGS = {
    "its owner behind": "The safety code of the safe is 123",
    "far from it": "The safety code of the safe, as we have it from you, would still be 123",
    "its owner before": "Our safe's safety code is 123",
    "digits first": "123 is the safety code of the new safe",
    "what checks any thing": "The verification code of the drawer is 123",
    "beside a card that the shop knows": "Take the same card. The safety code of the safe is 123",
}


@pytest.mark.parametrize("text", OF_THINGS.values(), ids=list(OF_THINGS))
def test_a_name_may_be_that_of_the_code_of_a_thing(text: str) -> None:
    """What it is of is said behind it, or right before it."""
    assert taken(text) == []


OF_CARDS = {
    "a name of a card's code only": "The cvv of the safe card is 123",
    "a card": "The safety code for my card in the safe is 123",
    "a card behind": "The safety code of this card of the safe is 123",
    "another sentence": "The safety code: 123. The safe is a nice one",
    "a thing that has no code": "The safety code of the drawer is 123",
    "what it is": "The safety code is safe 123",
    "long words": "The safety code altogether safe 123",
    "of nothing": "The safety code of it 123",
    "a thing before, in what ends there": "Not for the safe, safety code 123",
    "in a mail with a card": f"{CARD}, the safety code of the safe is 123",
}


@pytest.mark.parametrize("text", OF_CARDS.values(), ids=list(OF_CARDS))
def test_other_names_are_those_of_a_card_s_code(text: str) -> None:
    """Where no thing owns it, or a card may."""
    assert taken(text) == ["123"]


CORRECTED = {
    "words behind": "I copied the digits of my old card, sorry. But 123 it is.",
    "a line that was wrapped": "I had the digits all that time, they were\nin my purse. It is 123.",
}


@pytest.mark.parametrize("text", CORRECTED.values(), ids=list(CORRECTED))
def test_what_was_wrong_or_in_a_purse_is_told_next(text: str) -> None:
    """Digits of a card that were corrected, and those for which somebody takes it out."""
    assert taken(text) == ["123"]


NOT_CORRECTED = {
    "words behind that say nothing": "I copied the digits of my old card, sorry. We take 123 home.",
    "short lines": "I see the digits\nin my purse. It is 123.",
    "of no card": "I copied the digits of my old label, sorry. It is 123.",
    "an amount": "You charged other digits to my old card, sorry. It is 123.",
}


@pytest.mark.parametrize("text", NOT_CORRECTED.values(), ids=list(NOT_CORRECTED))
def test_other_sentences_correct_nothing(text: str) -> None:
    """They are about something else, or too far."""
    assert taken(text) == []


@pytest.mark.parametrize("between", [" and ", ", "])
def test_an_expiry_and_a_code_answer_a_question_for_both(between: str) -> None:
    """Without a card, and however far the question is."""
    asked = (
        "Please look at the expiry date and the security code again?\nHello, I looked, they were"
    )
    search_in = search(f"{asked} 04/30{between}123. Thanks")
    found = [search_in.text[hit.start : hit.end] for hit in find_codes(search_in)]
    assert sorted(found) == ["04/30", "123"]


@pytest.mark.parametrize(
    "text",
    [
        "The expiry date and the security code? Hello, I looked, they were fine on 04/30 and 2,123",
        "The expiry date and the security code? Hello, I looked, they were here 04/30 with 123",
        "The expiry date of it? Hello, we all looked, and they may come to us 04/30 and 123",
        "The security code? 456. Its expiry date? We looked, they were all right 04/30 and 123",
    ],
    ids=["no code", "other words between", "no code asked for", "told before"],
)
def test_other_dates_and_numbers_answer_nothing(text: str) -> None:
    """Where words ask for neither or one of them, or where that is told."""
    assert "123" not in taken(text)


def test_a_cell_beside_a_shortened_name_holds_what_it_names() -> None:
    """As tables have it."""
    assert taken("code.\t123", elsewhere=1) == ["123"]


def test_what_begins_the_next_sentence_is_no_unit() -> None:
    """A sentence may begin with what is counted in others."""
    assert taken("The cvv is 123. Pieces are missing") == ["123"]
    assert taken("The cvv is 123 pieces") == []


@given(
    st.lists(
        st.sampled_from([*TOLD_BEFORE.values(), *NOT_TOLD.values(), "\n\n", CARD]), max_size=12
    ),
    st.integers(0, 9),
)
def test_many_digits_with_the_same_words_around_are_weighed_as_one(
    said: list[str], digit: int
) -> None:
    """As each by itself is."""
    once = " ".join(said)
    text = "".join(once.replace("123", f"{n}{digit}3") for n in range(1, 4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scrubber.core.codes.search._MANY_ASKED", 1000)
        one_by_one = find_codes(search(text))
        patch.setattr("scrubber.core.codes.search._MANY_ASKED", 0)
        patch.setattr("scrubber.core.codes.named._MOST_REMEMBERED", 8)
        assert find_codes(search(text)) == one_by_one


def test_words_around_many_digits_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are; a number that a phrase has in it is one of its words."""
    looked: list[int] = []

    def described(*_: object, **__: object) -> list[frozenset[str]]:
        looked.append(1)
        return []

    monkeypatch.setattr("scrubber.core.codes.named.senses", described)
    text = "".join(f"what is the code of this? {n}. " for n in range(100, 400))
    assert taken(text, elsewhere=1) == []
    assert 32 < len(looked) < 64


def test_a_number_that_is_a_word_of_a_phrase_is_kept_as_it_is() -> None:
    """All others are the same to words."""
    rules = replace(RULES, phrases=((phrase("form 1040"), Label("before", "order")),))
    told = replace(search("form 1040 and 2000, 12 of 30000"), rules=rules)
    assert told.without_numbers == "form 1040 and 0000, 12 of 00000"


FAR = 2000 * "so "


@pytest.mark.parametrize(
    ("text", "elsewhere", "codes"),
    [
        (f"Card {CARD}. We hope. Code: 123", 0, ["123"]),
        (f"Card {CARD}. {FAR} Code: 123", 0, []),
        (f"Card {CARD}. is($answer->code, 123)", 0, []),
        ("Code: 123", 1, ["123"]),
        (f"Code: 123 {FAR}", 1, []),
        (f"Card {CARD}. {FAR} cvv: 123", 0, ["123"]),
    ],
    ids=[
        "near",
        "far",
        "of a program",
        "in another part",
        "in another part, a long one",
        "a plain name",
    ],
)
def test_a_mere_code_is_that_of_a_card_near_it(text: str, elsewhere: int, codes: list[str]) -> None:
    """All kinds of things have codes, and the lines of programs are full of them."""
    assert taken(text, elsewhere=elsewhere) == codes
