"""What a provider is asked for, what it gives, and what it has to be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scrubber.money import Money


@dataclass(frozen=True, slots=True)
class Claim:
    """What a customer owes: an order's number, the amount due, what it is for, who he is.

    ``paid`` is what the shop's record says was paid of the order before, None where it does not
    say; ``language`` (ISO 639-1) is the customer's, ``expires`` the last day to pay.
    """

    order: str
    amount: Money
    label: str = ""
    email: str = ""
    language: str = ""
    paid: Money | None = None
    expires: date | None = None

    @property
    def title(self) -> str:
        """What the provider's page calls it."""
        return f"{self.label} ({self.order})" if self.label else self.order


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """An https address at which one amount can be paid.

    ``provider`` is the kind of provider, ``id`` its name for the link, ``reference`` its name for
    what is paid by it.  ``expires`` is the last day on which it works, None for always; ``before``
    what the shop's record said was paid when it was made.
    """

    url: str
    provider: str
    order: str
    amount: Money
    id: str
    reference: str = ""
    expires: date | None = None
    before: Money | None = None


def end_of(day: date) -> datetime:
    """Return the last second of a day."""
    return datetime.combine(day, time(23, 59, 59), UTC)


class Provider(Protocol):
    """Makes links.  All methods may wait for a network, and raise PaymentError."""

    kind: str
    """What the configuration calls it."""

    title: str
    """What customers call it."""

    general: str
    """An https page on which anything can be paid, empty if there is none."""

    lasts: int | None
    """For how many days a link can be paid, None for as long as the provider lets it."""

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make a link for a claim.

        Asked twice with the same ``key``, the link is the same, or another one while the first was
        told to nobody.
        """
        ...

    def retire(self, link: PaymentLink) -> None:
        """Let nobody pay by a link any more; one that is gone already is fine."""
        ...

    def is_paid(self, link: PaymentLink) -> bool | None:
        """Say whether somebody has paid by a link, None where the provider cannot say."""
        ...
