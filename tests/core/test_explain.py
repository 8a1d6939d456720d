"""What was considered and why: the same verdicts as a scrub, and no digit of anything."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.explain import Considered, Explanation, Verdict, explain
from scrubber.core.judge import THRESHOLDS, WEIGHTS
from scrubber.core.model import Span, Unscanned
from scrubber.core.rules import Policy
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES

CARD = "4012 8888 8888 1881"


def explained(body: str, policy: Policy | None = None) -> Explanation:
    """Explain a mail with this text."""
    return explain(mail(body), RULES, policy)


def mail(body: str, subject: str = "hello") -> bytes:
    """Return a mail with this text."""
    head = f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    return (head + body).encode()


def the(body: str, kind: str = "pan", policy: Policy | None = None) -> Considered:
    """Return what was considered of the only place of a kind."""
    (only,) = (place for place in explained(body, policy).considered if place.kind == kind)
    return only


MAILS = {
    "whole card": mail(f"Visa {CARD}, exp 12/27, cvv 123"),
    "order and card": mail(f"order number 4012888888881881, card number {CARD}"),
    "named code": mail("the cvv is 123"),
    "one-time code": mail("blik code 123456"),
    "halves": mail("first half 4111 1111 and the rest is 1111 1111"),
    "letters": mail("my visa 4lll 1111 1111 1111"),
    "words": mail("visa four one one one 1111 1111 1111"),
    "twice": mail(f"visa {CARD}\n\n4111111111111111", subject="4111 1111.1111-1111"),
    "table": mail("\n".join(f"{n} 4111111111111111 17" for n in range(20))),
    "half": mail("the first half of my card is 4012 8888"),
    "a digit missing": mail("card number 4012 8888 8888 188"),
    "bare": mail("4012 8888", subject="second part"),
    "clean": mail("See you at noon."),
    "markup": b"Content-Type: text/html\n\n<p>visa <b>4111</b> 1111 1111 1111</p>",
}


@pytest.mark.parametrize("level", THRESHOLDS)
@pytest.mark.parametrize("raw", MAILS.values(), ids=list(MAILS))
def test_what_is_taken_is_what_a_scrub_masks(raw: bytes, level: str) -> None:
    """Place by place, at every level."""
    policy = Policy(level)
    taken = {
        (place.part, place.kind, place.span)
        for place in explain(raw, RULES, policy).considered
        if place.verdict is Verdict.TAKEN
    }
    found = scrub(raw, RULES, policy).findings
    assert taken == {(finding.part, finding.kind, finding.span) for finding in found}


@pytest.mark.parametrize("raw", MAILS.values(), ids=list(MAILS))
def test_nothing_that_is_told_holds_a_digit_of_the_mail(raw: bytes) -> None:
    """Shapes have no letter and no digit, and words are those of the rules."""
    for place in explain(raw, RULES).considered:
        assert not any(char.isalnum() for char in place.shape)
        for reason in place.reasons:
            assert not any(char.isdigit() for char in reason.name + reason.detail)


def test_a_place_is_told_with_its_reasons_and_their_rules() -> None:
    """Part, characters, shape; each reason with its weight and the files it is from."""
    place = the(f"my Visa {CARD} please")
    assert (place.part, place.span, place.shape) == ("1", Span(8, 27), "**** **** **** ****")
    assert (place.network, place.verdict) == ("visa", Verdict.TAKEN)
    assert [(reason.name, reason.detail, reason.rules) for reason in place.reasons] == [
        ("luhn", "visa", ("networks/visa",)),
        ("grouped as printed", "", ()),
        ("card word close by", "visa", ("networks/visa",)),
    ]
    assert place.weight == sum(WEIGHTS[reason.name] for reason in place.reasons)


@pytest.mark.parametrize(
    ("body", "kind", "reason", "files"),
    [
        (f"card number {CARD}", "pan", "card word close by", ("languages/en",)),
        (f"amex {CARD}", "pan", "card word close by", ("networks/amex",)),
        ("the cvv is 123", "cvv", "named as the code", ("languages/en",)),
        ("cvv, order number 123", "cvv", "labelled as something else", ("lookalikes/order",)),
        ("blik code 123456", "otp", "named as a one-time code", ("languages/en",)),
    ],
)
def test_words_are_told_with_the_files_that_list_them(
    body: str, kind: str, reason: str, files: tuple[str, ...]
) -> None:
    """Of a language, a network, a look-alike."""
    (found,) = (x for x in the(body, kind).reasons if x.name == reason)
    assert found.rules == files


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("4111 1111 1111 1112", Verdict.NO_CHECK_DIGIT),
        ("9111 1111 1111 1112", Verdict.NO_ISSUER),
        ("41 111 11 1 1111 1111", Verdict.NO_GROUPING),
        ("account number 4012888888881881", Verdict.TOO_LITTLE),
    ],
)
def test_what_is_not_taken_is_told_with_the_reason(body: str, verdict: Verdict) -> None:
    """Also where it did not come to a judgement."""
    place = the(body)
    assert place.verdict is verdict
    assert bool(place.reasons) is (verdict is Verdict.TOO_LITTLE)


def test_numbers_too_short_for_a_card_are_not_told_as_one() -> None:
    """A telephone number needs no reason."""
    places = explained("what is a cvv? +34 600 000 000").considered
    assert [place for place in places if place.kind == "pan"] == []


def test_what_another_place_covers_is_told_so() -> None:
    """A date within a code, a window of digits within a card."""
    verdicts = {place.kind: place.verdict for place in explained("amex cvv 1227").considered}
    assert verdicts == {"cvv": Verdict.TAKEN, "expiry": Verdict.COVERED}


def test_a_number_is_not_its_own_evidence() -> None:
    """That it stands elsewhere in the mail is told only where that was needed."""
    first, second = (
        place
        for place in explained(
            f"my visa {CARD}\n{'x' * 200}\norder number 4012888888881881"
        ).considered
        if place.kind == "pan"
    )
    assert [place.verdict for place in (first, second)] == [Verdict.TAKEN] * 2
    told = [[reason.name for reason in place.reasons] for place in (first, second)]
    assert ["elsewhere in the mail" in names for names in told] == [False, True]


def test_a_part_of_a_number_is_told_whether_it_is_masked_at_once_or_waits() -> None:
    """For another mail that completes it."""
    assert the("the first half of my card is 4012 8888 88").verdict is Verdict.TAKEN
    assert the("4012").verdict is Verdict.WAITS


def test_a_wall_of_digits_is_told_by_its_beginning() -> None:
    """Nobody wants to read the rest."""
    places = explained("1234567890" * 50).considered
    assert places == ()
    wall = the(" ".join(["1234567890123"] * 50))
    assert len(wall.shape) <= 60
    assert wall.span == Span(0, 699)


def test_parts_with_nothing_in_them_are_told_by_what_let_them_go() -> None:
    """By the gate, or because nothing in them could be card data."""
    told = explain(mail("what is a cvv? 2024-11-12"), RULES)
    assert (told.considered, told.let_go, told.empty) == ((), ("header:Subject",), ("1",))


def test_with_a_card_in_the_mail_the_other_parts_are_let_go_all_the_same() -> None:
    """They are looked at once more, and nothing is in them."""
    told = explained(f"visa {CARD}")
    assert (told.let_go, told.empty) == (("header:Subject",), ())


def test_what_is_not_read_is_told_without_its_name() -> None:
    """A name may hold a number."""
    raw = b'Content-Type: image/png; name="4111111111111111.png"\n\n\x89PNG\r\n\x1a\n\0'
    assert explain(raw, RULES).unscanned == (Unscanned("1", "image/png", ""),)


def test_the_level_of_the_policy_is_told() -> None:
    """As the weight that it needs."""
    assert [explained("", Policy(level)).needed for level in THRESHOLDS] == [*THRESHOLDS.values()]


def test_the_packaged_rules_explain_their_own_files() -> None:
    """Every file that is named is there."""
    raw = mail(f"Karta Visa {CARD} ważna do 12/27 cvv 123, zamówienie 4012888888881881")
    directory = rulebook.directory()
    for place in explain(raw, rulebook.load()).considered:
        for reason in place.reasons:
            assert all((directory / f"{name}.toml").is_file() for name in reason.rules)
