"""A real Dovecot as next hop, by LMTP over TCP and over a socket file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import CARD_MAIL, CLEAN, assert_masked, assert_unchanged
from tests.fakes.next_hop import NextHop
from tests.fakes.script import NORMAL, say
from tests.servers.client import Client, send_mail
from tests.servers.dovecot import USERS
from tests.servers.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.servers.dovecot import Dovecot


@pytest.fixture(scope="module", params=["TCP", "socket file"])
def delivering(
    request: pytest.FixtureRequest, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Relay]:
    """Return a relay that delivers to Dovecot."""
    url = f"lmtp://{dovecot.lmtp_socket}"
    if request.param == "TCP":
        url = f"lmtp://127.0.0.1:{dovecot.lmtp_port}"
    with Relay(tmp_path_factory.mktemp("lmtp"), url) as running:
        yield running


@pytest.fixture(autouse=True)
def empty_mailboxes(request: pytest.FixtureRequest) -> None:
    """Every test begins with empty mailboxes."""
    if "dovecot" in request.fixturenames:
        dovecot: Dovecot = request.getfixturevalue("dovecot")
        for user in USERS:
            dovecot.empty(user)


def test_a_clean_mail_is_read_unchanged(delivering: Relay, dovecot: Dovecot) -> None:
    """What IMAP shows is what the client sent, below trace fields."""
    assert send_mail(delivering.port, CLEAN).code == 250
    [message] = dovecot.mails(USERS[0])
    assert_unchanged(message, CLEAN)


def test_a_card_mail_is_read_masked(delivering: Relay, dovecot: Dovecot) -> None:
    """What IMAP shows has no number."""
    assert send_mail(delivering.port, CARD_MAIL).code == 250
    [message] = dovecot.mails(USERS[0])
    assert_masked(message)


def test_an_unknown_mailbox_is_dovecots_word(delivering: Relay) -> None:
    """RCPT is answered by Dovecot."""
    reply = send_mail(delivering.port, CLEAN, recipients=["nobody@shop.example"])
    assert (reply.code, reply.enhanced) == (550, "5.1.1")


def test_the_second_recipient_waits(delivering: Relay, dovecot: Dovecot) -> None:
    """LMTP answers for each recipient, SMTP cannot: one recipient at a time (RFC 2033)."""
    with Client(delivering.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@customer.example>")
        assert client.command(f"RCPT TO:<{USERS[0]}>").code == 250
        reply = client.command(f"RCPT TO:<{USERS[1]}>")
        assert (reply.code, reply.enhanced) == (452, "4.5.3")
        client.command("DATA")
        assert client.message(CARD_MAIL).code == 250
        client.command("MAIL FROM:<a@customer.example>")
        assert client.command(f"RCPT TO:<{USERS[1]}>").code == 250
        client.command("DATA")
        assert client.message(CARD_MAIL).code == 250
    for user in USERS:
        [message] = dovecot.mails(user)
        assert_masked(message)


def test_a_refused_first_recipient_leaves_room(delivering: Relay, dovecot: Dovecot) -> None:
    """A recipient that was refused does not count as the one."""
    with Client(delivering.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@customer.example>")
        assert client.command("RCPT TO:<nobody@shop.example>").code == 550
        assert client.command(f"RCPT TO:<{USERS[0]}>").code == 250
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    assert len(dovecot.mails(USERS[0])) == 1


@pytest.fixture(scope="module")
def scripted() -> Iterator[NextHop]:
    """Return a scripted LMTP server."""
    with NextHop(lmtp=True) as server:
        yield server


@pytest.fixture(scope="module")
def relay_to_lmtp(scripted: NextHop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """Return a relay before the scripted LMTP server."""
    url = f"lmtp://127.0.0.1:{scripted.port}"
    with Relay(tmp_path_factory.mktemp("scripted"), url) as running:
        yield running


@pytest.mark.parametrize("reply", ["452 4.2.2 over quota", "550 5.2.1 disabled"])
def test_a_refusal_at_the_end_is_passed_on(
    relay_to_lmtp: Relay, scripted: NextHop, reply: str
) -> None:
    """The reply for the recipient is the client's reply."""
    play = scripted.play({".": [say(reply), NORMAL]})
    assert str(send_mail(relay_to_lmtp.port, CLEAN)) == reply
    assert send_mail(relay_to_lmtp.port, CLEAN).code == 250
    assert len(play.mails) == 1
    assert play.violations == []


def test_a_socket_file_that_is_missing_is_temporary(
    start_relay: Callable[..., Relay], tmp_path: Path
) -> None:
    """With nobody behind the socket file mail stays with the client."""
    relay = start_relay(f"lmtp://{tmp_path}/missing.socket")
    reply = send_mail(relay.port, CLEAN)
    assert (reply.code, reply.enhanced) == (451, "4.4.1")
