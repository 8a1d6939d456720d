"""What a next hop's extensions decide, and a next hop that comes back with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.mails import CARD_MAIL, CLEAN, assert_masked
from tests.conftest import relay_before
from tests.fakes.next_hop import EXTENSIONS, NextHop
from tests.servers.client import Client, send_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.relay import Relay

FEWER: Final = ("PIPELINING", "8BITMIME")
XFORWARD: Final = (
    "XFORWARD NAME=spike.porcupine.example ADDR=192.0.2.17 PORT=4711",
    "XFORWARD HELO=spike.porcupine.example PROTO=ESMTP IDENT=ABC SOURCE=REMOTE",
)


@pytest.fixture(scope="module")
def changing_hop() -> Iterator[NextHop]:
    """Return a next hop whose extensions are others in each test.

    The relay believes what it was told last, so it is not the one of all the other tests.
    """
    with NextHop() as server:
        yield server


@pytest.fixture(scope="module")
def before_it(tmp_path_factory: pytest.TempPathFactory, changing_hop: NextHop) -> Iterator[Relay]:
    """Return a relay before that next hop."""
    with relay_before(changing_hop, tmp_path_factory.mktemp("changing")) as running:
        yield running


@pytest.mark.parametrize(
    ("without", "line", "reply", "arrives"),
    [
        ("DSN", "MAIL FROM:<a@b.example> RET=FULL ENVID=x", 250, ()),
        ("SMTPUTF8", "MAIL FROM:<grüße@b.example> SMTPUTF8", 553, None),
        ("SIZE 60000000", "MAIL FROM:<a@b.example> SIZE=1000", 250, ()),
    ],
)
def test_what_the_next_hop_lacks(
    before_it: Relay,
    changing_hop: NextHop,
    without: str,
    line: str,
    reply: int,
    arrives: tuple[str, ...] | None,
) -> None:
    """DSN and SIZE are dropped towards a next hop without them, SMTPUTF8 is refused."""
    play = changing_hop.play(extensions=tuple(name for name in EXTENSIONS if name != without))
    with Client(before_it.port) as client:
        client.hello()
        answer = client.command(line)
        assert answer.code == reply
        if arrives is None:
            assert answer.enhanced == "5.6.7"
            return
        notify = " NOTIFY=NEVER" if without == "DSN" else ""
        client.command("RCPT TO:<b@shop.example>" + notify)
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    assert play.mails[0].sender.parameters == arrives
    assert play.violations == []


def test_a_next_hop_of_the_plainest_kind_will_do(before_it: Relay, changing_hop: NextHop) -> None:
    """Without a single extension mail still passes, one command at a time."""
    play = changing_hop.play(extensions=())
    assert send_mail(before_it.port, CARD_MAIL).code == 250
    assert_masked(play.mails[0].message)
    assert play.violations == []


def send_with(relay: Relay, sender: str) -> None:
    """Send a mail with this MAIL command, to somebody who wants no report of it."""
    with Client(relay.port) as client:
        client.hello()
        assert client.command(sender).code == 250
        client.command("RCPT TO:<c@shop.example> NOTIFY=NEVER")
        client.command("DATA")
        assert client.message(CLEAN).code == 250


@pytest.mark.parametrize("goodbye", [True, False], ids=["hung up", "left open"])
def test_a_next_hop_that_has_learned_since(
    before_it: Relay, changing_hop: NextHop, *, goodbye: bool
) -> None:
    """What a connection was told that lies idle refuses no mail: who restarts may have more.

    A server that reloads gently lets the old connection live on.
    """
    play = changing_hop.play(extensions=FEWER)
    assert send_mail(before_it.port, CLEAN).code == 250
    changing_hop.announce(EXTENSIONS)
    if goodbye:
        changing_hop.drop_connections()
    sender = "MAIL FROM:<grüße@b.example> SIZE=1000 BODY=8BITMIME RET=FULL SMTPUTF8"
    send_with(before_it, sender)
    [_, received] = play.mails
    assert set(received.sender.parameters) == set(sender.split()[2:])
    assert received.recipients[0].parameters == ("NOTIFY=NEVER",)
    assert play.violations == []


def test_a_next_hop_that_has_forgotten_since(before_it: Relay, changing_hop: NextHop) -> None:
    """After a restart with less the mail goes out once, without what nobody knows any more."""
    play = changing_hop.play()
    assert send_mail(before_it.port, CLEAN).code == 250
    changing_hop.announce(FEWER)
    changing_hop.drop_connections()
    send_with(before_it, "MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME RET=FULL")
    [_, received] = play.mails
    assert received.sender.parameters == ("BODY=8BITMIME",)
    assert received.recipients[0].parameters == ()
    assert play.violations == []


def test_xforward_from_loopback_is_passed_on(before_it: Relay, changing_hop: NextHop) -> None:
    """A mail server before the relay tells whom it speaks for (Postfix, XFORWARD_README)."""
    extension = "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"
    play = changing_hop.play(extensions=(*EXTENSIONS, extension))
    with Client(before_it.port) as client:
        assert any(name.startswith("XFORWARD ") for name in client.hello())
        for line in XFORWARD:
            assert client.command(line).code == 250
        client.command("MAIL FROM:<a@b.example>")
        client.command("RCPT TO:<c@shop.example>")
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    told = " ".join(line for line in play.commands if line.startswith("XFORWARD"))
    assert set(" ".join(XFORWARD).split()) == set(told.split())
    assert play.violations == []
