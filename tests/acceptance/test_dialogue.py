"""The dialogue: parameters passed on verbatim, pipelining, TLS, strange XFORWARD."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import (
    CARD_MAIL,
    CLEAN,
    assert_masked,
    assert_unchanged,
    mail,
    trace_above,
)
from tests.conftest import relay_before
from tests.fakes.next_hop import NextHop
from tests.servers.client import Client, Hangup, send_mail, stuffed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.certificates import Certificate
    from tests.servers.relay import Relay


def trust(certificate: Certificate) -> ssl.SSLContext:
    """Return a client's context that believes the self-signed certificate."""
    return ssl.create_default_context(cafile=str(certificate.certificate))


def serve(certificate: Certificate) -> ssl.SSLContext:
    """Return a server's context with the self-signed certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context


@pytest.fixture(scope="module")
def tls_relay(
    tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop, certificate: Certificate
) -> Iterator[Relay]:
    """Return a relay that offers STARTTLS."""
    config = (
        f'[relay]\ntls_certificate = "{certificate.certificate}"\ntls_key = "{certificate.key}"\n'
    )
    directory = tmp_path_factory.mktemp("tls")
    with relay_before(next_hop, directory, config=config) as running:
        yield running


def test_the_extensions_are_named(relay: Relay) -> None:
    """What the relay can do, and the next hop too, is said at EHLO."""
    with Client(relay.port) as client:
        named = client.hello()
    keywords = {name.split()[0] for name in named}
    assert {"PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES"} <= keywords
    assert "STARTTLS" not in keywords


def test_parameters_pass_verbatim(relay: Relay, next_hop: NextHop) -> None:
    """Every DSN parameter arrives as it was written, in its letters' case (RFC 3461)."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        sender = "mail FROM:<> size=1000 BODY=8BITMIME RET=HDRS ENVID=QQ314159+2BaBc SMTPUTF8"
        assert client.command(sender).code == 250
        recipient = "rcpt TO:<b@shop.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;B+2Bx@Shop.Example"
        assert client.command(recipient).code == 250
        assert client.command("data").code == 354
        assert client.message(CLEAN).code == 250
    [received] = play.mails
    assert received.sender.mailbox == ""
    assert {"BODY=8BITMIME", "RET=HDRS", "ENVID=QQ314159+2BaBc", "SMTPUTF8"} <= set(
        received.sender.parameters
    )
    assert set(received.recipients[0].parameters) == {
        "NOTIFY=FAILURE,DELAY",
        "ORCPT=rfc822;B+2Bx@Shop.Example",
    }


def test_addresses_in_utf8_pass(relay: Relay, next_hop: NextHop) -> None:
    """SMTPUTF8 carries addresses and headers that are not ASCII (RFC 6531)."""
    play = next_hop.play()
    message = "Subject: Grüße\r\nFrom: <grüße@münchen.example>\r\n\r\nπ\r\n".encode()
    with Client(relay.port) as client:
        client.hello()
        assert client.command("MAIL FROM:<grüße@münchen.example> SMTPUTF8").code == 250
        assert client.command("RCPT TO:<заказ@shop.example>").code == 250
        client.command("DATA")
        assert client.message(message).code == 250
    [received] = play.mails
    assert received.sender.mailbox == "grüße@münchen.example"
    assert received.recipients[0].mailbox == "заказ@shop.example"
    assert_unchanged(received.message, message)


@pytest.mark.parametrize(
    "address",
    ['"quoted local"@b.example', "a+tag=x@b.example", "a.b!c%d@b.example", "a@[192.0.2.1]"],
)
def test_odd_addresses_pass_as_they_are(relay: Relay, next_hop: NextHop, address: str) -> None:
    """A reverse-path is none of our business."""
    play = next_hop.play()
    assert send_mail(relay.port, CLEAN, sender=address).code == 250
    assert play.mails[0].sender.mailbox == address


def test_a_whole_session_may_come_in_one_packet(relay: Relay, next_hop: NextHop) -> None:
    """PIPELINING: commands need not wait, and every one has its reply in order (RFC 2920)."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        group = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@shop.example>\r\nDATA\r\n"
        client.send(group)
        assert [client.reply().code for _ in range(3)] == [250, 250, 354]
        client.send(stuffed(CLEAN) + group)
        assert [client.reply().code for _ in range(4)] == [250, 250, 250, 354]
        client.send(stuffed(CARD_MAIL) + b"NOOP\r\nRSET\r\nQUIT\r\n")
        assert [client.reply().code for _ in range(4)] == [250, 250, 250, 221]
        with pytest.raises(Hangup):
            client.reply()
    assert_unchanged(play.mails[0].message, CLEAN)
    assert_masked(play.mails[1].message)


def test_a_mail_reset_half_way_is_forgotten(relay: Relay, next_hop: NextHop) -> None:
    """RSET forgets sender and recipients, here and at the next hop."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@b.example>")
        client.command("RCPT TO:<wrong@shop.example>")
        assert client.command("RSET").code == 250
        assert client.command("RCPT TO:<c@shop.example>").code == 503
        client.command("MAIL FROM:<a@b.example>")
        client.command("RCPT TO:<right@shop.example>")
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    assert [to.mailbox for to in play.mails[0].recipients] == ["right@shop.example"]


# RFC 5321 section 3.3 allows 503 for no recipient, section 4.2.4 502 for no such command.
EQUALLY_GOOD = {554: 503, 500: 502}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["RCPT TO:<a@b.example>"], 503),
        (["DATA"], 503),
        (["MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>"], 503),
        (["MAIL FROM:<a@b.example>", "DATA"], 554),
        (["MAIL FROM:a@b.example>"], 501),
        (["MAIL <a@b.example>"], 501),
        (["MAIL FROM:<a@b.example> SIZE=many"], 501),
        (["VRFY a@b.example"], 252),
        (["NOOP"], 250),
        (["NONSENSE"], 500),
        (["EXPN everybody"], 502),
        (["AUTH PLAIN AGEAYg=="], 502),
        (["BDAT 5 LAST"], 500),
    ],
    ids=lambda value: str(value)[:40],
)
def test_commands_out_of_place(
    relay: Relay, next_hop: NextHop, lines: list[str], code: int
) -> None:
    """Every command is answered, the wrong ones without harm."""
    next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        for line in lines:
            reply = client.command(line)
        assert reply.code in {code, EQUALLY_GOOD.get(code)}, reply
        assert reply.enhanced, reply
        client.command("RSET")
        client.envelope()


def test_mail_goes_under_tls(tls_relay: Relay, next_hop: NextHop, certificate: Certificate) -> None:
    """STARTTLS with the configured certificate; afterwards the client greets anew (RFC 3207)."""
    play = next_hop.play()
    with Client(tls_relay.port) as client:
        assert "STARTTLS" in client.hello()
        assert client.command("STARTTLS").code == 220
        client.start_tls(trust(certificate))
        assert client.command("MAIL FROM:<a@b.example>").code == 503
        assert "STARTTLS" not in client.hello()
        client.envelope()
        assert client.message(CARD_MAIL).code == 250
    assert_masked(play.mails[0].message)


def test_nothing_said_before_tls_is_believed_after(
    tls_relay: Relay, next_hop: NextHop, certificate: Certificate
) -> None:
    """Commands sent in the clear behind STARTTLS are not run under TLS (CVE-2011-0411)."""
    play = next_hop.play()
    with Client(tls_relay.port) as client:
        client.hello()
        client.send(b"STARTTLS\r\nNOOP\r\nEHLO smuggled\r\nMAIL FROM:<evil@b.example>\r\n")
        if client.reply().code == 220:
            try:
                client.start_tls(trust(certificate))
                assert client.command("RSET").code in {250, 503}
            except (Hangup, OSError):
                pass
    assert [line for line in play.commands if "evil" in line] == []


def test_a_broken_handshake_harms_nobody(tls_relay: Relay) -> None:
    """Garbage instead of a handshake ends that connection only."""
    with Client(tls_relay.port) as client:
        client.hello()
        client.command("STARTTLS")
        client.pour([b"this is no TLS at all\r\n" * 10])
    assert tls_relay.is_serving()


def test_a_next_hop_by_implicit_tls(
    start_relay: Callable[..., Relay], certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """smtps:// speaks TLS from the first byte, with a certificate it must be able to trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    with NextHop(tls=serve(certificate), implicit_tls=True) as server:
        relay = start_relay(f"smtps://localhost:{server.port}")
        play = server.play()
        assert send_mail(relay.port, CARD_MAIL).code == 250
        assert_masked(play.mails[0].message)


def test_a_next_hop_with_a_certificate_of_nobody_gets_no_mail(
    start_relay: Callable[..., Relay], certificate: Certificate
) -> None:
    """smtps:// to a server that cannot prove its name is a temporary failure."""
    with NextHop(tls=serve(certificate), implicit_tls=True) as server:
        relay = start_relay(f"smtps://localhost:{server.port}")
        play = server.play()
        reply = send_mail(relay.port, CLEAN)
        assert reply.code in {421, 451}
        assert play.commands == []


def test_a_received_field_tells_where_mail_came_from(relay: Relay, next_hop: NextHop) -> None:
    """One Received field is put on top, with the client's greeting, address and protocol."""
    play = next_hop.play()
    send_mail(relay.port, CLEAN)
    above = trace_above(play.mails[0].message, CLEAN)
    fields = re.findall(rb"(?mi)^Received:", above)
    assert len(fields) == 1
    assert b"client.example" in above
    assert b"127.0.0.1" in above
    assert b"ESMTP" in above
    # A copy may go to other recipients: RFC 5321 section 7.2.
    assert b"orders@shop.example" not in above


@pytest.mark.parametrize("value", ["a\tb", "a+0D+0Ab", "[UNAVAILABLE]", "+ZZ", "ä", "x" * 300])
def test_a_strange_xforward_is_no_way_in(relay: Relay, next_hop: NextHop, value: str) -> None:
    """Values of XFORWARD cannot break a header field."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        client.command(f"XFORWARD NAME={value} HELO={value} ADDR={value}")
        client.command("RSET")
        client.command("MAIL FROM:<a@b.example>")
        client.command("RCPT TO:<c@shop.example>")
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    assert_unchanged(play.mails[0].message, CLEAN)


def test_eight_bits_pass(relay: Relay, next_hop: NextHop) -> None:
    """BODY=8BITMIME is passed on with the message as it is (RFC 6152)."""
    play = next_hop.play()
    message = mail(bytes(range(128, 256)) + b"\r\n")
    with Client(relay.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@b.example> BODY=8BITMIME")
        client.command("RCPT TO:<c@shop.example>")
        client.command("DATA")
        assert client.message(message).code == 250
    assert_unchanged(play.mails[0].message, message)
    assert "BODY=8BITMIME" in play.mails[0].sender.parameters
