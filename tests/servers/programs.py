"""Which real programs the tests use, and what to say where one is missing.

A missing program skips the test with the Debian package to install. With
``SCRUBBER_REAL_SERVERS=1`` it fails the test: continuous integration must never skip quietly.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final, NoReturn

import pytest

PACKAGES: Final = {
    "postfix": "postfix",
    "postconf": "postfix",
    "postqueue": "postfix",
    "postsuper": "postfix",
    "smtp-sink": "postfix",
    "smtp-source": "postfix",
    "chromium": "chromium",
    "dovecot": "dovecot-imapd dovecot-lmtpd",
    "doveconf": "dovecot-core",
    "docker-compose": "docker-compose",
    "openssl": "openssl",
    "initdb": "postgresql",
    "pg_ctl": "postgresql",
    "psql": "postgresql",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "systemctl": "systemd",
    "systemd-analyze": "systemd",
    "useradd": "passwd",
}

# Debian keeps the programs of each PostgreSQL apart, and out of PATH.
_POSTGRESQL: Final = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
SEARCH_PATH: Final = os.pathsep.join(
    [*_POSTGRESQL, os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]
)


def need(program: str) -> str:
    """Return the path of a program named in PACKAGES; without it the test ends here."""
    found = shutil.which(program, path=SEARCH_PATH)
    if found is None:
        unavailable(f"{program} is not installed: apt-get install {PACKAGES[program]}")
    return found


def need_root(purpose: str) -> None:
    """End the test here unless it runs as root."""
    if os.geteuid() != 0:
        unavailable(f"{purpose} only as root: run the tests as root")


def unavailable(reason: str) -> NoReturn:
    """Skip the test, or fail it where every real server has to be there."""
    if os.environ.get("SCRUBBER_REAL_SERVERS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def run(command: list[str], log: Path, user: str | None = None) -> None:
    """Run a command to its end, as a user of the system or as ourselves, its output in a file.

    No pipe is used: the daemons that a command leaves behind would hold it open for ever. Raises
    RuntimeError with the output when the command fails.
    """
    with log.open("ab") as output:
        ended = subprocess.run(
            command,
            stdout=output,
            stderr=output,
            check=False,
            timeout=60,
            cwd=None if user is None else log.parent,
            user=user,
        )
    if ended.returncode != 0:
        raise RuntimeError(f"{command[0]} has failed:\n{log.read_text(errors='replace')}")
