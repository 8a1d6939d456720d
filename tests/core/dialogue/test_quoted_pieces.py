"""Pieces of a number, codes and dates in mail that quotes other mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from scrubber.core.model import Grounds, PieceKind
from scrubber.core.scrub import scrub
from tests.core.dialogue.one_letter import RULES, body, told

if TYPE_CHECKING:
    from scrubber.core.model import Scrubbed

QUOTED = "\n\nOn 1 May 2026 anna@x.example wrote:\n> {}\n"


def test_an_answer_to_another_question_is_no_piece() -> None:
    """The quoted mail asks for a house number."""
    asked = QUOTED.format("What is your house number?")
    assert told("123" + asked).pieces == ()
    assert told("12/27" + asked).pieces == ()
    assert told("1234" + asked).pieces == ()
    assert told("123" + QUOTED.format("What are they, please?")).pieces
    assert told("123" + QUOTED.format("What is the code, please?")).findings


def test_a_quoted_repetition_is_one_piece_with_two_places() -> None:
    """The same digits stand in what is answered."""
    piece = told("4111 1111" + QUOTED.format("4111 1111")).pieces[0]
    assert (len(piece.spots), piece.quoted) == (2, False)


HEADED = {
    "plain": "1234\n\nOn 1 May 2026, Shop wrote:\n> {}\n>\n> On 30 April 2026 Anna wrote:\n>> {}",
    "headers": "1234\n\nFrom: Shop <shop@x.example>\nSent: Friday, 1 May 2026\n\n{}\n{}",
    "html": '1234<div class="gmail_quote"><div>On 1 May 2026, Shop wrote:<br></div>'
    "<blockquote>{} and {}</blockquote></div>",
}


@pytest.mark.parametrize("name", HEADED)
def test_the_year_above_what_is_quoted_is_no_piece(name: str) -> None:
    """The mail program writes it; what is quoted below may be one."""
    text = HEADED[name].format("5678", "9012")
    found = told(text, kind="text/html" if name == "html" else "text/plain").pieces
    shown = [text[spot.start : spot.end] for piece in found for spot in piece.spots]
    assert "2026" not in shown
    assert {"1234", "5678", "9012"} <= set(re.findall("[0-9]+", " ".join(shown)))


def test_what_is_only_quoted_says_so() -> None:
    """It is not remembered; alone it is nothing unless it was declared."""
    first, *others = told("4111 1111" + QUOTED.format("1234")).pieces
    assert not first.quoted
    assert others
    assert all(other.quoted for other in others)
    assert told("fine, 1" + QUOTED.format("4111 1111")).pieces == ()


def test_a_quoted_whole_number_hides_no_piece() -> None:
    """The code stands above it."""
    found = told("and 1234" + "\n" * 200 + QUOTED.format("visa 4111 1111 1111 1111")).pieces
    assert (PieceKind.WHOLE, True) in {(x.kind, x.quoted) for x in found}
    assert (PieceKind.PART, False) in {(x.kind, x.quoted) for x in found}


def answer(text: str, kind: str = "text/plain", more: str = "") -> Scrubbed:
    """Scrub an answer with this text."""
    head = f"In-Reply-To: <a@x.example>\nContent-Type: {kind}; charset=utf-8\n{more}\n"
    return scrub((head + text).encode(), RULES)


def test_an_answer_is_masked_as_what_it_quotes_was() -> None:
    """Where it adds no digits of its own."""
    first = "My card begins with {}, my wife sends the rest."
    text = "Thank you!" + QUOTED.format(first.format("3791 787930"))
    assert body(told(text)) == text
    assert body(answer(text)) == text.replace("3791 787930", "**** ******")
    page = f"<p>Thank you!</p><blockquote>{first.format('3791 787930')}</blockquote>"
    assert body(answer(page, "text/html")) == page.replace("3791 787930", "**** ******")


@pytest.mark.parametrize(
    "text",
    [
        "The first part of my card number is five one one two",
        "Der erste Teil meiner Kartennummer lautet fünf eins eins zwei",
        "La prima parte della mia carta di credito è cinque uno uno due",
        "Pierwsza część numeru mojej karty to pięć jeden jeden dwa",
        "Kart numaramın ilk kısmı beş bir bir iki",
    ],
)
def test_digits_in_words_are_masked_where_they_are_quoted(text: str) -> None:
    """Also in a mail that holds no digit at all."""
    assert answer(text).findings
    assert answer("OK\n\n" + text.replace("\n", "\n> ").join(("> ", "\n"))).findings


def test_words_that_are_quoted_and_no_digits_stay() -> None:
    """Two or three things are no part of a card."""
    text = "OK\n\n> The first part of the two or three boxes came, the card is not needed.\n"
    assert not answer(text).findings


def test_a_mail_below_a_heading_in_a_page_is_quoted() -> None:
    """What it says of its digits tells nothing of those above it."""
    head = "From: Anna &lt;a@x.example&gt;<br>\nSent: 1 May 2026 10:00<br>\nSubject: card<br>\n"
    page = f"and 1234<br><br><hr>-----Original Message-----<br>\n{head}<br>\nso: 5678 9012<br>"
    found = answer(page, "text/html").pieces
    assert [(piece.length, piece.quoted) for piece in found] == [(4, False), (8, True)]


def test_parts_in_what_an_answer_quotes_are_asked_for() -> None:
    """The memory knows of which number they are, and whether such a code was masked."""
    (piece,) = answer("Thank you!" + QUOTED.format("so: 5678")).pieces
    assert (piece.kind, piece.quoted, piece.masked) == (PieceKind.PART, True, False)
    assert piece.grounds is Grounds.BARE
    (code,) = answer("Thank you!" + QUOTED.format("so: 123")).pieces
    assert (code.kind, code.quoted, code.masked) == (PieceKind.CODE, True, False)
    assert answer("Thank you!" + QUOTED.format("see you soon")).pieces == ()


def test_what_is_quoted_beside_a_whole_number_is_no_part() -> None:
    """Not even where nothing but its mask is left."""
    whole = "**** **** **** 1111 and 5678 9012"
    assert not [x for x in answer(f"Fine{QUOTED.format(whole)}").pieces if x.quoted]
    assert answer("Fine" + QUOTED.format("so: 5678 9012")).pieces


NESTED = """Thank you! Call us: 030 5557-0

On 2 May 2026 anna@x.example wrote:
> {}
>
> On 1 May 2026 shop@x.example wrote:
>> {}
"""


def test_each_mail_that_is_quoted_is_read_by_itself() -> None:
    """What one says tells nothing of the digits of another, nor of those above them."""
    first = "My card begins with 3791 787930, my wife sends the rest."
    assert "3791 787930" not in body(answer(NESTED.format("Here it is", first)))
    assert "3791 787930" not in body(answer(NESTED.format(first, "Hello")))
    deep = "".join(f"{'>' * depth} so: {depth}678 9012\n" for depth in range(1, 12))
    assert len(answer(f"Thank you!\n\n{deep}").pieces) == len("12345678")
    pieces = answer(NESTED.format("35326390", "The waybill is 36926733")).pieces
    assert [(piece.length, piece.quoted) for piece in pieces] == [(8, True)]


def test_a_page_is_read_mail_by_mail() -> None:
    """Its spaces may be entities, and stand elsewhere than in what is shown."""
    first = "My card begins with <b>3791</b>&nbsp;787930, my wife sends the rest."
    page = f"<p>Thanks 12 34</p><blockquote>Fine<blockquote>{first}</blockquote></blockquote>"
    assert "787930" not in body(answer(page, "text/html"))


def test_codes_are_looked_for_in_the_mail_that_is_answered() -> None:
    """Which question one in a mail below it answers nobody knows."""
    (code,) = answer(NESTED.format("123", "Hello")).pieces
    assert code.kind is PieceKind.CODE
    assert answer(NESTED.format("Hello", "123")).pieces == ()
    assert answer(NESTED.format("Hello", "12/27")).pieces == ()


def test_a_code_that_is_only_quoted_goes_on_with_nothing() -> None:
    """It went where it stood first, and is masked here, too."""
    text = "Merci !" + QUOTED.format("Sorry, forgot the last bit: 417")
    answer = f"In-Reply-To: <1@x.example>\nSubject: Re: card\n\n{text}"
    scrubbed = scrub(f"From: anna@x.example\n{answer}".encode(), RULES)
    assert scrubbed.findings
    assert [piece for piece in scrubbed.pieces if piece.kind is not PieceKind.QUESTION] == []


@pytest.mark.parametrize("end", ["\n", "<br>\n"])
def test_the_subject_of_a_quoted_mail_says_nothing_in_its_text(end: str) -> None:
    """It is named above its text, where a mail program puts all that its header has."""
    head = ("From: Anna a@x.example", "Sent: 1 May 2026 10:00", "To: b", "Subject: My card", "")
    said = "The serial number of the lamp begins with 5535 1180"
    text = end.join(("With a torch: the rest is 2748 4173.", "", *head, said, ""))
    kind = "text/html" if "<" in end else "text/plain"
    for line in ("", f"---- Original message ----{end}"):
        for subject in ("", "Subject: My card\n"):
            shown = text.replace("From:", f"{line}From:")
            assert "5535 1180" in body(answer(shown, kind, subject))
            card = shown.replace("serial number of the lamp", "card")
            assert "5535 1180" not in body(answer(card, kind, subject))


@pytest.mark.parametrize(
    ("answered", "below"),
    [
        (
            "On 1 May Shop <shop@x.example> wrote:",
            "The second part of the card number: 4539 3847",
        ),
        (
            "Am 01.05.2026 schrieb Shop <shop@x.example>:",
            "Zweiter Teil der Kartennummer: 4539 3847",
        ),
        (
            "Le 01/05/2026 Shop <shop@x.example> a écrit :",
            "La suite du numéro de carte : 4539 3847",
        ),
    ],
)
def test_what_stands_below_a_quotation_is_new(answered: str, below: str) -> None:
    """People write there, too; a number of the mail that they answer stays another's."""
    text = f"{answered}\n> Thank you.\n>\n> Your shop\n\n{below}\n"
    (piece,) = answer(text).pieces
    assert (piece.length, piece.quoted) == (8, False)
    head = answered.replace("<", "(").replace(">", ")")
    page = f"<div>{head}</div><blockquote>Thank you.</blockquote><p>{below}</p>"
    (piece,) = answer(page, "text/html").pieces
    assert (piece.length, piece.quoted) == (8, False)
