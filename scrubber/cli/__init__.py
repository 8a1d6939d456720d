"""The command line: the only place that prints and decides on exit statuses.

Each command is one module of this package, imported only when it is called; what it returns is the
exit status.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence


INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program with ``arguments`` (without the program's name) and exit."""
    if isinstance(sys.stdout, TextIOWrapper):  # it may be closed, or a terminal of few letters
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = _run(arguments)
    except KeyboardInterrupt as stop:
        status = _stopped(stop)
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    """Return the exit status; the one place where an error becomes a line on stderr.

    An error nobody expected is shown by its type and place only: its text, or a traceback, may hold
    a piece of the mail that was being read.
    """
    import click

    from scrubber.cli.program import program
    from scrubber.cli.status import Status

    try:
        status = program.main(arguments, prog_name="scrubber", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return Status.FAILED
    except click.Abort as stop:  # click's word for Ctrl-C, and for the end of all answers
        return _stopped(stop.__cause__)
    except Exception as error:  # noqa: BLE001 - nothing may reach the user as a traceback
        click.echo(f"scrubber: {_explain(error)}", err=True)
        return Status.FAILED
    return status or Status.CLEAN


def _stopped(stop: BaseException | None) -> int:
    """Say that we were stopped, and what the command says of that."""
    if sys.stderr is not None:  # started with it closed
        with suppress(KeyboardInterrupt, OSError):  # somebody is in a hurry, or listens no more
            sys.stderr.write(f"scrubber: stopped{f': {stop}' if stop and stop.args else ''}\n")
    return INTERRUPTED


def _explain(error: Exception) -> str:
    from scrubber.errors import ScrubberError
    from scrubber.logs import describe

    if isinstance(error, ScrubberError):
        return error.public
    if isinstance(error, OSError) and error.strerror:  # the system's word, nothing of a mail
        return f"{error.strerror.lower()} ({describe(error)})"
    return describe(error)
