"""``python -m tests.benchmarks hostile``: what hostile mail costs, and twice as much of it.

Each kind is measured at a size, at twice that and at a megabyte, in CPU time, in a process of its
own that is ended after a while.  A ratio of two is proportion; four is the square.
"""

from __future__ import annotations

import gc
import multiprocessing
from math import inf, isinf
from time import process_time
from typing import TYPE_CHECKING

import click

from scrubber import scrub
from tests.shapes.hostile import HOSTILE

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SIZE = 32_000
MEGABYTE = 1_000_000
TABLE = "table of numbers"
RUNS = 3
LIMIT = 20.0
LONG_LIMIT = 60.0
"""Seconds after which a run is ended, that of a megabyte later."""

TOO_STEEP = 2.6
"""A ratio that noise alone does not explain."""

WORTH_A_LOOK = 0.02
"""Seconds below which a ratio says nothing."""


def main() -> None:
    """Measure all kinds, what is dearest by the megabyte first, and a table of four megabytes."""
    scrub(b"")  # reads the rules before the processes are forked
    measured = {name: (*_pair(name), _seconds(name, MEGABYTE, LONG_LIMIT)) for name in HOSTILE}
    click.echo(f"{'ratio':>7}{SIZE // 1000:8} KB{2 * SIZE // 1000:8} KB{'1 MB':>9}   seconds")
    for name, (once, twice, megabyte) in sorted(measured.items(), key=lambda item: -item[1][2]):
        steep = "  <-- steeper than its size" if _ratio(once, twice) > TOO_STEEP else ""
        row = f"{_ratio(once, twice):7.2f}{once:11.4f}{twice:11.4f}{megabyte:9.2f}"
        click.echo(f"{row}   {name}{steep}")
    within = sum(megabyte < 1 for _, _, megabyte in measured.values())
    click.echo(f"\n{within} of {len(measured)} kinds take less than a second for a megabyte")
    click.echo(f"{_seconds(TABLE, 4 * MEGABYTE, LONG_LIMIT):.2f} seconds for 4 MB of a {TABLE}")


def _pair(name: str) -> tuple[float, float]:
    """Return the seconds of a size and of twice that; what never ends is not begun again."""
    once = _seconds(name, SIZE)
    return once, inf if isinf(once) else _seconds(name, 2 * SIZE)


def _ratio(once: float, twice: float) -> float:
    """Return how much more twice the input costs, of what takes long enough to tell."""
    if isinf(twice):
        return twice
    return twice / once if twice > WORTH_A_LOOK else 0.0


def _seconds(name: str, size: int, limit: float = LIMIT) -> float:
    """Return the CPU seconds that scrubbing takes, infinite if it fails or is ended."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(name, size, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        return float(ours.recv()) if ours.poll(limit) else inf
    except EOFError:
        return inf
    finally:
        process.kill()
        process.join()


def _run(name: str, size: int, result: Connection) -> None:
    """Send the best of a few runs, in a process like a scanner's."""
    gc.disable()
    message = HOSTILE[name](size)
    times = []
    for _ in range(RUNS):
        before = process_time()
        scrub(message)
        times.append(process_time() - before)
        if times[-1] > 1:
            break
    result.send(min(times))
