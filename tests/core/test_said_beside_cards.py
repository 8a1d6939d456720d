"""Codes that are told in words beside a card, where nothing but "code" names them."""

from __future__ import annotations

import pytest

from tests.core.dialogue.one_letter import body, told

CARD = "card 4111111111111111"


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("code five hundred thirty", "code **** ******* ******"),
        ("code five three zero", "code **** ***** ****"),
        ("code 123, and two chairs", "code ***, and two chairs"),
        ("code 123", "code ***"),
        ("and one hundred chairs", "and one hundred chairs"),
        ("código quinientos treinta", "código ********** *******"),
        ("Code fünfhundertdreißig", "Code ******************"),
        ("код пятьсот тридцать", "код ******* ********"),
        ("kod trzysta dwanaście", "kod ******* *********"),
    ],
)
def test_beside_a_card_a_mere_code_may_be_in_words(written: str, becomes: str) -> None:
    """A sign that takes two bytes is masked with one that does, too."""
    text = body(told(f"{CARD} {written}")).rstrip().replace("\u00d7", "*")
    assert text == f"card ************1111 {becomes}"


def test_without_a_card_it_is_one_unless_it_may_be_that_of_a_door() -> None:
    """Who says neither of what it is nor what for was asked for it."""
    masked = body(told("the code is five hundred thirty")).rstrip()
    assert masked == "the code is **** ******* ******"
    assert told("the code of the door is five hundred thirty").findings == ()
    assert told("the porch code is five hundred thirty").findings == ()
