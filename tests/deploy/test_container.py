"""deploy/container: checked as far as that goes without a container engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from scrubber import config
from tests.servers.programs import need
from tests.servers.systemd import ROOT

CONTAINER: Final = ROOT / "deploy" / "container"
SCRIPTS: Final = [
    *(ROOT / "deploy" / "postfix" / name for name in ("apply", "revert")),
    *(ROOT / "deploy" / "debian" / name for name in ("upgrade", "rollback")),
]


def check(*command: str) -> None:
    """Run a program that must be content."""
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def beside_python(program: str) -> str:
    """Return the path of a program that was installed with the tests."""
    return str(Path(sys.executable).parent / program)


@pytest.mark.parametrize("file", sorted(CONTAINER.rglob("Dockerfile")), ids=str)
def test_a_dockerfile_is_right(file: Path) -> None:
    """By hadolint's rules."""
    check(beside_python("hadolint"), str(file))


def test_the_compose_file_is_right() -> None:
    """By docker-compose's schema, and with the files that it names."""
    check(need("docker-compose"), "--file", str(CONTAINER / "compose.yaml"), "config", "--quiet")


def test_the_trial_configurations_are_right() -> None:
    """Those of the relay, of Postfix and of Dovecot."""
    relay = config.load(CONTAINER / "scrubber.toml").relay
    assert str(relay.next_hop) == "smtp://172.30.0.20:10026"
    check(need("postconf"), "-c", str(CONTAINER / "postfix"), "-n")
    check(need("doveconf"), "-c", str(CONTAINER / "dovecot" / "dovecot.conf"), "-n")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_right(script: Path) -> None:
    """By shellcheck's rules, with what it reads beside it."""
    check(beside_python("shellcheck"), "-x", "-P", str(script.parent), str(script))
