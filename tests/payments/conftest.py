"""Providers against local servers that are as strict as the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber.config import PaymentSettings
from scrubber.payments import provider
from tests.fakes import square as square_fake
from tests.fakes import stripe as stripe_fake
from tests.fakes.square import FakeSquare
from tests.fakes.stripe import FakeStripe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.payments.link import Provider


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between tries."""
    monkeypatch.setattr("scrubber.webapi._FIRST_PAUSE", 0.0)
    monkeypatch.setattr("scrubber.webapi._LONGEST_PAUSE", 0.0)
    monkeypatch.setattr("scrubber.webapi._TIMEOUT", 2.0)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Return a file that only we may read, with Stripe's key in it."""
    file = tmp_path / "key"
    file.write_text(stripe_fake.KEY + "\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def fake_stripe() -> Iterator[FakeStripe]:
    """Run a Stripe; at the end no request may have been one that it does not take."""
    with FakeStripe() as fake:
        yield fake
    assert fake.violations == []


@pytest.fixture
def fake_square() -> Iterator[FakeSquare]:
    """Run a Square; at the end no request may have been one that it does not take."""
    with FakeSquare() as fake:
        yield fake
    assert fake.violations == []


@pytest.fixture
def stripe(fake_stripe: FakeStripe, key_file: Path) -> Provider:
    """Return Stripe as the configuration makes it."""
    settings = PaymentSettings(
        provider="stripe", key_file=key_file, sandbox=True, api=fake_stripe.base
    )
    return provider(settings)


@pytest.fixture
def square(fake_square: FakeSquare, key_file: Path) -> Provider:
    """Return Square as the configuration makes it."""
    key_file.write_text(square_fake.TOKEN, encoding="utf-8")
    settings = PaymentSettings(
        provider="square",
        key_file=key_file,
        location=square_fake.LOCATION,
        sandbox=True,
        api=fake_square.base,
    )
    return provider(settings)
