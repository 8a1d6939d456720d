"""SMTP smuggling: only CRLF.CRLF ends a mail, and no bare newline reaches the next hop.

A server that ends a mail at another sequence, or passes one on to a server that does, lets a
client put a second mail under a forged envelope inside the first (CVE-2023-51764 and its like).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import mail
from tests.conftest import relay_before
from tests.servers.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.next_hop import NextHop
    from tests.servers.relay import Relay

LINE_ENDS = [b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n\x00", b"\x00\r\n"]
FALSE_ENDS = [
    before + b"." + after
    for before, after in itertools.product(LINE_ENDS, LINE_ENDS)
    if (before, after) != (b"\r\n", b"\r\n") and not (before + b"." + after).count(b"\r\n.\r\n")
]
FORGED = (
    b"MAIL FROM:<admin@shop.example>\r\nRCPT TO:<victim@shop.example>\r\nDATA\r\n"
    b"Subject: forged\r\n\r\nGive me the money.\r\n"
)


@pytest.fixture(scope="module")
def rejecting(tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop) -> Iterator[Relay]:
    """Return a relay that refuses bare newlines."""
    directory = tmp_path_factory.mktemp("rejecting")
    config = '[relay]\nbare_newline = "reject"\n'
    with relay_before(next_hop, directory, config=config) as running:
        yield running


@pytest.mark.parametrize("end", FALSE_ENDS, ids=map(repr, FALSE_ENDS))
def test_a_false_end_is_text(relay: Relay, next_hop: NextHop, end: bytes) -> None:
    """One mail arrives, with the forged one in its text and every newline a CRLF."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.envelope()
        client.send(mail(b"first") + end + FORGED + b".\r\n")
        assert client.reply().code == 250
        client.command("QUIT")
    [received] = play.mails
    assert b"MAIL FROM:<admin@shop.example>\r\n" in received.message
    assert received.message.endswith(b"Give me the money.\r\n")
    assert play.violations == []
    assert [line for line in play.commands if "admin@" in line] == []


@pytest.mark.parametrize("end", FALSE_ENDS, ids=map(repr, FALSE_ENDS))
def test_a_false_end_is_refused(rejecting: Relay, next_hop: NextHop, end: bytes) -> None:
    """Where bare newlines are refused, nothing arrives; other odd dots are text as ever."""
    play = next_hop.play()
    with Client(rejecting.port) as client:
        client.envelope()
        client.send(mail(b"first") + end + FORGED + b".\r\n")
        reply = client.reply()
    bare = end.replace(b"\r\n", b"").strip(b".\x00") != b""
    assert (reply.code // 100 == 5) == bare, reply
    assert len(play.mails) == (not bare)
    assert play.violations == []
    assert [line for line in play.commands if "admin@" in line] == []


@pytest.mark.parametrize("split", range(1, 5))
def test_an_end_cut_into_pieces_is_an_end(relay: Relay, next_hop: NextHop, split: int) -> None:
    """It makes no difference how the network cuts CRLF.CRLF."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.envelope()
        client.send(mail(b"first") + b"\r\n.\r\n"[:split])
        with pytest.raises(TimeoutError):
            client.reply_within(0.1)
        client.send(b"\r\n.\r\n"[split:])
        assert client.reply().code == 250
    assert play.mails[0].message.endswith(b"first\r\n")


def test_an_empty_message_ends_at_once(relay: Relay, next_hop: NextHop) -> None:
    """The CRLF of the DATA command counts as the first of CRLF.CRLF (RFC 5321 section 4.1.1.4)."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.envelope()
        client.send(b".\r\n")
        assert client.reply().code == 250
    assert len(play.mails) == 1


def test_bare_newlines_become_crlf(relay: Relay, next_hop: NextHop) -> None:
    """Lines ended by LF or CR alone are lines, and a dot that begins one is stuffed."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.envelope()
        client.send(mail(b"") + b"one\ntwo\rthree\n.four\r..five\r\n.\r\n")
        assert client.reply().code == 250
    lines = b"one\r\ntwo\r\nthree\r\n.four\r\n..five\r\n"
    assert play.mails[0].message.endswith(b"\r\n\r\n" + lines)
    assert play.violations == []


@pytest.mark.parametrize("newline", [b"\n", b"\r"])
def test_a_command_with_a_bare_newline_is_refused(
    rejecting: Relay, next_hop: NextHop, newline: bytes
) -> None:
    """Where bare newlines are refused, a second command cannot hide in a first one either."""
    play = next_hop.play()
    with Client(rejecting.port) as client:
        client.hello()
        client.send(b"MAIL FROM:<a@b.example>" + newline + b"RCPT TO:<evil@shop.example>\r\n")
        assert client.reply().code in {500, 501, 521, 550, 554}
    assert play.violations == []
    assert [line for line in play.commands if "evil" in line] == []


@pytest.mark.parametrize("newline", [b"\n", b"\r"])
def test_a_command_with_a_bare_newline_reaches_nobody_as_one_line(
    relay: Relay, next_hop: NextHop, newline: bytes
) -> None:
    """It may end the line or spoil it, but the next hop never sees it."""
    play = next_hop.play()
    with Client(relay.port) as client:
        client.hello()
        client.send(b"MAIL FROM:<a@b.example>" + newline + b"RCPT TO:<c@shop.example>\r\nQUIT\r\n")
        client.pour([])
    assert play.violations == []
