"""The options that stand before or behind every sub-command, and what was given for them.

What stands behind the sub-command wins over what stands before it, and both over the environment.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from pathlib import Path

Callback = TypeVar("Callback", bound="Callable[..., Any]")

LOG_LEVELS = ("debug", "info", "warning", "error")
_PREFIX = "scrubber."


def state() -> str | None:
    """Return the directory given for the state by ``--state``."""
    return _given("state")


def log_level() -> str | None:
    """Return the level given by ``--log-level`` or ``$SCRUBBER_LOG_LEVEL``."""
    return _given("log_level")


class FilePath(click.Path):
    """A path as pathlib has it, which a command that is given none need not wait for."""

    def convert(
        self,
        value: str | PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Check and return what was given."""
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


class _ConfigFile(FilePath):
    """The path of a configuration file; whoever has none is told how to get one."""

    def get_missing_message(
        self,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        ctx: click.Context | None = None,  # noqa: ARG002
    ) -> str:
        return "scrubber init writes one, scrubber config example prints one with every key."


def config_file(text: str, *, required: bool = True) -> Callable[[Callback], Callback]:
    """Make ``--config FILE``, which a command takes as ``file``, with ``text`` as its help."""
    return click.option(
        "--config",
        "file",
        required=required,
        type=_ConfigFile(dir_okay=False),
        help=text,
    )


def shared(*, read_environment: bool = True) -> list[click.Parameter]:
    """Make the options; only the program's own look at the environment."""
    return [
        click.Option(
            ["--state"],
            type=click.Path(file_okay=False),
            metavar="DIR",
            callback=_remember,
            expose_value=False,
            help="Where to keep state  [default: $SCRUBBER_STATE, else $XDG_STATE_HOME/scrubber]",
        ),
        click.Option(
            ["--log-level"],
            type=click.Choice(LOG_LEVELS, case_sensitive=False),
            envvar="SCRUBBER_LOG_LEVEL" if read_environment else None,
            callback=_remember,
            expose_value=False,
            help="How much to log, on stderr  [default: $SCRUBBER_LOG_LEVEL]",
        ),
    ]


def share_with(command: click.Command) -> None:
    """Let ``command``, and every command below it, take the shared options too."""
    have = {parameter.name for parameter in command.params}
    command.params.extend(
        option for option in shared(read_environment=False) if option.name not in have
    )
    if isinstance(command, click.Group):
        for child in command.commands.values():
            share_with(child)


def _given(name: str) -> str | None:
    value: str | None = click.get_current_context().meta.get(_PREFIX + name)
    return value


def _remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    context.meta[f"{_PREFIX}{parameter.name}"] = value
    if parameter.name == "log_level":
        from scrubber import logs

        logs.set_up(value)
