"""How one logs in to the account of a ``[[mailbox]]`` table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.errors import ConfigError
from scrubber.mailboxes.imap_login import read_password
from scrubber.mailboxes.imap_oauth import App, GoogleTokens, MicrosoftTokens, token_file

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.config import MailboxSettings
    from scrubber.mailboxes.imap_login import Credentials


def credentials(settings: MailboxSettings, state: Path) -> Credentials:
    """Return how one logs in, by password or by token.  Raises ConfigError."""
    if settings.login != "password":
        return tokens(settings, state)
    if settings.password_file is None:
        raise ConfigError(f"{settings.url.account}: a password_file is needed")
    return read_password(settings.password_file)


def tokens(
    settings: MailboxSettings, state: Path, *, sends: bool = False
) -> MicrosoftTokens | GoogleTokens:
    """Return where the tokens of an account come from; ``sends`` if mail is to leave by it, too.

    Raises ConfigError.
    """
    secret_file = settings.client_secret_file
    secret = None if secret_file is None else read_password(secret_file).text
    app = App(settings.client_id or "", settings.tenant, secret)
    file = token_file(state, settings.url.mailbox)
    if settings.login == "microsoft":
        return MicrosoftTokens(app, settings.url.user, file, sends=sends)
    return GoogleTokens(app, settings.url.user, file)
