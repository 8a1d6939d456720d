"""One live link for each order and amount due; what is owed has changed, then so does the link."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from scrubber import metrics
from scrubber.errors import PaidError

if TYPE_CHECKING:
    from datetime import date

    from scrubber.payments.link import Claim, PaymentLink, Provider


class Links(Protocol):
    """Remembers the links that were made."""

    def live(self, provider: str, order: str) -> PaymentLink | None:
        """Return the link of an order that was not retired."""
        ...

    def count(self, provider: str, order: str) -> int:
        """Count the links of an order that were retired."""
        ...

    def keep(self, link: PaymentLink) -> None:
        """Remember a new link; the same one twice is one."""
        ...

    def note_paid(self, link: PaymentLink) -> None:
        """Remember that a link was paid."""
        ...

    def retire(self, link: PaymentLink) -> None:
        """Remember that a link cannot be paid any more."""
        ...


class Desk:
    """Where links are handed out."""

    def __init__(self, provider: Provider, links: Links) -> None:
        """Hand out links of one provider."""
        self._provider = provider
        self._links = links

    def link_for(self, claim: Claim) -> PaymentLink:
        """Return the only live link for a claim, made if there is none.

        A crash between the provider and our memory makes no second one: the same request with the
        same key is answered with the same link.  Raises PaymentError, and PaidError where the link
        was paid and the shop's record does not say so yet.
        """
        today = _today()
        live = self._usable(claim, today)
        if live is not None:
            return live
        if self._provider.lasts is not None:
            claim = replace(claim, expires=today + timedelta(days=self._provider.lasts))
        kind = self._provider.kind
        key = _key(kind, claim, self._links.count(kind, claim.order))
        link = self._provider.create(claim, key)
        link = replace(link, expires=claim.expires, before=claim.paid)
        self._links.keep(link)
        metrics.LINKS.add(kind)
        return link

    def _usable(self, claim: Claim, today: date) -> PaymentLink | None:
        """Return the live link if it is right for a claim; one that is not is retired.

        Raises PaymentError, and PaidError for one that was paid.
        """
        live = self._links.live(self._provider.kind, claim.order)
        if live is None:
            return None
        if self._provider.is_paid(live):
            self._links.note_paid(live)
            if not _in_record(live, claim):
                raise PaidError(f"order {claim.order}: {live.amount} was paid by the link already")
        elif live.amount == claim.amount and not (live.expires and live.expires < today):
            return live
        else:
            self._provider.retire(live)
        self._links.retire(live)
        return None


def _today() -> date:
    return datetime.now(UTC).date()


def _in_record(paid: PaymentLink, claim: Claim) -> bool:
    """Say whether the shop's record has the payment by a link already.

    Then what is due is due on top of it, as when something was added to the order.
    """
    if paid.before is None or claim.paid is None or claim.paid.currency != paid.amount.currency:
        return False
    return claim.paid.amount >= paid.before.amount + paid.amount.amount


def _key(kind: str, claim: Claim, earlier: int) -> str:
    """Return a key that names one request, however often it is sent."""
    named = "\0".join((kind, claim.order, str(claim.amount), str(earlier)))
    return hashlib.sha256(named.encode()).hexdigest()[:40]
