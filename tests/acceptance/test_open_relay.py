"""Nobody relays through us: the classic open-relay probes, played against a relay in the open.

The relay listens beyond loopback here, on every address of the machine, and is reached by
127.0.0.1 all the same: nothing leaves the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import CLEAN
from tests.conftest import relay_before
from tests.servers.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.next_hop import NextHop
    from tests.servers.relay import Relay

CONFIG = '[relay]\ndomains = ["shop.example", "münchen.example"]\n'

TAKEN = [
    "orders@shop.example",
    "ORDERS@SHOP.EXAMPLE",
    '"orders desk"@shop.example',
    "orders+tag@shop.example",
    "orders@xn--mnchen-3ya.example",
]
REFUSED = [
    "victim@elsewhere.example",
    "victim@sub.shop.example",
    "victim@shop.example.elsewhere.example",
    "victim@shop.example.",
    "victim@notshop.example",
    "victim%elsewhere.example@shop.example",
    "victim%elsewhere.example",
    "victim@elsewhere.example@shop.example",
    '"victim@elsewhere.example"@shop.example',
    '"victim%elsewhere.example"@shop.example',
    "elsewhere.example!victim@shop.example",
    "elsewhere.example!victim",
    "shop.example!victim@elsewhere.example",
    "@shop.example:victim@elsewhere.example",
    "@elsewhere.example:victim@shop.example",
    "@elsewhere.example,@shop.example:victim@elsewhere.example",
    "victim@[127.0.0.1]",
    "victim%elsewhere.example@[127.0.0.1]",
    "victim@localhost",
    "victim@",
    "@",
    "victim",
    '"victim@elsewhere.example"',
    "victim@elsewhere.example ",
    " victim@elsewhere.example",
    "victim@elsewhere.example\x00@shop.example",
    "victim@elsewhere.example,orders@shop.example",
    "victim(@shop.example)@elsewhere.example",
    "victim@elsewhere.example(@shop.example)",
    "victim@elsewhere.example#@shop.example",
    "<victim@elsewhere.example>@shop.example",
    "victim@shop.example>@elsewhere.example",
    "",
]


@pytest.fixture(scope="module")
def open_relay(tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop) -> Iterator[Relay]:
    """Return a relay that listens on every address for two domains."""
    directory = tmp_path_factory.mktemp("open")
    with relay_before(next_hop, directory, config=CONFIG, host="0.0.0.0") as running:  # noqa: S104
        yield running


def ask(relay: Relay, recipient: str, sender: str = "<spammer@elsewhere.example>") -> int:
    """Return the code of the reply to RCPT."""
    with Client(relay.port) as client:
        client.hello("elsewhere.example")
        client.command(f"MAIL FROM:{sender}")
        return client.command(f"RCPT TO:<{recipient}>").code


@pytest.mark.parametrize("recipient", TAKEN)
def test_our_own_domains_are_taken(open_relay: Relay, next_hop: NextHop, recipient: str) -> None:
    """The domains that were named get their mail."""
    next_hop.play()
    assert ask(open_relay, recipient) == 250


@pytest.mark.parametrize("recipient", REFUSED)
@pytest.mark.parametrize(
    "sender", ["<spammer@elsewhere.example>", "<>", "<orders@shop.example>", "<root@localhost>"]
)
def test_nothing_is_taken_for_others(
    open_relay: Relay, next_hop: NextHop, recipient: str, sender: str
) -> None:
    """No spelling of a foreign recipient, and no sender, gets through to the next hop."""
    play = next_hop.play()
    assert ask(open_relay, recipient, sender) in {501, 550, 553, 554}
    assert [line for line in play.commands if line.upper().startswith("RCPT")] == []


def test_a_plain_foreign_recipient_is_554(open_relay: Relay) -> None:
    """The reply says what it is: relaying denied, for good."""
    with Client(open_relay.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@b.example>")
        reply = client.command("RCPT TO:<victim@elsewhere.example>")
        assert (reply.code, reply.enhanced) == (554, "5.7.1")
        assert client.command("RCPT TO:<orders@shop.example>").code == 250
        client.command("DATA")
        assert client.message(CLEAN).code == 250


def test_beyond_loopback_it_does_not_start_without_domains(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """An open relay cannot be started by leaving something out."""
    with pytest.raises(RuntimeError, match="domains"):
        start_relay(f"smtp://127.0.0.1:{next_hop.port}", host="0.0.0.0")  # noqa: S104


def test_named_clients_may_send_anywhere(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """With its clients named, those relay and the others do not."""
    url = f"smtp://127.0.0.1:{next_hop.port}"
    next_hop.play()
    ours = start_relay(url, '[relay]\nclients = ["127.0.0.0/8"]\n', host="0.0.0.0")  # noqa: S104
    assert ask(ours, "friend@elsewhere.example") == 250
    others = start_relay(url, '[relay]\nclients = ["192.0.2.0/24"]\n', host="0.0.0.0")  # noqa: S104
    assert ask(others, "victim@elsewhere.example") in {550, 554}
