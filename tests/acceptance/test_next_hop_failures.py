"""What the client sees when the next hop fails, and that nothing is lost by it.

The expected replies are those of RFC 5321 with the enhanced codes of RFC 3463: whatever fails on
the way is temporary, whatever the next hop says is passed on word by word.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import CARD_MAIL, CLEAN, assert_masked, assert_unchanged
from tests.fakes.script import DROP, GARBAGE, KEEP_AND_DROP, Act, hold, late, say, say_and_drop
from tests.servers.client import Client, Hangup, send_mail, stuffed
from tests.servers.ports import free_port
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.next_hop import NextHop
    from tests.fakes.script import Script
    from tests.servers.relay import Relay


def test_a_clean_mail_passes_unchanged(relay: Relay, next_hop: NextHop) -> None:
    """Below the trace fields every byte is the client's."""
    play = next_hop.play()
    assert send_mail(relay.port, CLEAN).code == 250
    assert_unchanged(play.mails[0].message, CLEAN)
    assert play.violations == []


def test_a_card_mail_passes_masked(relay: Relay, next_hop: NextHop) -> None:
    """Only the digits change, and one header says so."""
    play = next_hop.play()
    assert send_mail(relay.port, CARD_MAIL).code == 250
    assert_masked(play.mails[0].message)
    assert play.violations == []


def test_masking_twice_changes_nothing(relay: Relay, next_hop: NextHop) -> None:
    """What comes out goes in again and gains nothing but trace fields."""
    play = next_hop.play()
    send_mail(relay.port, CARD_MAIL)
    send_mail(relay.port, play.mails[0].message)
    assert_unchanged(play.mails[1].message, play.mails[0].message)


@pytest.mark.parametrize("point", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(
    "reply", ["451 4.7.1 try again in 5 minutes", "452 4.2.2 full", "550 5.1.1 no", "554 5.7.9 no"]
)
def test_refusals_are_passed_on(relay: Relay, next_hop: NextHop, point: str, reply: str) -> None:
    """Code, enhanced code and text of a refusal are the next hop's own."""
    play = next_hop.play({point: say(reply)})
    assert str(send_mail(relay.port, CLEAN)) == reply
    assert play.mails == []
    assert play.violations == []


def test_odd_bytes_in_a_refusal_are_not_passed_on(relay: Relay, next_hop: NextHop) -> None:
    """A reply is printable ASCII (RFC 5321 section 4.2), whatever the next hop takes for text."""
    next_hop.play({"MAIL": Act(reply=b"550 5.1.8 gr\xfc\xdfe \x1b[31m\x00")})
    reply = send_mail(relay.port, CLEAN)
    assert str(reply) == "550 5.1.8 gr??e ?[31m?"


def test_one_refused_recipient_does_not_harm_the_others(relay: Relay, next_hop: NextHop) -> None:
    """RCPT is answered by the next hop, one by one, and the mail goes to those it took."""
    play = next_hop.play({"RCPT": [say("250 2.1.5 ok"), say("550 5.1.1 no such mailbox")]})
    with Client(relay.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@customer.example>")
        assert client.command("RCPT TO:<one@shop.example>").code == 250
        assert str(client.command("RCPT TO:<two@shop.example>")) == "550 5.1.1 no such mailbox"
        assert client.command("RCPT TO:<three@shop.example>").code == 250
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    [mail] = play.mails
    assert [to.mailbox for to in mail.recipients] == ["one@shop.example", "three@shop.example"]


def test_content_never_comes_back_in_a_refusal(relay: Relay, next_hop: NextHop) -> None:
    """A next hop that quotes the mail in its reply does not bring the number to a log or client."""
    next_hop.play({".": say("550 5.7.1 I hate 4111 1111 1111 1111 and 5555555555554444")})
    reply = send_mail(relay.port, CARD_MAIL)
    assert (reply.code, reply.enhanced) == (550, "5.7.1")
    assert "4111 1111" not in str(reply)
    assert "55555555" not in str(reply)


BREAKS: dict[str, Script] = {
    "refuses to talk": {"CONNECT": say_and_drop("554 5.3.2 not today")},
    "is busy": {"CONNECT": say_and_drop("421 4.3.2 busy")},
    "hangs up at once": {"CONNECT": DROP},
    "greets with garbage": {"CONNECT": GARBAGE},
    "hangs up at EHLO": {"EHLO": DROP},
    "hangs up at MAIL": {"MAIL": DROP},
    "closes at MAIL": {"MAIL": say_and_drop("421 4.3.2 shutting down")},
    "garbage at MAIL": {"MAIL": GARBAGE},
    "hangs up at RCPT": {"RCPT": DROP},
    "closes at RCPT": {"RCPT": say_and_drop("421 4.3.2 shutting down")},
    "garbage at RCPT": {"RCPT": GARBAGE},
    "hangs up at DATA": {"DATA": DROP},
    "closes at DATA": {"DATA": say_and_drop("421 4.3.2 shutting down")},
    "garbage at DATA": {"DATA": GARBAGE},
    "250 instead of 354": {"DATA": say("250 2.0.0 what?")},
    "250 right behind the 354": {"DATA": say("354 go on\r\n250 2.0.0 delivered")},
    "one 250 too many": {"MAIL": say("250 2.1.0 ok\r\n250 2.1.0 ok")},
    "hangs up during the message": {"BODY": DROP},
    "hangs up at the end": {".": DROP},
    "closes at the end": {".": say_and_drop("421 4.3.2 shutting down")},
    "garbage at the end": {".": GARBAGE},
    "354 at the end": {".": say("354 go on")},
}


@pytest.mark.parametrize("script", BREAKS.values(), ids=BREAKS)
def test_a_next_hop_that_breaks_is_temporary(
    relay: Relay, next_hop: NextHop, script: Script
) -> None:
    """Whatever it does, the client is told to try again, and the next try gets through."""
    play = next_hop.play(script)
    reply = send_mail(relay.port, CLEAN)
    assert reply.code in {421, 450, 451, 452}, reply
    assert reply.enhanced.startswith("4."), reply
    assert play.mails == []
    again = next_hop.play()
    assert send_mail(relay.port, CLEAN).code == 250
    assert len(again.mails) == 1


def test_a_lost_250_is_a_second_copy_and_no_loss(relay: Relay, next_hop: NextHop) -> None:
    """A next hop that delivers and dies leaves the client to repeat it: at least once."""
    play = next_hop.play({".": [KEEP_AND_DROP]})
    assert send_mail(relay.port, CARD_MAIL).code == 451
    assert send_mail(relay.port, CARD_MAIL).code == 250
    assert len(play.mails) == 2
    for mail in play.mails:
        assert_masked(mail.message)


def test_a_250_before_the_end_counts(relay: Relay, next_hop: NextHop) -> None:
    """A connection that ends behind the 250 has delivered."""
    play = next_hop.play({".": say_and_drop("250 2.0.0 delivered")})
    assert send_mail(relay.port, CLEAN).code == 250
    assert send_mail(relay.port, CLEAN).code == 250
    assert len(play.mails) == 2


def test_a_stale_connection_is_no_error(relay: Relay, next_hop: NextHop) -> None:
    """A pooled connection that the next hop has closed meanwhile is replaced unnoticed."""
    play = next_hop.play()
    for _ in range(3):
        assert send_mail(relay.port, CLEAN).code == 250
        next_hop.drop_connections()
    assert len(play.mails) == 3


def test_no_next_hop_is_temporary(start_relay: Callable[..., Relay]) -> None:
    """With nobody there to take it, mail stays with the client."""
    relay = start_relay(f"smtp://127.0.0.1:{free_port()}")
    reply = send_mail(relay.port, CLEAN)
    assert reply.code in {421, 451}
    assert reply.enhanced == "4.4.1"
    # Twice in our log, of the probe and of the mail, but nothing of it for the client.
    assert relay.output.count("the next hop cannot be reached: nobody listens at this port") == 2
    assert "listens" not in str(reply)


def test_what_the_next_hop_refuses_is_in_our_log(relay: Relay, next_hop: NextHop) -> None:
    """Its own log may be on another machine; no address is told, nor what it says."""
    next_hop.play({"RCPT": say("550 5.1.1 <orders@shop.example> unknown 4111111111111111")})
    assert send_mail(relay.port, CLEAN).code == 550
    assert "from 127.0.0.1: the next hop answers RCPT with 550" in relay.output
    assert "4111" not in relay.output


def test_a_slow_next_hop_is_temporary(start_relay: Callable[..., Relay], next_hop: NextHop) -> None:
    """Past the time allowed the client is told to try again, wherever the next hop lingers."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", "[relay]\nnext_hop_timeout = 1.0\n")
    for point in ("CONNECT", "MAIL", "RCPT", "DATA", "."):
        next_hop.play({point: late(2.5)})
        reply = send_mail(relay.port, CLEAN)
        assert reply.code in {421, 451}, point
        assert reply.enhanced in {"4.4.1", "4.4.2"}, point


def test_a_client_that_hangs_up_early_sends_nothing(relay: Relay, next_hop: NextHop) -> None:
    """Without CRLF.CRLF there is no mail, wherever in the text the connection ends."""
    whole = CARD_MAIL + b".\r\n"
    cuts = [10, len(CARD_MAIL) - 40, len(CARD_MAIL) - 1, len(whole) - 3, len(whole) - 2]
    for cut in [*cuts, len(whole) - 1]:
        for end in (Client.close, Client.reset):
            play = next_hop.play()
            with Client(relay.port) as client:
                client.envelope()
                client.send(whole[:cut])
                end(client)
            assert send_mail(relay.port, CLEAN).code == 250
            play.wait_for_mails(1)
            assert [mail.message.endswith(CLEAN) for mail in play.mails] == [True]


@pytest.mark.parametrize("end", [Client.close, Client.reset, Client.half_close])
def test_a_client_gone_after_the_end_is_served_all_the_same(
    relay: Relay, next_hop: NextHop, end: Callable[[Client], None]
) -> None:
    """The delivery goes on: the client may repeat it, but it must not be lost half way."""
    gate = threading.Event()
    play = next_hop.play({".": hold(gate)})
    with Client(relay.port) as client:
        client.envelope()
        client.send(CARD_MAIL + b".\r\n")
        play.wait_for_point(".")
        end(client)
        gate.set()
        play.wait_for_mails(1)
    assert_masked(play.mails[0].message)


@pytest.mark.parametrize("early", [True, False])
def test_who_has_said_all_hears_all(relay: Relay, next_hop: NextHop, *, early: bool) -> None:
    """A client may shut down its side behind its last command, and reads every reply.

    Its end may be there before the relay has read the message, or while it delivers it.
    """
    gate = threading.Event()
    play = next_hop.play({".": hold(gate)})
    again = b"MAIL FROM:<a@customer.example>\r\nRCPT TO:<b@shop.example>\r\nDATA\r\n"
    with Client(relay.port) as client:
        client.envelope()
        if early:
            gate.set()
            client.send(CARD_MAIL + b".\r\n" + again + stuffed(CLEAN) + b"QUIT\r\n")
            client.half_close()
        else:
            client.send(CARD_MAIL + b".\r\n")
            play.wait_for_point(".")
            client.send(again + stuffed(CLEAN) + b"QUIT\r\n")
            client.half_close()
            relay.wait_until_read()
            gate.set()
        codes = [client.reply().code for _ in range(6)]
        assert codes == [250, 250, 250, 354, 250, 221]
        with pytest.raises(Hangup):
            client.reply()
    assert_masked(play.mails[0].message)


def test_who_says_nothing_more_is_let_go(relay: Relay) -> None:
    """Half a command is none, and the connection ends at once."""
    with Client(relay.port) as client:
        client.hello()
        client.send(b"NOOP\r\nMAIL FR")
        client.half_close()
        assert client.reply_within(5).code == 250
        with pytest.raises(Hangup):
            client.reply_within(5)
    assert "in the background" not in relay.output


def test_a_message_id_seen_before_means_nothing(relay: Relay, next_hop: NextHop) -> None:
    """Two mails of one Message-ID are two mails."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        for _ in range(2):
            client.command("MAIL FROM:<a@customer.example>")
            client.command("RCPT TO:<b@shop.example>")
            client.command("DATA")
            assert client.message(CLEAN).code == 250
    assert len(play.mails) == 2


def test_a_mail_with_fifty_hops_behind_it_passes_and_more_do_not(
    relay: Relay, next_hop: NextHop
) -> None:
    """More than fifty Received fields are a loop (RFC 5321 section 6.3)."""
    play = next_hop.play()
    hop = b"Received: from a by b; Mon, 1 Sep 2025 10:00:00 +0000\r\n"
    assert send_mail(relay.port, hop * 45 + CLEAN).code == 250
    reply = send_mail(relay.port, hop * 51 + CLEAN)
    assert (reply.code, reply.enhanced) == (554, "5.4.6")
    assert len(play.mails) == 1


def test_a_loop_back_to_itself_ends(relay: Relay, next_hop: NextHop) -> None:
    """A mail that comes back again and again is refused in the end."""
    message = CARD_MAIL
    for _ in range(52):
        play = next_hop.play()
        reply = send_mail(relay.port, message)
        if reply.code != 250:
            break
        message = play.mails[0].message
    assert (reply.code, reply.enhanced) == (554, "5.4.6")


def test_a_relay_that_is_its_own_next_hop_survives(start_relay: Callable[..., Relay]) -> None:
    """Pointed at itself it refuses mail and goes on serving."""
    port = free_port()
    relay = start_relay(f"smtp://127.0.0.1:{port}", "[relay]\nmax_connections = 20\n", port=port)
    assert send_mail(relay.port, CLEAN).code >= 400
    wait_until(relay.is_serving, "the relay serves again")
