"""``scrubber init``: five questions, and a configuration with the units to run it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.cli.init_files import Answers

_WEEK = timedelta(days=7)
_PLACES = {
    "next_hop": (
        "Where does mail go?  (as it stands: back to Postfix on this machine)",
        "smtp://127.0.0.1:10026",
    ),
    "mailbox": ("Which mailbox?  For example imaps://orders%40shop.example@imap.example",),
}
"""What is asked of a relay and of a watcher, and what it is taken to be."""


@click.command()
@click.option(
    "--mode",
    type=click.Choice(["relay", "watch"], case_sensitive=False),
    help="How mail is to be reached.",
)
@click.option("--next-hop", metavar="URL", help="For the relay: where mail goes.")
@click.option("--mailbox", metavar="URL", help="For watching: imaps://USER@HOST, an @ as %40.")
@click.option("--language", metavar="CODE", help="The shop's language, two letters.")
@click.option("--payment", metavar="PROVIDER", help="With whom customers pay; or none.")
@click.option("--orders", metavar="SOURCE", help="A CSV file, a kind of shop system; or none.")
@click.option(
    "--observe/--mask", default=None, help="Only watch for a week, or mask from the beginning."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to write  [default: the current directory]",
)
def init(out: Path, *, observe: bool | None, **given: str | None) -> None:
    """Ask five questions, and write a configuration and systemd units.

    What is given as an option is not asked.  Nothing that exists is overwritten.
    """
    from scrubber.cli import init_files
    from scrubber.cli.stopping import Stopped
    from scrubber.errors import ConfigError

    init_files.check_nothing_is_there(out)
    try:
        answers = _ask(given)
        if observe is None:
            click.echo("Masking cannot be undone.  For a week it could only say what it would do.")
            observe = click.confirm("Only watch for a week?", default=True)
    except click.Abort:
        if sys.stdin.isatty():  # Ctrl-C
            raise Stopped("nothing was written") from None
        raise ConfigError(
            "the answers ended before the questions; give them as options: scrubber init --help"
        ) from None
    until = (datetime.now(UTC) + _WEEK).date() if observe else None
    written = init_files.write(out, answers, until)
    if written.mailbox is not None:
        click.echo(f"The mailbox: {written.mailbox.user} on the server {written.mailbox.host}")
    click.echo(f"\nWrote into {out.absolute()}: {', '.join(file.name for file in written.files)}")
    for number, step in enumerate(init_files.next_steps(written, answers, until), 1):
        click.echo(f"  {number}. {step}")


def _ask(given: dict[str, str | None]) -> Answers:
    """Ask what was not given.

    Raises click.Abort when no more answers come, click.UsageError where two that were given
    contradict each other.
    """
    from scrubber.cli import init_answers as answers
    from scrubber.cli.init_files import Answers

    mode = _answer(
        given,
        "mode",
        "Does mail come by SMTP (relay), or is a mailbox watched by IMAP (watch)?",
        "watch" if given["mailbox"] else "relay",
    )
    place, other = ("next_hop", "mailbox") if mode == "relay" else ("mailbox", "next_hop")
    if given[other] is not None:
        raise click.UsageError(f"{_option(other)} has no meaning with --mode {mode}; leave one out")
    return Answers(
        mode,
        _answer(given, place, *_PLACES[place]),
        _answer(given, "language", "The shop's language, two letters?", _language()),
        _answer(
            given,
            "payment",
            f"With whom do customers pay?  ({', '.join(answers.providers())}, an https address "
            "of your own, or none)",
            answers.NONE,
        ),
        _answer(
            given,
            "orders",
            f"Where are the orders?  (a CSV file, {', '.join(answers.shop_systems())}, or none)",
            answers.NONE,
        ),
    )


def _answer(
    given: dict[str, str | None], name: str, question: str, default: str | None = None
) -> str:
    """Return what was given, else what is answered; a wrong answer is asked for again."""
    from scrubber.cli import init_answers

    check: Callable[[str], str] = getattr(init_answers, name)
    text = given[name]
    if text is None:
        answer: str = click.prompt(question, default=default, value_proc=check)
        return answer
    try:
        return check(text)
    except click.BadParameter as error:
        raise click.BadParameter(error.message, param_hint=f"'{_option(name)}'") from None


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _language() -> str:
    """Return the language of this terminal, where customers can be answered in it."""
    import os

    from scrubber.cli.init_answers import languages

    code = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2]
    return code if code in languages() else "en"
