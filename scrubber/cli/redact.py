"""``scrubber redact``: one message in, the same message with card data masked out."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from scrubber.cli import detection
from scrubber.cli.source import message, stream

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@detection.config_option
@click.argument("file", metavar="[FILE|-]", default="-")
def redact(file: str, config_file: Path | None) -> None:
    """Read one message, write it with card data masked.

    It is read from FILE or standard input.  Without card data every byte is written as it was read.
    Masking cannot be undone.
    """
    gc.disable()  # this process ends with its message: a fifteenth of its time
    scrub = detection.scrubber(config_file)
    scrubbed = scrub(message(file))
    output = stream(sys.stdout, "output")
    output.write(scrubbed.message)
    output.flush()
    for unreadable in scrubbed.unreadable:
        click.echo(f"scrubber: part {unreadable.part}: {unreadable.reason}", err=True)
    gc.freeze()  # nor are cycles looked for when it ends: a tenth
