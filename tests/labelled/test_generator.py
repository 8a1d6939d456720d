"""The labelled mails are what their labels say, and the measure tells good masks from bad."""

from __future__ import annotations

import re

import pytest

from scrubber import Scrubbed
from tests.labelled.generate import mails
from tests.labelled.measure import measure
from tests.labelled.model import Labelled, Secret
from tests.labelled.numbers import NETWORKS, luhn_digit
from tests.labelled.reader import read
from tests.labelled.registry import CLASSES
from tests.labelled.stock import LANGUAGES, stock

EVERY_CLASS = len(CLASSES)
MAIL = b"From: Emma <e@post.example>\r\nSubject: table\r\n\r\ncard %s, cvv %s, week 46\r\n"
CLEAR = MAIL % (b"4111 1111 1111 1111", b"987")
SECRETS = (Secret("pan", "4111111111111111", "4111 1111 1111 1111"), Secret("cvv", "987", "987"))


@pytest.mark.parametrize("held_out", [False, True])
def test_same_seed_same_mails(*, held_out: bool) -> None:
    """The same seed gives the same mails, another seed others."""
    first = list(mails(7, 60, held_out=held_out))
    assert first == list(mails(7, 60, held_out=held_out))
    assert first != list(mails(8, 60, held_out=held_out))


@pytest.mark.parametrize("held_out", [False, True])
def test_secrets_stand_in_the_mail(*, held_out: bool) -> None:
    """Each secret of each class can be read in its mail, at most once in each of its places."""
    for mail in mails(3, EVERY_CLASS, held_out=held_out):
        readings = read(mail.raw)
        for secret in mail.secrets:
            counts = [reading.text.count(secret.shown) for reading in readings]
            assert max(counts) == 1, (mail.name, mail.language, secret)


def test_card_numbers_are_valid() -> None:
    """Each whole card number passes Luhn and has the length of some network."""
    lengths = {length for network in NETWORKS.values() for length in network.lengths}
    for mail in mails(5, EVERY_CLASS):
        cards = [secret.digits for secret in mail.secrets if secret.kind == "pan"]
        for digits in cards if mail.name != "halves" else ["".join(cards)]:
            assert luhn_digit(digits[:-1]) == digits[-1]
            assert len(digits) in lengths


def test_only_positive_classes_have_secrets() -> None:
    """A class is harmless by name exactly when its mails hold no secret."""
    for mail in mails(5, EVERY_CLASS):
        assert mail.harmless == mail.name.startswith("harmless")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sets_share_no_phrase(language: str) -> None:
    """What a language says in one set it does not say in the other."""
    default, held_out = (stock(language, held_out=which) for which in (False, True))
    assert default.phrases.keys() == held_out.phrases.keys()
    for name, phrases in default.phrases.items():
        assert phrases
        assert held_out[name]
        assert not set(phrases) & set(held_out[name]), name


@pytest.mark.parametrize(
    ("number", "code", "found", "damaged"),
    [
        (b"4111 1111 1111 1111", b"987", (False, False), False),
        (b"**** **** **** 1111", b"***", (True, True), False),
        (b"**** **** **** ****", b"***", (True, True), False),
        (b"**** **** ***1 1111", b"***", (False, True), False),
        (b"4*** **** **** ****", b"**7", (False, False), False),
        (b"**** **** **** 1111", b"987", (True, False), False),
    ],
)
def test_measure(number: bytes, code: bytes, found: tuple[bool, bool], *, damaged: bool) -> None:
    """A card is found when at most its last four digits stay, a code when none does."""
    outcome = measure(Labelled(CLEAR, "", "en", SECRETS), Scrubbed(MAIL % (number, code)))
    assert (outcome.found, outcome.damaged) == (found, damaged)


def test_measure_sees_damage() -> None:
    """A change beside the secrets is damage, and a missed secret is seen all the same."""
    changed = re.sub(b"week 46", b"week **", CLEAR)
    outcome = measure(Labelled(CLEAR, "", "en", SECRETS), Scrubbed(changed))
    assert outcome.damaged
    assert outcome.found == (False, False)
