"""``scrubber doctor`` as its users start it, with a real relay and a real Dovecot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.servers.dovecot import PASSWORD, USERS
from tests.servers.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.calling import Run
    from tests.servers.dovecot import Dovecot
    from tests.servers.relay import Relay


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """Return the password file of Dovecot's users."""
    file = tmp_path / "mailbox.password"
    file.write_text(PASSWORD, encoding="ascii")
    file.chmod(0o600)
    return file


def lines(output: bytes) -> dict[str, list[str]]:
    """Return the verdicts of each check."""
    found: dict[str, list[str]] = {}
    for line in output.splitlines():
        told = json.loads(line)
        found.setdefault(told["check"], []).append(told["verdict"])
    return found


@pytest.mark.parametrize("action", ["mask", pytest.param("observe", marks=pytest.mark.long)])
def test_the_whole_path(
    run: Run,
    start_relay: Callable[..., Relay],
    dovecot: Dovecot,
    password: Path,
    tmp_path: Path,
    action: str,
) -> None:
    """A test number goes through the relay, and is read masked in the mailbox, or as told."""
    dovecot.empty(USERS[0])
    next_hop = f"lmtp://127.0.0.1:{dovecot.lmtp_port}"
    policy = f'[policy]\naction = "{action}"\n'
    relay = start_relay(next_hop, policy)
    file = tmp_path / "scrubber.toml"
    user = USERS[0].replace("@", "%40")
    file.write_text(
        f'{policy}[relay]\nlisten = "127.0.0.1:{relay.port}"\nnext_hop = "{next_hop}"\n'
        f'[[mailbox]]\nurl = "imap://{user}@127.0.0.1:{dovecot.imap_port}"\n'
        f'password_file = "{password}"\n',
        encoding="ascii",
    )
    options = ("--config", file, "--postfix", tmp_path, "--mail", USERS[0], "--json")
    ended = run("doctor", *options)
    found = lines(ended.stdout)
    # The clock of a test machine is nobody's, so a warning is no surprise.
    assert b"failed" not in ended.stdout, ended.stdout
    assert ended.returncode in (0, 1)
    assert found["relay"] == found["next hop"] == found["secrets"] == ["ok"]
    assert set(found["mailbox"]) == {"ok"}
    assert found["trial"] == ["ok", "ok" if action == "mask" else "warning"]


def test_what_is_down_is_told_with_a_cure(run: Run, tmp_path: Path) -> None:
    """The exit status is for a monitor, the text for its reader; no colour in a pipe."""
    file = tmp_path / "scrubber.toml"
    file.write_text(
        f'[relay]\nlisten = "127.0.0.1:{free_port()}"\n'
        f'next_hop = "smtp://127.0.0.1:{free_port()}"\n',
        encoding="ascii",
    )
    ended = run("doctor", "--config", file, "--postfix", tmp_path)
    assert ended.returncode == 2
    assert b"failed  next hop: " in ended.stdout
    assert b"start it, or put [relay] next_hop right" in ended.stdout
    assert b"\x1b" not in ended.stdout
    assert not (tmp_path / "state" / "key").exists()


def test_a_mistake_in_the_configuration_is_a_line_too(run: Run, tmp_path: Path) -> None:
    """A monitor reads one form whatever is wrong."""
    file = tmp_path / "scrubber.toml"
    file.write_text("[relay]\nworkers = 0\n", encoding="ascii")
    ended = run("doctor", "--config", file, "--json")
    assert ended.returncode == 2
    assert lines(ended.stdout) == {"configuration": ["failed"]}
