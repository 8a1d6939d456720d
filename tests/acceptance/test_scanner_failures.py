"""What happens when the scanner stops, dies or runs out of memory: 451, and only for that mail.

Workers are the processes below the relay; they are stopped, killed and starved from outside.
"""

from __future__ import annotations

import resource
import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import (
    CARD,
    CARD_MAIL,
    CLEAN,
    MASKED_TEXT,
    assert_masked,
    assert_unchanged,
    big,
    mail,
)
from tests.servers.client import Client, send_mail, stuffed
from tests.servers.processes import address_space
from tests.servers.relay import signal_all
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.next_hop import NextHop
    from tests.fakes.play import Play
    from tests.servers.client import Reply
    from tests.servers.relay import Relay

TRIES = 5


def crash(relay: Relay, message: bytes) -> Reply:
    """Send a mail, and kill the worker that has it before it can look at it."""
    workers = relay.freeze()
    with Client(relay.port) as client:
        client.envelope()
        client.send(stuffed(message))
        relay.wait_until_read()
        signal_all(workers, signal.SIGKILL)
        reply = client.reply()
    wait_until(lambda: send_mail(relay.port, CLEAN).code == 250, "the relay scans again")
    return reply


def test_a_scan_without_end_is_temporary(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """Past the time allowed the client is told to try again; the next mail finds a new worker."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", "[relay]\nscan_timeout = 2.0\n")
    play = next_hop.play()
    relay.freeze()
    reply = send_mail(relay.port, CARD_MAIL)
    assert (reply.code, reply.enhanced) == (451, "4.3.0")
    assert play.mails == []
    relay.thaw()
    wait_until(lambda: send_mail(relay.port, CARD_MAIL).code == 250, "the relay scans again")
    assert_masked(play.mails[0].message)


def test_a_killed_worker_costs_at_most_one_mail(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """Mails in flight beside the one that died are scanned again, not refused."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", "[relay]\nworkers = 2\n")
    play = next_hop.play()
    send_mail(relay.port, CLEAN)
    frozen_workers = relay.freeze()
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(relay.port)) for _ in range(8)]
        for client in clients:
            client.envelope()
            client.send(stuffed(CARD_MAIL))
        relay.wait_until_read()
        signal_all(frozen_workers[-1:], signal.SIGKILL)
        signal_all(frozen_workers[:-1], signal.SIGCONT)
        codes = sorted(client.reply().code for client in clients)
    assert codes in ([250] * 8, [250] * 7 + [451])
    assert len(play.mails) == 1 + codes.count(250)
    for received in play.mails[1:]:
        assert_masked(received.message)


@pytest.mark.long
def test_all_workers_killed_is_temporary_and_mends(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """A pool whose workers have all died is built anew."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    play = next_hop.play()
    for _ in range(3):
        send_mail(relay.port, CLEAN)
        signal_all(relay.workers(), signal.SIGKILL)
        assert send_mail(relay.port, CARD_MAIL).code in {250, 451}
        assert send_mail(relay.port, CARD_MAIL).code == 250
    assert_masked(play.mails[-1].message)


def test_a_worker_out_of_memory_is_temporary(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """MemoryError in a worker is 451 for that mail, and small mail still passes."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", "[relay]\nscan_timeout = 5.0\n")
    play = next_hop.play()
    send_mail(relay.port, CLEAN)
    for worker in relay.workers():
        enough = address_space(worker) + 1_000_000
        resource.prlimit(worker, resource.RLIMIT_AS, (enough, enough))
    reply = send_mail(relay.port, big(10_000_000))
    assert (reply.code, reply.enhanced) == (451, "4.3.0")
    for _ in range(TRIES):
        code = send_mail(relay.port, CARD_MAIL).code
        assert code in {250, 451}
    assert code == 250
    assert_masked(play.mails[-1].message)


@pytest.fixture
def poisoned(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> Callable[[str], tuple[Relay, Play]]:
    """Start a relay with a policy and let it fail on CARD_MAIL until once before it gives up."""

    def start(policy: str) -> tuple[Relay, Play]:
        config = f'[policy]\nunscannable = "{policy}"\n[relay]\nworkers = 1\n'
        relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", config)
        for _ in range(TRIES - 1):
            assert crash(relay, CARD_MAIL).code == 451
        return relay, next_hop.play()

    return start


@pytest.mark.long
def test_a_mail_that_always_fails_is_delivered_with_a_tag(
    poisoned: Callable[[str], tuple[Relay, Play]],
) -> None:
    """The fifth time it counts as unscannable: what its bytes show is masked, and it is said."""
    relay, play = poisoned("tag")
    assert crash(relay, CARD_MAIL).code == 250
    received = play.mails[0].message
    assert CARD not in received
    assert MASKED_TEXT in received
    assert b"unscannable" in received.partition(b"\r\nFrom:")[0].lower()


@pytest.mark.long
@pytest.mark.parametrize(("policy", "code"), [("refuse", 554), ("defer", 451)])
def test_a_mail_that_always_fails_obeys_the_policy(
    poisoned: Callable[[str], tuple[Relay, Play]], policy: str, code: int
) -> None:
    """The owner may rather have it refused or left with the sender's server."""
    relay, play = poisoned(policy)
    assert crash(relay, CARD_MAIL).code == code
    assert [mail.message.endswith(CLEAN) for mail in play.mails] == [True]


@pytest.mark.long
def test_another_mail_is_not_blamed(poisoned: Callable[[str], tuple[Relay, Play]]) -> None:
    """The failures of one mail say nothing about the next one."""
    relay, play = poisoned("refuse")
    assert crash(relay, CARD_MAIL).code == 554
    other = mail(b"Where is my parcel?\r\n", b"X-Other: mail").replace(b"20250901.a", b"20250901.b")
    assert send_mail(relay.port, other).code == 250
    assert_unchanged(play.mails[-1].message, other)
