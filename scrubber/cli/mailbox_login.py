"""From URLs and ``[[mailbox]]`` tables to accounts that somebody can log in to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.addresses import ImapAddress, parse_imap
from scrubber.errors import ConfigError
from scrubber.mailboxes.imap_login import read_password
from scrubber.mailboxes.imap_oauth import App, GoogleTokens, MicrosoftTokens, token_file
from scrubber.watch.account import Wanted
from scrubber.watch.service import Login

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scrubber.config import MailboxSettings


def of_urls(urls: Sequence[str], password_file: Path | None) -> Iterator[Login]:
    """Yield an account for all URLs that name folders of it.  Raises ConfigError."""
    folders: dict[str, list[ImapAddress]] = {}
    for url in urls:
        try:
            address = parse_imap(url)
        except ValueError as error:
            raise ConfigError(f"a URL cannot be read: {error}") from None
        folders.setdefault(address.account, []).append(address)
    for addresses in folders.values():
        if password_file is None:
            raise ConfigError(
                f"{addresses[0].account}: name a file with the password: --password-file FILE"
            )
        names = tuple(address.folder or "INBOX" for address in addresses)
        yield Login(addresses[0], read_password(password_file), Wanted(names))


def of_mailbox(settings: MailboxSettings, state: Path) -> Login:
    """Return the account of a ``[[mailbox]]`` table.  Raises ConfigError."""
    if settings.login != "password":
        return Login(settings.url, tokens(settings, state), wanted(settings))
    if settings.password_file is None:
        raise ConfigError(f"{settings.url.account}: a password_file is needed")
    return Login(settings.url, read_password(settings.password_file), wanted(settings))


def tokens(settings: MailboxSettings, state: Path) -> MicrosoftTokens | GoogleTokens:
    """Return where the tokens of an account come from.  Raises ConfigError."""
    secret_file = settings.client_secret_file
    secret = None if secret_file is None else read_password(secret_file).text
    app = App(settings.client_id or "", settings.tenant, secret)
    file = token_file(state, settings.url.mailbox)
    kind = MicrosoftTokens if settings.login == "microsoft" else GoogleTokens
    return kind(app, settings.url.user, file)


def wanted(settings: MailboxSettings) -> Wanted:
    """Return the folders of a ``[[mailbox]]`` table; one in its URL comes beside them."""
    named = () if settings.url.folder is None else (settings.url.folder,)
    uses = {"\\sent": settings.sent, "\\trash": settings.trash, "\\drafts": settings.drafts}
    return Wanted(
        (*named, *settings.folders), frozenset(use for use, is_on in uses.items() if is_on)
    )
