"""``scrubber config``: look a configuration file over, or see what may stand in one."""

from __future__ import annotations

from pathlib import Path

import click

from scrubber.cli.status import Status


@click.group()
def config() -> None:
    """Check a configuration file, or print an example with every key."""


@config.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check FILE and the files that it names.

    Of each mistake it says where it is and what to write.  A password file, a certificate, rules,
    texts, a CSV file of orders: each has to be there and to be read by whoever calls this.  Nobody
    is connected to; scrubber doctor does that.

    Exits with 0 if all is right, 2 if not.
    """
    from scrubber.config import load
    from scrubber.doctor.files import mistakes
    from scrubber.errors import ConfigError

    found = [f"{file}: {mistake}" for mistake in mistakes(load(file))]
    if found:
        raise ConfigError("\n".join(found))
    click.echo(f"{click.format_filename(file)} is right.")
    return Status.CLEAN


@config.command()
def example() -> None:
    """Print a configuration file with every key, its default and its meaning."""
    from scrubber.config.example import example

    click.echo(example(), nl=False)
