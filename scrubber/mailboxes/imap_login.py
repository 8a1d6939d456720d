"""How an account proves who it is: a password from a file, or a token (RFC 7628)."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scrubber.errors import ConfigError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Password:
    """A password, for LOGIN or for AUTHENTICATE PLAIN; it is in no repr."""

    text: str = field(repr=False)


class Tokens(Protocol):
    """Where OAuth 2.0 access tokens come from."""

    def token(self, *, fresh: bool) -> str:
        """Return a token that is good for a while; ``fresh`` where the last one was refused.

        Raises LoginError.
        """
        ...


Credentials = Password | Tokens


def read_password(file: Path) -> Password:
    """Read a password file that nobody else can read; its first line counts.

    A credential of the same name that systemd hands over wins (systemd.exec(5), LoadCredential=).
    Raises ConfigError.
    """
    path = _credential(file) or file.expanduser()
    try:
        with path.open("r", encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            line = opened.readline().rstrip("\r\n")
    except OSError as error:
        raise ConfigError(f"cannot read the password file {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"the password file {path} is not UTF-8 text") from None
    if mode & _OTHERS:
        raise ConfigError(f"others can read the password file {path}; run: chmod 600 {path}")
    if not line:
        raise ConfigError(f"the first line of the password file {path} is empty")
    return Password(line)


def _credential(file: Path) -> Path | None:
    """Return the credential of this name, if the service manager gave one."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if directory is None:
        return None
    path = Path(directory) / file.name
    return path if path.exists() else None
