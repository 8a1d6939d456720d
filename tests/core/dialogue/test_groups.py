"""Three digits for which a mail is masked as for a code, and that may be a group of a number."""

from __future__ import annotations

import pytest

from scrubber.core.model import Kind, PieceKind, Position
from scrubber.core.numbers.pan import luhn_residues
from tests.core.dialogue.one_letter import told

GROUPS = {
    "next": ("Next three digits: 417", Position.NOWHERE),
    "of the card": ("the following three of the card: 417", Position.LATER),
    "forgotten": ("Sorry, forgot the last bit: 417", Position.LATER),
    "nächste": ("Die nächsten drei Ziffern: 417", Position.NOWHERE),
    "siguientes": ("Los tres dígitos siguientes: 417", Position.NOWHERE),
    "последние": ("И последние три: 417", Position.LATER),
}


@pytest.mark.parametrize(("text", "position"), GROUPS.values(), ids=list(GROUPS))
def test_a_code_that_no_word_names_may_be_a_group(text: str, position: Position) -> None:
    """It is masked, and the memory asks whether it goes on with a number."""
    scrubbed = told(text, subject="Payment")
    assert [finding.kind for finding in scrubbed.findings] == [Kind.CVV]
    (piece,) = scrubbed.pieces
    assert (piece.kind, piece.masked, piece.openings) == (PieceKind.CODE, True, None)
    assert piece.residues == luhn_residues("417")
    assert bool(piece.position) == bool(position)


def test_what_a_number_begins_with_is_no_code() -> None:
    """Words say so, though others speak of little things."""
    (piece,) = told("I send the card in five little mails, here's the first: 433").pieces
    assert (piece.kind, piece.position, piece.masked) == (PieceKind.PART, Position.FIRST, True)
    assert piece.openings


@pytest.mark.parametrize(
    "text",
    [
        "the security code: 417",
        "Visa 4111 1111 1111 1111. Sorry, forgot the last bit: 417",
        "Karte: 417 und 02/30. Das war alles.",
        "Thanks\n\nOn 1 May 2026 anna@x.example wrote:\n> Sorry, forgot the last bit: 417\n",
    ],
    ids=["named", "beside its card", "beside a month", "quoted"],
)
def test_other_codes_are_none(text: str) -> None:
    """Of them nothing is asked."""
    assert [x for x in told(text).pieces if x.kind is PieceKind.CODE and x.residues] == []


@pytest.mark.parametrize(
    ("text", "may_go_on"),
    [
        ("417, the rest in a minute", True),
        ("417, nearly there", True),
        ("mijn kaart 417", True),
        ("Y los tres últimos: 417", True),
        ("my shelf 417, the rest in a minute", False),
        ("my wife Ada says 417", False),
    ],
)
def test_short_words_of_more_leave_three_digits_open(text: str, *, may_go_on: bool) -> None:
    """Where they speak of no thing, and of no code."""
    assert any(piece.residues for piece in told(text).pieces) == may_go_on


APART = {
    "one by one": ("Tweede helft van mijn kaart: 6 9 7 3 2 4 4 3", Position.LATER),
    "one by one, counted": ("Los últimos 6 dígitos de mi tarjeta son 5 6 3 7 0 7", Position.LATER),
    "by twos": ("my card 44 30 17 55", Position.NOWHERE),
    "by threes": ("050 533 (Karte)", Position.NOWHERE),
    "bare": ("вот: 3 5 3 0", Position.NOWHERE),
}


@pytest.mark.parametrize(("text", "position"), APART.values(), ids=list(APART))
def test_digits_may_stand_apart(text: str, position: Position) -> None:
    """In equal groups, where a card is named or hardly a word is said."""
    (piece,) = told(text).pieces
    assert (piece.kind, piece.position) == (PieceKind.PART, position)


@pytest.mark.parametrize("text", ["version 1.2.3.4 of the card app", "Sizes 3 4 5 6, by card"])
def test_rows_and_versions_stay(text: str) -> None:
    """Though a card is named."""
    assert told(text).pieces == ()


LAST = [
    "The last 12 digits of my card: 0293 6088 7451",
    "Die letzten 12 Ziffern meiner Karte: 0293 6088 7451",
    "Los últimos 12 dígitos de mi tarjeta son 0293 6088 7451",
    "Les 12 derniers chiffres de ma carte sont 0293 6088 7451",
    "Le ultime 12 cifre della mia carta sono 0293 6088 7451",
    "De laatste 12 cijfers van mijn kaart: 0293 6088 7451",
    "Ostatnie 12 cyfr mojej karty: 0293 6088 7451",
    "Последние 12 цифр моей карты: 0293 6088 7451",
    "Os últimos 12 dígitos do meu cartão são 0293 6088 7451",
    "Останні 12 цифр моєї картки: 0293 6088 7451",
    "Posledních 12 číslic mé karty: 0293 6088 7451",
    "Kartımın son 12 rakamı: 0293 6088 7451",
]


@pytest.mark.parametrize("text", LAST)
def test_what_counts_digits_is_none_of_them(text: str) -> None:
    """It says how many the rest has."""
    (piece,) = told(text).pieces
    assert (piece.length, piece.position, piece.masked) == (12, Position.LATER, True)


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("The first part came, 58 boxes", False),
        ("La première partie de la livraison est là, 58 cartons.", False),
        ("The first part is 58", True),
        ("The first part of the card is 58, so I read", True),
    ],
)
def test_what_counts_things_is_no_part(text: str, *, some: bool) -> None:
    """Of a number nothing stands right behind its digits."""
    assert bool(told(text).pieces) == some


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The lamp's serial number begins with 4569 3978", PieceKind.ANOTHER),
        ("Numer seryjny lampy zaczyna się od 5535 1180, dalej nie widać", PieceKind.ANOTHER),
        ("The order number as above, first half 4569 3978", PieceKind.PART),
        ("Not the serial number, my card begins with 4569 3978", PieceKind.PART),
    ],
)
def test_below_a_subject_about_paying(text: str, kind: PieceKind) -> None:
    """A thing's number is its own all the same."""
    (piece,) = told(text, subject="Payment by card").pieces
    assert piece.kind is kind
