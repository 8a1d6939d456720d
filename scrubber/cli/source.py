"""The one message that a command is given: a file by its name, standard input by a dash."""

from __future__ import annotations

import sys
from pathlib import Path

import click


def message(file: str) -> bytes:
    """Read a message from ``file``, or from standard input for ``-``."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.FileError(file, error.strerror) from None
