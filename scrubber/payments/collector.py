"""Finds out which links were paid, and retires those whose time is over.

The provider's API is asked, now and then; a notification only makes us ask at once.  So what
anybody sends us can never make an order paid.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from scrubber.errors import PaymentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.payments.link import PaymentLink, Provider

log = logging.getLogger(__name__)

_OFTEN = 120.0  # seconds between two looks at a new link
_SELDOM = 6 * 3600.0
_SHARE = 20  # a link of some age is looked at after a twentieth of it


class Made(Protocol):
    """A link, and when it was made, in seconds since 1970."""

    @property
    def link(self) -> PaymentLink: ...  # noqa: D102
    @property
    def created(self) -> float: ...  # noqa: D102


class Links(Protocol):
    """Remembers the links that were made."""

    def open(self, provider: str) -> Iterable[Made]:
        """Return the links that can be paid, as far as we know."""
        ...

    def note_paid(self, link: PaymentLink) -> None:
        """Remember that a link was paid."""
        ...

    def retire(self, link: PaymentLink) -> None:
        """Remember that a link cannot be paid any more."""
        ...


class Collector:
    """Looks after the open links of one provider."""

    def __init__(self, provider: Provider, links: Links) -> None:
        """Have looked at no link yet."""
        self._provider = provider
        self._links = links
        self._looked: dict[str, float] = {}
        self._one_at_a_time = Lock()

    def look(self, now: float, *, at_all: bool = False) -> int:
        """Look at the links whose turn it is, or at all of them; count those found paid.

        ``now`` is seconds since 1970.  What a provider refuses is logged; when it cannot be reached
        the other links have to wait.  Raises StoreError.
        """
        paid = 0
        for made in self._links.open(self._provider.kind):
            if not (at_all or self._is_due(made, now)):
                continue
            try:
                paid += self._look_at(made.link, now)
            except PaymentError as error:
                log.warning("order %s: %s", made.link.order, error.public)
                if error.temporary:
                    break
        return paid

    def look_for(self, names: Iterable[str], now: float) -> int:
        """Look at the links of which one of ``names`` is the order or the provider's name.

        Return how many were found paid.  Raises PaymentError and StoreError.
        """
        wanted = set(names)
        return sum(
            self._look_at(made.link, now)
            for made in self._links.open(self._provider.kind)
            if wanted & {made.link.id, made.link.reference, made.link.order}
        )

    def _is_due(self, made: Made, now: float) -> bool:
        pause = min(max((now - made.created) / _SHARE, _OFTEN), _SELDOM)
        return now - self._looked.get(made.link.id, 0.0) >= pause

    def _look_at(self, link: PaymentLink, now: float) -> bool:
        """Ask about one link; one that was paid, or that has ended, is open no more."""
        with self._one_at_a_time:
            self._looked[link.id] = now
            if self._provider.is_paid(link):
                self._links.note_paid(link)
                log.info("order %s: %s was paid", link.order, link.amount)
                return True
            if link.expires is not None and link.expires < datetime.fromtimestamp(now, UTC).date():
                self._provider.retire(link)
                self._links.retire(link)
                log.info("order %s: its link has ended", link.order)
            return False
