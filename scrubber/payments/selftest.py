"""The steps of a link's life, tried out at a provider's test system with the owner's keys."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.errors import PaymentError
from scrubber.money import Money
from scrubber.payments.link import Claim
from scrubber.webapi import PERMANENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.payments.link import PaymentLink, Provider

_PAUSE = 5.0  # seconds between two looks whether the owner has paid


def steps(provider: Provider, currency: str, email: str, patience: float) -> Iterator[str]:
    """Yield each step when it is done.  Raises PaymentError at the first that fails.

    ``patience`` is for how many seconds the owner may pay the link in a browser; 0: he does not.
    """
    name = f"selftest-{secrets.token_hex(4)}"
    claim = Claim(name, Money.read("5", currency), "selftest", email, "en", None, _end(provider))
    link = provider.create(claim, name)
    yield f"a link for {claim.amount}: {link.url}"
    again = provider.create(claim, name)
    yield "asked once more: the same link" if again.id == link.id else "asked once more: another"
    if provider.is_paid(link) is not False:
        raise _failed("a new link counts as paid, or nobody can say")
    yield "not paid yet"
    if patience:
        yield f"waiting for {patience:.0f} seconds for you to pay it by that address"
        _wait(provider, link, patience)
        yield "paid"
    for made in {link.id: link, again.id: again}.values():
        if not (patience and made.id == link.id):
            provider.retire(made)
            provider.retire(made)
    yield "what is left is retired"


def _end(provider: Provider) -> date | None:
    if provider.lasts is None:
        return None
    return datetime.now(UTC).date() + timedelta(days=provider.lasts)


def _wait(provider: Provider, link: PaymentLink, patience: float) -> None:
    end = time.monotonic() + patience
    while not provider.is_paid(link):
        if time.monotonic() > end:
            raise _failed("the link was not paid in time")
        time.sleep(_PAUSE)


def _failed(why: str) -> PaymentError:
    return PaymentError(f"the selftest has failed: {why}", code=PERMANENT)
