"""Amounts of money: exact decimals with the places that their currency has (ISO 4217)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_PLACES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON
    RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD
    TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
"""ISO 4217, list one: how many decimal places each currency has."""

PLACES = {code: places for places, codes in _PLACES.items() for code in codes.split()}
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that is not negative; ``amount`` counts units of ``currency`` (ISO 4217)."""

    amount: Decimal
    currency: str

    @classmethod
    def read(cls, text: str, currency: str) -> Money:
        """Read ``480`` or ``480.00``.  Raises ValueError, whose text repeats nothing."""
        if currency not in PLACES:
            raise ValueError("expected a currency of ISO 4217, as EUR")
        if not _NUMBER.fullmatch(text):
            raise ValueError('expected an amount such as 480.00, with "." and without a sign')
        places = PLACES[currency]
        if len(text.partition(".")[2]) > places:
            raise ValueError(f"expected at most {places} decimal places, as {currency} has")
        return cls(Decimal(text), currency)

    @property
    def decimal(self) -> str:
        """The amount with the currency's own places: ``480.00``, without any for JPY."""
        return f"{self.amount:.{PLACES[self.currency]}f}"

    @property
    def minor(self) -> int:
        """The amount in the currency's smallest unit."""
        return int(self.amount.scaleb(PLACES[self.currency]))

    def less(self, paid: Money) -> Money:
        """Return what is left once ``paid`` was paid; nothing where that was more.

        Raises ValueError for another currency.
        """
        if paid.currency != self.currency:
            raise ValueError("amounts of two currencies")
        return Money(max(self.amount - paid.amount, Decimal(0)), self.currency)

    def __bool__(self) -> bool:
        """Say whether it is more than nothing."""
        return bool(self.amount)

    def __str__(self) -> str:
        """Return the amount and its currency: ``480.00 EUR``."""
        return f"{self.decimal} {self.currency}"
