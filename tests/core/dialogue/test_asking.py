"""What a mail asks for: something of a card, something else, or nothing that is a number."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.model import PieceKind
from scrubber.core.scrub import scrub

RULES = rulebook.load()
CARD_BEFORE = "\n\nOn 1 May 2026 anna@x.example wrote:\n> Visa 4111 1111 1111 1111\n"


def asked(text: str, field: str = "In-Reply-To: <1@x>", kind: str = "plain") -> list[str]:
    """Return the kinds of questions in an answer with this text."""
    head = f"From: info@x.example\n{field}\nContent-Type: text/{kind}; charset=utf-8\n\n"
    scrubbed = scrub((head + text + "\n").encode(), RULES)
    kinds = [str(piece.kind) for piece in scrubbed.pieces if not piece.quoted]
    assert scrubbed.asks == any("question" in kind for kind in kinds)
    return kinds


@pytest.mark.parametrize(
    "text",
    [
        "What is your house number?",
        "Dear Anna,\n\nhow many chairs would you like?\n\nHartwood",
        "Welche Hausnummer haben Sie?",
        "¿Cuántas sillas necesitan?",
        "Quel est votre numéro de téléphone ?",
        "Ile sztuk?",
        "Jaké je číslo domu?",
        "What is your house number?" + CARD_BEFORE,
    ],
)
def test_a_number_that_is_none_of_a_card(text: str) -> None:
    """In any language, and whatever is quoted below."""
    assert asked(text) == [PieceKind.QUESTION]


def test_a_question_in_html() -> None:
    """It reads as it is shown."""
    assert asked("<p>What is your <b>house number</b>?</p>", kind="html") == [PieceKind.QUESTION]


@pytest.mark.parametrize(
    "text",
    [
        "And the code on the back of the card?",
        "What is your house number? And the security code of your card?",
        "Quel est le numéro de la carte ?",
    ],
)
def test_something_of_a_card(text: str) -> None:
    """Also where something else is asked beside it."""
    assert asked(text) == [PieceKind.CARD_QUESTION]


@pytest.mark.parametrize("text", ["Thank you.", "Did you get my mail?", "Our house number is 12."])
def test_no_number_is_asked_for(text: str) -> None:
    """Then there is nothing to remember."""
    assert asked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Please tell us your house number.",
        "Thank you!\n\nUns fehlt noch die Hausnummer für die Spedition.",
        "Merci d'indiquer la quantité. Tout arrive le 12 mai.",
        "Proszę podać numer domu.",
        "Díganos por favor el número de la calle",
    ],
)
def test_a_number_may_be_requested_without_a_question_mark(text: str) -> None:
    """In a sentence that names it and does not tell it."""
    assert asked(text) == [PieceKind.QUESTION]
    assert asked(f"{text} And we need the security code of your card.") == [PieceKind.CARD_QUESTION]


@pytest.mark.parametrize(
    "text",
    [
        "Please tell us when you come. The house number is on the door.",
        "We need the house number 12 for the carrier.",
        "Please state your order number with the transfer.",
        "Let me know how it looks.",
        f"Please tell us your house number. {'And many other things as well. ' * 40}",
    ],
)
def test_what_is_told_or_known_is_not_requested(text: str) -> None:
    """By the shop, which gives orders their numbers, nor in passing in a long letter."""
    assert asked(text) == []


def test_only_answers_are_read() -> None:
    """Most mail stands in no thread and need not be read for it; a body is no header."""
    assert asked("What is your house number?", "X-Other: 1") == []
    assert asked("In-Reply-To: your house number?", "X-Other: 1") == []


def test_what_is_quoted_is_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it looked for where nothing but quoted lines has question marks."""
    assert asked("Yes.\n> What is your house number?") == []
    assert asked("Yes.\n> What is your house number?\nAnd your telephone number?") != []
    assert asked("Yes.\n\n-- \nWhat is your house number?") == []
    monkeypatch.setattr("scrubber.core.dialogue.asking.Quoting", None)
    assert asked("Yes.\n> What is your house number?\n | and yours?") == []


def test_a_mail_with_a_piece_asks_nothing() -> None:
    """Whoever sends a part of a number is the customer himself."""
    assert asked("first half of my card: 4111 1111. What is my order number?") == [PieceKind.PART]


def test_a_subject_is_no_question() -> None:
    """Answers keep it."""
    assert asked("Yes.", "References: <1@x>\nSubject: Re: which house number?") == []
