"""``python -m tests.manual``: writes into the page of each command what its ``--help`` says.

A page begins with words of its own; from ``HELP`` on it is written anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber.cli.program import COMMANDS, program

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = Path(__file__).parent.parent / "docs/commands"
HELP = "## What `--help` says\n"
_WIDTH = 80  # columns of a terminal


def page(name: str) -> Path:
    """Return where a command has its page."""
    return PAGES / f"{name}.md"


def help_of(name: str) -> str:
    """Return the help of a command and of those below it, as they stand on its page."""
    top = click.Context(program, info_name="scrubber", terminal_width=_WIDTH)
    command = program.get_command(top, name)
    if command is None:
        raise LookupError(name)
    blocks = [f"```\n{text.strip()}\n```\n" for text in _texts(command, name, top)]
    return "\n".join([HELP, *blocks])


def _texts(command: click.Command, name: str, above: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=above, terminal_width=_WIDTH)
    yield command.get_help(context)
    if isinstance(command, click.Group):
        for child, inner in sorted(command.commands.items()):
            yield from _texts(inner, child, context)


def main() -> None:
    """Write all pages."""
    for name in COMMANDS:
        words = page(name).read_text(encoding="utf-8").partition(HELP)[0]
        page(name).write_text(words + help_of(name), encoding="utf-8")


if __name__ == "__main__":
    main()
