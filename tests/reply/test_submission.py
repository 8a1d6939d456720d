"""Handing an answer over: what may be tried again, and what never is."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from scrubber.errors import ConfigError
from scrubber.reply.submission import Outcome, submit
from scrubber.reply.submission_login import Server
from tests.fakes.next_hop import NextHop
from tests.fakes.script import DROP, GARBAGE, KEEP_AND_DROP, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.script import Script

MESSAGE = b"Subject: Re: order\r\n\r\n.a line with a dot\r\n"
SHOP, ANNA = "shop@shop.example", "anna@customer.example"


@pytest.fixture(scope="module")
def hop() -> Iterator[NextHop]:
    """Return a submission server of this module's own."""
    with NextHop() as running:
        yield running


OUTCOMES: dict[str, tuple[Script, Outcome, int]] = {
    "taken": ({}, Outcome.SENT, 1),
    "sender refused": ({"MAIL": say("550 5.7.1 no")}, Outcome.REFUSED, 0),
    "recipient unknown": ({"RCPT": say("550 5.1.1 nobody")}, Outcome.REFUSED, 0),
    "recipient greylisted": ({"RCPT": say("450 4.2.0 later")}, Outcome.LATER, 0),
    "data refused": ({"DATA": say("554 5.7.1 no")}, Outcome.REFUSED, 0),
    "data later": ({"DATA": say("451 4.3.0 later")}, Outcome.LATER, 0),
    "content refused": ({".": say("554 5.7.1 spam")}, Outcome.REFUSED, 0),
    "content later": ({".": say("451 4.3.0 full")}, Outcome.LATER, 0),
    "gone at the greeting": ({"CONNECT": DROP}, Outcome.LATER, 0),
    "gone at MAIL": ({"MAIL": DROP}, Outcome.LATER, 0),
    "gone at DATA": ({"DATA": DROP}, Outcome.LATER, 0),
    "gone behind the dot, and taken": ({".": KEEP_AND_DROP}, Outcome.UNKNOWN, 1),
    "gone behind the dot": ({".": DROP}, Outcome.UNKNOWN, 0),
    "nonsense behind the dot": ({".": GARBAGE}, Outcome.UNKNOWN, 0),
}


@pytest.mark.parametrize("case", OUTCOMES.values(), ids=list(OUTCOMES))
def test_the_last_dot_divides_again_from_never(
    hop: NextHop, case: tuple[Script, Outcome, int]
) -> None:
    """Up to it nothing was taken; behind it only a reply tells."""
    script, outcome, kept = case
    play = hop.play(script)
    assert submit(Server("127.0.0.1", hop.port), (SHOP, ANNA), MESSAGE, lambda: True) is outcome
    assert len(play.mails) == kept
    assert play.violations == []


def test_what_arrives_is_what_was_sent(hop: NextHop) -> None:
    """Dots included."""
    play = hop.play()
    submit(Server("127.0.0.1", hop.port), (SHOP, ANNA), MESSAGE, lambda: True)
    assert play.mails[0].message == MESSAGE
    assert play.mails[0].sender.mailbox == SHOP


def test_what_another_process_sends_is_not_sent(hop: NextHop) -> None:
    """The last word before the last dot is the outbox's."""
    play = hop.play()
    outcome = submit(Server("127.0.0.1", hop.port), (SHOP, ANNA), MESSAGE, lambda: False)
    assert outcome is Outcome.LEFT
    assert play.mails == []


def test_a_server_that_is_down_is_tried_later() -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert submit(Server("127.0.0.1", port), (SHOP, ANNA), MESSAGE, lambda: True) is Outcome.LATER


def test_nothing_leaves_this_machine_without_tls(
    hop: NextHop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner is told what to write."""
    hop.play()
    monkeypatch.setattr("scrubber.reply.submission_login._LOOPBACK", frozenset[str]())
    with pytest.raises(ConfigError, match="smtps://"):
        submit(Server("127.0.0.1", hop.port), (SHOP, ANNA), MESSAGE, lambda: True)
