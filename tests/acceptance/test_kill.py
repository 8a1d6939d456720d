"""kill -9 and SIGTERM: nothing is lost, nothing is left behind."""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.mails import CARD_MAIL, CARD_TEXT, MASKED_TEXT, assert_masked, mail
from tests.acceptance.sender import Sender
from tests.conftest import relay_before
from tests.fakes.script import hold
from tests.servers.client import Client, Hangup, send_mail
from tests.servers.processes import is_alive, sockets
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.next_hop import NextHop
    from tests.servers.relay import Relay

ROUNDS: Final = 100
SESSIONS: Final = 6
EARLY: Final = ("CONNECT", "EHLO", "MAIL", "DATA", "BODY")


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop) -> Iterator[Relay]:
    """Return the relay that the tests of this module kill, one after the other."""
    with relay_before(next_hop, tmp_path_factory.mktemp("mortal")) as relay:
        yield relay


@pytest.fixture
def alive(mortal: Relay) -> Relay:
    """Return that relay, started again if it was killed."""
    if mortal.process.poll() is not None:
        mortal.start()
    return mortal


def none_alive(pids: list[int]) -> bool:
    """Whether all of some processes have ended."""
    return not any(map(is_alive, pids))


def test_workers_hold_no_socket_of_the_network(relay: Relay, next_hop: NextHop) -> None:
    """A worker has nothing but its pipes: it can neither listen nor send."""
    next_hop.play()
    send_mail(relay.port, CARD_MAIL)
    workers = relay.workers()
    assert workers
    assert [sockets(worker) & sockets(relay.process.pid) for worker in workers] == [
        set() for _ in workers
    ]


@pytest.mark.long
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "scanning"])
def test_workers_die_with_the_main_process(alive: Relay, next_hop: NextHop, *, busy: bool) -> None:
    """No worker outlives kill -9 of the relay, and the port is free for the next one."""
    play = next_hop.play()
    if busy:
        alive.freeze()
    with Client(alive.port) as client:
        client.envelope()
        client.send(CARD_MAIL + b".\r\n")
        if not busy:
            assert client.reply().code == 250
        workers = alive.kill()
        assert workers
        wait_until(partial(none_alive, workers), "the workers are gone")
    alive.start()
    assert send_mail(alive.port, CARD_MAIL).code == 250
    for received in play.mails:
        assert_masked(received.message)


@pytest.mark.parametrize(
    "point", [*(pytest.param(verb, marks=pytest.mark.long) for verb in EARLY), "RCPT", "."]
)
def test_a_kill_before_the_next_hops_250_loses_nothing(
    alive: Relay, next_hop: NextHop, point: str
) -> None:
    """Wherever the dialogue stands, the client has no 250 and repeats its mail.

    Once the whole message is on its way the next hop delivers it, and the repeated one is a copy.
    Behind the next hop's 354 it is on its way at once, or the kill was quicker.
    """
    gate = threading.Event()
    play = next_hop.play({point: hold(gate)})
    with ThreadPoolExecutor() as threads:
        sending = threads.submit(send_mail, alive.port, CARD_MAIL)
        play.wait_for_point(point)
        alive.kill()
        gate.set()
        with pytest.raises((Hangup, ConnectionError)):
            sending.result()
    again = next_hop.play()
    alive.start()
    assert send_mail(alive.port, CARD_MAIL).code == 250
    for received in play.mails + again.mails:
        assert_masked(received.message)
    assert len(play.mails) in {"BODY": (0, 1), ".": (1,)}.get(point, (0,))
    assert len(again.mails) == 1


def test_sigterm_finishes_what_is_under_way(alive: Relay, next_hop: NextHop) -> None:
    """No new connection, 421 to those who idle, 250 to a mail that is being delivered."""
    gate = threading.Event()
    play = next_hop.play({".": hold(gate)})
    with Client(alive.port) as idle, Client(alive.port) as busy:
        idle.hello()
        busy.envelope()
        busy.send(CARD_MAIL + b".\r\n")
        play.wait_for_point(".")
        alive.process.send_signal(signal.SIGTERM)
        reply = idle.reply()
        assert (reply.code, reply.enhanced) == (421, "4.3.2")
        with pytest.raises(Hangup):
            idle.reply()
        wait_until(lambda: not alive.is_serving(), "no new connection is taken")
        gate.set()
        assert busy.reply().code == 250
    assert alive.process.wait(30) == 0
    assert_masked(play.mails[0].message)
    assert "Traceback" not in alive.output


def test_sigterm_waits_for_nobody_who_is_silent(alive: Relay, next_hop: NextHop) -> None:
    """Neither between two commands of a mail nor within its text; no mail of theirs arrives."""
    play = next_hop.play()
    begun = time.monotonic()
    with Client(alive.port) as within, Client(alive.port) as between:
        between.hello()
        assert between.command("MAIL FROM:<a@customer.example>").code == 250
        assert between.command("RCPT TO:<b@shop.example>").code == 250
        within.envelope()
        within.send(CARD_MAIL)
        alive.process.send_signal(signal.SIGTERM)
        for client in (between, within):
            reply = client.reply()
            assert (reply.code, reply.enhanced) == (421, "4.3.2")
    assert alive.process.wait(30) == 0
    assert time.monotonic() - begun < 15
    assert play.mails == []


def test_sigterm_waits_for_a_mail_that_comes_slowly(alive: Relay, next_hop: NextHop) -> None:
    """Whoever goes on sending is heard to the end."""
    play = next_hop.play()
    with Client(alive.port) as client:
        client.envelope()
        alive.process.send_signal(signal.SIGTERM)
        for start in range(0, len(CARD_MAIL), len(CARD_MAIL) // 4):
            client.send(CARD_MAIL[start : start + len(CARD_MAIL) // 4])
            time.sleep(1)
        client.send(b".\r\n")
        assert client.reply().code == 250
    assert alive.process.wait(30) == 0
    assert_masked(play.mails[0].message)


@pytest.mark.long
def test_a_kill_while_the_disk_is_written_leaves_no_message(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """No message is ever on our disk: nothing below the relay's folders tells of it."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", log_level="debug")
    next_hop.play()
    relay.freeze()
    with Client(relay.port) as client:
        client.envelope()
        client.send(CARD_MAIL + b".\r\n")
        relay.wait_until_read()
        relay.kill()
    for path in relay.directory.rglob("*"):
        if path.is_file():
            assert b"Please charge" not in path.read_bytes()
    relay.start()


def numbered(done: threading.Event) -> Iterator[tuple[str, bytes]]:
    """Yield card mails, each with a name of its own in a header field, until it is enough."""
    for number in count():
        if done.is_set():
            return
        name = f"N{number}N"
        yield name, mail(CARD_TEXT, b"X-Number: " + name.encode())


@pytest.mark.long
def test_a_hundred_kills_lose_nothing(
    alive: Relay, next_hop: NextHop, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under load and kill -9 every mail arrives, none in clear; second copies are counted.

    However slowly it starts, no relay is killed before it has delivered something.
    """
    play = next_hop.play()
    sender = Sender(alive.port)
    done = threading.Event()
    chance = random.Random(20250901)  # noqa: S311 - to choose moments
    with ThreadPoolExecutor() as threads:
        sending = threads.submit(sender.send_all, numbered(done), SESSIONS)
        try:
            for _ in range(ROUNDS):
                play.wait_for_mails(len(play.mails) + 1)
                time.sleep(chance.uniform(0, 0.3))
                workers = alive.kill()
                wait_until(partial(none_alive, workers), "no worker is left")
                alive.start()
            done.set()
            sending.result(60)
        finally:
            done.set()
            sender.abandon()  # to a relay that stays dead it would send for ever
    numbers = (received.message.partition(b"X-Number: ")[2].split()[0] for received in play.mails)
    arrived = Counter(number.decode() for number in numbers)
    copies = arrived.total() - len(arrived)
    with capsys.disabled():
        sys.stdout.write(f"\n{ROUNDS} kills, {len(arrived)} mails, {copies} second copies\n")
    assert arrived.total() >= ROUNDS
    assert sender.accepted == set(arrived)
    assert all(received.message.endswith(MASKED_TEXT) for received in play.mails)
    assert play.violations == []
