"""The scripted next hop itself: it takes what is right and refuses what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.next_hop import NextHop
from tests.fakes.script import DROP, GARBAGE, KEEP_AND_DROP, Act, say, say_and_drop
from tests.servers.client import Client, Hangup, send_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.script import Script

MESSAGE = b"Subject: hello\r\n\r\n.one dot\r\n..two\r\n.\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[NextHop]:
    """Return a next hop of this module's own."""
    with NextHop() as running:
        yield running


def test_a_mail_arrives_unstuffed_with_its_parameters(server: NextHop) -> None:
    """What the client sent is what the record holds, to the byte."""
    play = server.play()
    with Client(server.port) as client:
        client.hello()
        client.command("mail from:<> RET=HDRS ENVID=AbC")
        client.command("RCPT TO:<b@example> NOTIFY=NEVER")
        client.command("DATA")
        assert client.message(MESSAGE).code == 250
    [mail] = play.mails
    assert mail.message == MESSAGE
    assert (mail.sender.mailbox, mail.sender.parameters) == ("", ("RET=HDRS", "ENVID=AbC"))
    assert mail.recipients[0].parameters == ("NOTIFY=NEVER",)
    assert play.violations == []


@pytest.mark.parametrize(
    ("script", "code", "kept"),
    [
        ({"MAIL": say("451 4.3.0 later")}, 451, 0),
        ({"RCPT": say("550 5.1.1 nobody")}, 550, 0),
        ({"DATA": say("452 4.3.1 full")}, 452, 0),
        ({".": say("554 5.6.0 never")}, 554, 0),
        ({".": [say("451 4.3.0 once")]}, 451, 0),
        ({".": Act(b"250 2.0.0 lie", keep=False)}, 250, 0),
        ({}, 250, 1),
    ],
)
def test_the_script_decides_the_reply(
    server: NextHop, script: Script, code: int, kept: int
) -> None:
    """A refusal at any point is what the client sees, and only a 250 keeps the mail."""
    play = server.play(script)
    assert send_mail(server.port, MESSAGE).code == code
    assert len(play.mails) == kept


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        ({"CONNECT": DROP}, 0),
        ({"MAIL": DROP}, 0),
        ({"BODY": DROP}, 0),
        ({".": DROP}, 0),
        ({".": KEEP_AND_DROP}, 1),
    ],
)
def test_it_can_die_at_any_point(server: NextHop, script: Script, kept: int) -> None:
    """The connection ends where the script says, before or after the mail was kept."""
    play = server.play(script)
    with pytest.raises((Hangup, ConnectionError)):
        send_mail(server.port, MESSAGE)
    assert len(play.mails) == kept


def test_it_can_answer_and_die(server: NextHop) -> None:
    """The reply arrives although the connection ends behind it."""
    server.play({".": say_and_drop("250 2.0.0 delivered")})
    assert send_mail(server.port, MESSAGE).code == 250


def test_it_can_answer_garbage(server: NextHop) -> None:
    """Garbage is no reply."""
    server.play({"MAIL": GARBAGE})
    with pytest.raises(ValueError, match="not a reply line"):
        send_mail(server.port, MESSAGE)


@pytest.mark.parametrize(
    "sent",
    [
        b"EHLO me\r\nMAIL FROM:<a@example>\r\n",
        b"EHLO me\nMAIL FROM:<a@example>\r\n",
        b"MAIL FROM:<a@example>\r\n",
        b"EHLO\r\n",
        b"LHLO me\r\n",
    ],
    ids=["pipelined greeting", "bare LF", "no greeting", "no name", "wrong protocol"],
)
def test_wrong_commands_are_violations(server: NextHop, sent: bytes) -> None:
    """What a real server refuses is refused and noted."""
    play = server.play()
    with Client(server.port) as client:
        client.send(sent)
        assert client.reply().code >= 500
    assert play.violations


@pytest.mark.parametrize("line", ["MAIL FROM:a@example", "MAIL FROM:<a@example> FOO=1"])
def test_wrong_parameters_are_violations(server: NextHop, line: str) -> None:
    """A path needs its brackets, a parameter its extension."""
    play = server.play()
    with Client(server.port) as client:
        client.hello()
        assert client.command(line).code >= 500
    assert play.violations


@pytest.mark.parametrize("ugly", [b"a\nb\r\n", b"a\rb\r\n", b"a\r\r\n", b"a\n.\n\r\n"])
def test_bare_newlines_in_a_message_are_refused(server: NextHop, ugly: bytes) -> None:
    """End of data is only CRLF.CRLF, and no other newline may stand in a message."""
    play = server.play()
    with Client(server.port) as client:
        client.envelope()
        client.send(b"Subject: x\r\n\r\n" + ugly + b".\r\n")
        assert client.reply().code == 550
    assert play.mails == []
    assert play.violations


def test_lmtp_answers_for_each_recipient() -> None:
    """One reply a recipient, and each its own delivery (RFC 2033 section 4.2)."""
    with NextHop(lmtp=True) as server:
        play = server.play({".": [Act(), say("452 4.2.2 full")]})
        with Client(server.port) as client:
            client.hello(verb="LHLO")
            client.command("MAIL FROM:<a@example>")
            client.command("RCPT TO:<b@example>")
            client.command("RCPT TO:<c@example>")
            client.command("DATA")
            assert client.message(MESSAGE).code == 250
            assert client.reply().code == 452
    assert [mail.recipients[0].mailbox for mail in play.mails] == ["b@example"]
