"""Przelewy24 transactions (https://developers.przelewy24.pl/).

What a customer has paid is an advance until it is verified by us; without that the shop never gets
it.  So whoever asks whether a link was paid verifies it.  A transaction cannot be withdrawn, and
its ``timeLimit`` ends after 99 minutes at most, too short for a mail: it stays open.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import PaymentError
from scrubber.payments.answer import not_understood, text
from scrubber.payments.link import PaymentLink
from scrubber.payments.settings import needed, secret
from scrubber.webapi import PERMANENT, Api, Manners, Refusal

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.money import Money
    from scrubber.payments.link import Claim

_LIVE = "https://secure.przelewy24.pl"
_SANDBOX = "https://sandbox.przelewy24.pl"
_PATH = "/api/v1"
_LONGEST_EMAIL = 50
_LONGEST_DESCRIPTION = 1024
_LANGUAGES = {
    "bg": "bg", "cs": "cs", "de": "de", "en": "en", "es": "es", "fr": "fr", "hr": "hr", "hu": "hu",
    "it": "it", "nl": "nl", "pl": "pl", "pt": "pt", "ro": "ro", "sk": "sk", "sv": "se",
}  # fmt: skip
_ADVANCE, _PAID = 1, 2


class Przelewy24:
    """Makes links by Przelewy24's REST API."""

    kind = "przelewy24"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the report key and the CRC key.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "Przelewy24"
        self.general = needed(settings, "general")
        self.lasts = None
        self._host = _SANDBOX if settings.sandbox else _LIVE
        self._crc = secret(settings, "signature_file")
        self._notify = settings.webhook
        merchant = needed(settings, "merchant")
        if not merchant.isdecimal():
            raise PaymentError("[payment] merchant: expected a number", code=PERMANENT)
        self._merchant = int(merchant)
        self._credentials = (merchant, secret(settings))
        self._api = Api(
            Manners("Przelewy24", lambda answer: answer["code"], _advice, PaymentError),
            (settings.api or self._host) + _PATH,
            {},
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Register a transaction, once: one whose answer was lost is known to nobody.

        Raises PaymentError, also for an order without a mail address.
        """
        session = f"{key}-{secrets.token_hex(4)}"
        answer = self._api.must(
            "POST",
            "/transaction/register",
            tries=1,
            json=self._registration(claim, session),
            auth=self._credentials,
        )
        url = f"{self._host}/trnRequest/{text(answer, 'data', 'token')}"
        return PaymentLink(url, self.kind, claim.order, claim.amount, session)

    def retire(self, link: PaymentLink) -> None:
        """Do nothing: Przelewy24 cannot withdraw a transaction."""

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether a transaction is paid; an advance is verified, which makes it ours."""
        path = f"/transaction/by/sessionId/{link.id}"
        answer = self._api.ask("GET", path, auth=self._credentials)
        if isinstance(answer, Refusal):
            if answer.status == HTTPStatus.NOT_FOUND:  # nobody has begun to pay
                return False
            self._api.refuse(answer)
        data = answer.get("data")
        if not isinstance(data, dict) or not isinstance(data.get("status"), int):
            raise not_understood("Przelewy24")
        if data["status"] == _ADVANCE:
            return self._verify(link, data)
        return bool(data["status"] == _PAID)

    def _verify(self, link: PaymentLink, data: dict[str, Any]) -> bool:
        """Make an advance ours, if it is as much as was asked for."""
        amount, currency = hundredths(link.amount), link.amount.currency
        if (data.get("amount"), data.get("currency")) != (amount, currency):
            raise PaymentError(
                f"Przelewy24 has another amount for order {link.order}; look at it there",
                code=PERMANENT,
            )
        number = data.get("orderId")
        if not isinstance(number, int):
            raise not_understood("Przelewy24")
        shared: dict[str, str | int] = {
            "sessionId": link.id,
            "orderId": number,
            "amount": amount,
            "currency": currency,
        }
        body = {
            "merchantId": self._merchant,
            "posId": self._merchant,
            **shared,
            "sign": sign(shared, self._crc),
        }
        answer = self._api.must("PUT", "/transaction/verify", json=body, auth=self._credentials)
        return text(answer, "data", "status") == "success"

    def _registration(self, claim: Claim, session: str) -> dict[str, Any]:
        if not claim.email or len(claim.email) > _LONGEST_EMAIL:
            raise PaymentError(
                f"Przelewy24 needs a mail address of at most {_LONGEST_EMAIL} characters for "
                f"order {claim.order}",
                code=PERMANENT,
            )
        amount = hundredths(claim.amount)
        signed: dict[str, str | int] = {
            "sessionId": session,
            "merchantId": self._merchant,
            "amount": amount,
            "currency": claim.amount.currency,
        }
        body: dict[str, Any] = {
            **signed,
            "posId": self._merchant,
            "description": claim.title[:_LONGEST_DESCRIPTION],
            "email": claim.email,
            "country": "PL",
            "language": _LANGUAGES.get(claim.language, "en"),
            "urlReturn": self.general,
            "timeLimit": 0,
            "sign": sign(signed, self._crc),
        }
        if self._notify:
            body["urlStatus"] = self._notify
        return body


def sign(values: dict[str, str | int], crc: str) -> str:
    """Return the signature of values: SHA-384 of compact JSON in their order, the CRC key last."""
    signed = json.dumps({**values, "crc": crc}, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha384(signed.encode()).hexdigest()


def hundredths(amount: Money) -> int:
    """Return an amount as Przelewy24 counts every currency."""
    return int(amount.amount.scaleb(2))


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return "put your merchant number and report key into [payment] merchant and key_file"
    if refusal.status == HTTPStatus.BAD_REQUEST:
        return (
            "is the CRC key in [payment] signature_file, and does your contract have the currency?"
        )
    return "look at the transaction in Przelewy24's panel"
