"""The command `scrubber relay`: its first words, and how it tells a user's mistake."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import in_this_process
from tests.servers.client import send_mail

MAIL = b"Subject: hello\r\n\r\nhello\r\n"
CHECKOUT = Path(__file__).parent.parent.parent


def start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command with a state directory of its own."""
    command = [sys.executable, "-m", "scrubber", "relay", *arguments]
    environment = {**os.environ, "SCRUBBER_STATE": str(tmp_path / "state")}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=pipe, stderr=pipe, text=True
    )


def mistake(tmp_path: Path, *arguments: str) -> str:
    """Run the command with a user's mistake; what it says."""
    with start(tmp_path, *arguments) as process:
        out, error = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert "Traceback" not in error
    return error


def test_without_arguments_it_writes_to_a_maildir(tmp_path: Path) -> None:
    """It says so, takes mail, and ends at SIGTERM with nothing left undone."""
    with start(tmp_path, "--listen", "127.0.0.1:0") as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        found = re.fullmatch(
            r"scrubber relay: listening on 127\.0\.0\.1:(\d+), next hop maildir:(.*)\n", first
        )
        assert found is not None
        assert found[2] == str(tmp_path / "state" / "Maildir")
        assert send_mail(int(found[1]), MAIL).code == 250
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        last = process.stdout.read()
    assert last == "scrubber relay: stopped; 1 mail handed on, and none is kept here\n"
    [file] = Path(found[2], "new").iterdir()
    assert file.read_bytes().endswith(MAIL)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "key").stat().st_mode & 0o777 == 0o600


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    """With what to do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        error = mistake(tmp_path, "--listen", f"127.0.0.1:{port}")
    assert f"cannot listen on 127.0.0.1:{port}: the port is in use" in error
    assert "--listen" in error


def test_a_maildir_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With what to do."""
    (tmp_path / "file").write_bytes(b"")
    error = mistake(tmp_path, "--next-hop", f"maildir:{tmp_path}/file/box")
    assert f"cannot write to the Maildir {tmp_path}/file/box" in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--listen", "here"),
            "the command line: --listen: expected a host and a port; for example: --listen",
        ),
        (("--next-hop", "http://x"), "the command line: --next-hop: expected smtp://"),
        (("--config", "missing.toml"), "missing.toml: cannot be read"),
        (("--listen", "0.0.0.0:0"), "would make an open relay: write domains ="),
        (("--listen", "192.0.2.1:2525"), "would make an open relay: write domains ="),
    ],
)
def test_a_mistake_is_told_with_its_cure(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Never by a traceback."""
    ended = in_this_process(tmp_path / "state")("relay", *arguments)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert words in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    """192.0.2.1 is nobody's (RFC 5737)."""
    config = tmp_path / "scrubber.toml"
    config.write_text('[relay]\nlisten = "192.0.2.1:2525"\ndomains = ["shop.example"]\n')
    assert "this machine has no such address" in mistake(tmp_path, "--config", str(config))


def test_a_next_hop_that_is_down_is_a_warning(tmp_path: Path) -> None:
    """It may come up before the first mail; until then the answer is 451."""
    hop = "smtp://127.0.0.1:9"
    with start(tmp_path, "--listen", "127.0.0.1:0", "--next-hop", hop) as process:
        assert process.stdout is not None
        port = int(re.findall(r":(\d+),", process.stdout.readline())[0])
        reply = send_mail(port, MAIL)
        assert (reply.code, reply.enhanced) == (451, "4.4.1")
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=60)
    assert f"{hop}: the next hop cannot be reached" in error
