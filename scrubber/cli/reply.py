"""``scrubber reply``: see what customers would be answered, and have it checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.config import Config
    from scrubber.reply.texts import Texts

_CONFIG = options.config_file(
    "A configuration file (TOML); without it an example shop writes.", required=False
)


@click.group()
def reply() -> None:
    """Show and check the answers to customers."""


@reply.command()
@_CONFIG
@click.option("--language", metavar="CODE", help="Two letters  [default: the order's, the shop's]")
@click.option("--order", "number", metavar="NUMBER", help="About which order; else about none.")
@click.option("--question", is_flag=True, help="The answer to somebody who asks first.")
@click.option("--html", is_flag=True, help="Write the HTML twin instead of the text.")
def preview(
    file: Path | None, language: str | None, number: str | None, *, question: bool, html: bool
) -> None:
    """Show an answer as a customer would get it.

    Nothing is sent, and no payment provider is asked: the link is an example, unless a template
    makes it.
    """
    from scrubber.answers import rehearsal

    config = _config(file)
    answer = rehearsal.preview(config, language, number, asked=question)
    click.echo(answer.html if html else f"Subject: {answer.subject}\n\n{answer.plain}", nl=False)


@reply.command()
@_CONFIG
def lint(file: Path | None) -> int:
    """Check every answer in every language by fourteen rules against phishing.

    Exits with 0 if all are well, 1 if not, after a line for each problem.
    """
    from scrubber.answers.rehearsal import EXAMPLE, rehearse
    from scrubber.answers.writing import shown

    config = _config(file)
    texts = _texts(config)
    sender = shown(config.shop) if config.shop else EXAMPLE
    checked = list(rehearse(texts, sender))
    for language, case, problems in checked:
        for problem in problems:
            click.echo(f"{language}, {case}: check {problem}")
    if any(problems for _, _, problems in checked):
        return Status.FOUND
    click.echo(f"{len(checked)} answers in {len(texts)} languages pass all fourteen checks.")
    return Status.CLEAN


def _config(file: Path | None) -> Config:
    """Read a configuration file, if there is one.  Raises ConfigError."""
    from scrubber import config

    return config.load(file) if file is not None else config.Config()


def _texts(config: Config) -> dict[str, Texts]:
    from scrubber import rulebook
    from scrubber.reply import texts

    return texts.load(rulebook.directory(), config.reply.texts if config.reply else None)
