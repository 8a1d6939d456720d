"""A message in, the same message masked out."""

from __future__ import annotations

import base64
import re

import luhn
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.message.layers import take_stock
from scrubber.core.model import Unscanned
from scrubber.core.rules import Policy
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES

HEAD = b"From: anna@example.org\nSubject: Hello\n"
NUMBER = b"4012 8888 8888 1881"
MASKED = b"**** **** **** 1881"


def body(raw: bytes) -> bytes:
    """Return the body of ``raw`` after scrubbing."""
    return scrub(raw, RULES).message.partition(b"\n\n")[2]


def test_a_message_without_a_finding_is_given_back_itself() -> None:
    """Not a copy of it."""
    raw = HEAD + b"\nHello 4012 8888 8888 1882"
    scrubbed = scrub(raw, RULES)
    assert scrubbed.message is raw
    assert scrubbed.findings == ()


def test_a_number_is_masked_and_told() -> None:
    """With a field on top."""
    raw = HEAD + b"\nMy card number is 4012 8888 8888 1881."
    scrubbed = scrub(raw, RULES)
    assert scrubbed.message == b"X-Scrubber: masked; pan=1\n" + raw.replace(NUMBER, MASKED)
    (found,) = scrubbed.findings
    assert (found.kind, found.network, found.masked) == ("pan", "visa", MASKED.decode())
    assert (found.part, found.span.start, found.span.end) == ("1", 18, 37)
    assert 0.5 <= found.certainty <= 1
    assert found.because


def test_scrubbing_again_changes_nothing() -> None:
    """A masked message holds no number."""
    raw = HEAD + b"\nMy card 4012 8888 8888 1881, 12/27, 123, first half 4012"
    once = scrub(raw, RULES).message
    assert scrub(once, RULES).message is once


def test_code_and_expiry_are_judged_by_the_cards_of_the_whole_mail() -> None:
    """The number may stand in another part."""
    lines = b"--a\n\nMy card: 4012 8888 8888 1881\n--a\n\nThe code: 123, exp 12/27\n--a--"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n" + lines
    scrubbed = scrub(raw, RULES)
    assert [(found.kind, found.part) for found in scrubbed.findings] == [
        ("pan", "1"),
        ("cvv", "2"),
        ("expiry", "2"),
    ]
    assert b"The code: ***, exp **/**" in scrubbed.message


def test_codes_are_looked_for_where_they_are_named() -> None:
    """In a mail without a card other parts have none."""
    lines = b"--a\n\ncvv 123\n--a\n\n4012 8888 8888 1882, 12/27, 123\n--a--"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n" + lines
    assert [(found.kind, found.part) for found in scrub(raw, RULES).findings] == [("cvv", "1")]


def test_codes_are_not_looked_for_beside_what_is_no_card() -> None:
    """The order number was weighed and found to be none."""
    lines = b"--a\n\ncvv 123\n--a\n\norder number 4012888888881881\n\n123\n--a--"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n" + lines
    assert [(found.kind, found.part) for found in scrub(raw, RULES).findings] == [("cvv", "1")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("My card 4012 8888 8888 1881.", [False]),
        ("My card 4012 8888 8888 1881. Once more: card 4012-8888-8888-1881.", [False] * 2),
        ("My card 4012 8888 8888 1881." + " x" * 200 + " id=4012888888881881", [True] * 2),
    ],
)
def test_a_number_is_not_its_own_evidence(text: str, told: list[bool]) -> None:
    """What was found already is not weighed once more."""
    findings = scrub(HEAD + b"\n" + text.encode(), RULES).findings
    assert ["elsewhere in the mail" in finding.because for finding in findings] == told


def test_a_list_of_cards_is_masked_wherever_one_of_them_is_repeated() -> None:
    """Of more than a few nobody counts how often each stands there."""
    cards = [luhn.append(f"401288888888{at}") for at in range(100, 110)]
    listed = "\n".join(f"Card: {card}" for card in cards)
    done = body(HEAD + f"\n{listed}\n{'x ' * 200} id={cards[0]}".encode())
    assert b"8888" not in done
    assert done.count(b"1006") == 2


def test_a_number_is_masked_wherever_the_mail_repeats_it() -> None:
    """Even where nothing else would say that it is one."""
    lines = b"--a\n\ncard: 4012888888881881\n--a\n\norder number 4012888888881881\n--a--"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n" + lines
    assert scrub(raw, RULES).message.count(b"************1881") == 2


def test_two_readings_of_the_same_bytes_are_one_finding() -> None:
    """A text that is not what it says is read twice."""
    raw = HEAD + b"Content-Type: text/plain; charset=utf-8\n\n\xff card 4012 8888 8888 1881"
    assert len(scrub(raw, RULES).findings) == 1


def test_both_forms_of_a_mail_are_masked() -> None:
    """Text and markup, each for itself."""
    lines = b"--a\n\ncard 4012 8888 8888 1881\n--a\nContent-Type: text/html\n\n"
    lines += b"<p>card 4012 8888 <b>8888</b> 1881</p>\n--a--"
    raw = HEAD + b"Content-Type: multipart/alternative; boundary=a\n\n" + lines
    scrubbed = scrub(raw, RULES)
    assert [found.part for found in scrubbed.findings] == ["1", "2"]
    assert b"<p>card **** **** <b>****</b> 1881</p>" in scrubbed.message


PLACES = {
    "subject": b"Subject: card 4012 8888 8888 1881\n\nx",
    "folded subject": b"Subject: card 4012 8888\n 8888 1881\n\nx",
    "encoded subject": b"Subject: =?utf-8?Q?card_4012_8888_?= =?utf-8?Q?8888_1881?=\n\nx",
    "letters for digits": HEAD + b"\ncard 4Ol2 8888 8888 l88l",
    "words": HEAD + b"\ncard four zero one two 8888 8888 1881 one two three",
    "no header": b"Hello,\ncard 4012 8888 8888 1881\n",
    "nested": HEAD + b"Content-Type: message/rfc822\n\nTo: x\n\ncard 4012 8888 8888 1881",
    "encoded": HEAD
    + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(b"Subject: x\n\ncard 4012 8888 8888 1881"),
    "name of a file": HEAD
    + b'Content-Type: image/png; name="card 4012888888881881.png"\n\n\x89PNG',
    "code alone": HEAD + b"\ncvv 123",
    "blik": HEAD + b"\nmy blik code is 123456",
    "halves": HEAD + b"\nfirst half: 4012 8888, the rest is 8888 1881",
}


@pytest.mark.parametrize("raw", PLACES.values(), ids=list(PLACES))
def test_card_data_is_found_wherever_it_stands(raw: bytes) -> None:
    """The length stays but for the field on top; nothing is left for a second look."""
    scrubbed = scrub(raw, RULES)
    assert scrubbed.findings
    top = re.match(rb"X-Scrubber: masked;(?: [a-z]+=[0-9]+)+\n", scrubbed.message)
    assert top
    headed = take_stock(raw).layers[0].structure.headed
    assert len(scrubbed.message) == len(raw) + len(top[0]) + (not headed)
    assert scrub(scrubbed.message, RULES).findings == ()


def test_codes_of_programs_stay() -> None:
    """Nobody could log in without them."""
    raw = b"Auto-Submitted: auto-generated\nSubject: x\n\nblik code 123456"
    assert scrub(raw, RULES).findings == ()


def test_the_policy_decides_how_much_is_enough() -> None:
    """What is found quietly is found cautiously, too."""
    raw = HEAD + b"\nnumber 4012888888881881"
    found = [len(scrub(raw, RULES, Policy(x)).findings) for x in ("quiet", "balanced", "cautious")]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_what_was_not_read_is_told() -> None:
    """A picture by its masked name, an encrypted text by its reason."""
    raw = HEAD + b'Content-Type: image/png; name="card 4012888888881881.png"\n\n\x89PNG\x00'
    assert scrub(raw, RULES).unscanned == (
        Unscanned("1", "image/png", "card ************1881.png"),
    )
    raw = HEAD + b"\n-----BEGIN PGP MESSAGE-----\n"
    assert [entry.reason for entry in scrub(raw, RULES).unreadable] == ["encrypted (PGP)"]


AROUND = st.lists(
    st.sampled_from(
        ["é", "東京", "🐟", "&amp;", "=", "card", "cvv", "12/27", "\n", "> ", "\u200b", "x"]
    ),
    max_size=10,
).map(" ".join)
ENCODINGS = st.sampled_from(["8bit", "base64", "quoted-printable"])


@given(AROUND, AROUND, ENCODINGS, st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_positions_count_characters_of_the_decoded_part(
    before: str, behind: str, encoding: str, charset: str
) -> None:
    """The text at a finding's span has its digits."""
    text = f"{before} card 4012 8888 8888 1881 {behind}"
    content = text.encode(charset)
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = b"".join(b"=%02X" % byte for byte in content)
    raw = (
        HEAD
        + (
            f"Content-Type: text/plain; charset={charset}\n"
            f"Content-Transfer-Encoding: {encoding}\n\n"
        ).encode()
    )
    scrubbed = scrub(raw + content, RULES)
    shown = take_stock(raw + content).passages[-1][1].text
    (found, *_) = [found for found in scrubbed.findings if found.kind == "pan"]
    passage = next(p for _, p in take_stock(raw + content).passages if p.part == "1")
    assert shown
    at = passage.text[found.span.start : found.span.end]
    assert "".join(filter(str.isdigit, at)) == "4012888888881881"
    assert len(scrubbed.message) == len(raw + content) + scrubbed.message.index(b"\n") + 1


CARD = "4012 8888 8888 1881"
LETTERS = "we bought a lamp and a vase and sent them on to you. " * 3000


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        (f"{CARD}\n", ["pan"]),
        (f"{LETTERS}my card {CARD}, {LETTERS} the cvv is 123 {LETTERS}", ["pan", "cvv"]),
        (f"{CARD} {LETTERS} order number 4012888888881881 {LETTERS}", ["pan", "pan"]),
        (f"{CARD} {LETTERS}", ["pan"]),
    ],
)
def test_a_long_text_is_scrubbed_as_a_short_one(written: str, kinds: list[str]) -> None:
    """Whatever stretch of it something stands in, and its place is told in the whole text."""
    found = scrub(f"Subject: x\n\n{written}".encode(), RULES).findings
    assert [finding.kind for finding in found] == kinds
    for finding in found:
        assert written[finding.span.start].isdigit()
        assert not written[finding.span.start - 1].isdigit()
