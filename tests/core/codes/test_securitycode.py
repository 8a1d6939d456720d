"""Security codes and expiry dates: by their names, and by their place beside a card."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from scrubber.core.codes.onetime import find_one_time_codes
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.judge import Judge
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.rules import Policy
from tests.core.few_rules import search

CARD = "4012 8888 8888 1881"
AMEX = "3782 822463 10005"


def masked(text: str, *, elsewhere: int = 0) -> str:
    """Return ``text`` with its codes and expiry dates as asterisks."""
    for hit in find_codes(search(text, elsewhere=elsewhere)):
        stars = re.sub("[0-9]", "*", text[hit.start : hit.end])
        text = text[: hit.start] + stars + text[hit.end :]
    return text


NAMED = {
    "a name before": ("cvv 123", "cvv ***"),
    "a name, sign and line": ("CVV:\n123", "CVV:\n***"),
    "a name glued": ("cvv123", "cvv***"),
    "words between": ("the security code is 123.", "the security code is ***."),
    "a name behind": ("123 is the cvv", "*** is the cvv"),
    "a date far from it": (f"cvv 123{' x' * 200} on 05/27", f"cvv ***{' x' * 200} on 05/27"),
    "digits apart": ("cvv 1 2 3", "cvv * * *"),
    "digits with signs": ("cvv 1-2-3.", "cvv *-*-*."),
    "in bold type": ("cvv *123*", "cvv *****"),
    "Amex": ("amex cvv 1234", "amex cvv ****"),
    "a name nearer than a label": ("order number, cvv: 123", "order number, cvv: ***"),
    "four digits, named as such": ("the four digits are 1234", "the four digits are ****"),
    "far, but for its card": (
        "cvv of my visa card number here is 123",
        "cvv of my visa card number here is ***",
    ),
    "far, but told at once": (
        "the cvv that I had quite forgotten: 123",
        "the cvv that I had quite forgotten: ***",
    ),
    "far, and what says it at last": (
        "the cvv, which you had asked me for, is 123",
        "the cvv, which you had asked me for, is ***",
    ),
    "described by its place": (
        "the digits by my signature, 123",
        "the digits by my signature, ***",
    ),
    "described": (
        "on my visa the reverse has three digits, 123",
        "on my visa the reverse has three digits, ***",
    ),
    "asked for and answered": (
        "May we have the cvv please?\n\nsure, 123",
        "May we have the cvv please?\n\nsure, ***",
    ),
    "described by its size": (
        "the tiny digits on its reverse: 123",
        "the tiny digits on its reverse: ***",
    ),
    "described by what stands beside it": (
        "on its reverse, by my signature, I see 123",
        "on its reverse, by my signature, I see ***",
    ),
    "named, Amex": ("my amex, passcode 1234", "my amex, passcode ****"),
    "named, Amex, with how many there are": (
        "amex passcode (4 signs): 1234",
        "amex passcode (4 signs): ****",
    ),
    "named by what it is for, Amex": ("amex safety digits 1234", "amex safety digits ****"),
    "to check by, on the back": (
        "digits on its reverse, for verification 123",
        "digits on its reverse, for verification ***",
    ),
    "described, Amex": (
        "my american express, on the front of it: 1234",
        "my american express, on the front of it: ****",
    ),
    "the code of a card": ("the code of my card is 123", "the code of my card is ***"),
    "something else spoken of behind": (
        "the strip of my card says 123, as I told your drawer man",
        "the strip of my card says ***, as I told your drawer man",
    ),
    "behind the sign for a number": ("cvv#123, cvv # 456", "cvv#***, cvv # ***"),
    "before a bare date": ("cvv 123 12 27", "cvv *** 12 27"),
    "the first of two": ("cvv 123, 456", "cvv ***, 456"),
    "told on the line above": (
        "123 is my cvv\nWe expect 456 guests",
        "*** is my cvv\nWe expect 456 guests",
    ),
    "described on the line above": (
        "123 digits by my signature\nWe expect 456 guests",
        "*** digits by my signature\nWe expect 456 guests",
    ),
    "a wrapped line": (
        "789 guests will come to us, and the cvv\nof my visa is 123",
        "789 guests will come to us, and the cvv\nof my visa is ***",
    ),
    "two codes": ("cvv 123, cvv 456", "cvv ***, cvv ***"),
}


@pytest.mark.parametrize(("text", "becomes"), NAMED.values(), ids=list(NAMED))
def test_a_named_code_is_found_in_a_mail_without_a_card(text: str, becomes: str) -> None:
    """People send it apart from the number."""
    assert masked(text) == becomes


NOT_NAMED = {
    "no name": "my 123 things",
    "described, of something else": "the drawer has three digits on its reverse, 123",
    "described, of a version": "the reverse has three digits, 5.8.4",
    "described too little": "the reverse 123",
    "asked for, and no answer": "May we have the cvv please? We live at 123",
    "the code of something that is a card's": "the code of my card reader is 123",
    "described, something else behind": "the tiny digits on its reverse, 123, of the drawer",
    "the number of something else": "cvv or box #123",
    "too many digits": "cvv 12345",
    "too few digits": "cvv 12",
    "too many digits apart": "cvv 1 2 3 4 5",
    "too far": "cvv " + "x " * 30 + "123",
    "far, of something else": "the cvv of the drawer in our old hall is 123",
    "far, and something else said at last": "the cvv, as you know, the total is 123",
    "other digits between": "cvv 12, 456",
    "a name whose number is another": "exp 99, 12/27",
    "masked before": "cvv ***, 456",
    "four digits without Amex": "cvv 1234",
    "a price": "cvv 123.45",
    "a sign behind": "cvv 123%",
    "a sign before": "cvv $123",
    "a word with digits": "cvv x123x",
    "a telephone number": "cvv (123) 456 78 90",
    "a telephone number with spaces": "cvv 123 456 789",
    "a part of a longer number": "cvv 12/123",
    "half of six digits": "the digits for your safety are 483 920, which end today",
    "named behind with other digits between": "123 or 45 cvv",
    "the name of what follows": "room 123, cvv: 456.",
    "a word that needs a card": "code 123",
    "a label of something else": "cvv of order number 123",
}


@pytest.mark.parametrize("text", NOT_NAMED.values(), ids=list(NOT_NAMED))
def test_other_digits_stay_in_a_mail_without_a_card(text: str) -> None:
    """A word alone decides nothing, nor do digits."""
    assert masked(text).replace("*56", "456") in (text, text.replace("456", "***"))


BESIDE = {
    "joined to the card": (f"{CARD} and 123.", f"{CARD} and ***."),
    "behind its date, before goods": (f"{CARD} 05/28 123 pieces", f"{CARD} **/** *** pieces"),
    "joined to its date": (f"{CARD} 05/28 and 123, thanks", f"{CARD} **/** and ***, thanks"),
    "right behind": (f"{CARD} 123", f"{CARD} ***"),
    "right behind, in brackets": (f"{CARD} (123)", f"{CARD} (***)"),
    "behind the expiry": (f"{CARD} 12/27 123", f"{CARD} **/** ***"),
    "between card and expiry": (f"{CARD} 123 12-27", f"{CARD} *** **-**"),
    "between them, with commas": (f"Amex {AMEX}, 1234, 12.27", f"Amex {AMEX}, ****, **.**"),
    "with slashes behind what looks like a year": (
        "4012 8888 0000 2046/01/27/123",
        "4012 8888 0000 2046/**/**/***",
    ),
    "told on the line above, beside a card": (
        f"{CARD}\n123 safety\n456 guests",
        f"{CARD}\n*** safety\n456 guests",
    ),
    "with slashes behind a year": (f"{AMEX}/01/2027/1234", f"{AMEX}/**/****/****"),
    "before the expiry": (f"{CARD}, 123, 12/27", f"{CARD}, ***, **/**"),
    "beside the expiry of a card elsewhere": (
        f"{CARD} {'words ' * 30} exp 12/27, 123",
        f"{CARD} {'words ' * 30} exp **/**, ***",
    ),
    "on a line of its own": (f"{CARD}\nAnna\n123\n", f"{CARD}\nAnna\n***\n"),
    "on a line before": (f"123\n{CARD}\n", f"***\n{CARD}\n"),
    "Amex": (f"{AMEX} 1234", f"{AMEX} ****"),
    "a word that needs a card": (f"{CARD}, code 123", f"{CARD}, code ***"),
    "a word behind": (f"{CARD}. My code: 123", f"{CARD}. My code: ***"),
    "a word that ends the clause behind": (
        f"{CARD}. Take 123 as the code",
        f"{CARD}. Take *** as the code",
    ),
    "bare digits of a date": (f"{CARD} 1227 123", f"{CARD} **** ***"),
    "month in words": (f"{CARD} March 2027", f"{CARD} March ****"),
    "named expiry": (f"{CARD}, Anna, valid thru 12/27", f"{CARD}, Anna, valid thru **/**"),
    "expiry in words": (
        f"{CARD} and it expires in March 2027",
        f"{CARD} and it expires in March ****",
    ),
    "expiry in words, alone on its line": (
        f"{CARD}\nAnna Smith-Miller of Hill\nMarch 2027\n123",
        f"{CARD}\nAnna Smith-Miller of Hill\nMarch ****\n***",
    ),
    "expiry before the card": (f"exp 12/27 {CARD}", f"exp **/** {CARD}"),
    "expiry elsewhere in the block": (f"{CARD} Anna Smith 12/27", f"{CARD} Anna Smith **/**"),
}


@pytest.mark.parametrize(("text", "becomes"), BESIDE.values(), ids=list(BESIDE))
def test_codes_beside_a_card_are_found(text: str, becomes: str) -> None:
    """Without a name, too."""
    assert masked(text) == becomes


FAR = "words " * 30

NOT_BESIDE = {
    "joined to the card, and counting": f"{CARD} and 123 of them",
    "behind another word": f"{CARD} for 123.",
    "another line of words": f"{CARD}\nthanks\nroom 123 please",
    "too far": f"{CARD}\n" + "words\n" * 40 + "123\n",
    "a whole date": f"{CARD} on 24.12.27",
    "the first of several": f"{CARD} {FAR}code 123, 456 and 789",
    "a word behind that goes on": f"{CARD}. Take 123 as the code of all",
    "a word right behind": f"{CARD}. Take 123 code",
    "a whole date behind a number": f"{CARD} x 123 11.12.27",
    "a whole date, the day behind": f"{CARD} on 2027-12-24",
    "a month in words far away": f"{CARD}" + " words" * 20 + " in March 2027",
    "four digits, no Amex": f"{CARD} Anna\n5678\n",
    "a day of a month": f"{CARD} {FAR}it expires on March 26th",
    "what stands beside a decimal": f"{CARD} {FAR}a price of 1.29 for 123 of them",
    "the year of a month": f"{AMEX} {FAR}on the back in March 1999",
    "a field of an address": f"{CARD} {FAR}x://y/?a=1&code=123",
    "glued by a sign": f"{CARD} {FAR}code x*&123",
    "the rest of thousands": f"{CARD} {FAR}code 7 000",
    "the first of thousands": f"{CARD} {FAR}code 123 000",
    "a name within a number": f"{CARD} {FAR}no. 01-code-123",
    "a model": f"{CARD} {FAR}code of ABC-123",
}


@pytest.mark.parametrize("text", NOT_BESIDE.values(), ids=list(NOT_BESIDE))
def test_other_digits_beside_a_card_stay(text: str) -> None:
    """Not every number in such a mail is a secret."""
    assert masked(text) == text


def test_words_that_need_a_card_count_wherever_it_stands() -> None:
    """In another part of the mail, too."""
    assert masked("the code is 123") == "the code is 123"
    assert masked("code 123, exp 12/27", elsewhere=1) == "code ***, exp **/**"
    assert masked("these digits, all three, are 123", elsewhere=1).endswith("are ***")


def test_beside_a_card_that_the_shop_knows_a_mere_code_is_its() -> None:
    """As if its number stood in the mail, but not far off, and not what is something else's."""
    assert masked("take the same card, code 123") == "take the same card, code ***"
    assert masked("same card, on the back 123") == "same card, on the back ***"
    for text in (
        "take the card, code 123",
        "same card for all 123",
        f"same card{' x' * 90} code 123",
    ):
        assert masked(text) == text
    assert masked("same card, code of order number 123").endswith("123")


def test_a_known_card_is_a_word_for_a_card_as_ever() -> None:
    """A number beside it is one of a card."""
    marks = search("take the same card, code 123").words.between(0, 30)
    told = [mark.label.role for mark in marks if mark.label.role != "otp_told"]
    assert told == ["card_known", "card", "code_near_card"]


def test_a_named_expiry_needs_a_card_or_a_code() -> None:
    """With a named code beside it, it is that of a card."""
    assert masked("cvv 123, exp 12/27") == "cvv ***, exp **/**"
    assert masked("we met 12/27") == "we met 12/27"


def test_a_name_behind_a_date_names_it() -> None:
    """Unless it names the next one, or another sentence does."""
    assert masked("cvv 123, 12/27 is the expiry date") == "cvv ***, **/** is the expiry date"
    for text in ("cvv ***, 11/26, expires 12/27", "cvv ***, met 11/26 it expires 12/27"):
        assert masked(text.replace("***", "123")) == text.replace("12/27", "**/**")
    assert masked("cvv 123. Met 11-26. Expires soon.") == "cvv ***. Met 11-26. Expires soon."


def test_a_label_farther_than_the_name_of_a_date_says_little() -> None:
    """The date is not the order's."""
    becomes = "order number: expires **/**, cvv ***"
    assert masked("order number: expires 12/27, cvv 123") == becomes


def test_the_end_of_a_card_is_no_date() -> None:
    """Though its figures are those of one."""
    assert masked("4012 8888 0003 1227 123") == "4012 8888 0003 1227 ***"


def test_a_date_that_is_the_code_is_told_once() -> None:
    """A hit covers digits of no other."""
    for text in (f"{AMEX} 1227", "amex cvv 1227", f"{CARD} cvv 123 1227"):
        hits = Ranges(find_codes(search(text))).items
        assert all(one.end <= two.start for one, two in pairwise(hits))


def weight(text: str) -> float:
    """Return the weight of what is found first in ``text``."""
    cautious = search(text)
    cautious.judge = Judge(Policy("cautious"))
    return min(find_codes(cautious), key=lambda hit: hit.start).evidence.weight


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("cvv 123", "cvv, which you asked me for, 123"),
        ("cvv is 123", "cvv. It is 123"),
        ("123 is the cvv", "123. The cvv"),
    ],
    ids=["near", "in one sentence", "in one sentence, behind"],
)
def test_a_name_says_more_the_nearer_it_stands(better: str, worse: str) -> None:
    """In characters, and in the same sentence."""
    assert weight(better) > weight(worse)


def one_time(text: str, *, automatic: bool = False) -> list[str]:
    """Return the one-time codes in ``text``."""
    return [
        text[hit.start : hit.end] for hit in find_one_time_codes(search(text, automatic=automatic))
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("blik code 123456", ["123456"]),
        ("blik: 123 456", ["123 456"]),
        ("123456 blik", ["123456"]),
        ("blik code: 12, 123456", []),
        ("blik " + "x " * 30 + "123456", []),
        ("123456" + " x" * 20 + " blik", []),
        ("123456", []),
        ("your blik code: 123456", []),
        ("blik for order number 123456", []),
        ("order number 123456 for blik", []),
        (f"blik {CARD}", []),
        ("code 123456", []),
    ],
)
def test_a_one_time_code_is_found_by_its_name(text: str, codes: list[str]) -> None:
    """If a person passes it on; what a service sends stays readable."""
    assert one_time(text) == codes


def test_a_one_time_code_has_six_digits_mostly() -> None:
    """Fewer say less."""
    usual, short = (search(f"blik code {digits}") for digits in ("123456", "1234"))
    usual.judge = short.judge = Judge(Policy("cautious"))
    (expected,) = find_one_time_codes(usual)
    assert all(hit.evidence.weight < expected.evidence.weight for hit in find_one_time_codes(short))


def test_a_program_sends_its_codes_to_be_read() -> None:
    """Nobody could log in without them."""
    assert one_time("blik code 123456", automatic=True) == []


def test_behind_many_codes_of_one_text_a_further_one_is_not_doubted() -> None:
    """Where its name convicts it; where that alone is not enough, it is as ever."""
    wall = "cvv 123 x " * 64
    assert masked(f"{wall}cvv 123-456").endswith("cvv ***-456")
    assert masked(f"{wall}on the back 123-456", elsewhere=1).endswith("on the back 123-456")
    assert masked("cvv 123-456") == "cvv 123-456"


@pytest.mark.parametrize(
    "behind",
    [
        "5.8.4 is out",
        "\n123 Main Street",
        "thanks, numpy 1.25",
        "thanks, as of 2027.12",
        "code 5.8.4",
    ],
)
def test_what_else_stands_behind_a_card_stays(behind: str) -> None:
    """Versions, releases, and the line below."""
    assert masked(f"{CARD} {behind}").endswith(behind)


def test_a_word_for_a_card_is_enough_for_a_likely_description() -> None:
    """So is a card in the mail, whose number says more."""
    assert masked("the reverse has three digits, 123", elsewhere=1).endswith("***")


def test_a_word_for_the_expiry_does_not_reach_far() -> None:
    """What stands between may be another subject."""
    assert masked(f"exp {'x ' * 25}12/27", elsewhere=1).endswith("12/27")
