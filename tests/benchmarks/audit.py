"""``python -m tests.benchmarks audit``: a large mailbox, against `scrub` on the same mails.

The mails are those of the other benchmarks, mixed, in Maildirs and an mbox.  SIZE megabytes (1,000
if the environment says nothing in ``AUDIT_MB``) and half of them are audited in turn.  Before,
between and behind, as many processes as there are cores scrub a part of the same mails, all at
once: so other programs on the machine slow both down alike, and the rates can be compared by the
clock as well as in CPU time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count, islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

import click

from scrubber import scrub
from scrubber.mailboxes import Stored
from scrubber.mailboxes.folder import at
from tests.benchmarks.corpora import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1_000_000
SIZE = int(os.environ.get("AUDIT_MB", "1000"))
EVERY = 8
"""Of so many mails one is scrubbed in a comparison."""
FOLDERS = 10
ALLOWED = 64 * MEGABYTE
FROM_ = b"From anna@example.org Sat Nov 21 10:00:00 2026\n"
IDLE = 16 * MEGABYTE
"""What a scanner has when its rules are loaded; it is seen before that, too."""


@dataclass(frozen=True, slots=True)
class Run:
    """One audit: bytes audited, seconds by the clock, CPU seconds, bytes of memory.

    ``worker`` is the most anonymous memory of a scanner process above what it has when it is idle,
    ``whole`` the most of the program's own process.
    """

    size: int
    seconds: float
    cpu: float
    worker: int
    whole: int


class Rate(NamedTuple):
    """Bytes that `scrub` takes: by the clock a second of all processes, and a CPU second of one."""

    clock: float
    cpu: float


def main() -> None:
    """Measure and print."""
    jobs = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="scrubber-audit-") as folder:
        half, whole = Path(folder, "half"), Path(folder, "whole")
        largest = max(fill(half, SIZE * MEGABYTE // 2, 1), fill(whole, SIZE * MEGABYTE, 2))
        rates = [scrub_rate(half, jobs)]
        runs = []
        for mailbox in (half, whole):
            runs.append(run(mailbox, jobs))
            rates.append(scrub_rate(mailbox, jobs))
    click.echo(f"{jobs} processes; rates in MB/s, of scrub before and behind the audit")
    click.echo(f"{'MB':>8}{'s':>9}{'CPU s':>9}{'audit':>8}{'scrub':>14}{'of it':>8}{'by CPU':>8}")
    for each, around in zip(runs, pairwise(rates), strict=True):
        rate = each.size / each.seconds
        by_clock = rate / mean(scrub.clock for scrub in around)
        by_cpu = each.size / each.cpu / mean(scrub.cpu for scrub in around)
        scrubs = " ".join(f"{scrub.clock / MEGABYTE:.1f}" for scrub in around)
        click.echo(
            f"{each.size / MEGABYTE:8.0f}{each.seconds:9.1f}{each.cpu:9.1f}"
            f"{rate / MEGABYTE:8.1f}{scrubs:>14}{by_clock:8.2f}{by_cpu:8.2f}"
        )
    once, twice = runs
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


def scrub_rate(folder: Path, jobs: int) -> Rate:
    """Return how fast ``jobs`` processes scrub one mail of EVERY in a folder, reading apart."""
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=scrub, initargs=(b"",)) as processes:
        # The first call only waits for the others: all are to begin at once.
        list(processes.map(time.sleep, [1.0] * jobs))
        shares = list(processes.map(scrub_share, [folder] * jobs, range(jobs), [jobs] * jobs))
    size, _, cpu = map(sum, zip(*shares, strict=True))
    return Rate(sum(share.size / share.seconds for share in shares), size / cpu)


class Share(NamedTuple):
    """Bytes scrubbed by one process, and its seconds by the clock and of CPU time."""

    size: int
    seconds: float
    cpu: float


def scrub_share(folder: Path, number: int, jobs: int) -> Share:
    """Scrub every mail of a folder that is the turn of process ``number``."""
    size, seconds, cpu = 0, 0.0, 0.0
    for item in islice(at(folder), number * EVERY // jobs, None, EVERY):
        if isinstance(item, Stored):
            began, used = time.perf_counter(), time.process_time()
            scrub(item.raw)
            seconds += time.perf_counter() - began
            cpu += time.process_time() - used
            size += len(item.raw)
    return Share(size, seconds, cpu)


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
    """Audit a folder, and look at the memory of its processes meanwhile."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    command = [sys.executable, "-m", "scrubber", "audit", "--jobs", str(jobs), "--json", os.devnull]
    started = time.monotonic()
    process = subprocess.Popen(
        [*command, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    idle: dict[int, int] = {}
    peak: dict[int, int] = {}
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        for pid in (process.pid, *scanners(process.pid)):
            memory = anonymous(pid)
            idle.setdefault(pid, memory)
            peak[pid] = max(peak.get(pid, 0), memory)
        time.sleep(0.05)
    seconds = time.monotonic() - started
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 1:
        raise SystemExit(f"the audit ended with {process.returncode}, not with 1")
    above = [peak[pid] - max(idle[pid], IDLE) for pid in peak if pid != process.pid]
    return Run(size, seconds, used.ru_utime + used.ru_stime, max(above), peak[process.pid])


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
