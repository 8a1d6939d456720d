"""``python -m tests.benchmarks relay``: Postfix alone against Postfix with the relay.

The relay is Postfix's before-queue filter: Postfix -> relay -> Postfix -> sink.
Both ways end in the same sink and take turns, so that whatever else the machine does hits both.
The rate counts mails that the sender saw accepted; CPU is that of Postfix, the relay and its
workers, without the sender and the sink, and then that of the relay and its workers alone.

There are two mails of each size: one of nothing but text, which is all scanned, and one like most
of that size, which is most of it header, or a picture.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tests.benchmarks.corpora import corpus
from tests.servers.load import Sink, send_load
from tests.servers.ports import free_port
from tests.servers.postfix import Postfix, Service
from tests.servers.processes import cpu_seconds, tree
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SESSIONS: Final = 10
ROUNDS: Final = 7
SMALL, LARGE = 5_000, 200_000
MAILS: Final = {SMALL: 400, LARGE: 80}
"""How many mails of a size, in bytes, a round sends."""
HEADER: Final = """\
From: Ada Lovelace <ada@customer.example>
To: orders@shop.example
Subject: Order 20417: where is my parcel?
Date: Mon, 01 Sep 2025 10:00:00 +0000
Message-ID: <20250901.100000.20417@customer.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

"""
# What a shop gets to read: mostly words, now and then a number that is none of a card.
PARAGRAPH: Final = """\
Dear team,

On 1 September I ordered two of the reading lamps for my mother, who was so happy with
the first one that she wants another for the bedroom. The confirmation came at once and
the payment went through (order no. 20417, 129.90 EUR), but since then I have not heard
anything, and the page that should show me where the parcel is says only that it has
been prepared. Could you please have a look? If the lamps are out of stock I can wait,
but not longer than the end of the month, because then she moves into her new flat. You
can also call me in the evening (030 5550123). By the way, the bulb of the first lamp is
a little too bright for reading: do you have one with a warmer light that fits?

Thank you very much and kind regards
Ada

"""


@dataclass(frozen=True, slots=True)
class Chain:
    """Both ways through Postfix, by port, and the processes whose CPU time counts."""

    plain: int
    filtered: int
    postfix: Callable[[], list[int]]
    relay: Callable[[], list[int]]
    queued: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Round:
    """One load sent one way: mails a second, and CPU seconds a mail, in all and of the relay."""

    rate: float
    cpu: float
    relay: float


@contextmanager
def chain(directory: Path) -> Iterator[Chain]:
    """Start the sink, Postfix and the relay between its two halves."""
    plain, filtered, asks, back = (free_port() for _ in range(4))
    services = [
        Service(plain),
        Service(filtered, settings={"smtpd_proxy_filter": f"127.0.0.1:{asks}"}),
        Service(
            back,
            settings={
                "smtpd_proxy_filter": "",
                "smtpd_authorized_xforward_hosts": "127.0.0.0/8",
                "receive_override_options": (
                    "no_unknown_recipient_checks,no_header_body_checks,no_milters"
                ),
            },
        ),
    ]
    with (
        Sink() as sink,
        Postfix(sink.port, services) as postfix,
        Relay(directory / "relay", f"smtp://127.0.0.1:{back}", port=asks) as relay,
    ):
        yield Chain(
            plain,
            filtered,
            lambda: tree(postfix.pid),
            lambda: tree(relay.process.pid),
            postfix.queued,
        )


def measure(running: Chain, port: int, message: Path, count: int) -> Round:
    """Send a load to a port, and wait until all of it has left the queue."""
    before = cpu_seconds(running.postfix()), cpu_seconds(running.relay())
    start = time.perf_counter()
    send_load(port, message, count=count, sessions=SESSIONS)
    elapsed = time.perf_counter() - start
    wait_until(lambda: running.queued() == 0, "the queue is empty", 120)
    relay = cpu_seconds(running.relay()) - before[1]
    both = cpu_seconds(running.postfix()) - before[0] + relay
    return Round(count / elapsed, both / count, relay / count)


def compare(running: Chain, message: Path, count: int) -> str:
    """Send both ways in turn; a line of the medians."""
    plain: list[Round] = []
    filtered: list[Round] = []
    for _ in range(ROUNDS):
        plain.append(measure(running, running.plain, message, count))
        filtered.append(measure(running, running.filtered, message, count))
    ratios = [after.rate / before.rate for before, after in zip(plain, filtered, strict=True)]
    relay = statistics.median(entry.relay for entry in filtered) * 1000
    return (
        f"{statistics.median(ratios):5.2f}   {min(ratios):4.2f} to {max(ratios):4.2f}   "
        f"{median(plain)}   {median(filtered)}  {relay:6.2f} ms"
    )


def median(rounds: list[Round]) -> str:
    """Write the medians of some rounds."""
    rate = statistics.median(entry.rate for entry in rounds)
    cpu = statistics.median(entry.cpu for entry in rounds)
    return f"{rate:7.0f}/s {cpu * 1000:6.2f} ms"


def loads() -> Iterator[tuple[str, int, bytes]]:
    """Yield the mails by what they are, with how many of them a round sends."""
    for size, count in MAILS.items():
        text = HEADER + PARAGRAPH * ((size - len(HEADER)) // len(PARAGRAPH) + 1)
        yield f"{size // 1000:3} KB of text", count, text.encode("ascii")
        kind, what = ("short mail", "header") if size == SMALL else ("attachments", "picture")
        like = min(corpus(kind, 100).mails, key=lambda mail: abs(len(mail) - size))
        yield f"{round(len(like) / 1000):3} KB with {what}", count, like.replace(b"\r\n", b"\n")


def main() -> None:
    """Print the ratio of both rates first, then each way's rate and CPU time a mail."""
    click.echo(f"{SESSIONS} sessions, {ROUNDS} rounds each way in turn, medians")
    click.echo(
        f"{'':20}ratio   of rounds      Postfix alone        with the relay       of that its own"
    )
    with tempfile.TemporaryDirectory() as name, chain(Path(name)) as running:
        for what, count, mail in loads():
            message = Path(name) / "message"
            message.write_bytes(mail)
            measure(running, running.plain, message, count)
            measure(running, running.filtered, message, count)
            click.echo(f"{what:20}{compare(running, message, count)}")
