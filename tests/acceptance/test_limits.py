"""Limits: size, recipients, connections, bytes in flight, header, errors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import CARD_TEXT, CLEAN, MASKED_TEXT, attachment, big
from tests.conftest import relay_before
from tests.fakes.script import late
from tests.servers.client import Client, send_mail, stuffed
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.next_hop import NextHop
    from tests.servers.relay import Relay

MEGABYTE = 1_000_000
LIMITS = """
[relay]
max_message_size = 2000000
max_in_flight = 5000000
max_recipients = 5
max_connections = 8
"""


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop) -> Iterator[Relay]:
    """Return a relay with small limits."""
    directory = tmp_path_factory.mktemp("tight")
    with relay_before(next_hop, directory, config=LIMITS) as running:
        yield running


def takes_mail(relay: Relay) -> bool:
    """Whether a mail gets through right now."""
    try:
        return send_mail(relay.port, CLEAN).code == 250
    except OSError:
        return False


def test_a_size_over_the_limit_is_refused_at_mail(tight: Relay, next_hop: NextHop) -> None:
    """A client that tells the size need not send the mail (RFC 1870 section 6.1)."""
    next_hop.play()
    with Client(tight.port) as client:
        assert "SIZE 2000000" in client.hello()
        reply = client.command("MAIL FROM:<a@customer.example> SIZE=2000001")
        assert (reply.code, reply.enhanced) == (552, "5.3.4")
        assert client.command("MAIL FROM:<a@customer.example> SIZE=1999999").code == 250


def test_a_message_over_the_limit_is_refused_after_data(tight: Relay, next_hop: NextHop) -> None:
    """A client that says nothing is told at the end, and may go on with the next mail."""
    play = next_hop.play()
    with Client(tight.port) as client:
        client.envelope()
        reply = client.message(big(2_100_000))
        assert (reply.code, reply.enhanced) == (552, "5.3.4")
        client.envelope()
        assert client.message(CLEAN).code == 250
    assert len(play.mails) == 1


@pytest.mark.parametrize("line", [b"a" * 1000 + b"\r\n", b"a" * 1000], ids=["lines", "one line"])
def test_a_message_without_end_is_cut_off(tight: Relay, next_hop: NextHop, line: bytes) -> None:
    """Past twice the limit the connection ends; nothing of it is kept meanwhile."""
    play = next_hop.play()
    with Client(tight.port) as client:
        client.envelope()
        client.send(b"Subject: endless\r\n\r\n")
        assert {reply.code for reply in client.pour(line * 1000 for _ in range(200))} <= {552}
    assert send_mail(tight.port, CLEAN).code == 250
    assert len(play.mails) == 1


@pytest.mark.parametrize(
    "line", [b"X-Long: %s\r\n" % (b"a" * 990), b"a" * 1000], ids=["many", "one"]
)
def test_a_header_over_the_limit_is_refused(relay: Relay, next_hop: NextHop, line: bytes) -> None:
    """More than a mebibyte of header is no mail."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.envelope()
        reply = client.message(line * 1200 + b"\r\n\r\ntext\r\n")
        assert (reply.code, reply.enhanced) == (552, "5.3.4")
    assert play.mails == []


def test_an_endless_line_costs_bounded_memory(relay: Relay, next_hop: NextHop) -> None:
    """A hundred million bytes without a newline are cut off; the fixture checks the memory."""
    next_hop.play()
    with Client(relay.port) as client:
        client.envelope()
        replies = client.pour(b"a" * MEGABYTE for _ in range(110))
        assert {reply.code for reply in replies} <= {552}
    assert send_mail(relay.port, CLEAN).code == 250


def test_too_many_recipients_wait_for_the_next_mail(tight: Relay, next_hop: NextHop) -> None:
    """Past the limit a recipient is refused for now, be there many; those before get the mail."""
    play = next_hop.play()
    with Client(tight.port) as client:
        client.hello()
        client.command("MAIL FROM:<a@customer.example>")
        for number in range(5):
            assert client.command(f"RCPT TO:<r{number}@shop.example>").code == 250
        for number in range(5, 50):
            reply = client.command(f"RCPT TO:<r{number}@shop.example>")
            assert (reply.code, reply.enhanced) == (452, "4.5.3")
        client.command("DATA")
        assert client.message(CLEAN).code == 250
    assert len(play.mails[0].recipients) == 5


def test_too_many_connections_are_told_to_come_back(tight: Relay, next_hop: NextHop) -> None:
    """Past the limit the greeting is 421; a place that gets free is used again."""
    next_hop.play()
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(Client(tight.port))
        with pytest.raises(ConnectionRefusedError, match=r"421 .*4\.7\.0"), Client(tight.port):
            pass
    wait_until(partial(takes_mail, tight), "a place is free again")


def test_bytes_in_flight_are_bounded(tight: Relay, next_hop: NextHop) -> None:
    """What would not fit in memory with all the rest is refused for now, at MAIL or at the end."""
    next_hop.play()
    part = stuffed(big(1_900_000))[:1_900_000]
    with ExitStack() as stack:
        replies = []
        for _ in range(4):
            client = stack.enter_context(Client(tight.port))
            client.hello()
            reply = client.command("MAIL FROM:<a@customer.example> SIZE=1900000")
            if reply.code == 250:
                client.command("RCPT TO:<orders@shop.example>")
                client.command("DATA")
                client.send(part)
                replies.append((client, reply))
            else:
                assert (reply.code, reply.enhanced) == (452, "4.3.1")
        finals = []
        for client, _ in replies:
            client.send(b"\r\n.\r\n")
            finals.append(client.reply())
    assert len(replies) < 4 or any(reply.code == 452 for reply in finals)
    assert all((r.code, r.enhanced) == (452, "4.3.1") for r in finals if r.code != 250)
    assert any(reply.code == 250 for reply in finals)
    assert send_mail(tight.port, CLEAN).code == 250


def test_too_many_errors_end_the_connection(relay: Relay) -> None:
    """A client that talks nonsense is cut off with 421."""
    with Client(relay.port) as client:
        replies = client.pour(b"NONSENSE\r\n" for _ in range(100))
    assert {reply.code for reply in replies} <= {421, 500, 502}
    assert len(replies) < 100


def test_an_endless_command_line_is_refused(relay: Relay) -> None:
    """A command of megabytes is cut off or refused, and the relay goes on."""
    with Client(relay.port) as client:
        chunks = [b"a" * MEGABYTE] * 20
        replies = client.pour([*chunks, b"\r\nQUIT\r\n"])
    assert {reply.code for reply in replies} <= {421, 500, 221}
    assert relay.is_serving()


def test_a_mail_of_thirty_megabytes_passes(relay: Relay, next_hop: NextHop) -> None:
    """Big attachments are everyday mail."""
    play = next_hop.play()
    message = attachment(30_000_000)
    assert send_mail(relay.port, message).code == 250
    assert play.mails[0].message.endswith(message)


def test_a_card_beside_a_large_attachment_is_masked(relay: Relay, next_hop: NextHop) -> None:
    """Just below the limit of 50 MB, too; the fixture checks the memory of all processes."""
    play = next_hop.play()
    whole = card_beside_attachment(49_000_000)
    assert send_mail(relay.port, whole).code == 250
    assert play.mails[0].message.endswith(
        whole.partition(b"\r\n\r\n")[2].replace(CARD_TEXT, MASKED_TEXT)
    )


def card_beside_attachment(size: int) -> bytes:
    """Return a mail with a card number and an attachment of so many bytes."""
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"--b\r\n\r\n" + CARD_TEXT + b"--b\r\n" + attachment(size) + b"--b--\r\n"


@pytest.mark.long
def test_the_largest_mails_at_once_fit_in_memory(relay: Relay, next_hop: NextHop) -> None:
    """As many as may be in flight, pictures and texts; the fixture checks the memory of all."""
    next_hop.play({".": late(2)})
    mails = [card_beside_attachment(49_000_000), big(49_000_000)] * 3
    with ThreadPoolExecutor(len(mails)) as clients:
        replies = list(clients.map(partial(send_mail, relay.port), mails))
    assert {reply.code for reply in replies} <= {250, 451, 452}
    assert 250 in {reply.code for reply in replies}
    next_hop.play()
    assert takes_mail(relay)


@pytest.mark.long
def test_a_text_too_big_to_scan_gets_through_in_the_end(relay: Relay, next_hop: NextHop) -> None:
    """Nobody writes 30 MB by hand; after five tries it passes all the same, and unchanged."""
    play = next_hop.play()
    message = big(30_000_000)
    codes = [send_mail(relay.port, message).code]
    while codes[-1] == 451 and len(codes) < 6:
        codes.append(send_mail(relay.port, message).code)
    assert codes[-1] == 250
    assert play.mails[0].message.endswith(message)
