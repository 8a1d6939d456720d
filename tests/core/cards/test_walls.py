"""Walls of card numbers: masked without being weighed, and never less than what was weighed."""

from __future__ import annotations

import base64
import re

import luhn
import pytest

from scrubber import rulebook
from scrubber.core.cards.walls import beside, leavings, wall
from scrubber.core.codes.onetime import find_one_time_codes
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patience import (
    DOUBTED_EVERY,
    MOST_BRICKS,
    MOST_CARDS,
    MOST_CODES,
    MOST_DOUBTED,
    MOST_MONTHS,
    MOST_REPEATED,
    MOST_STRETCHES,
    Patience,
)
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES, search

ALL_RULES = rulebook.load()
CARD = "4012 8888 8888 1881"
OTHER = "4222222222222220"
ENOUGH = MOST_CARDS + 1


def hits(text: str) -> list[tuple[str, int, bool]]:
    """Return what is hit in ``text``, how many digits stay, and whether it is one whole number."""
    return [
        (text[hit.start : hit.end], hit.readable, hit.pan is not None)
        for hit in wall(text, RULES.issuers)
    ]


WALLS = {
    "a number": (f"x {CARD} y", [(CARD, 4, True)]),
    "a number a line": (
        f"{CARD}\n4012888888881881\n",
        [(CARD, 4, True), (CARD.replace(" ", ""), 4, True)],
    ),
    "with more on its line": (
        f"{CARD} 12/27 123\n{CARD}",
        [(f"{CARD} 12/27 123", 0, False), (CARD, 4, True)],
    ),
    "over lines": ("4012 8888\n8888 1881", [("4012 8888\n8888 1881", 0, False)]),
    "over lines, behind another": (
        f"{CARD}\n4012 8888\n8888 1881 \n{CARD}",
        [(CARD, 4, True), ("\n4012 8888\n8888 1881 \n", 0, False), (CARD, 4, True)],
    ),
    "in a row": (f"{CARD} {CARD}", [(f"{CARD} {CARD}", 0, False)]),
    "among many digits": ("1 2 " * 20 + CARD, [("1 2 " * 20 + CARD, 0, False)]),
    "other numbers": ("4012 8888 8888 1882 x 123 x 12345678901234", []),
}


@pytest.mark.parametrize(("text", "expected"), WALLS.values(), ids=list(WALLS))
def test_what_has_the_shape_of_a_number_is_hit(
    text: str, expected: list[tuple[str, int, bool]]
) -> None:
    """A line that is one number keeps its last digits; other digits around one all go."""
    assert hits(text) == expected


def test_behind_very_many_numbers_nothing_is_weighed() -> None:
    """Not even what a number is called: it is masked in all parts of the mail."""
    named = f"order number {OTHER} and\n"
    assert OTHER in masked(named + f"{CARD} x\n" * (MOST_CARDS - 1))
    assert "************2220" in masked(named + f"{CARD} x\n" * MOST_CARDS)


def masked(body: str) -> str:
    """Return ``body`` as it is once scrubbed."""
    raw = b"Content-Type: text/plain\r\n\r\n" + body.encode()
    scrubbed = scrub(raw, ALL_RULES)
    assert len(scrubbed.message.partition(b"\r\n\r\n")[2]) == len(body)
    assert scrub(scrubbed.message, ALL_RULES).message is scrubbed.message
    return scrubbed.message.partition(b"\r\n\r\n")[2].decode()


@pytest.mark.parametrize("between", ["\n", " x ", "-", ", 12/27\n"])
def test_no_digits_of_a_number_stay_but_the_last(between: str) -> None:
    """Whatever stands between the numbers of a wall."""
    shown = masked(between.join([CARD] * (ENOUGH * 2)))
    assert not re.search(r"[0-9 -]{5,}[0-9]{4}", shown)
    assert "4012" not in shown
    assert "8888" not in shown


VERY_LONG = {
    "cards": f"{CARD}\n",
    "with words between": f"{CARD} my order 17, paid on 3 May\n",
    "with other numbers": f"{CARD} 7\n4012 8888 8888 1882\n",
    "with signs of one byte": f"{CARD}\u00a0\n",
    "with signs of more": f"{CARD} \u2013\n",
    "full-width": "\uff14012 8888 8888 1881\n",
}


@pytest.mark.parametrize("brick", VERY_LONG.values(), ids=list(VERY_LONG))
def test_of_a_very_long_wall_all_digits_go(brick: str) -> None:
    """In all of the mail, codes and dates and the last digits, too; nothing else changes."""
    text = f"Order 20417\n{brick * (MOST_BRICKS + 400)}and 456\n"
    raw = f"Content-Type: text/plain; charset=utf-8\n\n{text}".encode()
    shown = scrub(raw, ALL_RULES).message.partition(b"\n\n")[2].decode()
    assert shown.startswith("Order *****\n")
    assert not re.search("[0-9\uff14]", shown[-len(brick) * 300 :])
    assert re.sub("[0-9*\uff0a\uff14]", "", shown) == re.sub("[0-9\uff14]", "", text)


def test_of_a_very_long_wall_digits_in_other_parts_go() -> None:
    """Before it and behind it, and in fields."""
    wall = f"{CARD}\n" * (MOST_BRICKS + 1)
    parts = ("order 17", wall, "<p>12<b>3</b>4</p>")
    kinds = ("plain", "plain", "html")
    body = "".join(
        f"--b\nContent-Type: text/{kind}\n\n{text}\n"
        for kind, text in zip(kinds, parts, strict=True)
    )
    raw = f"Content-Type: multipart/mixed; boundary=b\nSubject: 4012\n\n{body}--b--\n".encode()
    shown = scrub(raw, ALL_RULES).message.partition(b"\n")[2].decode()
    assert "Subject: ****" in shown
    assert "order **" in shown
    assert "<p>**<b>*</b>*</p>" in shown


def test_of_a_very_long_wall_in_base64_all_digits_go() -> None:
    """And a number without a word of a card, which is no wall's, too."""
    content = base64.encodebytes(f"{OTHER}\n".encode() + f"{CARD}\n".encode() * MOST_BRICKS * 2)
    head = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    scrubbed = scrub(head + content, ALL_RULES)
    shown = base64.decodebytes(scrubbed.message.partition(b"\n\n")[2])
    assert len(shown) == len(f"{OTHER}\n") + len(f"{CARD}\n") * MOST_BRICKS * 2
    assert b"40128" not in shown
    assert not re.search(rb"[0-9]", shown[-len(CARD) * MOST_BRICKS // 2 :])


def test_all_digits_beside_the_cards_of_a_wall_go() -> None:
    """Codes, dates and others, not the last digits of the cards; what lies farther off stays."""
    text = f"12 x {CARD} exp 12/27 cvv 123 x {CARD}, x 7{' x' * 100} 89"
    cards = Ranges(wall(text, RULES.issuers))
    found = leavings(text, beside(cards), cards)
    assert [text[hit.start : hit.end] for hit in found] == [
        "12",
        "12/27 cvv 123",
        "7",
    ]


CODES = {
    "codes": "cvv 123 ",
    "codes, a line each": "cvv: 123\n",
    "dates": "exp 12/27, ",
}


@pytest.mark.parametrize("brick", CODES.values(), ids=list(CODES))
def test_behind_very_many_codes_none_is_weighed(brick: str) -> None:
    """All digits near their names go."""
    shown = masked(f"{CARD} y\n" + brick * (MOST_CODES + 20) + "and 456 cvv")
    assert not re.search(r"12|3[^*]|456", shown.replace("1881", ""))


def test_a_wall_of_dates_and_codes_has_no_end() -> None:
    """Near all dates digits go, though codes are looked for near the first."""
    shown = masked(f"{CARD} y\n" + "12/27 123 we said\n" * (MOST_MONTHS + 20))
    assert "123" not in shown


def test_a_code_is_doubted_so_many_times() -> None:
    """Four digits are no code without an Amex, until nobody can be asked any more."""
    assert masked("1234 cvv " * 20) == "1234 cvv " * 20
    assert "1234" not in masked("1234 cvv " * (MOST_DOUBTED + MOST_CODES + 40))[-200:]


def test_a_number_is_doubted_so_many_times() -> None:
    """It is an order's, until nobody can be asked any more."""
    begun = (f"42222{n:010}" for n in range(2 * MOST_DOUBTED))
    orders = [f"order number {number}{luhn.generate(number)}, thanks\n" for number in begun]
    assert len("".join(orders)) / DOUBTED_EVERY < MOST_DOUBTED - MOST_CARDS
    assert masked("".join(orders[:20])) == "".join(orders[:20])
    assert not re.search("[0-9]{12}", masked("".join(orders))[-4000:])


def test_a_long_mail_has_more_patience_for_doubts() -> None:
    """In proportion, so that a long list of numbers is no wall."""
    patience, short = Patience(400 * DOUBTED_EVERY), Patience()
    for _ in range(MOST_DOUBTED + 399):
        patience.doubted()
        short.doubted()
    assert (patience.over_doubts, short.over_doubts) == (False, True)
    patience.doubted()
    assert patience.over_doubts


def test_beyond_patience_words_are_taken_for_said() -> None:
    """Numbers in addresses of the web are nothing, but for a wall of such that all pass Luhn."""
    begun = [f"https://x.example/42222{n:010}" for n in range(2 * MOST_DOUBTED)]
    links = [f"{link}{luhn.generate(link[-15:])}/\n" for link in begun]
    assert masked("".join(links[:MOST_DOUBTED])) == "".join(links[:MOST_DOUBTED])
    assert "4222" not in masked("".join(links))


def test_a_number_is_doubted_once_where_it_stands_among_the_same_again() -> None:
    """What is asked anew costs something, not what is remembered."""
    order = f"order number {OTHER}, thanks\n"
    some = order * (MOST_DOUBTED + MOST_CARDS + 40)
    assert masked(some) == some
    assert OTHER not in masked(f"{some}{'and so on, ' * 30}my card: {OTHER}")[-40:]


def test_once_there_were_very_many_codes_none_is_weighed_in_another_text() -> None:
    """All digits near names go at once."""
    body = f"--b\n\n{'cvv 123 ' * (MOST_CODES + 1)}\n--b\n\ncvv 1234567\n--b--\n"
    raw = f"Content-Type: multipart/mixed; boundary=b\n\n{body}".encode()
    assert b"\ncvv *******\n" in scrub(raw, ALL_RULES).message


def test_a_long_list_below_a_card_stays_readable() -> None:
    """However many dates and numbers of orders it has: people work with it."""
    line = "Thank you for the two lamps of order 20417, they arrived on 12 May and cost 129,90.\n"
    assert masked(f"{CARD}\n\n{line * 4000}").endswith(line * 4000)


def test_behind_very_many_one_time_codes_none_is_doubted_or_weighed() -> None:
    """All digits near their names go, those that are something else, too."""
    shown = masked("blik code 123456 " * (MOST_CODES + 20) + "blik code and 12345678901 pieces")
    assert not re.search("[0-9]", shown)
    asked = search("blik code 123456 pieces")
    usual = find_one_time_codes(asked)
    for _ in range(MOST_DOUBTED):
        asked.mail.patience.doubted_code()
    (hit,) = find_one_time_codes(asked)
    assert not usual or usual[0].evidence.weight <= hit.evidence.weight
    for _ in range(MOST_CODES):
        asked.mail.patience.noted_code()
    assert find_one_time_codes(asked) == []


def test_of_a_wall_of_parts_with_codes_all_digits_go() -> None:
    """In parts that name none, too, and nothing is left that another mail may complete."""
    body = "--b\n\ncvv 123\n" * (MOST_CODES + MOST_STRETCHES + 1)
    last = "--b\n\nOrder 4471\n--b\n\nmy card begins with 4012 8888\n--b--\n"
    raw = f"Content-Type: multipart/mixed; boundary=b\n\n{body}{last}".encode()
    scrubbed = scrub(raw, ALL_RULES)
    assert b"\nOrder ****\n" in scrubbed.message
    assert not re.search(rb"[0-9]", scrubbed.message.partition(b"\n\n")[2])
    assert scrubbed.pieces == ()


def test_behind_very_many_repetitions_nothing_is_weighed() -> None:
    """Of a number that counts in one place only, and is found again in all others."""
    text = "4111111111111111:12:27:" * (MOST_REPEATED + MOST_BRICKS + 400)
    scrubbed = scrub(f"Content-Type: text/plain\n\n{text}".encode(), ALL_RULES)
    shown = scrubbed.message.partition(b"\n\n")[2]
    assert len(shown) == len(text)
    assert b"4111111" not in shown
    assert len(scrubbed.findings) < MOST_REPEATED
