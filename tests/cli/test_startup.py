"""What a command may not import, since its users wait for every import."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Heavier than what they are needed for in these commands; the first is Python's own.
STANDARD = {"asyncio", "email", "http", "smtplib", "sqlite3", "unittest", "urllib.request", "xml"}
LIBRARIES = {
    "aiosmtpd",
    "httpx",
    "imapclient",
    "jinja2",
    "mailparser",
    "pydantic",
    "rich",
    "segno",
    "sqlalchemy",
    "sqlmodel",
}
ALL = STANDARD | LIBRARIES
FORBIDDEN = {
    "--help": ALL
    | {"dataclasses", "json", "logging", "luhn", "pathlib", "regex", "scrubber.core", "tomllib"},
    "--version": ALL
    | {"dataclasses", "json", "logging", "luhn", "pathlib", "regex", "scrubber.core", "tomllib"},
    "explain": ALL | {"scrubber.mailboxes", "scrubber.relay", "scrubber.store"},
    "redact": ALL
    | {"html", "pathlib", "regex", "scrubber.mailboxes", "scrubber.relay", "scrubber.store"}
    | {"string", "urllib"},
    "scan -": ALL | {"scrubber.relay", "scrubber.store"},
    "rules check": ALL | {"scrubber.mailboxes", "scrubber.relay", "scrubber.store"},
    "config check -": (ALL - {"email", "pydantic"}) | {"scrubber.core.scrub", "scrubber.relay"},
    "pay link --help": ALL | {"scrubber.core.scrub", "scrubber.payments", "scrubber.store"},
    "relay --help": ALL | {"scrubber.core.scrub", "scrubber.relay", "scrubber.store"},
    "watch --help": ALL | {"scrubber.core.scrub", "scrubber.store", "scrubber.watch"},
    "evidence --help": ALL | {"scrubber.core.scrub", "scrubber.evidence", "scrubber.store"},
    "login --help": ALL | {"scrubber.core.scrub", "scrubber.store", "scrubber.watch"},
    "init --help": ALL | {"scrubber.config", "scrubber.core.scrub", "scrubber.store"},
    "demo --help": ALL | {"scrubber.core.scrub", "scrubber.relay", "scrubber.store"},
}
PROGRAM = """
import sys
from scrubber.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_command_imports_nothing_it_does_not_need(command: str) -> None:
    """No command pays for libraries that only others use."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command.split()],
        input=b"Subject: order\n\nVisa 4111 1111 1111 1111, exp 12/27, cvv 123\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    imported = set(result.stderr.decode().splitlines()[-1].split())
    assert "click" in imported
    assert imported & FORBIDDEN[command] == set()
