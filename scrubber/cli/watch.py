"""``scrubber watch``: mailboxes that clean themselves, by IMAP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.addresses import ImapAddress
    from scrubber.config import Config
    from scrubber.watch.service import Ended, Login, Mode


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1)
@click.option(
    "--password-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file with the password of the URLs, which only you may read.",
)
@click.option("--once", is_flag=True, help="Go through everything, old mail too, and end.")
@click.option("--old", is_flag=True, help="Take the mail that lies there already, too.")
@click.option("--dry-run", is_flag=True, help="Change nothing, and say what would be masked.")
@options.config_file("A configuration file (TOML) with [[mailbox]] tables.", required=False)
def watch(
    urls: Sequence[str],
    password_file: Path | None,
    file: Path | None,
    *,
    once: bool,
    old: bool,
    dry_run: bool,
) -> int:
    """Watch mailboxes by IMAP, and mask the card data in them.

    Each mail that holds some is replaced with a masked copy.

    A URL is imaps://USER@HOST/FOLDER, an @ within USER written as %40.  What arrives from now on is
    looked at; mail that lies there already only with --old or --once.  Masking cannot be undone.

    Exits with 2 if mail was left for the next time or a folder could not be opened, else 0.
    """
    import asyncio

    import uvloop

    from scrubber import config, logs
    from scrubber.state import state_directory
    from scrubber.watch import service

    if options.log_level() is None:
        logs.set_up("info" if not once else "warning")
    loaded = config.load(file) if file is not None else config.Config()
    state = state_directory(options.state())
    logins = _logins(urls, password_file, loaded, state)
    report = _Screen()
    mode = service.Mode(once=once, old=old, dry_run=dry_run)
    observes = loaded.policy.action == "observe" and not dry_run
    _greet(report, logins, mode, observes=observes)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        ended = runner.run(service.run(loaded, logins, state, mode, report))
    return _summary(report, ended, mode, observes=observes)


class _Screen:
    """Lines on stdout, and a count of mails on the terminal while work goes on."""

    def __init__(self) -> None:
        from scrubber.cli.progress import Progress

        self._progress = Progress()

    def say(self, line: str) -> None:
        self._progress.clear()
        click.echo(line)

    def step(self) -> None:
        self._progress.step()

    def clear(self) -> None:
        self._progress.clear()


def _logins(
    urls: Sequence[str], password_file: Path | None, config: Config, state: Path
) -> list[Login]:
    """Return the accounts of the command line and of the configuration.  Raises ConfigError."""
    from scrubber.cli.mailbox_login import of_mailbox, of_urls
    from scrubber.errors import ConfigError

    logins = [*of_urls(urls, password_file)]
    logins += [of_mailbox(settings, state) for settings in config.mailbox]
    if not logins:
        raise ConfigError(
            "which mailbox?  Name a URL, for example imaps://orders%40shop.example@imap.example, "
            "or a configuration file with [[mailbox]] tables"
        )
    if len({login.address.mailbox for login in logins}) < len(logins):
        raise ConfigError(
            "a URL is of an account that has a [[mailbox]] table in the configuration file, too; "
            "leave the URL out, and name its folder there"
        )
    return logins


def _greet(report: _Screen, logins: Sequence[Login], mode: Mode, *, observes: bool) -> None:
    from scrubber.watch.report import remains

    for login in logins:
        report.say(f"scrubber watch: {_named(login.address)}")
    if mode.dry_run:
        report.say("Nothing is changed: this is a dry run.")
    elif observes:
        report.say('Nothing is changed: [policy] action is "observe".')
    else:
        for text in dict.fromkeys(remains(login.address.host) for login in logins):
            report.say(text)
    if not mode.once:
        report.say("Ctrl-C ends it.")


def _named(address: ImapAddress) -> str:
    return f"{address.user} at {address.host}"


def _summary(report: _Screen, ended: Ended, mode: Mode, *, observes: bool) -> int:
    """Say what was done to each account and, if it was stopped, how to go on."""
    from scrubber.cli.stopping import Stopped

    report.clear()
    changing = not mode.dry_run and not observes
    for account in ended.accounts:
        report.say(f"{_named(account.address)}: {account.counts.told(changing=changing)}")
    counts = [account.counts for account in ended.accounts]
    if ended.stopped and mode.once:
        raise Stopped("not all mail was looked at; the same command looks at it from the beginning")
    if ended.stopped:
        report.say("scrubber watch: stopped; the next start goes on where this one has ended")
        return Status.CLEAN
    failed = any(each.failed or each.unopened for each in counts)
    return Status.FAILED if failed else Status.CLEAN
