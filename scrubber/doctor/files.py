"""The files that a configuration names: whether each is there, and what it should be.

Nothing is connected to, and nothing is written.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber.config.secrets import secrets_of
from scrubber.errors import ConfigError, OrderError, RuleError, StoreError
from scrubber.secret import read_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.config import Config, RelaySettings

_FIRST_LINE = (
    "expected a file with the secret in its first line, which only you may read (chmod 600)"
)
_CREDENTIALS = Path("/run/credentials")
"""Where systemd lays a service's credentials while it runs (systemd.exec(5))."""

_PEM = "expected the paths of a certificate chain and its key, as PEM files"


def mistakes(config: Config) -> Iterator[str]:
    """Yield a line for each file that cannot be used: its key, what is wrong, what was expected."""
    yield from _secrets(config)
    yield from _certificate(config.relay)
    if config.store.key_file is not None:
        yield from _store_key(config.store.key_file)
    if config.reply is not None and config.reply.texts is not None:
        yield from _texts(config.reply.texts)
    if config.orders is not None and config.orders.csv is not None:
        yield from _orders(config.orders.csv)


def _secrets(config: Config) -> Iterator[str]:
    tables = {"reply": config.reply, "payment": config.payment, "orders": config.orders}
    named = [("mailbox", table) for table in config.mailbox] + [*tables.items()]
    for name, table in named:
        for key, file in secrets_of(table):
            if _comes_with_the_service(file):
                continue
            try:
                read_secret(file, "file")
            except ConfigError as error:
                yield f"[{name}] {key}: {error.public}; {_FIRST_LINE}"


def _comes_with_the_service(file: Path) -> bool:
    """Say whether a file is not there because its service does not run."""
    return _CREDENTIALS in file.parents and not file.exists()


def _certificate(relay: RelaySettings) -> Iterator[str]:
    if relay.tls_certificate is None or relay.tls_key is None:
        return
    if any(map(_comes_with_the_service, (relay.tls_certificate, relay.tls_key))):
        return
    found = True
    for key, file in (("tls_certificate", relay.tls_certificate), ("tls_key", relay.tls_key)):
        problem = _unreadable(file)
        if problem:
            found = False
            yield f"[relay] {key}: cannot read the file {file}: {problem}; {_PEM}"
    if found:
        try:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(relay.tls_certificate, relay.tls_key)
        except OSError:  # ssl.SSLError is one too
            files = f"{relay.tls_certificate} and {relay.tls_key}"
            yield f"[relay] tls_certificate, tls_key: {files} do not belong together; {_PEM}"


def _store_key(file: Path) -> Iterator[str]:
    """Look at a key; one that is missing is made at the first start."""
    from scrubber.store.key import load_keys

    expected = "expected a key that scrubber has made, or a place where it can make one"
    if not file.exists():
        if not os.access(file.parent, os.W_OK | os.X_OK):
            yield f"[store] key_file: {file.parent} is no directory to write in; {expected}"
        return
    try:
        load_keys(file)
    except StoreError as error:
        yield f"[store] key_file: {error.public}; {expected}"


def _texts(directory: Path) -> Iterator[str]:
    from scrubber import rulebook
    from scrubber.reply import texts

    if not any((directory / texts.FOLDER).glob("*.toml")):
        yield (
            f"[reply] texts: {directory}: no texts are there; expected a directory with "
            f"{texts.FOLDER}/en.toml or another language in it"
        )
        return
    try:
        texts.load(rulebook.directory(), directory)
    except RuleError as error:
        yield f"[reply] texts: {error.public}"


def _orders(file: Path) -> Iterator[str]:
    from scrubber.orders import csv_file

    try:
        csv_file.read(file)
    except OrderError as error:
        yield f"[orders] csv: {error.public}; expected a CSV file with the columns of README.md"


def _unreadable(file: Path) -> str | None:
    """Return why a file cannot be read, None if it can."""
    try:
        file.open("rb").close()
    except OSError as error:
        return error.strerror
    return None
