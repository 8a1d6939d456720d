"""Every provider: what it asks for, what it does when asked again, and how a no is told."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.config import PaymentSettings
from scrubber.errors import ConfigError, PaymentError
from scrubber.money import Money
from scrubber.payments import provider
from scrubber.payments.link import Claim
from scrubber.payments.stripe import minor
from tests.fakes import adyen as adyen_fake
from tests.fakes import mollie as mollie_fake
from tests.fakes import paypal as paypal_fake
from tests.fakes import payu as payu_fake
from tests.fakes import przelewy24 as przelewy24_fake
from tests.fakes import square as square_fake
from tests.fakes import stripe as stripe_fake
from tests.fakes.provider import Answer
from tests.payments.providers import CASES, IDEMPOTENT, running

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.payments.link import Provider
    from tests.fakes.square import FakeSquare
    from tests.fakes.stripe import FakeStripe
    from tests.payments.providers import Pair

CLAIM = Claim("1042", Money.read("480.00", "EUR"), "sofa, 40 % & more", "anna@example.org")


def claim(pair: Pair) -> Claim:
    """Return the claim in the currency that a provider takes."""
    return replace(
        CLAIM,
        amount=Money.read("480.00", pair.currency),
        expires=datetime.now(UTC).date() + timedelta(days=14),
    )


def test_stripe_is_asked_for_a_link_that_can_be_paid_once(
    stripe: Provider, fake_stripe: FakeStripe
) -> None:
    """With the amount in cents, the order and what it is for."""
    link = stripe.create(CLAIM, "key")
    made = fake_stripe.links[link.id]
    assert (made["amount"], made["currency"], made["name"]) == (
        48000,
        "eur",
        "sofa, 40 % & more (1042)",
    )
    assert made["metadata"] == {"order": "1042"}
    assert made["restrictions"] == {"completed_sessions": {"limit": 1}}
    assert (link.url, link.order, link.amount) == (made["url"], "1042", CLAIM.amount)
    assert (link.provider, stripe.title) == ("stripe", "Stripe")


def test_square_is_asked_for_a_quick_payment(square: Provider, fake_square: FakeSquare) -> None:
    """At the configured location, with the amount in cents and no tip."""
    link = square.create(CLAIM, "key")
    assert fake_square.orders[link.reference]["total_money"] == {"amount": 48000, "currency": "EUR"}
    body = fake_square.requests[0].json
    assert body["quick_pay"]["location_id"] == square_fake.LOCATION
    assert body["checkout_options"] == {"allow_tipping": False}
    assert body["pre_populated_data"] == {"buyer_email": "anna@example.org"}
    assert link.url == fake_square.links[link.id]["url"]
    square.create(Claim("7", CLAIM.amount), "another")
    assert "pre_populated_data" not in fake_square.requests[1].json


def test_the_same_key_gives_the_same_link(idempotent: Pair) -> None:
    """Another one does not."""
    made = idempotent.provider
    assert made.create(claim(idempotent), "a") == made.create(claim(idempotent), "a")
    assert made.create(claim(idempotent), "b") != made.create(claim(idempotent), "a")


@pytest.mark.parametrize(
    "trouble",
    [
        (Answer(500),),
        (Answer(503, None, {"Retry-After": "1"}), Answer(503, None, {"Retry-After": "soon"})),
        (Answer(429), Answer(502)),
        (Answer(409),),
        ("hang up",),
        ("hang up", "hang up"),
    ],
    ids=["500", "503", "429, 502", "409", "hang up", "hang up twice"],
)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after the work"])
def test_trouble_is_met_by_asking_again_with_the_same_key(
    idempotent: Pair, trouble: tuple[Answer | str, ...], *, after: bool
) -> None:
    """And there is one link in the end."""
    made, fake, _ = idempotent
    fake.disturb(*trouble, after=after)
    first = made.create(claim(idempotent), "key")
    assert made.create(claim(idempotent), "key") == first
    asked = {(request.path, request.body) for request in fake.asked}
    assert len(asked) == len({path for path, _ in asked})
    assert len(fake.links) == 1


@pytest.mark.parametrize("trouble", [Answer(500), "hang up", Answer(429)])
def test_a_provider_that_is_down_is_no_fault_of_the_merchant(
    both: Pair, trouble: Answer | str
) -> None:
    """After three tries, or the only one that is safe, it is an error that may pass."""
    made, fake, _ = both
    fake.disturb(trouble, trouble, trouble)
    with pytest.raises(PaymentError, match="cannot be reached just now") as caught:
        made.create(claim(both), "key")
    assert caught.value.temporary
    assert len(fake.asked) == (3 if made.kind in IDEMPOTENT else 1)


@pytest.mark.parametrize(
    "answer",
    [Answer(200), Answer(200, []), Answer(200, {}), Answer(200, {"payment_link": {"url": 7}})],
)
def test_an_answer_that_is_not_understood_is_an_error(both: Pair, answer: Answer) -> None:
    """And no link."""
    made, fake, _ = both
    fake.disturb(answer)
    with pytest.raises(PaymentError):
        made.create(claim(both), "key")


@pytest.mark.parametrize(
    "url", ["http://buy.example/1", "javascript:x", "https:///x", "https://a b/"]
)
def test_only_an_https_address_is_a_link(withdrawing: Pair, url: str) -> None:
    """Whatever a provider says."""
    made, fake, _ = withdrawing
    content = {
        "id": "x",
        "url": url,
        "order_id": "y",
        "_links": {"paymentLink": {"href": url}},
        "status": {"statusCode": "SUCCESS"},
        "orderId": "x",
        "redirectUri": url,
        "detail": {"metadata": {"recipient_view_url": url}},
    }
    fake.disturb(*[Answer(200, content | {"payment_link": content})] * 3)
    with pytest.raises(PaymentError, match="is no https address"):
        made.create(claim(withdrawing), "key")


REFUSALS = {
    "stripe, key": ("stripe", stripe_fake.error(401, "invalid_request_error", None), "key_file"),
    "stripe, permission": ("stripe", stripe_fake.error(403, "x", None), "Payment Links: write"),
    "stripe, too small": (
        "stripe",
        stripe_fake.error(400, "invalid_request_error", "amount_too_small"),
        "(400 amount_too_small): the amount is less than",
    ),
    "stripe, unknown": (
        "stripe",
        stripe_fake.error(402, "x", "new_thing"),
        "(402 new_thing): look",
    ),
    "stripe, odd": ("stripe", Answer(400, {"error": {"code": "<script>"}}), "(400): look at"),
    "stripe, no JSON": ("stripe", Answer(404), "(404): look at"),
    "square, token": ("square", square_fake.error(401, "x", "UNAUTHORIZED"), "key_file"),
    "square, expired": (
        "square",
        square_fake.error(401, "x", "ACCESS_TOKEN_EXPIRED"),
        "a new access",
    ),
    "square, location": ("square", square_fake.error(400, "x", "INVALID_LOCATION"), "locations"),
    "square, unknown": (
        "square",
        square_fake.error(400, "x", "NEW"),
        "(400 NEW): look at API Logs",
    ),
    "paypal, secret": ("paypal", Answer(401, {"error": "invalid_token"}), "client_id and key_file"),
    "paypal, permission": (
        "paypal",
        paypal_fake.error(403, "PERMISSION_DENIED"),
        "(403 PERMISSION_DENIED): switch on Invoicing",
    ),
    "paypal, unknown": ("paypal", Answer(422, {}), "(422): look at Event Logs"),
    "payu, POS": ("payu", payu_fake.error(400, "ERROR_VALUE_INVALID"), "number of your POS"),
    "payu, unknown": ("payu", payu_fake.error(403, "NEW"), "(403 NEW): look at the POS"),
    "przelewy24, key": ("przelewy24", przelewy24_fake.error(401), "report key"),
    "przelewy24, CRC": ("przelewy24", przelewy24_fake.error(400), "(400 400): is the CRC key"),
    "przelewy24, unknown": ("przelewy24", przelewy24_fake.error(403), "look at the transaction"),
    "mollie, key": ("mollie", mollie_fake.error(401, None), "key_file"),
    "mollie, amount": (
        "mollie",
        mollie_fake.error(422, "amount.value"),
        "(422 amount.value): the amount or its currency",
    ),
    "mollie, unknown": ("mollie", mollie_fake.error(422, "x"), "(422 x): look at Developers"),
    "adyen, key": ("adyen", adyen_fake.error(401, "000"), "(401 000): it does not know the key"),
    "adyen, role": ("adyen", adyen_fake.error(403, "010"), "webservice role"),
    "adyen, account": ("adyen", adyen_fake.error(403, "901"), "merchant account"),
    "adyen, unknown": ("adyen", adyen_fake.error(422, "702"), "(422 702): look at Developers"),
    "square, no errors": ("square", Answer(400, {"errors": []}), "(400): look at API Logs"),
}


@pytest.mark.parametrize(("name", "answer", "told"), REFUSALS.values(), ids=list(REFUSALS))
def test_a_refusal_says_what_the_merchant_must_do(
    name: str, answer: Answer, told: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In our own words; the provider's may hold a secret.  A token is renewed once."""
    with running(name, tmp_path) as pair:
        pair.fake.disturb(answer, answer)
        with caplog.at_level(logging.DEBUG), pytest.raises(PaymentError) as caught:
            pair.provider.create(claim(pair), "key")
        assert len(pair.fake.asked) == (2 if answer.status == 401 and name == "paypal" else 1)
    assert told in caught.value.public
    assert not caught.value.temporary
    assert "secret: " not in caught.value.public
    assert CASES[name].secret not in caplog.text


def test_a_currency_that_a_location_does_not_take_is_told(square: Provider) -> None:
    """By the order's currency."""
    with pytest.raises(PaymentError, match="its own currency only"):
        square.create(Claim("1042", Money.read("480", "USD")), "key")


def test_too_little_is_told(stripe: Provider) -> None:
    """Stripe has a least amount for each currency."""
    with pytest.raises(PaymentError, match="less than Stripe takes"):
        stripe.create(Claim("1042", Money.read("0.10", "EUR")), "key")


def test_a_retired_link_cannot_be_paid(
    stripe: Provider, fake_stripe: FakeStripe, square: Provider, fake_square: FakeSquare
) -> None:
    """Retiring it again, or one that is gone, is fine."""
    first = stripe.create(CLAIM, "key")
    stripe.retire(first)
    stripe.retire(first)
    assert not fake_stripe.links[first.id]["active"]
    fake_stripe.links.clear()
    stripe.retire(first)
    second = square.create(CLAIM, "key")
    square.retire(second)
    square.retire(second)
    assert second.id not in fake_square.links


def test_what_cannot_be_retired_is_told(withdrawing: Pair) -> None:
    """Two links for one order must not be live."""
    made, fake, _ = withdrawing
    link = made.create(claim(withdrawing), "key")
    fake.disturb(Answer(403))
    with pytest.raises(PaymentError):
        made.retire(link)


def test_every_retired_link_is_dead(withdrawing: Pair) -> None:
    """And retiring it again, or one that is gone, is fine."""
    made, fake, _ = withdrawing
    link = made.create(claim(withdrawing), "key")
    assert fake.alive() == 1
    made.retire(link)
    made.retire(link)
    assert fake.alive() == 0
    fake.links.clear()
    made.retire(link)


def test_every_provider_says_whether_a_link_was_paid(both: Pair) -> None:
    """By the one link, and not by another one."""
    made, fake, _ = both
    link, other = made.create(claim(both), "key"), made.create(claim(both), "other")
    assert not made.is_paid(link)
    fake.pay(link.id)
    assert made.is_paid(link) is True
    assert made.is_paid(link) is True
    assert not made.is_paid(other)


def test_stripe_says_whether_a_link_was_paid(stripe: Provider, fake_stripe: FakeStripe) -> None:
    """A session that ended without the money, as by a bank debit on its way, is not paid."""
    link = stripe.create(CLAIM, "key")
    other = stripe.create(CLAIM, "other")
    assert stripe.is_paid(link) is False
    fake_stripe.pay(other.id, "unpaid")
    assert stripe.is_paid(other) is False
    fake_stripe.pay(link.id)
    assert stripe.is_paid(link) is True
    assert stripe.is_paid(other) is False
    with pytest.raises(AssertionError, match="not active"):
        fake_stripe.pay(link.id)


def test_square_says_whether_a_link_was_paid(square: Provider, fake_square: FakeSquare) -> None:
    """A draft, an order in part paid, one that was cancelled are not."""
    link = square.create(CLAIM, "key")
    assert square.is_paid(link) is False
    order = fake_square.orders[link.reference]
    order |= {"state": "OPEN", "tenders": [{"type": "CARD"}]}
    assert square.is_paid(link) is False
    fake_square.pay(link.id)
    assert square.is_paid(link) is True
    order["state"] = "CANCELED"
    assert square.is_paid(link) is False


@pytest.mark.parametrize("content", [{}, {"data": {}}, {"order": []}])
def test_a_state_that_is_not_understood_is_an_error(both: Pair, content: dict[str, object]) -> None:
    """Nobody is told that he has paid on such a word."""
    made, fake, _ = both
    link = made.create(claim(both), "key")
    fake.disturb(Answer(200, content))
    with pytest.raises(PaymentError, match=r"not understood|answer has no"):
        made.is_paid(link)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("480.00", "EUR", 48000),
        ("1200", "JPY", 1200),
        ("1.500", "KWD", 1500),
        ("100", "UGX", 10000),
        ("100", "ISK", 10000),
        ("100", "MGA", 100),
        ("19.99", "HUF", 1999),
    ],
)
def test_stripe_counts_some_currencies_in_its_own_way(
    amount: str, currency: str, expected: int
) -> None:
    """https://docs.stripe.com/currencies."""
    assert minor(Money.read(amount, currency)) == expected


@pytest.mark.parametrize(("amount", "currency"), [("1.505", "KWD"), ("1.50", "MGA")])
def test_an_amount_that_stripe_cannot_take_is_told(amount: str, currency: str) -> None:
    """Rather than to ask for another one."""
    with pytest.raises(PaymentError, match="too many decimal places"):
        minor(Money.read(amount, currency))


@pytest.mark.parametrize(
    ("key", "sandbox", "told"),
    [
        (
            "rk_live_1",
            True,
            "expected a test key; for the other kind write .payment. sandbox = false",
        ),
        (
            "sk_test_1",
            False,
            "expected a live key; for the other kind write .payment. sandbox = true",
        ),
        ("pk_test_1", True, "expected a secret key of Stripe"),
        ("hunter2", True, "expected a secret key of Stripe"),
    ],
)
def test_a_key_of_the_wrong_kind_is_told_at_the_start(
    key: str, told: str, key_file: Path, *, sandbox: bool
) -> None:
    """And not shown."""
    key_file.write_text(key, encoding="utf-8")
    settings = PaymentSettings(provider="stripe", key_file=key_file, sandbox=sandbox)
    with pytest.raises(PaymentError, match=told) as caught:
        provider(settings)
    assert key not in caught.value.public


def test_a_key_that_others_can_read_is_told(key_file: Path) -> None:
    """With the command that mends it."""
    key_file.chmod(0o644)
    settings = PaymentSettings(provider="stripe", key_file=key_file, sandbox=True)
    with pytest.raises(ConfigError, match="run: chmod 600"):
        provider(settings)
