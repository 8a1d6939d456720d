"""``python -m tests.benchmarks store``: what the conversation memory costs a relay's mail.

Two real relays take the same kind of mail in turn, one with its memory and one without; CPU time is
that of each relay and its scanners.  Of 100 mails 75 are letters of 5 KB, 10 chains of quoted
replies, 8 newsletters and invoices, 2 have attachments, all with one card in a hundred, and 5 hold
a piece of a number, a security code or a date of a conversation.  Then the same with nothing but
such pieces; what looking for them costs the scan; and the memory alone, by the number of open
pieces, where a mail shares nothing with them and where it shares its subject with all of them.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parseaddr
from itertools import count, islice
from pathlib import Path
from random import Random
from string import ascii_lowercase
from time import process_time
from typing import TYPE_CHECKING, Final
from unittest import mock

import click

from scrubber import rulebook
from scrubber.core import scrub as core
from scrubber.core.examined import Examined
from scrubber.core.model import Scrubbed
from scrubber.store.memory import Memory
from scrubber.store.store import Store
from tests.benchmarks.corpora import corpus
from tests.benchmarks.open_pieces import GROUP, SUBJECT, fill
from tests.conversations.mailbox import conversations, mixed
from tests.servers.client import send_mail
from tests.servers.load import Sink
from tests.servers.processes import cpu_seconds, tree
from tests.servers.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES: Final = (0, 10_000, 100_000)
ROUNDS: Final = 5
MAILS: Final = 100
SHARES: Final = {
    "short mail": 75,
    "reply chains": 10,
    "newsletters and invoices": 8,
    "attachments": 2,
}
WITH_PIECES: Final = MAILS - sum(SHARES.values())
DELIVERED: Final = 250
_seeds = count(1)


class Alone(Relay):
    """A relay without a memory."""

    def _command(self) -> list[str]:
        command = super()._command()
        return [command[0], "-m", "tests.benchmarks.alone", *command[3:]]


def pieces(seed: int) -> Iterator[bytes]:
    """Yield mails that hold a piece of a number, a code or a date, by many customers."""
    for _, mail in mixed(conversations(seed, 4 * MAILS)):
        if any(secret.kind != "whole" for secret in mail.secrets):
            yield mail.raw


def realistic(seed: int) -> list[bytes]:
    """Return what a shop gets: few mails have a piece of anything."""
    mails = [
        mail for kind, share in SHARES.items() for mail in corpus(kind, MAILS, seed).mails[:share]
    ]
    return mails + list(islice(pieces(seed), WITH_PIECES))


def nothing_else(seed: int) -> list[bytes]:
    """Return mails with pieces alone."""
    return list(islice(pieces(seed), MAILS))


def relay_cpu(relay: Relay, mails: list[bytes]) -> float:
    """Send mails one after the other; CPU seconds a mail."""
    before = cpu_seconds(tree(relay.process.pid))
    for message in mails:
        if send_mail(relay.port, message, _sender(message)).code != DELIVERED:
            raise RuntimeError("a mail was not taken")
    return (cpu_seconds(tree(relay.process.pid)) - before) / len(mails)


def _sender(message: bytes) -> str:
    """Return the address that stands in From."""
    return parseaddr(message_from_bytes(message)["From"])[1]


def relay_costs(directory: Path) -> None:
    """Print what a mail costs without a memory, and with one by the number of open pieces."""
    with ExitStack() as running:
        sink = f"smtp://127.0.0.1:{running.enter_context(Sink()).port}"
        relays: dict[str, Relay] = {"no memory": Alone(directory / "alone", sink)}
        for size in SIZES:
            relays[f"{size:,}"] = Relay(directory / f"{size}", sink)
            with closing(Store(directory / f"{size}" / "state")) as store:
                fill(store, size)
        for relay in relays.values():
            running.enter_context(relay)
        for title, mails in (("mix", realistic), ("pieces alone", nothing_else)):
            costs: dict[str, list[float]] = {name: [] for name in relays}
            for number in range(ROUNDS + 1):
                sent = mails(next(_seeds))
                for name, relay in relays.items():
                    cost = relay_cpu(relay, sent)
                    costs[name] += [cost] if number else []
            base = statistics.median(costs["no memory"])
            for name, each in costs.items():
                middle = statistics.median(each)
                click.echo(f"{title:14}{name:>12}{middle * 1000:10.2f}{middle / base - 1:+9.1%}")


def scan_costs() -> None:
    """Print what a scan costs that looks for pieces, and one that does not."""
    rules = rulebook.load()
    unsought = mock.patch.object(core, "_pieces", return_value=Examined([], ()))
    for title, mails in (("mix", realistic), ("pieces alone", nothing_else)):
        found: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(ROUNDS):
            seed = next(_seeds)
            for sought in (True, False):
                with ExitStack() as patched:
                    if not sought:
                        patched.enter_context(unsought)
                    sent = mails(seed)
                    before = process_time()
                    for mail in sent:
                        core.scrub(mail, rules)
                    found[sought].append((process_time() - before) / MAILS)
        with_pieces, without = (statistics.median(found[sought]) for sought in (True, False))
        more = with_pieces / without - 1
        click.echo(f"{title:14}{without * 1000:12.2f}{with_pieces * 1000:10.2f}{more:+9.1%}")


def note_cost(store: Store, subject: str) -> float:
    """Return the CPU seconds for which the memory alone notes one mail."""
    memory = Memory(store, ("shop.example",))
    rng = Random(1)  # noqa: S311 - names

    async def note() -> float:
        before = process_time()
        for _ in range(MAILS):
            number = next(_seeds)
            sender = f"{''.join(rng.choices(ascii_lowercase, k=9))}@host{number}.example"
            message = f"From: {sender}\r\nSubject: {subject}\r\nMessage-ID: <{number}@x>\r\n\r\n"
            scanned = Scrubbed(message.encode(), pieces=(GROUP,))
            addresses = (sender, "orders@shop.example")
            await memory.note(scanned, len(message), addresses, datetime.now(UTC))
        return (process_time() - before) / MAILS

    asyncio.run(note())
    return statistics.median(asyncio.run(note()) for _ in range(ROUNDS))


def note_costs(directory: Path) -> None:
    """Print what one mail costs the memory alone."""
    for size in SIZES:
        for subject in ("", SUBJECT):
            state = directory / f"note{size}{bool(subject)}"
            state.mkdir()
            with closing(Store(state)) as store:
                fill(store, size)
                cost = note_cost(store, subject) * 1000
            click.echo(
                f"{size:11,}   {'its subject with all' if subject else 'nothing':22}{cost:8.2f}"
            )


def main() -> None:
    """Print what a relay's mail costs first, then the parts of it."""
    with tempfile.TemporaryDirectory() as name:
        click.echo(f"relay, CPU ms a mail, medians of {ROUNDS} rounds of {MAILS} mails in turn\n")
        click.echo("mails          open pieces       CPU     more")
        relay_costs(Path(name))
        click.echo("\nscan, CPU ms a mail, without and with looking for pieces\n")
        scan_costs()
        click.echo("\nmemory alone, CPU ms a mail with a piece\n")
        click.echo("open pieces   shares                     CPU")
        note_costs(Path(name))
