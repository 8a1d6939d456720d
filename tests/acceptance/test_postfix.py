"""With a real Postfix around it: before-queue, before-queue with speed_adjust, after-queue.

Postfix sends to the relay, the relay hands back to Postfix behind the filter, and what Postfix
delivers in the end is compared with what the client sent.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import (
    CARD_MAIL,
    CLEAN,
    assert_masked,
    assert_unchanged,
    attachment,
    mail,
)
from tests.fakes.next_hop import NextHop
from tests.fakes.script import DROP, GARBAGE, KEEP_AND_DROP, say
from tests.servers.client import Client, send_mail
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import MailServer
    from tests.fakes.play import Play
    from tests.fakes.script import Script
    from tests.servers.postfix import Postfix

WAYS = ("before", "speed", "after")


@pytest.fixture(scope="class")
def filtering(mail_server: MailServer, folder: Path) -> Iterator[Relay]:
    """Return the relay as Postfix's filter: it hands back to Postfix."""
    back = f"smtp://127.0.0.1:{mail_server.refilter}"
    with Relay(folder / "filter", back, port=mail_server.filter) as running:
        yield running


@pytest.fixture(params=WAYS)
def port(request: pytest.FixtureRequest, mail_server: MailServer) -> int:
    """Each way to ask a filter, by the port that a client connects to."""
    return int(getattr(mail_server, request.param))


@pytest.fixture(autouse=True)
def idle(mail_server: MailServer) -> None:
    """Each test begins when Postfix has nothing left of those before, be it that they failed."""
    try:
        wait_until(lambda: mail_server.postfix.queued() == 0, "the queue is empty", 5.0)
    except TimeoutError:
        mail_server.postfix.empty_queue()


@pytest.fixture
def arrived(mailbox: NextHop, idle: None) -> Play:  # noqa: ARG001 - first idle, then a new play
    """Return what Postfix delivers in the end."""
    return mailbox.play()


def keep_trying(postfix: Postfix, play: Play, count: int) -> None:
    """Let Postfix try its queued mail again until so many have arrived and none is left."""
    for _ in range(40):
        with suppress(TimeoutError):
            play.wait_for(lambda: len(play.mails) >= count and postfix.queued() == 0, 0.5)
            return
        postfix.flush()
    raise TimeoutError(f"{len(play.mails)} of {count} mails have arrived")


@pytest.mark.usefixtures("filtering")
class TestMail:
    """A filter that works."""

    def test_a_clean_mail_arrives_unchanged(self, port: int, arrived: Play) -> None:
        """Below the trace fields every byte is the sender's."""
        assert send_mail(port, CLEAN).code == 250
        arrived.wait_for_mails(1)
        assert_unchanged(arrived.mails[0].message, CLEAN)

    def test_a_card_mail_arrives_masked(self, port: int, arrived: Play) -> None:
        """Only the digits are changed."""
        assert send_mail(port, CARD_MAIL).code == 250
        arrived.wait_for_mails(1)
        assert_masked(arrived.mails[0].message)

    def test_a_bounce_passes(self, port: int, arrived: Play) -> None:
        """The null reverse-path stays null."""
        assert send_mail(port, CARD_MAIL, sender="").code == 250
        arrived.wait_for_mails(1)
        assert_masked(arrived.mails[0].message)
        assert arrived.mails[0].sender.mailbox == ""

    def test_dsn_parameters_arrive(self, port: int, arrived: Play) -> None:
        """What the sender wants to be told is known at the end of the chain."""
        with Client(port) as client:
            client.hello()
            client.command("mail FROM:<a@customer.example> RET=HDRS ENVID=QQ314159aBc")
            reply = client.command(
                "rcpt TO:<b@shop.example> NOTIFY=FAILURE ORCPT=rfc822;Bb@Shop.Example"
            )
            assert reply.code == 250
            client.command("DATA")
            assert client.message(CLEAN).code == 250
        arrived.wait_for_mails(1)
        [received] = arrived.mails
        assert {"RET=HDRS", "ENVID=QQ314159aBc"} <= set(received.sender.parameters)
        assert set(received.recipients[0].parameters) == {
            "NOTIFY=FAILURE",
            "ORCPT=rfc822;Bb@Shop.Example",
        }

    def test_eight_bits_and_utf8_addresses_arrive(self, port: int, arrived: Play) -> None:
        """8BITMIME and SMTPUTF8 reach the end of the chain."""
        message = "Subject: Grüße\r\nFrom: <grüße@münchen.example>\r\n\r\nπ\r\n".encode()
        with Client(port) as client:
            client.hello()
            client.command("MAIL FROM:<grüße@münchen.example> BODY=8BITMIME SMTPUTF8")
            assert client.command("RCPT TO:<заказ@shop.example>").code == 250
            client.command("DATA")
            assert client.message(message).code == 250
        arrived.wait_for_mails(1)
        [received] = arrived.mails
        assert_unchanged(received.message, message)
        assert {"BODY=8BITMIME", "SMTPUTF8"} <= set(received.sender.parameters)

    def test_long_lines_arrive(self, port: int, arrived: Play) -> None:
        """A line of 5003 octets is neither cut nor refused."""
        message = mail(b"a" * 5003 + b"\r\n" + b"b" * 5003 + b"\r\n")
        assert send_mail(port, message).code == 250
        arrived.wait_for_mails(1)
        assert_unchanged(arrived.mails[0].message, message)

    def test_a_big_mail_arrives(self, port: int, arrived: Play) -> None:
        """30 MB arrive as they are."""
        message = attachment(30_000_000)
        assert send_mail(port, message).code == 250
        arrived.wait_for_mails(1)
        assert arrived.mails[0].message.endswith(message)

    def test_a_refused_recipient_before_queue(self, mail_server: MailServer, arrived: Play) -> None:
        """The client sees the refusal of the server behind the filter, the others get the mail."""
        with Client(mail_server.before) as client:
            client.hello()
            client.command("MAIL FROM:<a@customer.example>")
            assert client.command("RCPT TO:<orders@shop.example>").code == 250
            reply = client.command("RCPT TO:<refused@shop.example>")
            assert (reply.code, reply.enhanced) == (550, "5.1.1")
            client.command("DATA")
            assert client.message(CLEAN).code == 250
        arrived.wait_for_mails(1)
        assert [to.mailbox for to in arrived.mails[0].recipients] == ["orders@shop.example"]

    def test_a_refused_recipient_with_speed_adjust(
        self, mail_server: MailServer, arrived: Play
    ) -> None:
        """Postfix takes all recipients first, so the whole mail is refused, and nothing arrives."""
        recipients = ["orders@shop.example", "refused@shop.example"]
        reply = send_mail(mail_server.speed, CLEAN, recipients=recipients)
        assert (reply.code, reply.enhanced) == (550, "5.1.1")
        assert arrived.mails == []

    def test_a_refused_recipient_after_queue(self, mail_server: MailServer, arrived: Play) -> None:
        """One mail arrives, one bounce goes to the sender."""
        recipients = ["orders@shop.example", "refused@shop.example"]
        assert send_mail(mail_server.after, CLEAN, recipients=recipients).code == 250
        arrived.wait_for_mails(2)
        by_sender = {received.sender.mailbox: received for received in arrived.mails}
        assert by_sender["customer@customer.example"].message.endswith(CLEAN)
        assert by_sender[""].recipients[0].mailbox == "customer@customer.example"


FAILURES: dict[str, tuple[Script, int]] = {
    "451 at the end": ({".": [say("451 4.7.1 not now")]}, 451),
    "452 at MAIL": ({"MAIL": [say("452 4.3.1 full")]}, 452),
    "dies at the end": ({".": [DROP]}, 451),
    "dies during the message": ({"BODY": [DROP]}, 451),
    "garbage at the end": ({".": [GARBAGE]}, 451),
    "dies at RCPT": ({"RCPT": [DROP]}, 451),
}


@contextmanager
def filter_before(mail_server: MailServer, directory: Path, server: NextHop) -> Iterator[Relay]:
    """Return the relay as Postfix's filter, before a scripted server instead of Postfix."""
    next_hop = f"smtp://127.0.0.1:{server.port}"
    with Relay(directory, next_hop, port=mail_server.filter) as running:
        yield running


@pytest.fixture(scope="class")
def failing(mail_server: MailServer, folder: Path) -> Iterator[NextHop]:
    """Return a scripted server behind the relay which is Postfix's filter."""
    with NextHop() as server, filter_before(mail_server, folder / "failing", server):
        yield server


class TestFailures:
    """A server behind the filter that fails."""

    @pytest.mark.parametrize(("script", "code"), FAILURES.values(), ids=FAILURES)
    @pytest.mark.parametrize("way", ["before", "speed"])
    def test_before_queue_the_client_keeps_the_mail(
        self, mail_server: MailServer, failing: NextHop, way: str, script: Script, code: int
    ) -> None:
        """The client is told to come again, and when it does the mail arrives once."""
        play = failing.play(script)
        port = getattr(mail_server, way)
        assert send_mail(port, CARD_MAIL).code == code
        assert play.mails == []
        assert send_mail(port, CARD_MAIL).code == 250
        [received] = play.mails
        assert_masked(received.message)

    @pytest.mark.parametrize("script", [script for script, _ in FAILURES.values()], ids=FAILURES)
    def test_after_queue_postfix_keeps_the_mail(
        self, mail_server: MailServer, failing: NextHop, script: Script
    ) -> None:
        """Postfix has taken the mail and tries again until it is through."""
        play = failing.play(script)
        assert send_mail(mail_server.after, CARD_MAIL).code == 250
        keep_trying(mail_server.postfix, play, 1)
        assert_masked(play.mails[0].message)

    def test_a_550_at_the_end_is_passed_on(self, mail_server: MailServer, failing: NextHop) -> None:
        """Before-queue, a refusal for good is the client's to handle."""
        failing.play({".": say("550 5.7.1 not here")})
        reply = send_mail(mail_server.before, CLEAN)
        assert (reply.code, reply.enhanced) == (550, "5.7.1")

    def test_a_550_at_the_end_bounces_after_queue(
        self, mail_server: MailServer, failing: NextHop, arrived: Play
    ) -> None:
        """After-queue, a refusal for good comes back to the sender, and without the number."""
        failing.play({".": [say("550 5.7.1 not here")]})
        assert send_mail(mail_server.after, CLEAN).code == 250
        arrived.wait_for_mails(1)
        assert arrived.mails[0].sender.mailbox == ""

    @pytest.mark.parametrize("way", WAYS)
    def test_a_lost_250_is_a_second_copy(
        self, mail_server: MailServer, failing: NextHop, way: str
    ) -> None:
        """Delivered, but the reply was lost: sent again, and masked both times."""
        play = failing.play({".": [KEEP_AND_DROP]})
        port = getattr(mail_server, way)
        if send_mail(port, CARD_MAIL).code != 250:
            assert send_mail(port, CARD_MAIL).code == 250
        keep_trying(mail_server.postfix, play, 2)
        for received in play.mails:
            assert_masked(received.message)


class TestRelayAway:
    """A filter that is not there, or goes away."""

    def test_before_queue_nothing_is_accepted_and_nothing_lost(
        self, mail_server: MailServer, tmp_path: Path, next_hop: NextHop
    ) -> None:
        """While the relay is away the client keeps its mail; afterwards it gets through."""
        play = next_hop.play()
        for way in ("before", "speed"):
            assert send_mail(getattr(mail_server, way), CARD_MAIL).code == 451
        with filter_before(mail_server, tmp_path, next_hop):
            assert send_mail(mail_server.before, CARD_MAIL).code == 250
        assert_masked(play.mails[0].message)

    def test_after_queue_postfix_waits_for_it(
        self, mail_server: MailServer, tmp_path: Path, next_hop: NextHop
    ) -> None:
        """While the relay is away Postfix keeps the mail; afterwards it gets through."""
        play = next_hop.play()
        assert send_mail(mail_server.after, CARD_MAIL).code == 250
        with filter_before(mail_server, tmp_path, next_hop):
            keep_trying(mail_server.postfix, play, 1)
        assert_masked(play.mails[0].message)

    def test_a_relay_killed_with_a_mail_in_hand_loses_nothing(
        self, mail_server: MailServer, tmp_path: Path, next_hop: NextHop
    ) -> None:
        """Kill -9 while the scanner has the mail: Postfix answers 451, a new relay delivers."""
        play = next_hop.play()
        with filter_before(mail_server, tmp_path / "first", next_hop) as relay:
            relay.freeze()
            with Client(mail_server.before) as client:
                client.envelope()
                client.send(CARD_MAIL + b".\r\n")
                with pytest.raises(TimeoutError):
                    client.reply_within(0.5)
                relay.kill()
                assert client.reply().code == 451
        assert play.mails == []
        with filter_before(mail_server, tmp_path / "second", next_hop):
            assert send_mail(mail_server.before, CARD_MAIL).code == 250
        assert_masked(play.mails[0].message)
