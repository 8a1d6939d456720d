"""Providers against local servers that are as strict as the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import stripe as stripe_fake
from tests.fakes.square import FakeSquare
from tests.fakes.stripe import FakeStripe
from tests.payments.providers import CASES, IDEMPOTENT, WITHDRAWING, Pair, running

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
def stripe_pair(tmp_path: Path) -> Iterator[Pair]:
    """Return Stripe and its server."""
    with running("stripe", tmp_path) as pair:
        yield pair


@pytest.fixture
def square_pair(tmp_path: Path) -> Iterator[Pair]:
    """Return Square and its server."""
    with running("square", tmp_path) as pair:
        yield pair


@pytest.fixture
def stripe(stripe_pair: Pair) -> Provider:
    """Return Stripe."""
    return stripe_pair.provider


@pytest.fixture
def fake_stripe(stripe_pair: Pair) -> FakeStripe:
    """Return its server."""
    assert isinstance(stripe_pair.fake, FakeStripe)
    return stripe_pair.fake


@pytest.fixture
def square(square_pair: Pair) -> Provider:
    """Return Square."""
    return square_pair.provider


@pytest.fixture
def fake_square(square_pair: Pair) -> FakeSquare:
    """Return its server."""
    assert isinstance(square_pair.fake, FakeSquare)
    return square_pair.fake


@pytest.fixture(params=CASES)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Return a provider and its server."""
    with running(request.param, tmp_path) as pair:
        yield pair


@pytest.fixture(params=IDEMPOTENT)
def idempotent(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Return a provider that answers the same request in the same way, and its server."""
    with running(request.param, tmp_path) as pair:
        yield pair


@pytest.fixture(params=WITHDRAWING)
def withdrawing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Return a provider that can retire links, and its server."""
    with running(request.param, tmp_path) as pair:
        yield pair
