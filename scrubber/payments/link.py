"""What a provider is asked for, what it gives, and what it has to be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from scrubber.money import Money


@dataclass(frozen=True, slots=True)
class Claim:
    """What a customer owes: an order's number, the amount due, what it is for, his address."""

    order: str
    amount: Money
    label: str = ""
    email: str = ""

    @property
    def title(self) -> str:
        """What the provider's page calls it."""
        return f"{self.label} ({self.order})" if self.label else self.order


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """An https address at which one amount can be paid.

    ``provider`` is the kind of provider, ``id`` its name for the link, ``reference`` its name for
    what is paid by it.  ``expires`` is the last day on which it works, None for always.
    """

    url: str
    provider: str
    order: str
    amount: Money
    id: str
    reference: str = ""
    expires: date | None = None


class Provider(Protocol):
    """Makes links.  Everything here may wait for a network, and raises PaymentError."""

    kind: str
    """What the configuration calls it."""

    title: str
    """What customers call it."""

    general: str
    """An https page on which anything can be paid, empty if there is none."""

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make a link for a claim; asked twice with the same ``key``, return the same link."""
        ...

    def retire(self, link: PaymentLink) -> None:
        """Let nobody pay by a link any more; one that is gone already is fine."""
        ...

    def is_paid(self, link: PaymentLink) -> bool | None:
        """Say whether somebody has paid by a link, None where the provider cannot say."""
        ...
