"""What an answer says: values of the shop and of the order record, none of the customer's mail.

The one exception is the subject, which keeps the conversation together; it is scrubbed, and
stripped of whatever could mislead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class Occasion(StrEnum):
    """Why we write."""

    CARD = "card"  # card data was taken out of the mail
    QUESTION = "question"  # "may I mail you my card?"
    REMINDER = "reminder"  # the order of an earlier answer is still open


@dataclass(frozen=True, slots=True)
class Sender:
    """The shop as its answers show it; what is empty is left out.

    ``genuine`` is the address of a public page that says which mails are really the shop's.
    ``imprint`` are lines: the postal address, a register number.
    """

    name: str
    address: str
    website: str
    phone: str = ""
    in_person: bool = False
    holder: str = ""
    account: str = ""
    genuine: str = ""
    imprint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What the order record says; ``amount`` is nothing for an order that is paid.

    ``amount`` counts units of ``currency`` (ISO 4217).
    """

    order: str
    amount: Decimal
    currency: str
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where to pay: an https address, whose page it is, and the last day on which it works."""

    url: str
    provider: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """All that goes into one answer.

    ``due`` is known only where the proven author stands on the order.  ``languages`` are one, or
    two where it is not sure which one the customer reads.  ``subject`` is the scrubbed subject.
    """

    occasion: Occasion
    languages: tuple[str, ...]
    sender: Sender
    subject: str = ""
    due: Due | None = None
    link: Link | None = None
