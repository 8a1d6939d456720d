"""Words of a mail that may be names of people."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.model import KIN
from scrubber.core.scrub import scrub

RULES = rulebook.load()


def mentions(text: str, subject: str = "table") -> tuple[str, ...]:
    """Return what a mail with a piece of a number mentions."""
    fields = f"From: a@x.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8"
    return scrub(f"{fields}\n\n{text}\n".encode(), RULES).mentions


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("first half 4539 3847, my wife Anna sends the rest", (KIN, "anna")),
        ("first half 4539 3847. Żona Bożena wyśle resztę", (KIN, "zona", "bozena")),
        ("first half 4539 3847 from Harold's card", ("harold",)),
        ("first half 4539 3847\nAnna Pym\nsends it", ("anna", "pym")),
    ],
)
def test_words_with_a_capital_letter_may_be_names(text: str, words: tuple[str, ...]) -> None:
    """Plain, as the senders' own names are compared."""
    assert mentions(text) == words


def test_things_are_no_names() -> None:
    """A word for one may begin as a name does: a sofa is no Sofia."""
    assert mentions("second half 2619 5043", "Anzahlung Sofa Bergen") == ("anzahlung", "bergen")


def test_the_subject_counts() -> None:
    """People write there whom it is about."""
    assert mentions("second half 2619 5043", "Mrs Vance") == ("mrs", "vance")


@pytest.mark.parametrize(
    "text",
    [
        "Dear Mr Brown,\nfirst half 4539 3847",
        "Hello Peter!\nfirst half 4539 3847",
        "first half 4539 3847\n\nKind Regards\nAnna Brown",
        "first half 4539 3847. Anna Brown",
        "first half 4539 3847, VISA, iPhone",
    ],
    ids=["greeting", "short greeting", "closing", "closing in the line", "no names"],
)
def test_who_reads_and_who_signs_is_not_mentioned(text: str) -> None:
    """Otherwise all who greet the same clerk would be one another's family."""
    assert mentions(text) == ()


def test_whom_the_first_words_are_about_is_mentioned() -> None:
    """They are no greeting, though a comma follows."""
    assert mentions("Anna has asked me, second half 2619 5043") == ("anna",)


def test_words_for_digits_are_no_names() -> None:
    """Of what may be a number nothing is kept."""
    text = "first half 4539 3847, Five Three, Vierhundertelf, Anna"
    assert mentions(text) == ("anna",)


def test_a_mail_without_pieces_mentions_nobody() -> None:
    """Nobody asks."""
    assert mentions("my wife Anna sends the rest") == ()


@pytest.mark.parametrize(
    ("text", "spoken_of"),
    [
        ("first half 4539 3847, my wife sends the rest", True),
        ("first half 4539 3847, the rest is with my son", True),
        ("het begin 4539 3847, mijn man stuurt de rest", True),
        ("voici le début 4539 3847, ce sont les premiers", False),
        ("der Anfang 4539 3847, den Rest kann man sich denken", False),
    ],
)
def test_a_relative_may_have_no_name(text: str, *, spoken_of: bool) -> None:
    """What is a word for one in one language may be any word in another."""
    assert (KIN in mentions(text)) is spoken_of


@pytest.mark.parametrize(
    ("text", "spoken_of"),
    [
        ("I need the lamp before my mother's birthday. The card begins with {}", False),
        ("I need the lamp before my mother's birthday. My mother sends the rest of {}", True),
        ("My mother has the card. The table is for my mother. It begins with {}", True),
        (
            "Die Lampe ist für meine Mutter.\n\nMeine Karte: {} vorne",
            False,
        ),
        ("Die Lampe schickt bitte. Meine Mutter mailt den Rest der Nummer, Anfang {}", True),
        ("Le fauteuil est pour ma femme ! Début de ma carte : {}", False),
        ("C'est ma femme qui a la carte. Début : {}", True),
        (
            "La lámpara es para mi madre. Mi tarjeta empieza por {}",
            False,
        ),
        ("Vorrei il tavolo per la festa di mia moglie. La carta inizia con {}", False),
        ("Ik wil de tafel graag voor mijn moeder hebben. Mijn kaart begint met {}", False),
        (
            "Lampę przed urodzinami mamy. Karta zaczyna się od {}",
            False,
        ),
        ("Karta zaczyna się od {}, resztę wyśle mąż", True),
        (
            "Хочу лампу ко дню рождения мамы. Карта начинается с {}",
            False,
        ),
        ("Queria a mesa para a minha mãe. O meu cartão começa por {}", False),
        ("Stůl je pro moji manželku. Karta začíná {}", False),
        ("Masa annem için. Kartımın başı {}", False),
    ],
)
def test_for_whom_a_thing_is_sends_no_number(text: str, *, spoken_of: bool) -> None:
    """Many of one last name buy something for their mothers."""
    found = mentions(text.format("4539 3847"))
    assert (KIN in found) is spoken_of
