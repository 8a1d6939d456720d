"""Answers are told by the numbers of their questions."""

from __future__ import annotations

import pytest

from scrubber.core.codes.numbered import answered_by_number
from scrubber.core.codes.securitycode import find_codes
from tests.core.few_rules import search

QUESTIONS = "> 1. Which street?\n> 2. And the cvv?\n\n1. Elm Road 12\n"


def answers(text: str) -> list[str]:
    """Return the digits that answer a question for a code."""
    return [text[start:end] for start, end, _ in answered_by_number(search(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{QUESTIONS}2. 123", "123"),
        (f"{QUESTIONS}2) 123, it says", "123"),
        (f"{QUESTIONS}2. 1 2 3\n", "1 2 3"),
        ("1) which cvv?\n2) width?\n1) 123\n2) 140\n", "123"),
        ("1) three digits by the signature?\n2) width?\n1) 123\n2) 140\n", "123"),
    ],
)
def test_the_number_of_a_question_tells_of_its_answer(text: str, code: str) -> None:
    """Whatever else is asked, and answered in between."""
    assert answers(text) == [code]
    assert [text[hit.start : hit.end] for hit in find_codes(search(text))] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "1. the cvv\n2. the width\n2. 140",
        "1. the cvv\n1. the width\n1. 140",
        "1. safety code of my safe\n2. cvv\n1. 140",
        "1. the cvv\n2. 140",
        "1. the cvv\n1. 140 80",
        "the cvv\n1. 140",
    ],
)
def test_another_question_has_another_answer(text: str) -> None:
    """Nor is one a code whose number two questions have."""
    assert answers(text) == []
