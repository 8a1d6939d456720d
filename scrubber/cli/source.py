"""The one message that a command is given or gives: a file by its name, or a standard stream."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO


def message(file: str) -> bytes:
    """Read a message from ``file``, or from standard input for ``-``."""
    if file == "-":
        if sys.stdin is not None and sys.stdin.isatty():
            click.echo("scrubber: type a message, then Ctrl-D; or name a FILE", err=True)
        return stream(sys.stdin, "input").read()
    from pathlib import Path  # not what a filter has to wait for

    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.FileError(file, error.strerror) from None


def stream(standard: TextIO | None, name: str) -> BinaryIO:
    """Return the bytes of standard input or output, which whoever called us may have closed."""
    if standard is None:
        message = f"standard {name} is closed"
        raise click.ClickException(message)
    return standard.buffer
