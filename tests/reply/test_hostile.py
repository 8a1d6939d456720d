"""Fields that are made to do harm: each is looked at in proportion, and none is an error.

Time is not measured: without a bound each of these takes minutes, or the stack ends.
"""

from __future__ import annotations

import pytest

from scrubber.reply.authentication import Authority, doubt
from scrubber.reply.eligibility import Ours, objection
from scrubber.reply.incoming import Incoming
from scrubber.reply.language import choose
from scrubber.reply.trace import Trust

OURS = Ours(("shop@shop.example",), frozenset({"shop.example"}))
ANNA = "anna@customer.example"
MX = Authority("mx.shop.example", Trust(("mx.shop.example",), below=True))
LENGTH = 200_000
UNITS = ("a", "a.", "a@", "(", "a:", "<", '"', '\\"', ";", "a=", " by a", "[", "=?", "é")


def mail(name: str, value: str) -> Incoming:
    """Return a customer's mail with one field that is made to do harm."""
    fields = {"From": ANNA, "To": "shop@shop.example", name: value}
    header = "".join(f"{field}: {text}\r\n" for field, text in fields.items())
    return Incoming.read(f"{header}\r\n".encode(), ANNA, ("shop@shop.example",))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", ["From", "To", "Sender"])
def test_no_address_is_found_in_a_wall(name: str, unit: str) -> None:
    """An author who cannot be told gets no answer."""
    looked = objection(mail(name, unit * (LENGTH // len(unit))), OURS)
    assert looked or name == "Sender"


@pytest.mark.parametrize("lead", ["", "mx.shop.example; spf=pass ", '"'])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", ["Received", "Authentication-Results"])
def test_a_wall_proves_nothing(name: str, unit: str, lead: str) -> None:
    """No server of ours writes so much."""
    assert doubt(mail(name, lead + unit * (LENGTH // len(unit))), MX, handed_over=True)


@pytest.mark.parametrize("unit", ["я", "@", "http://", "*"])
def test_a_wall_is_answered_in_the_shops_language(unit: str) -> None:
    """Besides what somebody may take it for."""
    assert "de" in choose(("de", "en"), "de", text=unit * (LENGTH // len(unit)))
