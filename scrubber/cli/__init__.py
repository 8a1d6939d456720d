"""The command line: the only place that prints, asks for nothing and decides on exit statuses.

Each command is one module of this package, imported only when it is called.  Exit statuses: 0 all
is well, 1 something was found, 2 something could not be done, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program with ``arguments`` (without the program's name) and exit."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Return the exit status; the one place where an error becomes a line on stderr.

    An error nobody expected is shown by its type and place only: its text, or a traceback, may hold
    a piece of the mail that was being read.
    """
    try:
        import click

        from scrubber.cli.program import program

        try:
            status = program.main(arguments, prog_name="scrubber", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            return FAILED
        except click.Abort:
            return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - nothing may reach the user as a traceback
        return _explain(error)
    return status or 0


def _explain(error: Exception) -> int:
    from scrubber.errors import ScrubberError
    from scrubber.logs import describe

    line = error.public if isinstance(error, ScrubberError) else describe(error)
    sys.stderr.write(f"scrubber: {line}\n")
    return FAILED
