"""What one mail holds of a number that others complete: parts, codes, dates, and what is none."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.dialogue.orders import orders
from scrubber.core.model import Grounds, PieceKind, Position
from scrubber.core.scrub import scrub
from tests.core.dialogue.one_letter import body, told

RULES = rulebook.load()
LETTER = "Hello everybody in the shop, we are very happy with the two chairs in the kitchen."


@pytest.mark.parametrize(
    ("text", "kind", "length", "grounds"),
    [
        ("1234", PieceKind.PART, 4, Grounds.BARE),
        ("12", PieceKind.PART, 2, Grounds.BARE),
        ("4111 1111", PieceKind.PART, 8, Grounds.GROUPED),
        ("Hi,\n\n11 1111 1111", PieceKind.PART, 10, Grounds.BARE),
        ("75 05496", PieceKind.PART, 7, Grounds.BARE),
        ("Ups. 3554 9472", PieceKind.PART, 8, Grounds.AMONG_WORDS),
        ("4111\n1111", PieceKind.PART, 8, Grounds.GROUPED),
        ("3782 822463", PieceKind.PART, 10, Grounds.GROUPED),
        ("4111 1111 1111", PieceKind.PART, 12, Grounds.SHAPED),
        ("411111111111", PieceKind.PART, 12, Grounds.SHAPED),
        ("4l11 lll1", PieceKind.PART, 8, Grounds.GROUPED),
        ("four one one one", PieceKind.PART, 4, Grounds.BARE),
        ("Hello,\n\n1234\n\nAnna Schmidt-Holle", PieceKind.PART, 4, Grounds.BARE),
        ("Dear team,\n\nand 1234\n\nKind regards\nMary Jones", PieceKind.PART, 4, Grounds.BARE),
        ("Hola:\n\ny 2385 gracias\n\nUn saludo\nLuis", PieceKind.PART, 4, Grounds.BARE),
        ("Wie versprochen: 1234", PieceKind.PART, 4, Grounds.BARE),
        ("Hello,\n\nshelf 1234\n\nAnna", PieceKind.PART, 4, Grounds.AMONG_WORDS),
        ("Our shelf:\n1234\n\nAnna Smith", PieceKind.PART, 4, Grounds.LINE),
        ("We had dinner by then.\n1234\n\nAnna", PieceKind.PART, 4, Grounds.LINE),
        (
            "Hello,\n\nHow we met is a long story for later\n\n1234",
            PieceKind.PART,
            4,
            Grounds.LINE,
        ),
        ("as promised, the missing bit is 1234", PieceKind.PART, 4, Grounds.BARE),
        ("Missing digits of the card: 123", PieceKind.PART, 3, Grounds.DECLARED),
        ("then 91907483378873", PieceKind.PART, 14, Grounds.BARE),
        ("my card starts with 4111", PieceKind.PART, 4, Grounds.DECLARED),
        ("the rest of the card number: 11", PieceKind.PART, 2, Grounds.DECLARED),
        ("1234 5678 is the second half of my card", PieceKind.PART, 8, Grounds.DECLARED),
        ("the last 4 1234", PieceKind.PART, 4, Grounds.DECLARED),
        ("the first group is 3782, second 822463", PieceKind.PART, 6, Grounds.DECLARED),
        ("4111 1111 xxxx xxxx", PieceKind.PART, 8, Grounds.DECLARED),
        ("4111 xxxx xxxx 1111", PieceKind.PART, 4, Grounds.GROUPED),
        ("........1111 1111", PieceKind.PART, 8, Grounds.DECLARED),
        (
            "Card for 55817 with many kind regards: 2243476360",
            PieceKind.PART,
            10,
            Grounds.AMONG_WORDS,
        ),
        ("Visa 5352 bye", PieceKind.PART, 4, Grounds.BARE),
        ("Visa 535230 bye", PieceKind.PART, 6, Grounds.BARE),
        (
            "Ach ja, von der Rückseite wollt ihr bestimmt noch die 278",
            PieceKind.CODE,
            3,
            Grounds.AMONG_WORDS,
        ),
        ("#2 464677", PieceKind.PART, 6, Grounds.BARE),
        ("Nummer: 146-807", PieceKind.PART, 6, Grounds.BARE),
        ("número: 8 8 2 6", PieceKind.PART, 4, Grounds.BARE),
        ("номер: 214598", PieceKind.PART, 6, Grounds.BARE),
        ("kart numaram: 56 50 13", PieceKind.PART, 6, Grounds.BARE),
        ("#3 5857\n\nexp 02/32", PieceKind.PART, 4, Grounds.BARE),
        ("number two: 46467", PieceKind.PART, 5, Grounds.LINE),
        (f"{LETTER} My card comes in pieces. Number one: 4111", PieceKind.PART, 4, Grounds.GROUPED),
        (f"{LETTER} May I pay by card, 1450 in all? 1280.", PieceKind.PART, 4, Grounds.AMONG_WORDS),
        ("Chunk one of my card number: 432824", PieceKind.PART, 6, Grounds.GROUPED),
        ("Paid by card. Seen the 432824", PieceKind.PART, 6, Grounds.AMONG_WORDS),
        ("it carries on with 5989 8224", PieceKind.PART, 8, Grounds.GROUPED),
        ("my card carries on with 5989 8224", PieceKind.PART, 8, Grounds.DECLARED),
        (f"{LETTER} On the back 4730 9719 stands.", PieceKind.PART, 8, Grounds.LOOSE),
        ("code 5857\nexp 02/32", PieceKind.CODE, 4, Grounds.DECLARED),
        (f"{LETTER} It is an Amex, in three mails. 1/3 464677", PieceKind.PART, 6, Grounds.LINE),
        (f"{LETTER} The card is my aunt's. Mine: 4111 1111", PieceKind.PART, 8, Grounds.GROUPED),
        (f"{LETTER} I chose 4111 1111 and 77123 myself.", PieceKind.PART, 8, Grounds.LOOSE),
        (f"{LETTER} I chose 4111 1111 111 myself.", PieceKind.PART, 11, Grounds.LOOSE),
        ("the other half: 1111 1111, 03/28", PieceKind.PART, 8, Grounds.DECLARED),
        ("4111 1111 1111, the last four will follow", PieceKind.PART, 12, Grounds.SHAPED),
        ("123", PieceKind.CODE, 3, Grounds.BARE),
        ("you asked on the phone - it's 123", PieceKind.CODE, 3, Grounds.BARE),
        ("123\n\nEnvoyé depuis l'application Mail Orange", PieceKind.CODE, 3, Grounds.BARE),
        ("and the last four digits are 1111", PieceKind.PART, 4, Grounds.DECLARED),
        ("as promised: 123", PieceKind.CODE, 3, Grounds.BARE),
        ("code: 123", PieceKind.CODE, 3, Grounds.DECLARED),
        ("cvv2 8803, then delete this", PieceKind.CODE, 4, Grounds.DECLARED),
        ("it goes on with 968", PieceKind.PART, 3, Grounds.GROUPED),
        ("the card in five little mails: 411", PieceKind.PART, 3, Grounds.DECLARED),
        ("and fifth 35", PieceKind.PART, 2, Grounds.BARE),
        ("error of mine, it should be 8382 7101", PieceKind.PART, 8, Grounds.GROUPED),
        ("error of mine, it should be 83827101", PieceKind.PART, 8, Grounds.AMONG_WORDS),
        ("12/27", PieceKind.EXPIRY, 4, Grounds.BARE),
        ("valid until 12/27", PieceKind.EXPIRY, 4, Grounds.DECLARED),
        (f"{LETTER} The date on it is valid until 12/27.", PieceKind.EXPIRY, 4, Grounds.DECLARED),
        ("visa 4111 1111 1111 1111", PieceKind.WHOLE, 16, Grounds.DECLARED),
    ],
)
def test_what_is_a_piece(text: str, kind: PieceKind, length: int, grounds: Grounds) -> None:
    """In figures and in words, declared or bare."""
    found = [(x.kind, x.length, x.grounds) for x in told(text).pieces]
    assert (kind, length, grounds) in found


@pytest.mark.parametrize(
    "text",
    [
        "my order number is 12345678",
        "12.04.2026",
        "The table is 1234 EUR",
        "1234 EUR",
        "we need 123 pieces",
        "house number 123",
        "Tel. 0171 3920555",
        "The gate to the yard of the house opens with 4821",
        "DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1112 1111 1",
        "Hello there,\nthe room is in the house and it is 12 by 14 feet or so, see you",
        "as promised 12345 67 of them",
        "as promised 12345 678 of them",
        "not arrived yet: 4500 7781 and 4500 7790",
        "**** **** **** 1111",
        "I send you the first 12 digits now",
        f"{LETTER} The Visa 4111 is my aunt's.",
        "1\n",
        "UPS number 3554 9472",
        "error 1705",
        "That was wrong, error code 83827101 it was",
        "lo que falta de la tarjeta se lo mando luego",
        "Mijn nummer is 835 600, de laatste cijfers ontbraken",
    ],
)
def test_what_is_none(text: str) -> None:
    """What plainly is something else, or too long, too short, too much among words."""
    scrubbed = told(text)
    assert not [x for x in scrubbed.pieces if x.kind is not PieceKind.EXPIRY]
    assert scrubbed.findings == ()


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("the first half of my card is 4111 1111", "the first half of my card is **** ****"),
        ("the rest of the card: 1111 1111", "the rest of the card: **** ****"),
        ("4111 1111 1111", "**** **** ****"),
        ("my card ends in 1111", "my card ends in 1111"),
        ("for the order, card 411111111111", "for the order, card ************"),
        ("card for the order: 4111 1111 1111, 04/29", "card for the order: **** **** ****, 04/29"),
        ("card for the order 4111 1111 1111", "card for the order 4111 1111 1111"),
        ("order 4111 1111 1111, 04/29", "order 4111 1111 1111, 04/29"),
        ("the number carries on with 5989 8224 72", "the number carries on with 5989 8224 72"),
        ("164300 is the second part", "164300 is the second part"),
        ("for my visa, second part 164300", "for my visa, second part ******"),
        ("My card no. is 4638951012173", "My card no. is *************"),
        ("4111 1111", "4111 1111"),
        ("123", "123"),
    ],
)
def test_what_is_masked_at_once(text: str, becomes: str) -> None:
    """Declared pieces and long ones, whole; what others may show to be one stays."""
    assert body(told(text)) == becomes


STYLE = "<span style='color: red; font-family: Arial, Helvetica, sans serif'>"


@pytest.mark.parametrize(
    ("between", "kind"),
    [(" ", "text/plain"), (" ", "text/html"), (f" {STYLE}", "text/html"), ("%20", "text/plain")],
    ids=["plain", "html", "markup between", "escapes between"],
)
def test_a_declaration_is_read_whatever_stands_between_its_words(between: str, kind: str) -> None:
    """Numbers count among its words: those of a style are far between, too."""
    declared = between.join(("erste", "10"))
    letter = f"Bonjour Monsieur Lampenladen, Grüße aus Warszawa, {declared} 411111 bitte"
    (piece,) = told(letter, kind=kind).pieces
    assert (piece.length, piece.grounds) == (6, Grounds.DECLARED)


def test_a_subject_declares_the_digits_below() -> None:
    """As people put into the subject what the mail is."""
    piece = told("4111 1111", "first half of my card").pieces[0]
    assert (piece.grounds, piece.position) == (Grounds.DECLARED, Position.FIRST)


def test_digits_in_the_subject_are_found() -> None:
    """Also with nothing below."""
    assert told("", "4111 1111").pieces[0].spots[0].part == "header:Subject"


def test_automatic_mail_has_no_pieces() -> None:
    """Nobody hands over a card in a newsletter."""
    raw = b"List-Id: <news.example>\nSubject: x\n\n4111 1111\n"
    assert scrub(raw, RULES).pieces == ()


def test_after_dozens_of_numbers_nobody_looks_any_more() -> None:
    """A list of numbers is no card number in pieces."""
    assert len(told("\n".join(f"{n} x" for n in range(1000, 1100))).pieces) <= 24
    assert len(told("\n\nx\n\n".join(str(n) for n in range(1000, 1100))).pieces) <= 24


def test_order_numbers_are_told_beside_pieces() -> None:
    """They tell which customer it is, in the subject or the text, also in HTML."""
    assert told("1234", "Order AB-123456").orders == ("ab-123456",)
    html = told("<p>order 123456</p><p>4111 1111</p>", kind="text/html")
    assert html.orders == ("123456",)
    long = f"{'y ' * 90}order 4711/2, {'z ' * 90}order number: AB-123456"
    assert told(f"My order {'x' * 200} 4712, and {long}\n4111 1111").orders == (
        "4711/2",
        "ab-123456",
    )
    assert told("hello").orders == ()
    assert orders((), RULES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111 0000 000",
        "4111 1111 1111 1111 0000 000",
        "3782-822463-10005 0000 000",
        "4111111111111111\x001000 0000 000",
    ],
)
def test_a_second_pass_finds_no_piece_beside_a_masked_number(text: str) -> None:
    """What is bare beside a whole number is none, also where that is masked already."""
    once = scrub(f"\r\n\r\n{text}".encode(), RULES)
    assert once.findings
    assert scrub(once.message, RULES).message == once.message


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Kart 3691 ile bitiyor. Kargo no 276004195461 geldi.", 0),
        ("4111 1111 ile bitiyor, kalan 2760 0419", 1),
        ("Kartım ile bitiyor. 2760 0419", 1),
    ],
)
def test_words_behind_digits_name_nothing_in_the_next_sentence(text: str, pieces: int) -> None:
    """Turkish says "with 3691 it ends"; without digits before them they name what comes."""
    later = [x for x in told(text).pieces if x.length >= 8 and x.grounds is Grounds.DECLARED]
    assert bool(later) == bool(pieces)


def test_a_part_has_one_kind_of_sign_between_its_groups() -> None:
    """Standards and sections have several, and a word that may mean a part."""
    assert told("IEEE 1003.1-1990 part 1, ratified in June").findings == ()
    assert told("4000.1111 part 1, the rest follows").findings != ()


@pytest.mark.parametrize(
    "text",
    [
        "associationId: 820a6e4f-5374-4004-8317-3f64beabcdef",
        "next: CVE-2024-5535 (a buffer)",
        "serial 4111-1111-1111-A",
    ],
)
def test_groups_within_an_identifier_are_no_piece(text: str) -> None:
    """Letters stand on one side of a hyphen, as no card has them."""
    assert told(text).findings == ()
    assert not any(piece.length > 8 for piece in told(text).pieces)


def test_a_date_among_other_words_is_no_piece() -> None:
    """It is neither alone nor handed over."""
    assert told("4111 1111\n\nwe met in the shop on 12/27, and it was lovely there").pieces
    found = told("4111 1111\n\nwe met in the shop on 12/27, and it was lovely there").pieces
    assert PieceKind.EXPIRY not in {piece.kind for piece in found}


ASKED = "\n\nOn 1 May 2026 shop@x.example wrote:\n> Could you send us the {} please?\n"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("sure, 123" + ASKED.format("security code"), "sure, ***"),
        ("sure, 123" + ASKED.format("order number"), "sure, 123"),
        ("it's 577 on the back, forgot to put it in", "it's *** on the back, forgot to put it in"),
        ("forgot: 3 digits 415", "forgot: 3 digits ***"),
        ("forgot: 4 digits 4150", "forgot: 4 digits 4150"),
        ("as promised\n> on the back: 415", "as promised\n> on the back: ***"),
        ("security 577", "security ***"),
        ("forgot: security 577", "forgot: security ***"),
        (
            "I would rather write than call you: security 577, expires 12/27, and Kim has the rest",
            "I would rather write than call you: security ***, expires **/**, and Kim has the rest",
        ),
        (
            "I would rather write: 577 and expires 12/27",
            "I would rather write: 577 and expires 12/27",
        ),
        ("forgot, the key has 577 on the back", "forgot, the key has 577 on the back"),
        ("forgot: security 577, 578 and 579", "forgot: security 577, 578 and 579"),
    ],
)
def test_a_brief_mail_hands_over_a_code(text: str, becomes: str) -> None:
    """It answers the question for it, or says more of it than that it is one."""
    assert body(told(text)).startswith(becomes)


@pytest.mark.parametrize(
    "text",
    [
        "as promised: 54FD 54FE 5500 5501 5502 550A",
        "2.20 release series, starting with 2.20.1",
        "cb = callback, f(1000000000000, cb)",
    ],
)
def test_what_machines_write_is_no_piece(text: str) -> None:
    """Hexadecimal numbers, versions, and round numbers beside a word for a card."""
    assert told(text).findings == ()


def test_long_numbers_far_from_words_about_cards_are_no_pieces() -> None:
    """Of a long mail only what stands beside such words is looked at."""
    far = "and we talked of many things that day, of ships and shoes and sealing wax. " * 5
    assert told(f"my card came. {far}Ring us: 12345678.").pieces == ()


def test_what_stands_within_groups_of_a_number_is_no_code_of_its_own() -> None:
    """Though words name it."""
    pieces = told("my cvv is 1234 5678").pieces
    assert PieceKind.CODE not in {piece.kind for piece in pieces}


@pytest.mark.parametrize(
    ("text", "may_go_on"),
    [
        ("285", True),
        ("172 thanks", True),
        ("third one 557", True),
        ("As promised: 588", True),
        ("shelf 318", False),
        ("my code: 318", False),
    ],
)
def test_three_bare_digits_may_be_a_group(text: str, *, may_go_on: bool) -> None:
    """Of a number that somebody has begun: the memory asks, so their residues go along to it."""
    (piece,) = told(text).pieces
    assert (piece.kind, piece.residues is not None) == (PieceKind.CODE, may_go_on)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("My husband sent the start of the card, this is the end: 0611 3483", Position.LATER),
        ("The rest of my card comes later, the beginning is 4111 1111", Position.FIRST),
        ("Here is the start of the card 4111 1111", Position.FIRST),
    ],
)
def test_the_nearest_words_tell_where_digits_stand(text: str, position: Position) -> None:
    """Those before them tell of other digits."""
    (piece,) = told(text).pieces
    assert piece.position is position
