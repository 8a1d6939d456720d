"""Words right beside digits that tell of a back, and of nothing that has one."""

from __future__ import annotations

import pytest

from scrubber.core.codes.ofback import said_of_back
from scrubber.core.codes.securitycode import find_codes
from tests.core.few_rules import RULES, search

TOLD = {
    "what a child hands on": "my mum says the digits on the reverse is 123 and leave the drawer",
    "the number first": "It is 123 on the reverse it says.",
    "with a sign that leads": "Hello.\nOn the reverse: 123\nBye.",
    "with a verb": "So on the reverse it says 123",
    "behind a comma": "as told on the telephone, the digits on the reverse is 123",
    "before a comma": "on the reverse, it is 123",
    "in brackets": "it says on the reverse (123)",
    "by the signature": "so it is 123 by the signature",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=list(TOLD))
def test_the_number_on_the_back_of_nothing_is_a_code(text: str) -> None:
    """Whoever gives a shop one gives that of his card."""
    at = text.index("123")
    assert said_of_back(text, at, at + 3, RULES.describing)


def test_it_is_found_in_a_letter_without_a_card() -> None:
    """Nothing else needs to tell of it."""
    text = "my mum says the digits on the reverse is 123 and please leave all of it"
    assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == ["123"]


NOT_TOLD = {
    "the back of a thing in the same sentence": "the digits on the reverse of the drawer is 123",
    "a thing in the sentence before": "I turned the stool. The digits on the reverse is 123",
    "a thing behind it": "the digits on the reverse is 123, that of the stool",
    "what is measured": "the width on the reverse is 123",
    "the back of what nobody knows": "the digits on the reverse of whatever is 123",
    "no word that leads": "the reverse 123",
    "much else in the sentence": "on the reverse it is 123 or so I said and 456 is all of that",
    "more than three digits": "the digits on the reverse is 1234",
    "the whole of a decimal": "the digits on the reverse is 123.50",
}


@pytest.mark.parametrize("text", NOT_TOLD.values(), ids=list(NOT_TOLD))
def test_what_has_a_back_of_its_own_has_the_number_on_it(text: str) -> None:
    """And so has what is measured, or is no code by its length."""
    at = text.index("123")
    end = at + 3 + text[at + 3 :].startswith("4")
    assert not said_of_back(text, at, end, RULES.describing)
