"""What the owner says of his own numbers: it counts by pattern and words, and hides no card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrubber.core.language.lexicon import Label, phrase
from scrubber.core.numbers.pan import Pan
from scrubber.core.rules import Lookalike, Policy, Rules
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES

GIFT = "4012888888881881"
CARD = "4111 1111 1111 1111"

OWN = Lookalike(
    "gift",
    strong=False,
    against=frozenset(("pan", "cvv")),
    pattern="(?<![0-9])(?:4012(?: ?[0-9]{4}){3}|77[0-9])(?![0-9])",
    allows=True,
)
WORDS = (
    (phrase("gift card|code number?"), Label("before", "gift")),
    (phrase("points"), Label("after", "gift")),
    (phrase("stamps"), Label("before", "other")),
)
OTHER = Lookalike("other", strong=False, against=frozenset(("pan",)), pattern="9", allows=True)
SHOP = replace(RULES, lookalikes=(*RULES.lookalikes, OTHER, OWN), phrases=(*RULES.phrases, *WORDS))


def left(text: str, rules: Rules = SHOP, policy: Policy | None = None) -> bool:
    """Say whether nothing in a text is masked."""
    return scrub(f"Subject: x\n\n{text}".encode(), rules, policy).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        f"gift card {GIFT}",
        "gift card: 4012 8888 8888 1881",
        f"gift card number is {GIFT}, thank you",
        f"{GIFT} points",
        f"my visa is ready.\nthe gift card: {GIFT}",
        "gift code 771, as my security code",
    ],
)
def test_a_number_of_the_shop_is_left_alone(text: str) -> None:
    """Where its words stand beside it; without the rule it is taken."""
    assert left(text)
    assert not left(text.replace("gift", "xxxx").replace("points", "xxxx"))


@pytest.mark.parametrize(
    "text",
    [
        f"card number {GIFT}",
        f"gift card {CARD}",
        f"gift card, no, my credit card number: {GIFT}",
        f"gift card or visa {GIFT}",
        f"gift card for order 17, {GIFT}",
        f"gift card{' ' * 31}{GIFT}",
        f"stamps {GIFT}",
        f"{GIFT} or 17 points",
        f"gift card {GIFT}, visa {CARD}",
        f"visa gift card 4012 8888 8888 1881 exp 12/27 security code 123 visa: {GIFT}",
    ],
)
def test_a_card_is_masked_all_the_same(text: str) -> None:
    """With another pattern, a nearer card word, the words too far off, or other digits between."""
    assert not left(text)


def test_a_pattern_alone_lets_nothing_go() -> None:
    """Nor do words alone."""
    assert not left(f"here: {GIFT}")
    assert not left(f"gift card {CARD}")


TESTING = replace(RULES, test_numbers=frozenset({Pan(GIFT)}))
IGNORING = Policy(test_cards="ignore")


@pytest.mark.parametrize("number", [GIFT, "4012 8888 8888 1881", "4012-8888-8888-1881"])
def test_published_test_numbers_are_left_alone_if_the_owner_says_so(number: str) -> None:
    """However they are grouped, and whatever stands around them."""
    text = f"visa {number} exp 12/27"
    assert not left(text, TESTING)
    assert left(text, TESTING, IGNORING)


def test_other_numbers_are_masked_where_test_numbers_are_not() -> None:
    """Beside one, too."""
    assert not left(f"visa {GIFT}, {CARD}", TESTING, IGNORING)
