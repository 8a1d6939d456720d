"""Every provider with its fake, as the configuration makes it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from scrubber.config import PaymentSettings
from scrubber.payments import provider
from tests.fakes import adyen, mollie, paypal, payu, przelewy24, square, stripe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.payments.link import Provider
    from tests.fakes.provider import Seller


@dataclass(frozen=True)
class Case:
    """A provider: its fake, its secret, what else stands in ``[payment]``, its currency."""

    fake: type[Seller]
    secret: str
    settings: dict[str, Any] = field(default_factory=dict)
    currency: str = "EUR"
    second: str = ""


CASES = {
    "stripe": Case(stripe.FakeStripe, stripe.KEY),
    "square": Case(square.FakeSquare, square.TOKEN, {"location": square.LOCATION}),
    "paypal": Case(paypal.FakePayPal, paypal.SECRET, {"client_id": paypal.CLIENT}),
    "payu": Case(
        payu.FakePayU, payu.SECRET, {"client_id": payu.CLIENT, "merchant": payu.POS}, "PLN"
    ),
    "przelewy24": Case(
        przelewy24.FakePrzelewy24,
        przelewy24.REPORT_KEY,
        {"merchant": str(przelewy24.MERCHANT), "general": "https://shop.example/pay"},
        "PLN",
        przelewy24.CRC,
    ),
    "mollie": Case(mollie.FakeMollie, mollie.KEY),
    "adyen": Case(adyen.FakeAdyen, adyen.KEY, {"merchant": adyen.MERCHANT}),
}
IDEMPOTENT = sorted(CASES.keys() - {"payu", "przelewy24"})
"""Who answers the same request with the same link."""

WITHDRAWING = sorted(CASES.keys() - {"przelewy24"})
"""Who can retire a link."""


class Pair(NamedTuple):
    """A provider, its server, and the currency that it takes."""

    provider: Provider
    fake: Seller
    currency: str


def table(name: str, directory: Path, base: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as TOML has it
    """Return ``[payment]`` for a provider, its secrets written into files of ``directory``."""
    case = CASES[name]
    written = {"provider": name, "sandbox": True, "api": base, **case.settings, **more}
    for key, text in (("key_file", case.secret), ("signature_file", case.second)):
        if text:
            file = directory / f"{name}.{key}"
            file.write_text(f"{text}\n", encoding="utf-8")
            file.chmod(0o600)
            written[key] = str(file)
    return written


@contextmanager
def running(name: str, directory: Path, **more: Any) -> Iterator[Pair]:  # noqa: ANN401 - as TOML has it
    """Run a provider's server; at the end no request may have been one that it does not take."""
    case = CASES[name]
    with case.fake() as fake:
        settings = PaymentSettings.model_validate(table(name, directory, fake.base, **more))
        yield Pair(provider(settings), fake, case.currency)
    assert fake.violations == []
