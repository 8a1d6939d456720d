"""What providers notify us of, and how each signs it.

A check returns the names, the provider's or ours, of what a notification is about, and nothing else
of it: whether something was paid is asked of the API.  No names means that it does not say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from scrubber.errors import PaymentError
from scrubber.payments.settings import needed, secret
from scrubber.webapi import PERMANENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrubber.config import PaymentSettings

_LATE = 300.0  # seconds; Stripe's own libraries take no older ones
_ID = re.compile(r"(?:tr|pl)_[A-Za-z0-9]{1,64}")
_PAYU = re.compile(r"(?:^|;)\s*(signature|algorithm)=([A-Za-z0-9-]+)")
_P24 = (
    "merchantId",
    "posId",
    "sessionId",
    "amount",
    "originAmount",
    "currency",
    "orderId",
    "methodId",
    "statement",
)


class ForgedError(Exception):
    """A notification that its provider did not send, or not just now."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What came: header fields by their names in lower case, and the body."""

    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """Return the body's JSON.  Raises ForgedError."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise ForgedError from None


def check_of(settings: PaymentSettings) -> Callable[[Notification, float], tuple[str, ...]]:
    """Return how notifications of the configured provider are checked.

    The check takes a notification and the time (seconds since 1970), and raises ForgedError; that
    of PayPal asks PayPal and raises PaymentError.  Raises ConfigError and PaymentError for keys.
    """
    kind = "przelewy24" if settings.provider == "dotpay" else settings.provider
    if kind == "paypal":
        return _paypal(settings)
    if kind == "mollie":
        return lambda notification, _now: _mollie(notification)
    if kind == "template":
        raise PaymentError("a template has nobody who would notify us", code=PERMANENT)
    key = secret(settings, "signature_file").encode()
    if kind == "square":
        url = needed(settings, "webhook").encode()
        return lambda notification, _now: _square(notification, key, url)
    if kind == "stripe":
        return lambda notification, now: _stripe(notification, key, now)
    if kind == "adyen":
        key = _hexadecimal(key)
        return lambda notification, _now: _adyen(notification, key)
    check = {"payu": _payu, "przelewy24": _przelewy24}[kind]
    return lambda notification, _now: check(notification, key)


def _stripe(notification: Notification, key: bytes, now: float) -> tuple[str, ...]:
    """https://docs.stripe.com/webhooks#verify-manually."""
    given = [part.partition("=") for part in notification.headers["stripe-signature"].split(",")]
    stamp = next(value for name, _, value in given if name == "t")
    if not abs(now - float(stamp)) <= _LATE:
        raise ForgedError
    expected = _hmac(key, stamp.encode() + b"." + notification.body).hex()
    if not any(_same(expected, value) for name, _, value in given if name == "v1"):
        raise ForgedError
    return _names(notification.json()["data"]["object"], "payment_link")


def _square(notification: Notification, key: bytes, url: bytes) -> tuple[str, ...]:
    """https://developer.squareup.com/docs/webhooks/step3validate."""
    expected = base64.b64encode(_hmac(key, url + notification.body)).decode()
    if not _same(expected, notification.headers["x-square-hmacsha256-signature"]):
        raise ForgedError
    return _names(notification.json()["data"]["object"]["payment"], "order_id")


def _payu(notification: Notification, key: bytes) -> tuple[str, ...]:
    """https://developers.payu.com/europe/docs/payment-flows/lifecycle/, signature verification."""
    given = dict(_PAYU.findall(notification.headers["openpayu-signature"]))
    algorithm = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256, "SHA256": hashlib.sha256}
    expected = algorithm[given["algorithm"]](notification.body + key).hexdigest()
    if not _same(expected, given["signature"]):
        raise ForgedError
    return _names(notification.json()["order"], "orderId")


def _przelewy24(notification: Notification, key: bytes) -> tuple[str, ...]:
    """https://developers.przelewy24.pl/, notification of a transaction."""
    from scrubber.payments.przelewy24 import sign

    told = notification.json()
    expected = sign({name: told[name] for name in _P24}, key.decode())
    if not _same(expected, str(told["sign"])):
        raise ForgedError
    return _names(told, "sessionId")


def _mollie(notification: Notification) -> tuple[str, ...]:
    """https://docs.mollie.com/reference/webhooks: unsigned, and with a payment's name only."""
    names = parse_qs(notification.body.decode("ascii")).get("id", [""])
    if not _ID.fullmatch(names[0]):
        raise ForgedError
    return ()


def _adyen(notification: Notification, key: bytes) -> tuple[str, ...]:
    """https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures."""
    names: list[str] = []
    for entry in notification.json()["notificationItems"]:
        item = entry["NotificationRequestItem"]
        amount, more = item["amount"], item["additionalData"]
        signed = ":".join(
            (
                item["pspReference"],
                item.get("originalReference", ""),
                item["merchantAccountCode"],
                item["merchantReference"],
                str(amount["value"]),
                amount["currency"],
                item["eventCode"],
                item["success"],
            )
        )
        expected = base64.b64encode(_hmac(key, signed.encode())).decode()
        if not _same(expected, more["hmacSignature"]):
            raise ForgedError
        names += (
            _names(more, "paymentLinkId")
            if "paymentLinkId" in more
            else _names(item, "merchantReference")
        )
    return tuple(names)


def _paypal(settings: PaymentSettings) -> Callable[[Notification, float], tuple[str, ...]]:
    """https://developer.paypal.com/api/webhooks/v1/verify-webhook-signature-post/."""
    from scrubber.payments.paypal import PayPal

    paypal, webhook = PayPal(settings), needed(settings, "webhook_id")

    def check(notification: Notification, _now: float) -> tuple[str, ...]:
        resource = notification.json()["resource"]
        if not paypal.vouches_for(notification.headers, notification.body, webhook):
            raise ForgedError
        return _names(resource.get("invoice", resource), "id")

    return check


def _names(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the one name under a key, none where there is none: then it is not about a link."""
    name = values.get(key)
    return (name,) if isinstance(name, str) and name else ("",)


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())


def _hexadecimal(key: bytes) -> bytes:
    try:
        return binascii.unhexlify(key)
    except binascii.Error:
        raise PaymentError(
            "[payment] signature_file: expected Adyen's HMAC key in hexadecimal", code=PERMANENT
        ) from None
