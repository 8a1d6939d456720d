"""``python -m tests.benchmarks audit``: a large mailbox, against `scrub` on the same mails.

The mails are those of the other benchmarks, mixed, in Maildirs and an mbox.  SIZE megabytes (1,000
if the environment says nothing in ``AUDIT_MB``) and half of them are audited in turn.  Meanwhile as
many processes as there are cores scrub some of the same mails.  They and the audit take turns, a
second each, in which the others are stopped: other programs on the machine slow both down alike, so
that the rates can be compared by the clock as well as in CPU time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count, cycle, islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from scrubber import scrub
from scrubber.mailboxes import Stored
from scrubber.mailboxes.folder import at
from tests.benchmarks.corpora import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableSequence

MEGABYTE = 1_000_000
SIZE = int(os.environ.get("AUDIT_MB", "1000"))
EVERY = 8
"""Of so many mails one is scrubbed for comparison."""
TURN = 1.0  # seconds
FOLDERS = 10
ALLOWED = 64 * MEGABYTE
FROM_ = b"From anna@example.org Sat Nov 21 10:00:00 2026\n"
IDLE = 16 * MEGABYTE
"""What a scanner has when its rules are loaded; it is seen before that, too."""


@dataclass(frozen=True, slots=True)
class Run:
    """One audit: bytes audited, seconds by the clock, CPU seconds, bytes of memory.

    ``worker`` is the most anonymous memory of a scanner process above what it has when it is idle,
    ``whole`` the most of the program's own process.  ``scrub`` and ``scrub_cpu`` are the bytes that
    `scrub` takes in a second by the clock on all cores, and in a CPU second on one.
    """

    size: int
    seconds: float
    cpu: float
    worker: int
    whole: int
    scrub: float
    scrub_cpu: float


def main() -> None:
    """Measure and print."""
    jobs = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="scrubber-audit-") as folder:
        half, whole = Path(folder, "half"), Path(folder, "whole")
        largest = max(fill(half, SIZE * MEGABYTE // 2, 1), fill(whole, SIZE * MEGABYTE, 2))
        once, twice = run(half, jobs), run(whole, jobs)
    click.echo(f"{jobs} cores; rates in MB/s")
    click.echo(f"{'MB':>8}{'s':>9}{'CPU s':>9}{'audit':>8}{'scrub':>8}{'of it':>8}{'by CPU':>8}")
    for each in (once, twice):
        rate = each.size / each.seconds
        click.echo(
            f"{each.size / MEGABYTE:8.0f}{each.seconds:9.1f}{each.cpu:9.1f}"
            f"{rate / MEGABYTE:8.1f}{each.scrub / MEGABYTE:8.1f}{rate / each.scrub:8.2f}"
            f"{each.size / each.cpu / each.scrub_cpu:8.2f}"
        )
    click.echo("goal: 0.5 of scrub's rate times the cores")
    click.echo(f"twice the mail takes {twice.cpu / once.cpu:.2f} times the CPU time, goal 2.1")
    click.echo(
        f"a scanner takes {twice.worker / MEGABYTE:.0f} MB above idle, allowed "
        f"{(ALLOWED + 3 * largest) / MEGABYTE:.0f}; the program {twice.whole / MEGABYTE:.0f} MB"
    )


def mails(seed: int) -> Iterator[bytes]:
    """Yield mails of all kinds without an end, each with a Message-ID of its own."""
    chance = Random(seed)  # noqa: S311 - no secret
    kinds = corpora(seed)
    for number in count():
        raw = chance.choice(chance.choice(kinds).mails)
        yield b"Message-ID: <%d@bench.example>\r\n" % number + raw


class Scrubbers:
    """Processes that scrub mails of a folder over and over, each time they have their turn."""

    def __init__(self, folder: Path, jobs: int) -> None:
        """Start them, and wait until all are ready and stopped."""
        self.seconds = 0.0
        context = get_context("spawn")
        self._done = [context.Array("d", 2, lock=False) for _ in range(jobs)]
        self._processes = [
            context.Process(target=scrub_in_turns, args=(folder, number, jobs, done), daemon=True)
            for number, done in enumerate(self._done)
        ]
        for process in self._processes:
            process.start()
        for process in self._processes:
            os.waitid(os.P_PID, process.pid or 0, os.WSTOPPED)

    def turn(self) -> None:
        """Let them work for a while."""
        began = time.monotonic()
        self._signal(signal.SIGCONT)
        time.sleep(TURN)
        self._signal(signal.SIGSTOP)
        self.seconds += time.monotonic() - began

    def end(self) -> tuple[float, float]:
        """End them; return how many bytes a second they took by the clock, and in CPU time."""
        self._signal(signal.SIGKILL)
        for process in self._processes:
            process.join()
        size, cpu = map(sum, zip(*self._done, strict=True))
        return size / self.seconds, size / cpu

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes:
            os.kill(process.pid or 0, number)


def scrub_in_turns(folder: Path, number: int, jobs: int, done: MutableSequence[float]) -> None:
    """Scrub mails of a folder until killed; ``done`` gets their bytes and the CPU seconds."""
    chosen = islice(at(folder), number * EVERY // jobs, None, EVERY)
    mails = [item.raw for item in chosen if isinstance(item, Stored)]
    scrub(b"")  # reads the rules
    os.kill(os.getpid(), signal.SIGSTOP)
    began = time.process_time()
    for raw in cycle(mails):
        scrub(raw)
        done[0] += len(raw)
        done[1] = time.process_time() - began


def fill(folder: Path, size: int, seed: int) -> int:
    """Write Maildirs and an mbox of together ``size`` bytes; return those of the largest mail."""
    for number in range(FOLDERS):
        for name in ("cur", "new", "tmp"):
            Path(folder, f"box{number}", name).mkdir(parents=True)
    largest = written = 0
    with Path(folder, "old.mbox").open("wb") as mbox:
        for number, raw in enumerate(mails(seed)):
            if number % 2:
                mbox.write(FROM_ + raw.replace(b"\r\n", b"\n") + b"\n")
            else:
                Path(folder, f"box{number % FOLDERS}", "cur", f"{number}.host:2,S").write_bytes(raw)
            largest, written = max(largest, len(raw)), written + len(raw)
            if written >= size:
                return largest
    return largest


def run(folder: Path, jobs: int) -> Run:
    """Audit a folder, in turns with `scrub`, and look at the memory of its processes."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    scrubbers = Scrubbers(folder, jobs)
    command = [sys.executable, "-m", "scrubber", "audit", "--json", os.devnull]
    process = subprocess.Popen(
        [*command, str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    memory = Memory(process.pid)
    seconds = 0.0
    while True:
        began = time.monotonic()
        ended = memory.watch(TURN)
        seconds += time.monotonic() - began
        if ended:
            break
        os.killpg(process.pid, signal.SIGSTOP)
        scrubbers.turn()
        os.killpg(process.pid, signal.SIGCONT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 1:
        raise SystemExit(f"the audit ended with {process.returncode}, not with 1")
    cpu = used.ru_utime + used.ru_stime
    return Run(size, seconds, cpu, *memory.most(), *scrubbers.end())


class Memory:
    """The anonymous memory of an audit's processes."""

    def __init__(self, program: int) -> None:
        """Know of the program itself only."""
        self._program = program
        self._idle: dict[int, int] = {}
        self._peak: dict[int, int] = {}

    def watch(self, seconds: float) -> bool:
        """Look at it for so long; return whether the program has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            options = os.WEXITED | os.WNOHANG | os.WNOWAIT
            if os.waitid(os.P_PID, self._program, options) is not None:
                return True
            for pid in (self._program, *scanners(self._program)):
                now = anonymous(pid)
                self._idle.setdefault(pid, now)
                self._peak[pid] = max(self._peak.get(pid, 0), now)
            time.sleep(0.05)
        return False

    def most(self) -> tuple[int, int]:
        """Return the most that a scanner had above idle, and the most of the program."""
        above = [
            peak - max(self._idle[pid], IDLE)
            for pid, peak in self._peak.items()
            if pid != self._program
        ]
        return max(above), self._peak[self._program]


def scanners(program: int) -> list[int]:
    """Return the scanner processes of an audit."""
    children = Path(f"/proc/{program}/task/{program}/children")
    try:
        return [int(pid) for pid in children.read_text("ascii").split()]
    except OSError:
        return []


def anonymous(pid: int) -> int:
    """Return the anonymous memory of a process in bytes (proc(5), RssAnon)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in status.splitlines() if "RssAnon" in line), 0
    )
