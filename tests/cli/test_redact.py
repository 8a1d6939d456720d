"""``scrubber redact``: a filter for one message."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run

CLEAN = b"From: a@example.org\nSubject: hello\n\nSee you at noon.\n"
CARD = b"From: a@example.org\nSubject: order\n\nMy Visa is 4111 1111 1111 1111, thank you.\n"
UNTOUCHED = {
    "clean": CLEAN,
    "clean, CRLF": CLEAN.replace(b"\n", b"\r\n"),
    "CR only": CLEAN.replace(b"\n", b"\r"),
    "mixed ends": CLEAN.replace(b"\n", b"\r\n", 1),
    "no end of line": CLEAN.rstrip(b"\n"),
    "empty": b"",
    "one line end": b"\n",
    "every byte": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("message", UNTOUCHED.values(), ids=UNTOUCHED)
def test_without_card_data_every_byte_stays(message: bytes, run: Run) -> None:
    """What holds no card data comes out as it went in, whatever it is."""
    result = run("redact", stdin=message)
    assert (result.returncode, result.stdout, result.stderr) == (0, message, b"")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_card_number_is_masked_and_nothing_else_changes(end: bytes, run: Run) -> None:
    """The number's digits become asterisks but for the last four; the lines keep their ends."""
    message = CARD.replace(b"\n", end)
    result = run("redact", stdin=message)
    assert result.returncode == 0
    header, _, body = result.stdout.partition(end + end)
    assert body == b"My Visa is **** **** **** 1111, thank you." + end
    added = [line for line in header.split(end) if line not in message.split(end)]
    assert added == [b"X-Scrubber: masked; pan=1"]


def test_twice_is_as_good_as_once(run: Run) -> None:
    """A masked message goes through unchanged."""
    once = run("redact", stdin=CARD).stdout
    assert run("redact", stdin=once).stdout == once


def test_file_dash_and_nothing_read_the_same(run_process: Run, tmp_path: Path) -> None:
    """A file is read by its name, standard input by a dash or by default."""
    (tmp_path / "mail.eml").write_bytes(CARD)
    outputs = {
        run_process("redact", tmp_path / "mail.eml").stdout,
        run_process("redact", "-", stdin=CARD).stdout,
        run_process("redact", stdin=CARD).stdout,
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(("name", "reason"), [("gone", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_is_one_line(name: str, reason: str, run: Run, tmp_path: Path) -> None:
    """A wrong path ends with 2, with one line and nothing on standard output."""
    result = run("redact", tmp_path / name)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.count(b"\n") == 1
    assert reason.encode() in result.stderr


@pytest.mark.parametrize(
    ("redirected", "said"),
    [
        (">/dev/full", "no space left on device"),
        (">&-", "standard output is closed"),
        ("<&-", "standard input is closed"),
    ],
)
def test_a_stream_that_fails_is_one_line(redirected: str, said: str, tmp_path: Path) -> None:
    """Whatever the shell has made of the standard streams, no traceback comes, and no mere type."""
    (tmp_path / "mail").write_bytes(b"Subject: order\n\nHello.\n")
    command = f"{shlex.quote(sys.executable)} -m scrubber redact <{tmp_path}/mail {redirected}"
    result = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert result.returncode == 2
    assert said in result.stderr.decode().lower()
    assert result.stderr.count(b"\n") == 1
