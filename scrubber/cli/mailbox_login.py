"""From URLs and ``[[mailbox]]`` tables to accounts that somebody can log in to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.addresses import ImapAddress, parse_imap
from scrubber.errors import ConfigError
from scrubber.mailboxes.imap_account import credentials
from scrubber.mailboxes.imap_login import read_password
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
    return Login(settings.url, credentials(settings, state), wanted(settings))


def wanted(settings: MailboxSettings) -> Wanted:
    """Return the folders of a ``[[mailbox]]`` table; one in its URL comes beside them."""
    named = () if settings.url.folder is None else (settings.url.folder,)
    uses = {"\\sent": settings.sent, "\\trash": settings.trash, "\\drafts": settings.drafts}
    return Wanted(
        (*named, *settings.folders), frozenset(use for use, is_on in uses.items() if is_on)
    )
