"""``scrubber redact``: one message in, the same message with card data masked out."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("file", metavar="[FILE|-]", default="-")
def redact(file: str) -> None:
    """Read one message, write it with card data masked.

    It is read from FILE or standard input.  Without card data every byte is written as it was read.
    Masking cannot be undone.
    """
    from scrubber import scrub

    scrubbed = scrub(_read(file))
    sys.stdout.buffer.write(scrubbed.message)
    sys.stdout.buffer.flush()
    for unreadable in scrubbed.unreadable:
        click.echo(f"scrubber: part {unreadable.part}: {unreadable.reason}", err=True)


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.FileError(file, error.strerror) from None
