"""A secret in a file of its own: passwords and keys never stand in the configuration."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from scrubber.errors import ConfigError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_secret(file: Path, what: str = "password file") -> str:
    """Read the first line of a file that nobody else can read.

    A credential of the same name that systemd hands over wins (systemd.exec(5), LoadCredential=);
    that only we can read it is systemd's care, by an access control list whose mask a mode shows
    as the group's rights.  ``what`` names the file in errors.  Raises ConfigError.
    """
    credential = _credential(file)
    path = credential or file.expanduser()
    try:
        with path.open("r", encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            line = opened.readline().rstrip("\r\n")
    except OSError as error:
        raise ConfigError(f"cannot read the {what} {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"the {what} {path} is not UTF-8 text") from None
    if credential is None and mode & _OTHERS:
        raise ConfigError(f"others can read the {what} {path}; run: chmod 600 {path}")
    if not line:
        raise ConfigError(f"the first line of the {what} {path} is empty")
    return line


def _credential(file: Path) -> Path | None:
    """Return the credential of this name, if the service manager gave one."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if directory is None:
        return None
    path = Path(directory) / file.name
    return path if path.exists() else None
