"""One live link for each order and amount due; what is owed has changed, then so does the link."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from scrubber.errors import PaidError

if TYPE_CHECKING:
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
        kind = self._provider.kind
        live = self._links.live(kind, claim.order)
        if live is not None and self._provider.is_paid(live):
            raise PaidError(f"order {claim.order}: {live.amount} was paid by the link already")
        if live is not None and live.amount == claim.amount:
            return live
        if live is not None:
            self._provider.retire(live)
            self._links.retire(live)
        link = self._provider.create(claim, _key(kind, claim, self._links.count(kind, claim.order)))
        self._links.keep(link)
        return link


def _key(kind: str, claim: Claim, earlier: int) -> str:
    """Return a key that names one request, however often it is sent."""
    named = "\0".join((kind, claim.order, str(claim.amount), str(earlier)))
    return hashlib.sha256(named.encode()).hexdigest()[:40]
