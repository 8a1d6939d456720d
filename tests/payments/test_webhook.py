"""Notifications: signed by the provider, taken once, and never believed about money."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
import pytest

from scrubber.config import PaymentSettings
from scrubber.errors import PaymentError
from scrubber.money import Money
from scrubber.payments.collector import Collector
from scrubber.payments.desk import Desk as LinkDesk
from scrubber.payments.link import Claim, PaymentLink
from scrubber.payments.notifications import check_of
from scrubber.payments.webhook import Desk, server
from scrubber.store.payment_links import PaymentLinks
from scrubber.store.store import Store
from tests.fakes import przelewy24
from tests.fakes.provider import Answer
from tests.payments.providers import CASES, Pair, running, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "5ec7e7"
URL = "https://shop.example/payment-webhook"
Sent = tuple[dict[str, str], bytes]


NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""On loopback nobody proves who he is; to read the system's certificates takes longer than all."""


def ask(method: str, url: str, **request: Any) -> int:  # noqa: ANN401 - what httpx takes
    """Return the status of an answer."""
    told = httpx.request(method, url, verify=NO_AUTHORITIES, trust_env=False, **request)
    return told.status_code


def mac(key: bytes, text: bytes) -> bytes:
    """Return an HMAC with SHA-256."""
    return hmac.new(key, text, hashlib.sha256).digest()


def stripe(link: PaymentLink, at: float) -> Sent:
    """Sign as https://docs.stripe.com/webhooks says."""
    event = {"type": "checkout.session.completed", "data": {"object": {"payment_link": link.id}}}
    body, stamp = json.dumps(event).encode(), str(int(at))
    made = mac(KEY.encode(), stamp.encode() + b"." + body).hex()
    return {"Stripe-Signature": f"t={stamp},v1={'0' * 64},v1={made},v0=x"}, body


def square(link: PaymentLink, _at: float) -> Sent:
    """Sign address and body."""
    body = json.dumps({"data": {"object": {"payment": {"order_id": link.reference}}}}).encode()
    made = base64.b64encode(mac(KEY.encode(), URL.encode() + body)).decode()
    return {"X-Square-HmacSha256-Signature": made}, body


def payu(link: PaymentLink, _at: float) -> Sent:
    """Sign body and second key, by MD5 as PayU does."""
    body = json.dumps({"order": {"orderId": link.id, "status": "COMPLETED"}}).encode()
    made = hashlib.md5(body + KEY.encode()).hexdigest()  # noqa: S324 - PayU's own
    return {
        "OpenPayu-Signature": f"sender=checkout;signature={made};algorithm=MD5;content=DOCUMENT"
    }, body


def p24(link: PaymentLink, _at: float) -> Sent:
    """Sign as the register does, with other fields."""
    told = {
        "merchantId": przelewy24.MERCHANT,
        "posId": przelewy24.MERCHANT,
        "sessionId": link.id,
        "amount": 48000,
        "originAmount": 48000,
        "currency": "PLN",
        "orderId": 300000,
        "methodId": 25,
        "statement": "p24-ż/1",
    }
    return {}, json.dumps({**told, "sign": przelewy24.signed(told, *told)}).encode()


def adyen(link: PaymentLink, _at: float) -> Sent:
    """Sign some fields of each item."""
    item: dict[str, Any] = {
        "pspReference": "7914073381342284",
        "merchantAccountCode": "RobleES",
        "merchantReference": link.order,
        "amount": {"value": 48000, "currency": "EUR"},
        "eventCode": "AUTHORISATION",
        "success": "true",
    }
    signed = f"7914073381342284::RobleES:{link.order}:48000:EUR:AUTHORISATION:true"
    made = base64.b64encode(mac(bytes.fromhex(KEY), signed.encode())).decode()
    item["additionalData"] = {"hmacSignature": made, "paymentLinkId": link.id}
    return {}, json.dumps({"notificationItems": [{"NotificationRequestItem": item}]}).encode()


def mollie(_link: PaymentLink, _at: float) -> Sent:
    """Say the name of a payment, which is all that Mollie says."""
    return {}, urlencode({"id": "tr_7UhSN1zuXS"}).encode()


def paypal(link: PaymentLink, at: float) -> Sent:
    """Name what PayPal needs to vouch for it."""
    event = {"event_type": "INVOICING.INVOICE.PAID", "resource": {"invoice": {"id": link.id}}}
    headers = {
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": "https://api.paypal.com/v1/notifications/certs/1",
        "PayPal-Transmission-Id": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
        "PayPal-Transmission-Sig": "right",
        "PayPal-Transmission-Time": str(at),
    }
    return headers, json.dumps(event).encode()


SIGN: dict[str, Callable[[PaymentLink, float], Sent]] = {
    "stripe": stripe,
    "square": square,
    "payu": payu,
    "przelewy24": p24,
    "adyen": adyen,
    "mollie": mollie,
    "paypal": paypal,
}
SIGNED = sorted(SIGN.keys() - {"mollie"})


@dataclass(frozen=True)
class Door:
    """A running webhook, the provider behind it, and one link that was handed out."""

    pair: Pair
    links: PaymentLinks[PaymentLink]
    link: PaymentLink
    url: str
    name: str

    def sign(self, at: float | None = None) -> Sent:
        """Return a notification about the link."""
        return SIGN[self.name](self.link, time.time() if at is None else at)

    def send(self, sent: Sent) -> int:
        """Return the status of the answer."""
        headers, body = sent
        return ask("POST", self.url, headers=headers, content=body)

    @property
    def is_paid(self) -> bool:
        """Whether we take the link for paid."""
        return self.links.made()[0].paid is not None


@contextmanager
def door(name: str, directory: Path) -> Iterator[Door]:
    """Run a webhook before a provider's server."""
    more: dict[str, Any] = {"webhook": URL, "webhook_id": "5GP028458E2496506"}
    if not CASES[name].second:
        (directory / "second").write_text(KEY, encoding="utf-8")
        (directory / "second").chmod(0o600)
        more["signature_file"] = str(directory / "second")
    store = Store(directory)
    links = PaymentLinks(store.database(), PaymentLink)
    with running(name, directory, **more) as pair:
        money = Money.read("480", pair.currency)
        claim = Claim("1042", money, email="anna@example.org")
        link = LinkDesk(pair.provider, links).link_for(claim)
        settings = PaymentSettings.model_validate(table(name, directory, pair.fake.base, **more))
        desk = Desk(check_of(settings), Collector(pair.provider, links))
        with server(("127.0.0.1", 0), desk) as running_server:
            thread = threading.Thread(target=running_server.serve_forever, args=(0.02,))
            thread.start()
            url = f"http://127.0.0.1:{running_server.server_address[1]}/any"
            yield Door(pair, links, link, url, name)
            running_server.shutdown()
            thread.join()
    store.close()


@pytest.fixture(params=SIGN)
def entrance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Door]:
    """Return the webhook of a provider."""
    with door(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture(params=SIGNED)
def signed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Door]:
    """Return the webhook of a provider that signs."""
    with door(request.param, tmp_path) as opened:
        yield opened


def test_a_notification_makes_us_ask(entrance: Door) -> None:
    """What was paid is known at once."""
    entrance.pair.fake.pay(entrance.link.id)
    assert entrance.send(entrance.sign()) == 200
    assert entrance.is_paid


def test_nobody_is_believed_about_money(entrance: Door) -> None:
    """A right signature for an order that was not paid changes nothing."""
    assert entrance.send(entrance.sign()) == 200
    assert not entrance.is_paid


def test_a_replay_is_refused(signed: Door) -> None:
    """The same once more is no notification."""
    sent = signed.sign()
    assert signed.send(sent) == 200
    assert signed.send(sent) == 409


def test_what_is_not_signed_as_it_should_be_is_refused(signed: Door) -> None:
    """And the provider's API is not asked about any link for its sake."""
    headers, body = signed.sign()
    asked = [r for r in signed.pair.fake.asked if "verify-webhook" not in r.path]
    assert signed.send((headers, body.replace(b":", b": ", 1).replace(b"2", b"3", 1))) == 400
    assert signed.send(({}, b"{}")) == 400
    assert signed.send(({}, b"")) == 400
    assert signed.send((headers, b"\xff\xfe")) == 400
    now = [r for r in signed.pair.fake.asked if "verify-webhook" not in r.path]
    assert now == asked


def test_stripe_notifications_of_yesterday_are_refused(tmp_path: Path) -> None:
    """Though they are signed."""
    with door("stripe", tmp_path) as entrance:
        assert entrance.send(entrance.sign(time.time() - 301)) == 400
        assert entrance.send(entrance.sign(time.time() + 301)) == 400
        assert entrance.send(entrance.sign(time.time() - 200)) == 200


def test_what_could_not_be_looked_at_is_to_come_again(entrance: Door) -> None:
    """The provider repeats what is not answered by 200, and then it is no replay."""
    entrance.pair.fake.pay(entrance.link.id)
    sent = entrance.sign()
    if entrance.name != "mollie":  # which says too little to be refused
        entrance.pair.fake.disturb(*[Answer(500)] * 3)
        assert entrance.send(sent) == 503
    assert entrance.send(sent) == 200
    assert entrance.is_paid


def test_only_small_posts_are_taken(tmp_path: Path) -> None:
    """Nothing else is answered with a success."""
    with door("stripe", tmp_path) as entrance:
        assert ask("GET", entrance.url) == 501
        assert entrance.send(({}, b"x" * 300_000)) == 413


def test_mollie_has_to_name_a_payment(tmp_path: Path) -> None:
    """Anything else is refused without a look."""
    with door("mollie", tmp_path) as entrance:
        asked = len(entrance.pair.fake.requests)
        for body in (b"", b"id=", b"id=../x", b"id=tr_%20", b"name=tr_1", "id=tr_ż".encode()):
            assert entrance.send(({}, body)) == 400
        assert len(entrance.pair.fake.requests) == asked


def test_a_template_has_no_notifications() -> None:
    """It is said at the start."""
    settings = PaymentSettings(provider="template", url="https://pay.shop.example/")
    with pytest.raises(PaymentError, match="nobody who would notify us"):
        check_of(settings)


def test_the_key_of_adyen_is_hexadecimal(tmp_path: Path) -> None:
    """Another one is told at the start."""
    (tmp_path / "k").write_text("no hex", encoding="utf-8")
    (tmp_path / "k").chmod(0o600)
    settings = table("adyen", tmp_path, "https://x.example", signature_file=tmp_path / "k")
    with pytest.raises(PaymentError, match="in hexadecimal"):
        check_of(PaymentSettings.model_validate(settings))


def test_payu_may_sign_by_sha256(tmp_path: Path) -> None:
    """The header says by what."""
    with door("payu", tmp_path) as entrance:
        _, body = entrance.sign()
        made = hashlib.sha256(body + KEY.encode()).hexdigest()
        header = f"sender=checkout;signature={made};algorithm=SHA-256;content=DOCUMENT"
        assert entrance.send(({"OpenPayu-Signature": header}, body)) == 200
