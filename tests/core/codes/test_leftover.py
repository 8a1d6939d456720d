"""Digits that nothing explains are the code that a letter speaks of, and others are not."""

from __future__ import annotations

import pytest

from scrubber.core.codes.leftover import left_over
from scrubber.core.codes.search import Mail, Search
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patience import Patience
from tests.core.few_rules import JUDGE, RULES, search

AMEX = "3782 822463 10005"
LONG = "and so you may know that by now all of us here have been very glad to look for them all"


def taken(text: str) -> list[str]:
    """Return the codes that are found in ``text``."""
    found = [text[hit.start : hit.end] for hit in find_codes(search(text))]
    return [each for each in found if "/" not in each]


LEFT = {
    "named, and words that nobody listed": "You lost the cvv. We rubbed a bit, and so 123, we hope",
    "named, in a word that was cut": f"I found the cvv {'x' * 60} it is 123.",
    "named, below another sentence": "So we only need the cvv now.\n\nGood morning.\n\nsure, 123\n",
    "named, of a card": "the cvv. I forgot that my visa is 123",
    "named on the next line": "123\ncvv",
    "named, and the safe of a card": "The safety code for my card. Hello, we had a look, 123",
    "asked for": "You asked for the code. We had to look for a while, 123, here it is",
    "described, and no card": "the reverse has three digits, 123",
    "three of them": "Please look on the reverse three digits are there. It is 123.",
    "what the back reads": "reverse reads 123",
    "a strip and its answer": "Is it the strip? We had to look, it says 123",
    "a word for it beside": "123, is it that safety one?",
    "of a card": "On the reverse I saw digits. They are, I hope, good. So 123. My card",
    "in a mail with a card": "12 Elm Road. 4012 8888 8888 1881 is mine. We flip it, digits: 123",
    "before what tells more of it": "the three digits on the reverse. It is 123 that I told you",
    "behind the last digits of the number": "three digits, signature. 4471 is last four, then 123",
    "asked for elsewhere": "the cvv you asked for in the order: 123",
    "before words for where it stands": "I saw the three digits, so it is 123 on the reverse",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=list(LEFT))
def test_what_nothing_explains_is_the_code(text: str) -> None:
    """Whatever the words are that lead to it."""
    assert taken(text) == ["123"]


EXPLAINED = {
    "by a word that follows": "I found the cvv of my card yesterday at last. So 123 chairs",
    "by a word before": "I found the cvv of my card yesterday at last. Elm Road 123",
    "by what has a name": "I found my cvv at last. And here we all said our postcode is 123",
    "by a thing": "I found my cvv at last. Here is what the drawer there has: 123",
    "by what has codes": "I found the cvv of my card yesterday at last. The safe, 123",
    "by what is measured": "I found my cvv at last. And here we said that its width is 123",
    "as a year": "I found the cvv of my card, amex, at last. Here is what we all said: 2019",
    "by a label": "I found the cvv of my card. I see that the order no: it is 123",
    "of a thing, by name": "The cvv of the drawer, I forgot all about it? We all looked: 123.",
    "of a safe, by name": "The safety code of the safe, I forgot all about it? We saw: 123.",
    "of a safe that has it": "The safe has a safety code, 123",
    "the last three of a number": "three digits, signature. It is last three 123",
    "of an order, and asked for": "the cvv, and the order: 123",
    "of a cloth, by name": "The cvv cloth, you know it. We saw: 123.",
    "on the back of a thing": "A cvv on the reverse of the drawer? We all looked: 123.",
    "a name for other digits": "the cvv 4471: 123",
    "of several": "I found the cvv of my card at last. We looked and saw: 123. Or else, 456",
    "of the back of something": "reverse of the hoover reads 123",
    "in a letter of a thing": "The drawer came. On it are three digits. We see, 123",
    "what was found before": "cvv ***. You lost the cvv. We rubbed a bit, and so 123, we hope",
    "what is never sent": "Never send your cvv to anybody, by the way. We saw: 123",
    "far from its word": "safety is what all of us here want so we say it 123",
    "of nothing": "chairs, we saw digits. ok: 123",
}


@pytest.mark.parametrize("text", EXPLAINED.values(), ids=list(EXPLAINED))
def test_what_something_explains_is_none(text: str) -> None:
    """Where a code is spoken of, too."""
    assert "123" not in taken(text)
    assert "2019" not in taken(text)


def test_of_an_american_express_four_digits_are_left() -> None:
    """Beside it, and whatever they are called."""
    assert taken(f"My amex: {AMEX}. Quite far up, and so 4471, I see") == ["4471"]
    assert taken(f"My amex: {AMEX}. {LONG * 4}, and so 4471, I see") == []
    assert taken("The cvv. We rubbed it. It is, we hope, 4471") == []


CORRECTED = {
    "a code that was named": "the cvv is not 123, it is 132",
    "in another order": "not 123, it is 132",
    "by a mistake": "My mistake, 123 it says, it is 132",
    "of a word for both": "the three digits: not 123 it is 456",
}


@pytest.mark.parametrize("text", CORRECTED.values(), ids=list(CORRECTED))
def test_what_is_corrected_goes_with_what_corrects_it(text: str) -> None:
    """Either may be the one that counts."""
    assert sorted(taken(text)) in (["123", "132"], ["123", "456"])


NOT_CORRECTED = {
    "others": "not 123, it is 456",
    "what is measured": "The width. not 123, it is 132",
    "what has a name": "our postcode not 123, it is 132",
    "a thing": "The drawer. not 123, it is 132",
    "chairs": "not 123 but 132 chairs",
    "as long as no other": "not 123, it is 1324",
    "the same": "not 123, it is 123",
    "no word that denies": "so 123, it is 132",
    "one with a label": "not 123, order no: it is 132",
}


@pytest.mark.parametrize("text", NOT_CORRECTED.values(), ids=list(NOT_CORRECTED))
def test_what_is_corrected_may_be_anything(text: str) -> None:
    """Unless its digits were swapped, and nothing at all is told of them."""
    assert taken(text) == []


def test_where_other_mails_may_say_what_they_are_nothing_is_left() -> None:
    """Neither in what a program sends, nor among many numbers."""
    text = LEFT["asked for"]
    asked = search(text)
    at = text.index("123")
    assert left_over(asked, [(at, at + 3)], Ranges(()))
    for mail in (Mail(pieces=True), Mail(automatic=True)):
        other = Search(text, asked.words, RULES, JUDGE, Ranges(()), mail, asked.named)
        assert not left_over(other, [(at, at + 3)], Ranges(()))
    assert not left_over(asked, [(at, at + 3)] * 9, Ranges(()))
    worn = Mail(patience=Patience())
    tired = Search(text, asked.words, RULES, JUDGE, Ranges(()), worn, asked.named)
    assert left_over(tired, [(at, at + 3)], Ranges(()))


def test_what_corrects_other_digits_is_no_code() -> None:
    """Though a code stands beside it."""
    assert taken("cvv 123. not 456, it is 465") == ["123"]
