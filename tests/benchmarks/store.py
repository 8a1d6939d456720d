"""``python -m tests.benchmarks store``: what the conversation memory costs a mail.

A real relay takes mails with and without a piece of a number in turn, its memory empty and then
with 100,000 open pieces.  CPU is that of the relay and its scanners.  Then
the memory alone: one mail noted, by the number of pieces that are open, where it shares nothing
with them and where it shares a subject with all of them.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from time import process_time
from typing import Final

import click
from sqlalchemy import func, insert, select

from scrubber.core.model import Scrubbed
from scrubber.store.conversations import FACT, MAIL, PIECE
from scrubber.store.memory import Memory
from scrubber.store.store import Store
from scrubber.store.written import columns
from tests.benchmarks.relay import PARAGRAPH
from tests.servers.client import send_mail
from tests.servers.load import Sink
from tests.servers.processes import cpu_seconds, tree
from tests.servers.relay import Relay
from tests.store.letters import envelope, part

MAILS: Final = 60
CHUNK: Final = 1_000
DELIVERED: Final = 250
GROUP: Final = part("4111")
ROUNDS: Final = 3
SIZES: Final = (0, 1_000, 10_000, 100_000)
SHARES: Final = (0.05, 0.1, 0.25)
TEXTS: Final = {"without": "the first and the second", "with": "4111 1111"}
SUBJECT: Final = "About my last order"
_numbers = count()
_chance = random.Random(20250901)  # noqa: S311 - names


def letter(text: str, subject: str = "") -> bytes:
    """Return a mail of 5 KB that no other is like, with a text on a line of its own."""
    number = next(_numbers)
    first, last = ("".join(_chance.choices(ascii_lowercase, k=8)) for _ in range(2))
    head = (
        f"From: {first} {last} <{first}.{last}@host{number}.example>\r\n"
        f"To: orders@shop.example\r\nSubject: {subject or last}\r\n"
        f"Message-ID: <{number}@mail.example>\r\n\r\n"
    )
    return (head + text + "\r\n\r\n" + PARAGRAPH.replace("\n", "\r\n") * 4).encode()


def fill(store: Store, pieces: int) -> None:
    """Put down so many open pieces of other customers; all share one subject."""
    database, now = store.database(), datetime.now(UTC).timestamp()
    scanned = Scrubbed(letter(TEXTS["with"], SUBJECT), pieces=(GROUP,))
    facts = Memory(store)._letter(scanned, 1, ("",), datetime.now(UTC)).facts
    subject = next(bytes.fromhex(fact.value) for fact in facts if fact.kind == "subject")
    for _ in range(0, pieces, CHUNK):
        with database.write() as connection:
            first = connection.execute(select(func.max(MAIL.c.id))).scalar() or 0
            numbers = range(first + 1, first + 1 + CHUNK)
            connection.execute(insert(MAIL), [_mail(store, number, now) for number in numbers])
            connection.execute(
                insert(FACT),
                [
                    {"value": value, "mail": number, "kind": "subject"}
                    for number in numbers
                    for value in (subject, *(b"%d %d" % (number, other) for other in range(5)))
                ],
            )
            connection.execute(
                insert(PIECE),
                [
                    {"mail": number, **columns(GROUP, 0, store.pads.new(bytes(16)))}
                    for number in numbers
                ],
            )


def _mail(store: Store, number: int, now: float) -> dict[str, object]:
    pad = store.pads.new(bytes(16))
    name = b"%d" % number
    row = {"id": number, "key": name, "sender": name, "arrived": now, "delivered": True}
    sealed = pad.seal("reference", f"<{number}@mail.example>")
    return row | {"written_with": pad.name, "nonce": pad.nonce, "reference": sealed}


def relay_cpu(relay: Relay, text: str) -> float:
    """Send different mails with a text one after the other; CPU seconds a mail."""
    before = cpu_seconds(tree(relay.process.pid))
    for _ in range(MAILS):
        message = letter(text)
        sender = message.partition(b"<")[2].partition(b">")[0].decode()
        if send_mail(relay.port, message, sender).code != DELIVERED:
            raise RuntimeError("a mail was not taken")
    return (cpu_seconds(tree(relay.process.pid)) - before) / MAILS


def relay_costs(directory: Path, pieces: int) -> dict[str, float]:
    """Return the CPU seconds of a mail with a piece and of one without, median of the rounds."""
    (directory / "state").mkdir(parents=True, mode=0o700)
    with closing(Store(directory / "state")) as store:
        fill(store, pieces)
    found: dict[str, list[float]] = {name: [] for name in TEXTS}
    with Sink() as sink, Relay(directory, f"smtp://127.0.0.1:{sink.port}") as relay:
        for _ in range(ROUNDS + 1):
            for name, text in TEXTS.items():
                found[name].append(relay_cpu(relay, text))
    return {name: statistics.median(costs[1:]) for name, costs in found.items()}


def note_cost(directory: Path, pieces: int, subject: str) -> float:
    """Return the CPU seconds for which the memory alone notes one mail."""
    directory.mkdir()
    with closing(Store(directory)) as store:
        fill(store, pieces)
        memory = Memory(store, ("shop.example",))

        async def note() -> float:
            mails = [letter(TEXTS["with"], subject) for _ in range(MAILS)]
            before = process_time()
            for message in mails:
                scanned = Scrubbed(message, pieces=(GROUP,))
                await memory.note(scanned, len(message), envelope(), datetime.now(UTC))
            return (process_time() - before) / MAILS

        return statistics.median(asyncio.run(note()) for _ in range(ROUNDS))


def main() -> None:
    """Print what a relay's mail costs first, then the memory alone."""
    with tempfile.TemporaryDirectory() as name:
        click.echo(f"relay, CPU ms a mail of 5 KB, {ROUNDS} rounds of {MAILS} in turn, medians\n")
        click.echo("open pieces   without a piece   with one   more, if this share has one")
        for pieces in (SIZES[0], SIZES[-1]):
            costs = relay_costs(Path(name) / f"relay{pieces}", pieces)
            more = costs["with"] / costs["without"] - 1
            shares = "   ".join(f"{share:.0%}: {share * more:+.1%}" for share in SHARES)
            click.echo(
                f"{pieces:11,}   {costs['without'] * 1000:15.2f}   {costs['with'] * 1000:8.2f}   "
                f"{shares}   100%: {more:+.0%}"
            )
        click.echo("\nmemory alone, CPU ms a mail with a piece\n")
        click.echo("open pieces   shares nothing   shares a subject with all of them")
        for pieces in SIZES:
            alone = [
                note_cost(Path(name) / f"store{pieces}{subject}", pieces, subject) * 1000
                for subject in ("", SUBJECT)
            ]
            click.echo(f"{pieces:11,}   {alone[0]:14.2f}   {alone[1]:16.2f}")
