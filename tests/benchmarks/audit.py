"""``python -m tests.benchmarks audit``: a large mailbox, against `scrub` on the same mails.

The mails are those of the other benchmarks, mixed, in Maildirs and an mbox.  The rate of `scrub` is
measured in one process on every fifth of them, in CPU time; that of the audit by the clock and,
since other programs run as well, in CPU time of all its processes.  SIZE megabytes (1,000 if the
environment says nothing in ``AUDIT_MB``) and half of them are audited in turn.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from scrubber import scrub
from scrubber.mailboxes import Stored
from scrubber.mailboxes.folder import at
from tests.benchmarks.corpora import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1_000_000
SIZE = int(os.environ.get("AUDIT_MB", "1000"))
EVERY = 5
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


def main() -> None:
    """Measure and print."""
    jobs = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="scrubber-audit-") as folder:
        half, whole = Path(folder, "half"), Path(folder, "whole")
        largest = max(fill(half, SIZE * MEGABYTE // 2, 1), fill(whole, SIZE * MEGABYTE, 2))
        once, rate, twice = run(half, jobs), scrub_rate(whole), run(whole, jobs)
    click.echo(f"scrub alone {rate / MEGABYTE:8.1f} MB a CPU second")
    click.echo(f"{'MB':>8}{'s':>9}{'CPU s':>9}{'MB/s':>8}{'of scrub':>10}{'by CPU':>8}")
    for each in (once, twice):
        by_clock = each.size / each.seconds / (rate * jobs)
        by_cpu = each.size / each.cpu / rate
        click.echo(
            f"{each.size / MEGABYTE:8.0f}{each.seconds:9.1f}{each.cpu:9.1f}"
            f"{each.size / each.seconds / MEGABYTE:8.1f}{by_clock:10.2f}{by_cpu:8.2f}"
        )
    click.echo(f"{jobs} scanners; 'of scrub' is the rate against scrub's times {jobs}, goal 0.5")
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


def scrub_rate(folder: Path) -> float:
    """Return how many bytes a CPU second of `scrub` takes: every fifth mail of a folder."""
    scrub(b"")  # reads the rules
    size, taken = 0, 0.0
    for item in islice(at(folder), 0, None, EVERY):
        if isinstance(item, Stored):
            before = time.process_time()
            scrub(item.raw)
            taken += time.process_time() - before
            size += len(item.raw)
    return size / taken


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
