"""Numbers of another kind, which a mail names elsewhere than right beside its digits."""

from __future__ import annotations

import pytest

from scrubber.core.model import Grounds, PieceKind, Position
from tests.core.dialogue.one_letter import body, told

QUOTED = "\n\nOn 1 May 2026 anna@x.example wrote:\n> "
FAR = "that my mother bought in the shop in the old town"


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        (f"As promised, both gift cards {FAR}, one is 5470 1128", Grounds.LOOSE),
        (f"As promised, the article numbers {FAR}, one is 5470 1128", Grounds.LOOSE),
        (f"As promised, gift cards like 7712 {FAR}, 5470 1128", Grounds.GROUPED),
        (f"As promised, my order {FAR}, 5470 1128", Grounds.GROUPED),
        (f"As promised, no gift cards {FAR} but the Visa 5470 1128", Grounds.GROUPED),
        (f"Not the gift cards {FAR}, the first half of my Visa: 5470 1128", Grounds.DECLARED),
    ],
    ids=["the first of two", "their name", "with its own", "paid for", "a card", "declared"],
)
def test_what_a_brief_mail_names_makes_its_digits_loose(text: str, grounds: Grounds) -> None:
    """But for a label with digits of its own, what one pays for, and where a card is named."""
    assert [piece.grounds for piece in told(text).pieces] == [grounds]


@pytest.mark.parametrize(
    ("subject", "grounds"),
    [
        ("Delivery notes", Grounds.LOOSE),
        ("order numbers", Grounds.LOOSE),
        ("Invoice", Grounds.GROUPED),
        ("gift card 5512", Grounds.GROUPED),
        ("gift card or Visa", Grounds.GROUPED),
    ],
)
def test_a_subject_names_the_digits_below(subject: str, grounds: Grounds) -> None:
    """A bare number below it is what it says; an invoice is paid with a card's."""
    assert [piece.grounds for piece in told("5470 1128", subject=subject).pieces] == [grounds]


def test_what_is_quoted_names_nothing() -> None:
    """Another one wrote it."""
    text = "As promised, 5470 1128\n\nOn 1 May 2026 anna@x.example wrote:\n> We have gift cards.\n"
    assert [piece.grounds for piece in told(text).pieces] == [Grounds.GROUPED]


def test_a_long_mail_is_not_searched_for_names() -> None:
    """There they may stand for anything."""
    text = f"Gift cards we like. {'And many other things as well. ' * 12}\n5470 1128\n"
    assert [piece.grounds for piece in told(text).pieces] == [Grounds.GROUPED]


@pytest.mark.parametrize(
    "text",
    [
        "the second 5170 0294 4425",
        "Parcel 2: 3404 3416 1107",
    ],
    ids=["the next of several", "labelled and counted"],
)
def test_twelve_digits_of_another_kind_stay(text: str) -> None:
    """Nothing says that they are a card's; as a card prints them they would go at once."""
    assert told(text).findings == ()
    assert told("by post 5170 0294 4425").findings


def test_what_follows_a_beginning_tells_of_the_rest() -> None:
    """Digits that a card begins with are not its rest, which is still to come."""
    (piece,) = told("My card is 4613 1236 I will say the rest in the next one").pieces
    assert (piece.position, piece.grounds) == (Position.NOWHERE, Grounds.DECLARED)


def test_a_telephone_names_nothing_behind_the_word_for_the_card() -> None:
    """The nearer word counts, though it is not what declares the digits."""
    (piece,) = told("I talk into the phone. My card is 4613 1236 I will say the rest soon").pieces
    assert piece.kind is PieceKind.PART


def test_a_date_behind_groups_speaks_for_a_card() -> None:
    """An order has none; it goes with the number once that is put together."""
    kinds = {
        piece.kind: piece.grounds for piece in told("Right where was I, 7698 0754 12/30").pieces
    }
    assert kinds[PieceKind.PART] is Grounds.GROUPED
    text = "My sister said that you are waiting for this 6837 0135 and 10/27 on the front"
    assert {piece.kind for piece in told(text).pieces} == {PieceKind.PART, PieceKind.EXPIRY}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Visa 4111 1111 1111 1111", PieceKind.WHOLE),
        ("Visa 4111 1111 1111 1111, CVV 123", PieceKind.COMPLETE),
    ],
)
def test_a_number_says_whether_its_code_was_told(text: str, kind: PieceKind) -> None:
    """Then none is to come."""
    assert [piece.kind for piece in told(text).pieces] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "first half of my membership number: 4539 1234",
        "My loyalty card number in two parts, first half 4539 1234",
        "my order number begins with 4539 1234",
        "Die ersten acht Ziffern der Seriennummer sind 4539 1234",
        "Gutscheinnummer, erster Teil 4539 1234",
        "La première moitié de mon numéro d'adhérent : 4539 1234",
        "Pierwsza połowa numeru członkowskiego: 4539 1234",
        "The second half of my rewards number: 4539 1234",
        "La segunda mitad del número de fidelidad: 4539 1234",
        "Zweite Hälfte der Bonusnummer 4539 1234",
        "La première moitié du numéro de fidélité : 4539 1234",
        "La prima metà del numero fedeltà: 4539 1234",
        "A primeira metade do número de fidelidade: 4539 1234",
        "De tweede helft van het spaarpasnummer: 4539 1234",
        "Druga połowa numeru programu punktowego 4539 1234",
        "Первая половина бонусного номера 4539 1234",
        "Перша половина бонусного номера 4539 1234",
        "První polovina věrnostního čísla: 4539 1234",
        "Sadakat numaramın ilk yarısı: 4539 1234",
        "Номер лицевого счёта начинается с 6016 1324.",
        "Meine Bonusnummer hat sechzehn Stellen, die App zeigt zuerst 6322 4948",
        "Il mio IBAN comincia con IT29 e poi 6016 1399",
        f"And the rest 5678 9011{QUOTED}The first half of my member number: 4539 1234\n",
    ],
)
def test_the_parts_of_another_number_stay(text: str) -> None:
    """A label in the sentence says what they are parts of, or one in the quoted mail."""
    assert told(text).findings == ()
    assert {piece.kind for piece in told(text).pieces} <= {PieceKind.ANOTHER}


@pytest.mark.parametrize(
    "text",
    [
        "Order number as above, the first half: 4539 1234",
        "My order number is 88123. The first half: 4539 1234",
        "My member number I forgot. The first half: 4539 1234",
        "By card, not with my member number, the first half: 4539 1234",
        f"The first half: 4539 1234{QUOTED}My member number!\n",
    ],
)
def test_the_parts_of_a_card_go(text: str) -> None:
    """What one pays for is named besides, and so is what stands in another sentence."""
    assert body(told(text)).startswith(text.partition("4539")[0] + "**** ****")


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("et pour le second carton 5170 0294 4425", Grounds.LOOSE),
        ("and for the second box 5170 0294 4425", Grounds.LOOSE),
        ("the second box is 5170 0294 4425", Grounds.LOOSE),
        ("on the second line it reads 5170 0294", Grounds.LOOSE),
        ("on the second one it reads 5170 0294", Grounds.AMONG_WORDS),
        ("for the sofa: 5170 0294 4425", Grounds.SHAPED),
        ("my card for the sofa 5170 0294 4425", Grounds.SHAPED),
        ("the first half, for the sofa 5170 0294", Grounds.DECLARED),
        ("a box 5170", Grounds.AMONG_WORDS),
    ],
)
def test_digits_behind_a_thing_are_its_own(text: str, grounds: Grounds) -> None:
    """Unless a sign stands between, or a card is named."""
    assert max(piece.grounds for piece in told(text).pieces) is grounds
    assert bool(told(text).findings) == (grounds >= Grounds.SHAPED)


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("My member number", True),
        ("Sendungsnummer", True),
        ("order number", True),
        ("member number 88123", False),
        ("a gift card", False),
        ("member number and Visa", False),
    ],
)
def test_a_subject_names_the_number_of_the_halves_below(subject: str, *, left: bool) -> None:
    """Not if it tells that number, nor what one may pay for, nor beside a card."""
    (piece,) = told("the second half: 5678 9011", subject=subject).pieces
    assert (piece.kind is PieceKind.ANOTHER) == left
    assert (piece.masked or piece.due) != left


BEGINNINGS = [
    "New mobile, the first bit is 0044 7780",
    "Neues Handy, fängt mit 0049 171 an",
    "Nouveau portable, ça commence par 0033 6 21",
    "Nuevo móvil, empieza por 0034 612",
    "Nuovo cellulare, inizia con 0039 347",
    "Nieuw mobiel, begint met 0031 6 49",
    "Nowa komórka, zaczyna się 0048 634",
    "Новый телефон, начинается на 007 916",
    "Novo telemóvel, começa por 00351 912",
    "Nový mobil, začíná 00420 603",
    "Yeni cep, 0090 532 ile başlıyor",
    "Новий телефон, починається на 00380 67",
]


@pytest.mark.parametrize("text", BEGINNINGS)
def test_what_no_card_begins_with_is_none_of_a_card(text: str) -> None:
    """Unless a card is spoken of: its digits may be mistyped."""
    assert [piece for piece in told(text).pieces if piece.position is Position.FIRST] == []
    assert body(told(text)) == text


def test_a_mistyped_beginning_of_a_card_is_one() -> None:
    """The mail says so."""
    (piece,) = told("The first half of my card: 0123 4567").pieces
    assert (piece.position, piece.masked) == (Position.FIRST, True)


@pytest.mark.parametrize(
    "text", ["ES66 4809 4675", "DE02 1203 0000", "GB33BUKB 2020 1555", "NL91 ABNA 0417"]
)
def test_the_groups_of_an_account_are_no_pieces(text: str) -> None:
    """Its country stands before them, and further groups may stand between."""
    (piece,) = told(f"For the refund my IBAN begins {text}").pieces
    assert piece.kind is PieceKind.ANOTHER


@pytest.mark.parametrize(
    "text",
    [
        "For the refund my IBAN is DE02 1203 0000 0000 2020 51, the rest by card",
        "The account: ES66 4809 4675",
        f"For the refund my IBAN begins ES66 4809 4675. {'Nice weather, is it not? ' * 12}",
    ],
    ids=["whole", "no words for a part", "a letter"],
)
def test_an_account_that_nobody_tells_half_of_says_nothing(text: str) -> None:
    """Its rest is not to come."""
    assert told(text).pieces == ()


REST = {
    "a voucher's code": "My voucher is odd. The code starts with 5470 1128",
    "a member's": "Membership number: first part 4539 3847",
    "an order's, described": "I can only read half of the order number, it begins 5340 2277",
    "a telephone's": "New mobile, the first bit is 0044 7780",
    "Gutschein": "Der Gutschein geht nicht. Der Code beginnt mit 5470 1128",
}


@pytest.mark.parametrize("text", REST.values(), ids=list(REST))
def test_a_part_of_another_number_is_told_to_the_memory(text: str) -> None:
    """Nothing of its digits: what is told to go on with it then stays."""
    assert told(text).findings == ()
    (piece,) = told(text).pieces
    assert (piece.kind, piece.length, piece.residues) == (PieceKind.ANOTHER, 0, None)


@pytest.mark.parametrize(
    "text",
    [
        "Order 90233 here. The first half of my card: 4539 1234",
        "My member number begins with 4539 1234, the Visa with 4444 1234",
        "Sorry, that code was wrong, it is 83827101",
        "My member number I forgot. The card begins with 4539 1234",
    ],
)
def test_beside_a_card_nothing_is_told_of_another_number(text: str) -> None:
    """Nor where nobody tells of a part."""
    assert PieceKind.ANOTHER not in {piece.kind for piece in told(text).pieces}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("the rest is 9034 4417", False),
        ("the rest of the card is 9034 4417", True),
        ("my Visa, the rest is 9034 4417", True),
        ("the rest is 4034 4417 1128", True),
        ("the rest is 9034 4417 1128", False),
    ],
)
def test_any_number_has_a_rest(text: str, *, masked: bool) -> None:
    """Where no card is named the memory says whose it is; it goes unless some other's was told."""
    (piece,) = told(text).pieces
    assert (piece.masked, piece.due) == (masked, not masked)


@pytest.mark.parametrize(
    "text",
    [
        *("code: 146-807", "Zimmernummer: 146-807", "house number: 8 8 2 6", "door code: 1468"),
        *("numer klienta: 146-807", "numéro de client : 146-807", "numero ordine: 214598"),
        *("номер заказа: 214598", "telefoonnummer: 146-807", "phone number: 146-807"),
    ],
)
def test_a_number_with_a_name_of_its_own_is_no_bare_one(text: str) -> None:
    """Were it the only word of a mail."""
    assert told(text).pieces == ()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The first digits on the label are 4773, the rest is torn off.", ""),
        ("Die ersten Ziffern auf dem Etikett sind 4773, der Rest fehlt.", ""),
        ("On the engine it begins with 4773", ""),
    ],
)
def test_a_part_of_what_is_on_a_thing_is_another_numbers(text: str, subject: str) -> None:
    """The thing is named in the clause of its digits."""
    assert [piece.kind for piece in told(text, subject).pieces] == [PieceKind.ANOTHER]


@pytest.mark.parametrize(
    "text",
    [
        "The first half of my card for the sofa is 4773 1201",
        "For the sofa the first half is 4773 1201",
        "Order 88412 the first half is 4773 1201",
        "Here the first lot is 4773 1201",
    ],
)
def test_what_something_is_for_has_no_number_there(text: str) -> None:
    """Nor has what its own digits follow, and a word for the part is no thing."""
    assert [piece.kind for piece in told(text).pieces] == [PieceKind.PART]


@pytest.mark.parametrize(
    "text",
    ["Manhole 4831", "the manhole 4831", "It stood beside the tree and manhole 4831"],
)
def test_the_number_of_a_noun_is_loose(text: str) -> None:
    """Nobody calls a card's digits so; it joins only what words tell."""
    assert [piece.grounds for piece in told(text, "card").pieces] == [Grounds.LOOSE]
    assert told("Manhole 483", "card").pieces == ()


@pytest.mark.parametrize(
    "text",
    [
        *("card 4831", "then 4831", "manhole: 4831", "Manhole four 4831", "as promised 4831"),
        *("beside what we call the manhole 4831", "mh4831 4831"),
    ],
)
def test_what_is_no_noun_of_which_nothing_is_known(text: str) -> None:
    """A word for a card or a number, a phrase, digits behind a colon, or more of a sentence."""
    found = [x.grounds for x in told(text, "card").pieces if x.kind is PieceKind.PART]
    assert Grounds.LOOSE not in found


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("Patterns: 5796, 5833, 3054, 6096", False),
        ("Patterns: 5796, 5833 and 3054", False),
        ("Here: 5796, 5833", True),
    ],
)
def test_a_list_of_numbers_is_none(text: str, *, some: bool) -> None:
    """As many digits as a card has were told at once, or the last one is joined with "and"."""
    found = [piece for piece in told(text, "card").pieces if piece.kind is PieceKind.PART]
    assert bool(found) is some
