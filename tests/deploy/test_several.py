"""deploy/several: two relays, one PostgreSQL, and each number comes in by both of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from scrubber.store import recalls
from scrubber.store.store import Store
from tests.servers.client import send_mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.next_hop import NextHop
    from tests.servers.postgresql import PostgreSQL
    from tests.servers.relay import Relay

# What networks publish for tests, cut in two.
HALVES: Final = {
    "ada@customer.example": ("4111 1111", "1111 1111"),
    "bob@another.example": ("5555 5555", "5555 4444"),
    "eve@third.example": ("3782 822463", "10005"),
    "joe@fourth.example": ("6011 1111", "1111 1117"),
}


def mail(sender: str, number: int, half: str) -> bytes:
    """Return one half of a customer's number."""
    return (
        f"From: <{sender}>\r\nTo: orders@shop.example\r\nSubject: my order\r\n"
        f"Message-ID: <{number}.{sender}>\r\n\r\n{half}\r\n"
    ).encode()


@pytest.mark.long
def test_a_number_that_comes_by_two_relays_is_masked(
    start_relay: Callable[..., Relay], next_hop: NextHop, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """Whichever relay has the first half, the other one masks the second and asks for the first."""
    url, key = postgresql.database(), tmp_path / "key"
    config = f'[store]\nurl = "{url}"\nkey_file = "{key}"\n'
    address = f"smtp://127.0.0.1:{next_hop.port}"
    doors = [start_relay(address, config), start_relay(address, config)]
    play = next_hop.play()
    for number in (0, 1):
        for customer, (sender, halves) in enumerate(HALVES.items()):
            door = doors[(customer + number) % 2]
            assert (
                send_mail(door.port, mail(sender, number, halves[number]), sender=sender).code
                == 250
            )
    delivered = [received.message.partition(b"\r\n\r\n")[2] for received in play.mails]
    for first, (_, half) in zip(delivered[len(HALVES) :], HALVES.values(), strict=True):
        assert first.decode().strip() == "".join("*" if c.isdigit() else c for c in half)
    store = Store(tmp_path, url=url, key_file=key)
    try:
        asked = {recall.message_id for recall in recalls.pending(store.database(), store.pads)}
    finally:
        store.close()
    assert asked == {f"<0.{sender}>" for sender in HALVES}
