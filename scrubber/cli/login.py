"""``scrubber login``: walk a person through the login to an account by OAuth 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("account", metavar="ACCOUNT")
@options.config_file("A configuration file (TOML) with the account's [[mailbox]] table.")
def login(account: str, file: Path) -> int:
    """Log in to a mailbox at Microsoft or Google.

    ACCOUNT is the user in the url of a [[mailbox]] table of the configuration file.
    The tokens are kept in the state directory, for nobody but you; they are renewed from then on.
    """
    from scrubber import config
    from scrubber.errors import ConfigError
    from scrubber.mailboxes.imap_account import tokens
    from scrubber.state import state_directory

    loaded = config.load(file)
    found = loaded.mailbox_of(account)
    if found is None:
        raise ConfigError(f"{file}: no [[mailbox]] has the user {account} in its url")
    if found.login == "password":
        raise ConfigError(f"{account}: logs in with its password_file; there is nothing to do")
    sends = loaded.submits_as(found)
    tokens(found, state_directory(options.state()), sends=sends).log_in(click.echo)
    click.echo(f"{account}: logged in.  Now: scrubber watch --config {click.format_filename(file)}")
    return Status.CLEAN
