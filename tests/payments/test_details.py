"""What one provider has and the others have not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.errors import PaymentError
from scrubber.money import Money
from scrubber.payments.adyen import minor
from scrubber.payments.link import Claim
from scrubber.payments.przelewy24 import sign
from tests.fakes.payu import FakePayU
from tests.fakes.przelewy24 import FakePrzelewy24
from tests.payments.providers import running

if TYPE_CHECKING:
    from pathlib import Path

END = datetime.now(UTC).date() + timedelta(days=14)
WEBHOOK = "https://shop.example/payment-webhook"


def claim(amount: str, currency: str, language: str = "") -> Claim:
    """Return a claim that ends in two weeks."""
    money = Money.read(amount, currency)
    return Claim("R/7 ż", money, "sofa ¾", "anna@example.org", language, expires=END)


def test_paypal_is_asked_for_an_invoice_that_it_tells_nobody_of(tmp_path: Path) -> None:
    """Paid as a whole, shared by its link, with the order as its reference."""
    with running("paypal", tmp_path) as (paypal, fake, _):
        link = paypal.create(claim("480", "EUR"), "key")
        made = fake.links[link.id]
        assert made["detail"]["reference"] == "R/7 ż"
        assert made["items"][0]["name"] == "sofa ¾ (R/7 ż)"
        assert made["amount"] == {"currency_code": "EUR", "value": "480.00"}
        assert made["status"] == "SENT"
        assert link.url == "https://www.sandbox.paypal.com/invoice/p/#INV2-0000"


@pytest.mark.parametrize(("amount", "value"), [("1200.00", "1200"), ("7", "7")])
def test_paypal_takes_whole_forints(amount: str, value: str, tmp_path: Path) -> None:
    """https://developer.paypal.com/reference/currency-codes/."""
    with running("paypal", tmp_path) as (paypal, fake, _):
        link = paypal.create(claim(amount, "HUF"), "key")
        assert fake.links[link.id]["amount"]["value"] == value
        with pytest.raises(PaymentError, match="whole HUF only"):
            paypal.create(claim("7.50", "HUF"), "another")


@pytest.mark.parametrize("name", ["paypal", "payu"])
def test_a_token_serves_many_requests_and_is_renewed(name: str, tmp_path: Path) -> None:
    """When the provider no longer takes it."""
    with running(name, tmp_path) as (provider, fake, currency):
        link = provider.create(claim("480", currency), "key")
        provider.is_paid(link)
        assert fake.tokens == 1  # type: ignore[attr-defined]
        fake.tokens = 7  # type: ignore[attr-defined]
        assert provider.is_paid(link) is False
        assert fake.tokens == 8  # type: ignore[attr-defined]


def test_a_wrong_secret_is_told(tmp_path: Path) -> None:
    """By the endpoint of tokens already."""
    with running("paypal", tmp_path) as (paypal, fake, _):
        (tmp_path / "paypal.key_file").write_text("another", encoding="utf-8")
    with running("paypal", tmp_path, client_id="another") as (paypal, fake, _):
        with pytest.raises(PaymentError, match=r"\(401 invalid_client\): put the app's client ID"):
            paypal.create(claim("480", "EUR"), "key")
        assert fake.asked == []


def test_payu_is_asked_for_an_order_that_lives_as_long_as_the_link(tmp_path: Path) -> None:
    """Its redirect is read and not followed, its page is PayU's."""
    with running("payu", tmp_path, webhook=WEBHOOK) as (payu, fake, _):
        link = payu.create(claim("480", "PLN", "pl"), "key")
        made = fake.links[link.id]
        assert made["totalAmount"] == "48000"
        assert made["customerIp"] == "127.0.0.1"
        assert made["buyer"] == {"email": "anna@example.org", "language": "pl"}
        assert made["notifyUrl"] == WEBHOOK
        assert 13 * 86400 < int(made["validityTime"]) < 15 * 86400
        assert link.url == f"https://merch-prod.snd.payu.com/pay/?orderId={link.id}"


def test_an_order_whose_answer_was_lost_is_made_anew(tmp_path: Path) -> None:
    """PayU takes each extOrderId once, and its page was told to nobody."""
    with running("payu", tmp_path) as (payu, fake, _):
        fake.disturb("hang up", after=True)
        with pytest.raises(PaymentError) as caught:
            payu.create(claim("480", "PLN"), "key")
        assert caught.value.temporary
        link = payu.create(claim("480", "PLN"), "key")
        assert payu.is_paid(link) is False
        assert len({made["extOrderId"] for made in fake.links.values()}) == 2


def test_payu_payments_that_wait_for_us_are_captured(tmp_path: Path) -> None:
    """Where the shop has switched off the automatic collection."""
    with running("payu", tmp_path) as (payu, fake, _):
        assert isinstance(fake, FakePayU)
        fake.collects = False
        link = payu.create(claim("480", "PLN"), "key")
        fake.pay(link.id)
        assert payu.is_paid(link) is True
        assert fake.links[link.id]["status"] == "COMPLETED"


def test_przelewy24_signs_compact_json() -> None:
    """The signature is that of PHP's json_encode with unescaped slashes and letters."""
    # printf '%s' '{"sessionId":"a/ż","merchantId":1,"amount":2,"currency":"PLN","crc":"c"}' |
    # sha384sum
    values: dict[str, str | int] = {
        "sessionId": "a/ż",
        "merchantId": 1,
        "amount": 2,
        "currency": "PLN",
    }
    assert sign(values, "c") == SHA384


SHA384 = (
    "f7e0c2bee8661292034b580a712a616d9d0c102f916605c2961458b3b9eb22de"
    "af013d1a87c90ba9ff8a59b81bbcecd5"
)


def test_what_przelewy24_holds_as_an_advance_is_verified(tmp_path: Path) -> None:
    """Or the shop would never get it."""
    with running("przelewy24", tmp_path, webhook=WEBHOOK) as (p24, fake, _):
        assert isinstance(fake, FakePrzelewy24)
        link = p24.create(claim("480", "PLN", "sv"), "key")
        made = fake.links[link.id]
        assert (made["amount"], made["language"], made["country"]) == (48000, "se", "PL")
        assert (made["urlStatus"], made["urlReturn"]) == (WEBHOOK, "https://shop.example/pay")
        assert link.url == "https://sandbox.przelewy24.pl/trnRequest/TOKEN-1"
        assert p24.is_paid(link) is False
        fake.pay(link.id)
        assert fake.settled == []
        assert p24.is_paid(link) is True
        assert fake.settled == [link.id]
        fake.links[link.id]["status"] = 3
        assert p24.is_paid(link) is False


def test_another_amount_is_not_verified(tmp_path: Path) -> None:
    """What was paid must be what was asked for."""
    with running("przelewy24", tmp_path) as (p24, fake, _):
        assert isinstance(fake, FakePrzelewy24)
        link = p24.create(claim("480", "PLN"), "key")
        fake.pay(link.id)
        fake.links[link.id]["amount"] = 100
        with pytest.raises(PaymentError, match="another amount for order R/7"):
            p24.is_paid(link)
        assert fake.settled == []


@pytest.mark.parametrize("email", ["", f"{'a' * 40}@long.example"])
def test_przelewy24_needs_an_address(email: str, tmp_path: Path) -> None:
    """And a short one; it is asked for nothing without."""
    with running("przelewy24", tmp_path) as (p24, fake, _):
        with pytest.raises(PaymentError, match="needs a mail address"):
            p24.create(Claim("7", Money.read("1", "PLN"), email=email), "key")
        assert fake.requests == []


def test_przelewy24_cannot_withdraw(tmp_path: Path) -> None:
    """So nothing is asked of it."""
    with running("przelewy24", tmp_path) as (p24, fake, _):
        link = p24.create(claim("480", "PLN"), "key")
        p24.retire(link)
        assert len(fake.requests) == 1


def test_dotpay_is_przelewy24(tmp_path: Path) -> None:
    """Under its new name."""
    with running("przelewy24", tmp_path, provider="dotpay") as (p24, _, _):
        assert (p24.kind, p24.title) == ("przelewy24", "Przelewy24")


def test_mollie_is_asked_for_a_link_that_ends(tmp_path: Path) -> None:
    """Paid once, with the amount as a decimal."""
    settings = {"webhook": WEBHOOK, "general": "https://shop.example/pay"}
    with running("mollie", tmp_path, **settings) as (mollie, fake, _):
        made = fake.links[mollie.create(claim("480", "EUR"), "key").id]
        assert made["amount"] == {"currency": "EUR", "value": "480.00"}
        assert made["expiresAt"] == f"{END}T23:59:59+00:00"
        assert (made["webhookUrl"], made["redirectUrl"]) == (WEBHOOK, "https://shop.example/pay")
        yen = fake.links[mollie.create(claim("480", "JPY"), "another").id]
        assert yen["amount"]["value"] == "480"


def test_mollie_names_the_key_of_the_other_system(tmp_path: Path) -> None:
    """At the start, as for Stripe."""
    told = r"expected a live key; for the other kind write .payment. sandbox = true"
    with pytest.raises(PaymentError, match=told), running("mollie", tmp_path, sandbox=False):
        pass


def test_adyen_is_asked_for_a_link_that_ends(tmp_path: Path) -> None:
    """In the customer's language, with the amount as a whole number."""
    with running("adyen", tmp_path, general="https://shop.example/pay") as (adyen, fake, _):
        made = fake.links[adyen.create(claim("480", "EUR", "es"), "k" * 60).id]
        assert made["amount"] == {"currency": "EUR", "value": 48000}
        assert (made["shopperLocale"], made["shopperEmail"]) == ("es", "anna@example.org")
        assert made["expiresAt"] == f"{END}T23:59:59+00:00"
        assert made["reference"] == "R/7 ż"


def test_adyen_links_of_which_the_bank_is_not_sure_are_not_paid(tmp_path: Path) -> None:
    """PaymentPending is no money."""
    with running("adyen", tmp_path) as (adyen, fake, _):
        link = adyen.create(claim("480", "EUR"), "key")
        fake.links[link.id]["status"] = "paymentPending"
        assert adyen.is_paid(link) is False


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("480.00", "EUR", 48000), ("7", "JPY", 7), ("7", "CLP", 700), ("7.00", "IDR", 7)],
)
def test_adyen_counts_some_currencies_in_its_own_way(
    amount: str, currency: str, expected: int
) -> None:
    """https://docs.adyen.com/development-resources/currency-codes."""
    assert minor(Money.read(amount, currency)) == expected


def test_an_amount_that_adyen_cannot_take_is_told() -> None:
    """Rather than to ask for another one."""
    with pytest.raises(PaymentError, match="whole IDR only"):
        minor(Money.read("7.50", "IDR"))


def test_each_merchant_has_an_address_of_his_own_at_adyen(tmp_path: Path) -> None:
    """For real payments."""
    settings = {"sandbox": False, "api": None, "live_prefix": "1797-Roble"}
    with running("adyen", tmp_path, **settings) as (adyen, _, _):
        base = adyen._api._base  # type: ignore[attr-defined]
    assert base == "https://1797-Roble-checkout-live.adyenpayments.com/checkout/v72"
