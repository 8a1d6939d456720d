"""Stripe Payment Links (https://docs.stripe.com/api/payment-link).

A link can be paid once (``restrictions``), does not expire, and is retired by making it inactive.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrubber.errors import PaymentError
from scrubber.money import PLACES, Money
from scrubber.payments.answer import not_understood, text, web_address
from scrubber.payments.link import PaymentLink
from scrubber.payments.settings import key_of_the_system
from scrubber.webapi import PERMANENT, Api, Manners, Refusal

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Claim

_API = "https://api.stripe.com"
_KEY = re.compile(r"(?:sk|rk)_(test|live)_[A-Za-z0-9_]+")
_LINKS = "/v1/payment_links"
_LONGEST_NAME = 250
_PLACES = PLACES | {"MGA": 0, "UGX": 2, "ISK": 2}
"""https://docs.stripe.com/currencies: where Stripe counts other places than ISO 4217 has."""

_TENS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
"""Three places, of which the last one has to be 0."""

_ADVICE = {
    "amount_too_small": "the amount is less than Stripe takes in this currency",
    "amount_too_large": "the amount is more than Stripe takes in one payment",
    "account_invalid": "activate the account in the Stripe dashboard",
    "testmode_charges_only": "activate the account in the Stripe dashboard",
    "api_key_expired": "make a new key in the Stripe dashboard and put it into key_file",
    "platform_api_key_expired": "make a new key in the Stripe dashboard and put it into key_file",
    "parameter_unknown": "the account uses an old API version; upgrade it in the Stripe dashboard",
}


class Stripe:
    """Makes links by Stripe's API."""

    kind = "stripe"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the key.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "Stripe"
        self.general = settings.general or ""
        self.lasts = settings.days
        key = key_of_the_system(
            settings,
            _KEY,
            "a secret key of Stripe (sk_... or, better, rk_...), which the Stripe dashboard shows "
            "under Developers, API keys",
        )
        self._api = Api(
            Manners(
                "Stripe",
                lambda answer: answer["error"].get("code") or answer["error"]["type"],
                _advice,
                PaymentError,
            ),
            settings.api or _API,
            {"Authorization": f"Bearer {key}"},
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make a link that can be paid once."""
        data = {
            "line_items[0][price_data][currency]": claim.amount.currency.lower(),
            "line_items[0][price_data][unit_amount]": str(minor(claim.amount)),
            "line_items[0][price_data][product_data][name]": claim.title[:_LONGEST_NAME],
            "line_items[0][quantity]": "1",
            "restrictions[completed_sessions][limit]": "1",
            "metadata[order]": claim.order,
            "payment_intent_data[metadata][order]": claim.order,
        }
        answer = self._api.must("POST", _LINKS, data=data, headers={"Idempotency-Key": key})
        url, name = web_address(answer, "url"), text(answer, "id")
        return PaymentLink(url, self.kind, claim.order, claim.amount, name)

    def retire(self, link: PaymentLink) -> None:
        """Make a link inactive; once more changes nothing."""
        answer = self._api.ask("POST", f"{_LINKS}/{link.id}", data={"active": "false"})
        if isinstance(answer, Refusal) and answer.status != HTTPStatus.NOT_FOUND:
            self._api.refuse(answer)

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether a session of the link was completed and paid."""
        query = {"payment_link": link.id, "status": "complete", "limit": "100"}
        sessions = self._api.must("GET", "/v1/checkout/sessions", params=query).get("data")
        if not isinstance(sessions, list):
            raise not_understood("Stripe")
        return any(_is_paid(session) for session in sessions)


def _is_paid(session: object) -> bool:
    """Say whether a checkout session is paid; by a bank debit that may be days after it ends."""
    return isinstance(session, dict) and session.get("payment_status") == "paid"


def minor(amount: Money) -> int:
    """Return an amount as Stripe counts it.  Raises PaymentError for one that it cannot take."""
    places = _PLACES[amount.currency]
    scaled = amount.amount.scaleb(places)
    if scaled != int(scaled) or (amount.currency in _TENS and int(scaled) % 10):
        raise PaymentError(
            f"Stripe cannot take {amount}: the amount has too many decimal places for it",
            code=PERMANENT,
        )
    if amount.currency in ("ISK", "UGX") and amount.amount != int(amount.amount):
        raise PaymentError(f"Stripe takes whole {amount.currency} only", code=PERMANENT)
    return int(scaled)


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return "it does not know the key; put a valid one into [payment] key_file"
    if refusal.status == HTTPStatus.FORBIDDEN:
        return (
            "the key may not do this; give it the permissions Payment Links: write and "
            "Checkout Sessions: read"
        )
    return _ADVICE.get(refusal.code, "look at Developers, Logs in the Stripe dashboard")
