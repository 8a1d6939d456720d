"""The steps that an owner can run with his own keys at a provider's test system."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from scrubber.errors import PaymentError
from scrubber.payments.selftest import steps

if TYPE_CHECKING:
    from tests.payments.providers import Pair


def test_every_provider_passes(both: Pair) -> None:
    """And nothing that could be paid stays behind, where the provider can withdraw."""
    told = list(steps(both.provider, both.currency, "anna@example.org", 0))
    assert told[0].startswith(f"a link for 5.00 {both.currency}: https://")
    assert told[-2:] == ["not paid yet", "what is left is retired"]
    assert both.fake.alive() == (2 if both.provider.kind == "przelewy24" else 0)


def test_the_owner_may_pay(both: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for him, and sees it."""
    monkeypatch.setattr("scrubber.payments.selftest._PAUSE", 0.02)

    def pay() -> None:
        both.fake.pay(next(iter(both.fake.links)))

    told = []
    for step in steps(both.provider, both.currency, "anna@example.org", 20):
        told.append(step)
        if step.startswith("waiting"):
            owner = threading.Timer(0.2, pay)
            owner.start()
    owner.join()
    assert "paid" in told


def test_who_does_not_pay_is_told(both: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """When his time is over."""
    monkeypatch.setattr("scrubber.payments.selftest._PAUSE", 0.02)
    with pytest.raises(PaymentError, match="was not paid in time"):
        list(steps(both.provider, both.currency, "anna@example.org", 0.01))


def test_a_provider_that_says_paid_at_once_fails(
    both: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would have customers never asked."""
    monkeypatch.setattr(both.provider, "is_paid", lambda _: True)
    with pytest.raises(PaymentError, match="the selftest has failed: a new link counts as paid"):
        list(steps(both.provider, both.currency, "anna@example.org", 0))
