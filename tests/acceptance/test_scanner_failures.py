"""What happens when the scanner stops, dies or runs out of memory: 451, and only for that mail.

Workers are the processes below the relay; they are stopped, killed and starved from outside.
"""

from __future__ import annotations

import resource
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import CARD_MAIL, CLEAN, assert_masked, assert_unchanged, big, mail
from tests.servers.client import send_mail
from tests.servers.relay import signal_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.next_hop import NextHop
    from tests.fakes.play import Play
    from tests.servers.relay import Relay

QUICK = "scan_timeout = 1.5\n"
TRIES = 5


@contextmanager
def frozen(relay: Relay) -> Iterator[None]:
    """Stop every worker, those too that are started meanwhile."""
    done = threading.Event()

    def freeze() -> None:
        while not done.wait(0.02):
            relay.freeze()

    with ThreadPoolExecutor() as threads:
        freezing = threads.submit(freeze)
        try:
            yield
        finally:
            done.set()
            freezing.result()
            relay.thaw()


def test_a_scan_without_end_is_temporary(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """Past the time allowed the client is told to try again; the next mail finds a new worker."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", f"[relay]\n{QUICK}")
    play = next_hop.play()
    send_mail(relay.port, CLEAN)
    with frozen(relay):
        reply = send_mail(relay.port, CARD_MAIL)
    assert (reply.code, reply.enhanced) == (451, "4.3.0")
    assert len(play.mails) == 1
    assert send_mail(relay.port, CARD_MAIL).code == 250
    assert_masked(play.mails[1].message)


def test_a_killed_worker_costs_at_most_one_mail(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """Mails in flight beside the one that died are scanned again, not refused."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", "[relay]\nworkers = 2\n")
    play = next_hop.play()
    send_mail(relay.port, CLEAN)
    frozen_workers = relay.freeze()
    with ThreadPoolExecutor(8) as threads:
        replies = [threads.submit(send_mail, relay.port, CARD_MAIL) for _ in range(8)]
        time.sleep(1.0)
        signal_all(frozen_workers[-1:], signal.SIGKILL)
        signal_all(frozen_workers[:-1], signal.SIGCONT)
        codes = sorted(reply.result().code for reply in replies)
    assert codes in ([250] * 8, [250] * 7 + [451])
    assert len(play.mails) == 1 + codes.count(250)
    for received in play.mails[1:]:
        assert_masked(received.message)


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
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    play = next_hop.play()
    send_mail(relay.port, CLEAN)
    for worker in relay.workers():
        resource.prlimit(worker, resource.RLIMIT_AS, (1 << 20, 1 << 20))
    reply = send_mail(relay.port, big(30_000_000))
    assert (reply.code, reply.enhanced) == (451, "4.3.0")
    for _ in range(TRIES):
        code = send_mail(relay.port, CARD_MAIL).code
        assert code in {250, 451}
    assert code == 250
    assert_masked(play.mails[-1].message)


def fail_often(relay: Relay, message: bytes) -> None:
    """Let the scan of one mail fail as often as it takes to call it unscannable."""
    with frozen(relay):
        for _ in range(TRIES):
            assert send_mail(relay.port, message).code == 451


@pytest.fixture
def poisoned(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> Callable[[str], tuple[Relay, Play]]:
    """Start a relay with a policy and let it fail on CARD_MAIL until it gives up."""

    def start(policy: str) -> tuple[Relay, Play]:
        config = f'[policy]\nunscannable = "{policy}"\n[relay]\nscan_timeout = 0.4\n'
        relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", config)
        send_mail(relay.port, CLEAN)
        fail_often(relay, CARD_MAIL)
        return relay, next_hop.play()

    return start


def test_a_mail_that_always_fails_is_delivered_with_a_tag(
    poisoned: Callable[[str], tuple[Relay, Play]],
) -> None:
    """After five tries it counts as unscannable: what its bytes show is masked, and it is said."""
    relay, play = poisoned("tag")
    assert send_mail(relay.port, CARD_MAIL).code == 250
    [received] = play.mails
    assert b"4111 1111 1111 1111" not in received.message
    assert b"unscannable" in received.message.lower()


@pytest.mark.parametrize(("policy", "code"), [("refuse", 554), ("defer", 451)])
def test_a_mail_that_always_fails_obeys_the_policy(
    poisoned: Callable[[str], tuple[Relay, Play]], policy: str, code: int
) -> None:
    """The owner may rather have it refused or left with the sender's server."""
    relay, play = poisoned(policy)
    assert send_mail(relay.port, CARD_MAIL).code == code
    assert play.mails == []


def test_another_mail_is_not_blamed(poisoned: Callable[[str], tuple[Relay, Play]]) -> None:
    """Five failures of one mail say nothing about the next one."""
    relay, play = poisoned("refuse")
    other = mail(b"Where is my parcel?\r\n", b"X-Other: mail").replace(b"20250901.a", b"20250901.b")
    assert send_mail(relay.port, other).code == 250
    assert_unchanged(play.mails[0].message, other)
