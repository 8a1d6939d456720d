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
