"""A bank transfer: account, amount and reference as text, and as a QR code for banking apps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from scrubber.errors import PaymentError
from scrubber.webapi import PERMANENT

if TYPE_CHECKING:
    from segno import QRCode

    from scrubber.money import Money

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_LONGEST_NAME = 70
_LONGEST_REFERENCE = 140
_MOST = Decimal("999999999.99")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a customer types into his bank's form, or photographs."""

    holder: str
    account: str
    amount: Money
    reference: str

    def lines(self) -> list[str]:
        """Return the values in the order in which forms ask for them."""
        return [self.holder, self.account, str(self.amount), self.reference]

    def code(self) -> QRCode:
        """Return the code of the European Payments Council (EPC069-12), which is for euros only.

        Raises PaymentError with the reason why there is none.
        """
        from segno.helpers import make_epc_qr

        iban = "".join(self.account.split()).upper()
        if not is_iban(iban):
            raise PaymentError("[shop] account is no IBAN: there is no code for it", code=PERMANENT)
        if self.amount.currency != "EUR" or not 0 < self.amount.amount <= _MOST:
            raise PaymentError(f"the code is for euros, not for {self.amount}", code=PERMANENT)
        return make_epc_qr(
            name=self.holder[:_LONGEST_NAME],
            iban=iban,
            amount=self.amount.amount,
            text=self.reference[:_LONGEST_REFERENCE],
            encoding="utf-8",
        )


def is_iban(text: str) -> bool:
    """Say whether a text without blanks is an IBAN: its check digits are right (ISO 13616)."""
    if not _IBAN.fullmatch(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1
