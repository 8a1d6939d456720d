"""``python -m tests.benchmarks startup``: what a command costs before it has done anything.

CPU time of whole processes, children included, against an interpreter that only imports what the
command cannot do without.  All run in turn, so that a busy machine slows all of them, and with the
byte code that an installed program has.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from statistics import median
from typing import Final, NamedTuple

import click

ROUNDS: Final = 11
NO_BYTE_CODE: Final = "PYTHONDONTWRITEBYTECODE"
MAIL: Final = b"""\
From: Ada Lovelace <ada@customer.example>
To: orders@shop.example
Subject: Order 20417

please take the rest from my card
Visa 4111 1111 1111 1111, exp 12/27, cvv 123
"""


class Compared(NamedTuple):
    """A command, what it is measured against, and how many times as much it may cost."""

    command: tuple[str, ...]
    base: tuple[str, ...]
    goal: float


COMPARED: Final = {
    "--help": Compared(("-m", "scrubber", "--help"), ("-c", "import click"), 1.5),
    "redact": Compared(("-m", "scrubber", "redact"), ("-c", "import click, regex"), 2.5),
}


def cost(arguments: tuple[str, ...]) -> float:
    """Return the CPU seconds of one run of the interpreter, in the kernel and out of it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        input=MAIL,
        stdout=subprocess.DEVNULL,
        check=True,
        env={name: value for name, value in os.environ.items() if name != NO_BYTE_CODE},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the ratios first, then the times, and how much they vary."""
    bare: list[float] = []
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMPARED}
    for _ in range(ROUNDS + 1):
        bare.append(cost(("-c", "pass")))
        for name, compared in COMPARED.items():
            times[name].append((cost(compared.command), cost(compared.base)))
    click.echo(f"CPU time against imports alone, medians of {ROUNDS} rounds in turn")
    for name, compared in COMPARED.items():
        rounds = times[name][1:]  # the first one warms up
        ratios = [command / base for command, base in rounds]
        command, base = (1000 * median(column) for column in zip(*rounds, strict=True))
        click.echo(
            f"{median(ratios):5.2f} x  ({min(ratios):.2f} to {max(ratios):.2f}, "
            f"goal {compared.goal})  {name}: {command:.0f} ms, {compared.base[-1]}: {base:.0f} ms"
        )
    click.echo(f"bare interpreter: {1000 * median(bare):.0f} ms")
    click.echo(f"noise: its slowest run took {max(bare) / min(bare) - 1:.0%} longer than its best")
