"""Codes that are described rather than named: a few senses, in any order."""

from __future__ import annotations

import pytest

from scrubber.core.language.described import beside, meaning, phrases, places, senses
from scrubber.core.language.senses import LIKELY, MEANING, NEAR_CARD
from scrubber.core.language.tongues import said_in

DESCRIBING = {
    "three": ("en three",),
    "3": ("en three", "de three"),
    "digits": ("en figures",),
    "back": ("en back",),
    "hinten": ("de back",),
    "ziffern": ("de figures",),
    "key": ("en thing",),
    "security": ("en secure",),
    "other": ("en other",),
    "side": ("en side",),
    "strip": ("en strip",),
    "signature": ("en signature",),
    "card": ("en card",),
    "library": ("en kind",),
    "turn": ("en turn",),
    "over": ("en over",),
    "telefonu": ("cs thing",),
    "page": ("en side", "en thing"),
}

CODES = {
    "in order": ("the three digits on the back are |123|", True),
    "in another order": ("turn it to the back, you find three digits, they say |123|", True),
    "some before, some behind": ("|123|, three digits that stand on the back", True),
    "a figure for a word": ("on the back 3 digits: |123|", True),
    "a figure for something else": ("the digits on the back of chair 3 are |123|", False),
    "another language": ("hinten die 3 Ziffern |123|", True),
    "a question and its answer": ("the three digits on the back?\n\nsure, |123|", True),
    "four digits": ("the three digits on the back are |1234|", False),
    "two languages": ("three ziffern on the back |123|", False),
    "not all of it": ("the three digits are |123|", False),
    "something else that has a back": ("the three digits on the back of the key: |123|", False),
    "other digits between": ("the three digits on the back are 456. My door |123|", False),
    "other digits that end in a figure": ("123 digits on the back |123|", False),
    "a word that is cut behind": (f"|123| is on the strip{' y' * 23} 3digit", False),
    "another sentence": ("It has three digits on the back. We live at |123|", False),
    "another paragraph": ("it has three digits on the back\n\nnumber |123|", False),
    "a question on the same line": ("three digits on the back? I see |123|", False),
    "too far": (f"three digits on the back {'x ' * 40}|123|", False),
    "words for what follows": ("|123| three digits on the back 456", False),
    "the other side": ("the three digits on its other side: |123|", True),
    "its side": ("three digits on its side: |123|", False),
    "three that stand where it is signed": ("|123|, the 3 on the strip", True),
    "security of a card, and digits": ("security on the card, and lots of digits: |123|", False),
    "security of somebody else": ("digits of all the guests: |123|, for our security", False),
    "the back of a card": ("on the back of the card I read |123|", True),
    "the back of a card of some other kind": ("on the back of my library card |123|", False),
    "a card that is turned": ("if you turn my card it reads |123|", True),
    "what is turned over": ("turn it over, my card there reads |123|", True),
    "what turns up": ("all guests that turn up in the shop have a card |123|", False),
    "a card nearer than a thing": ("for the new key, the back of my card has |123|", True),
    "a thing of another language": ("telefonu, the back of my card has |123|", True),
    "a line that was wrapped": (
        "|123| is what I have found just now on\nthe back of the card",
        True,
    ),
    "the next line": ("|123|\nthree digits on the back", False),
}


@pytest.mark.parametrize(("marked", "code"), CODES.values(), ids=list(CODES))
def test_what_words_speak_of_makes_a_code(marked: str, *, code: bool) -> None:
    """Their order does not count, and neither does what stands between."""
    before, digits, behind = marked.split("|")
    text = before + digits + behind
    spoken_of = senses(text, len(before), len(before) + len(digits), DESCRIBING)
    assert bool(meaning(spoken_of, (*MEANING, *LIKELY), len(digits))) == code


def test_a_meaning_is_told_by_its_senses() -> None:
    """An explanation shows it."""
    assert meaning([frozenset(("back", "three"))], NEAR_CARD, 3) == "three back"
    assert meaning([frozenset(("back",)), frozenset(("three",))], NEAR_CARD, 3) == ""


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("security |123|", "secure"),
        ("|123| at the back, and", "back"),
        ("security. |123|", ""),
        ("security 45 |123|", ""),
        ("|123|\nBack then", ""),
        ("the back of the key |123|", ""),
        ("the other page |123|", "back"),
        ("a page |123|", ""),
        ("|123|", ""),
    ],
)
def test_a_word_right_beside_digits_tells_of_them(marked: str, told: str) -> None:
    """Where nothing stands between that ends what is said of them."""
    before, digits, behind = marked.split("|")
    text = before + digits + behind
    assert beside(text, len(before), len(before) + len(digits), DESCRIBING) == told


def test_descriptions_are_phrases_for_the_gate() -> None:
    """It asks only which words a text has."""
    words = {"three": ["three", "3"], "figures": ["digits"], "back": ["back"], "turn": ["turn"]}
    found = set(phrases({**words, "over": ["over"]}))
    assert found == {
        ("code", "three|3 digits back"),
        ("code_left", "three|3 digits"),
        ("code_left", "digits back"),
        ("code_left", "three|3 back"),
        ("code_near_card", "digits back"),
        ("code_near_card", "three|3 back"),
        ("code_near_card", "three|3 digits"),
        ("code_near_card", "turn over"),
    }


def test_the_languages_of_a_clause_come_in_one_order() -> None:
    """Which of two counts where a clause says as much in both: the same in every process."""
    tongues = [f"{first}{second}" for first in "edcba" for second in "ba"]
    found = places("numero", {"numero": tuple(f"{tongue} figures" for tongue in tongues)})
    assert list(found) == sorted(tongues)


def test_words_are_read_in_the_language_that_most_of_them_have() -> None:
    """A word of one may mean something else in another; of two with as many both count."""
    words = {"la": ("it says",), "carta": ("it card",), "vale": ("es goods", "it ends")}
    assert said_in("la carta vale", words) == [[{"says"}, {"card"}, {"ends"}]]
    assert sorted(map(str, said_in("vale", words))) == [
        "[frozenset({'ends'})]",
        "[frozenset({'goods'})]",
    ]
    assert said_in("12", words) == []
