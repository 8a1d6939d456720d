"""An order as the shop's own record has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.money import Money


@dataclass(frozen=True, slots=True)
class Order:
    """An order; ``emails`` are the addresses that may be told about it.

    ``name`` is the customer's, ``language`` of ISO 639-1, ``label`` says what it is for; each is
    empty where the record has none.
    """

    number: str
    emails: tuple[str, ...]
    name: str
    language: str
    total: Money
    paid: Money
    label: str = ""

    @property
    def due(self) -> Money:
        """What is still to be paid: total less paid, never less than nothing."""
        return self.total.less(self.paid)

    def belongs_to(self, address: str) -> bool:
        """Say whether a mail address stands on the order."""
        return folded(address) in map(folded, self.emails)


def folded(address: str) -> str:
    """Return an address as it is compared: case does not count.

    RFC 5321 section 2.4 lets a host tell local parts apart by case; none that customers use does.
    """
    return address.strip().lower()
