"""``python -m tests.benchmarks NAME``: run the benchmark of that name.

A benchmark is a module of this package with a ``main``.
"""

from __future__ import annotations

import importlib

import click

BENCHMARKS = ("audit", "core", "hostile", "memory", "peers", "relay", "startup", "store", "watch")


@click.command()
@click.argument("name", type=click.Choice(BENCHMARKS))
def run(name: str) -> None:
    """Run the benchmark NAME and print what it measured."""
    importlib.import_module(f"tests.benchmarks.{name}").main()


run(prog_name="python -m tests.benchmarks")
