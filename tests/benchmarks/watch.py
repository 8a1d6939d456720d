"""``python -m tests.benchmarks watch``: the daemon on a real Dovecot.

Latency: from the moment a mail with a card number lies in the folder to the moment its masked copy
has taken its place, while the daemon IDLEs.  First pass: ``--once`` over many mails, a tenth with
a card number, against a bare IMAPClient loop that only fetches them one by one; both in turn, on
folders of the same content.  The daemon's start (imports, rules) is measured on an empty folder and
taken off.  Memory: the whole process tree over one mail of 50 MB, beside one over a small mail.
"""

from __future__ import annotations

import base64
import random
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

import click
from imapclient import IMAPClient

from tests.benchmarks.relay import PARAGRAPH
from tests.servers.dovecot import PASSWORD, USERS, Dovecot
from tests.servers.processes import MemoryWatch
from tests.servers.waiting import wait_until
from tests.servers.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator

MAILS: Final = 2000
ARRIVALS: Final = 15
ROUNDS: Final = 2
LARGE: Final = 50 * 1024 * 1024
ORDER: Final = 20417
"""The order that the text speaks of."""
CARD: Final = b"Visa 4111 1111 1111 1111, exp 12/27, cvv 123\r\n"


def main() -> None:
    """Measure, and print a line for each figure."""
    with tempfile.TemporaryDirectory(prefix="scrubber-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        with Dovecot() as server, client(server) as other:
            latency(server, other, directory)
            first_pass(server, other, directory)
            memory(server, other, directory)


@contextmanager
def client(server: Dovecot) -> Iterator[IMAPClient]:
    """Return a connection as an owner's mail program has one."""
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False, timeout=60) as connection:
        connection.login(USERS[0], PASSWORD)
        yield connection


def mail(number: int, *, card: bool) -> bytes:
    """Return a mail of a few kilobytes, each by another customer about an order of his own."""
    rng = random.Random(number)  # noqa: S311 - the same in every run
    first, last = ("".join(rng.choices(ascii_lowercase, k=size)).title() for size in (6, 9))
    head = (
        f"From: {first} {last} <{first}.{last}@host{number % 30}.example>\r\n"
        "To: orders@shop.example\r\n"
        f"Message-ID: <{number}@customer.example>\r\nSubject: order {ORDER + number}\r\n\r\n"
    )
    text = PARAGRAPH.replace("\n", "\r\n").replace(f"{ORDER}", f"{ORDER + number}")
    return (head + text).encode("ascii") + (CARD if card else b"") + text.encode("ascii")


def latency(server: Dovecot, other: IMAPClient, directory: Path) -> None:
    """Let mails arrive one after the other."""
    other.create_folder("arrivals")
    watcher = Watcher(directory / "latency", server.imap_port, USERS[0], "arrivals")
    process = watcher.start()
    cursors = directory / "latency" / "state" / "imap"
    wait_until(lambda: any(cursors.glob("*/cursors")), "the daemon watches", 60)
    time.sleep(1)
    other.select_folder("arrivals", readonly=True)
    waits = []
    for number in range(ARRIVALS):
        other.append("arrivals", mail(number, card=True))
        begun = time.perf_counter()
        wait_until(lambda number=number: masked(other, number), "the mail is masked", 30)  # type: ignore[misc]
        waits.append(time.perf_counter() - begun)
    process.terminate()
    process.wait()
    click.echo(
        f"IDLE: arrival to masked copy: median {statistics.median(waits):.2f} s, "
        f"longest {max(waits):.2f} s, of {len(waits)} mails"
    )


def masked(other: IMAPClient, number: int) -> bool:
    """Whether all mails up to a number are masked copies, and their originals gone."""
    other.noop()
    copies = other.search(["HEADER", "X-Scrubber-Copy", ""])
    return len(copies) == number + 1 and len(other.search("ALL")) == number + 1


def first_pass(server: Dovecot, other: IMAPClient, directory: Path) -> None:
    """Go through a folder, and only fetch another one of the same content."""
    start = once(server, directory / "start", "empty", other, 0)
    ratios, rates = [], []
    for number in range(ROUNDS):
        folder = f"old{number}"
        fill(other, folder, MAILS)
        bare = MAILS / fetched(server, folder)
        ours = MAILS / (once(server, directory / folder, folder, other, None) - start)
        ratios.append(ours / bare)
        rates.append((ours, bare))
    ours, bare = rates[ratios.index(statistics.median_low(ratios))]
    click.echo(
        f"first pass, {MAILS} mails, a tenth with cards: {ours:.0f} mails/s, bare fetch loop "
        f"{bare:.0f} mails/s, ratio {statistics.median_low(ratios):.2f} "
        f"({', '.join(f'{ratio:.2f}' for ratio in ratios)})"
    )


def fill(other: IMAPClient, folder: str, number: int) -> None:
    """Put mails into a folder, a tenth with a card number."""
    other.create_folder(folder)
    for start in range(0, number, 100):
        some = range(start, min(start + 100, number))
        other.multiappend(folder, [mail(each, card=each % 10 == 0) for each in some])


def fetched(server: Dovecot, folder: str) -> float:
    """Fetch every mail of a folder; the seconds that took."""
    with client(server) as connection:
        connection.select_folder(folder, readonly=True)
        begun = time.perf_counter()
        for uid in connection.search("ALL"):
            connection.fetch([uid], ["BODY.PEEK[]"])
        return time.perf_counter() - begun


def once(
    server: Dovecot, directory: Path, folder: str, other: IMAPClient, number: int | None
) -> float:
    """Go through a folder with ``--once``, made first with so many mails; the seconds that took."""
    if number is not None:
        fill(other, folder, number)
    watcher = Watcher(directory, server.imap_port, USERS[0], folder)
    begun = time.perf_counter()
    if watcher.run("--once") != 0:
        raise RuntimeError(watcher.output)
    return time.perf_counter() - begun


def memory(server: Dovecot, other: IMAPClient, directory: Path) -> None:
    """Let one large mail be masked, and one small mail."""
    peaks = []
    for folder, size in (("small", 2000), ("large", LARGE - 10_000)):
        other.create_folder(folder)
        other.append(folder, attachment(size))
        watcher = Watcher(directory / folder, server.imap_port, USERS[0], folder)
        process = watcher.start("--once")
        watch = MemoryWatch(process.pid, 0.02)
        process.wait()
        watch.stop()
        other.select_folder(folder, readonly=True)
        done = len(other.search(["HEADER", "X-Scrubber-Copy", ""])) == 1
        peaks.append(watch.peak)
        click.echo(f"memory, {size / 1e6:.3f} MB mail: {watch.peak / 1e6:.0f} MB, masked: {done}")
    more = (peaks[1] - peaks[0]) / LARGE
    click.echo(f"memory beyond that of a small mail: {more:.1f} times the size of the large one")


def attachment(size: int) -> bytes:
    """Return a mail with a card number and a picture of so many bytes in base64."""
    picture = random.Random(1).randbytes(57)  # noqa: S311 - the same in every run
    lines = base64.b64encode(picture) + b"\r\n"
    return (
        b"Message-ID: <1@customer.example>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + CARD + b"\r\n--b\r\n"
        b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + lines * (size // len(lines))
        + b"--b--\r\n"
    )
