"""``scrubber rules``: look the rule files over, with the examples in them."""

from __future__ import annotations

from pathlib import Path

import click

from scrubber.cli.status import Status


@click.group()
def rules() -> None:
    """Check the rule files."""


@rules.command()
@click.argument(
    "directory",
    metavar="[DIR]",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def check(directory: Path | None) -> int:
    """Check every rule file in use, with all examples in them.

    With DIR, a directory of your own as [policy] rules names it, its files are checked too, and
    what they do to all the examples.

    Exits with 0 if all is well, 1 if not, after a line for each problem.
    """
    from scrubber.rulebook.checking import check

    problems = check(own=directory)
    for problem in problems:
        click.echo(problem)
    if problems:
        return Status.FOUND
    click.echo("The rules are well formed and keep all their examples.")
    return Status.CLEAN
