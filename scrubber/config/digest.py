"""``[digest]``: what the staff is told of mail with card data."""

from __future__ import annotations

from pydantic import BaseModel, Field

from scrubber.config.shop import Address
from scrubber.config.values import STRICT, Count


class DigestSettings(BaseModel):
    """``[digest]``: that a diary is kept for the digest, for how long, and what is alarming."""

    model_config = STRICT

    to: Address | None = Field(
        default=None, description="an address", examples=['to = "owner@shop.example"']
    )
    """Who gets the digest by mail, with "scrubber digest --mail"; it leaves as answers do."""
    days: Count = Field(default=90, description="a whole number above 0", examples=["days = 90"])
    """For how many days the diary is kept: addresses, orders, what was removed, never a digit."""
    cards: Count = Field(default=3, description="a whole number above 0", examples=["cards = 3"])
    """So many different cards of one sender in a day are an alarm."""
    senders: Count = Field(
        default=3, description="a whole number above 0", examples=["senders = 3"]
    )
    """So many senders in a day who show published test numbers are an alarm."""
