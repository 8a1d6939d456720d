"""Mollie payment links (https://docs.mollie.com/reference/create-payment-link).

A link is paid once, ends at ``expiresAt``, and is retired by archiving it.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import PaymentError
from scrubber.payments.answer import not_understood, text, web_address
from scrubber.payments.link import PaymentLink, end_of
from scrubber.payments.settings import key_of_the_system
from scrubber.webapi import Api, Manners, Refusal

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Claim

_API = "https://api.mollie.com"
_LINKS = "/v2/payment-links"
_KEY = re.compile(r"(test|live)_[A-Za-z0-9]+")
_LONGEST_DESCRIPTION = 255
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Mollie:
    """Makes links by Mollie's API."""

    kind = "mollie"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the key.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "Mollie"
        self.general = settings.general or ""
        self.lasts = settings.days
        self._webhook = settings.webhook
        key = key_of_the_system(
            settings,
            _KEY,
            "an API key of Mollie (live_... or test_...), which its dashboard shows under "
            "Developers, API keys",
        )
        self._api = Api(
            Manners("Mollie", lambda answer: answer["field"], _advice, PaymentError),
            settings.api or _API,
            {"Authorization": f"Bearer {key}"},
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make a link that can be paid once."""
        body: dict[str, Any] = {
            "description": claim.title[:_LONGEST_DESCRIPTION],
            "amount": {"currency": claim.amount.currency, "value": claim.amount.decimal},
            "reusable": False,
        }
        if claim.expires is not None:
            body["expiresAt"] = end_of(claim.expires).isoformat()
        if self.general:
            body["redirectUrl"] = self.general
        if self._webhook:
            body["webhookUrl"] = self._webhook
        headers = {"Idempotency-Key": _uuid(f"{key} {claim.expires}")}
        answer = self._api.must("POST", _LINKS, json=body, headers=headers)
        url, name = web_address(answer, "_links", "paymentLink", "href"), text(answer, "id")
        return PaymentLink(url, self.kind, claim.order, claim.amount, name)

    def retire(self, link: PaymentLink) -> None:
        """Archive a link; one that is gone already is fine."""
        answer = self._api.ask("PATCH", f"{_LINKS}/{link.id}", json={"archived": True})
        if isinstance(answer, Refusal) and answer.status not in _GONE:
            self._api.refuse(answer)

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether a link has been paid."""
        answer = self._api.must("GET", f"{_LINKS}/{link.id}")
        if "paidAt" not in answer:
            raise not_understood("Mollie")
        return answer["paidAt"] is not None


def _uuid(key: str) -> str:
    """Return a UUID of version 4, as Mollie wants it, that is always the same for a key."""
    return str(uuid.UUID(bytes=hashlib.sha256(key.encode()).digest()[:16], version=4))


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return "it does not know the key; put a valid one into [payment] key_file"
    if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY and refusal.code.startswith("amount"):
        return "the amount or its currency is none that your payment methods take"
    return "look at Developers, API logs in the Mollie dashboard"
