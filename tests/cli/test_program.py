"""What holds for every command: help, shared options, exit statuses, and no traceback ever."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from time import sleep
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import scrubber
from scrubber.cli import main, options
from scrubber.cli.program import COMMANDS, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run

CANARY = "4111111111111111"
LEAVES = ["demo", "explain", "redact", "relay", "scan", "rules check", "config check"]
LEAVES += ["pay link", "pay selftest", "pay status", "pay transfer"]


def test_help_names_every_command(run: Run) -> None:
    """--help lists each command with what it does."""
    shown = run("--help").stdout.decode()
    assert all(f"  {name} " in shown for name in COMMANDS)


def test_version(run_process: Run) -> None:
    """--version says the version of the package and nothing else."""
    assert run_process("--version").stdout.decode() == f"scrubber {scrubber.__version__}\n"


@pytest.mark.parametrize("command", LEAVES)
def test_each_command_has_help_and_the_shared_options(command: str) -> None:
    """Every command explains itself and takes --state and --log-level."""
    result = CliRunner().invoke(program, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: program {command} ")
    assert "--state DIR" in result.output
    assert "--log-level" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_short_help_is_that_of_the_command(name: str) -> None:
    """What the list of commands says agrees with the first sentence of the command's own help."""
    with program.make_context("scrubber", ["redact"]) as context:
        command = program.get_command(context, name)
    assert command is not None
    assert (command.help or "").partition("\n")[0] == COMMANDS[name]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["redact"], (None, None)),
        (["--state", "a", "redact"], ("a", None)),
        (["redact", "--state", "b"], ("b", None)),
        (["--state", "a", "redact", "--state", "b"], ("b", None)),
        (["--log-level", "debug", "redact"], (None, "debug")),
        (["redact", "--log-level", "info"], (None, "info")),
        (["--log-level", "debug", "redact", "--log-level", "info"], (None, "info")),
    ],
)
def test_shared_options_stand_before_or_behind_the_command(
    arguments: list[str],
    expected: tuple[str | None, str | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An option is taken in both places, and the one behind the command wins."""
    seen = []

    def note(raw: bytes, **_: object) -> scrubber.Scrubbed:
        seen.append((options.state(), options.log_level()))
        return scrubber.Scrubbed(raw)

    monkeypatch.setattr("scrubber.core.scrub.scrub", note)
    monkeypatch.setattr("scrubber.logs.set_up", lambda _: None)
    result = CliRunner().invoke(program, arguments, input=b"")
    assert (result.exit_code, seen) == (0, [expected])


def test_log_level_comes_from_the_environment(run: Run) -> None:
    """$SCRUBBER_LOG_LEVEL is looked at, and a wrong one is a usage error."""
    result = run("redact", SCRUBBER_LOG_LEVEL="loud")
    assert result.returncode == 2
    assert b"'loud' is not one of" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["scan"], ["scan", "--frobnicate", "x"], ["rules"], ["config", "check"]],
)
def test_usage_errors_exit_with_2(arguments: list[str], run: Run) -> None:
    """A wrong command line says how to use the program, and exits with 2."""
    result = run(*arguments)
    assert result.returncode == 2
    assert b"Usage: scrubber" in result.stderr


@pytest.mark.parametrize("command", ["doctor", "pay status", "status 1042", "policy"])
def test_whoever_has_no_configuration_is_told_how_to_get_one(command: str, run: Run) -> None:
    """Most commands need one."""
    result = run(*command.split())
    assert result.returncode == 2
    said = " ".join(result.stderr.decode().split())
    assert "'--config'. scrubber init writes one, scrubber config example prints one" in said


def test_whoever_is_waited_for_is_told(tmp_path: Path) -> None:
    """At a terminal; a pipe is read without a word."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "scrubber", "--state", str(tmp_path), "redact"],
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(its)
        os.write(ours, b"Subject: hello\n\x04")
        stdout, stderr = process.communicate(timeout=60)
    os.close(ours)
    assert stdout == b"Subject: hello\n"
    assert stderr == b"scrubber: type a message, then Ctrl-D; or name a FILE\n"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("wacth", "watch"),
        ("Scan", "scan"),
        ("reley", "relay"),
        ("config chek", "check"),
        ("scan --jason x", "--json"),
    ],
)
def test_what_is_misspelt_is_guessed(line: str, meant: str, run: Run) -> None:
    """Commands as well as options."""
    result = run(*line.split())
    assert result.returncode == 2
    _, _, guess = result.stderr.decode().partition("Did you mean ")
    assert f"'{meant}'" in guess


def test_an_unexpected_error_is_one_line_without_its_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error's text may hold what stands in a mail, so only type and place are shown."""

    def broken(_raw: bytes, **_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("scrubber.core.scrub.scrub", broken)
    (tmp_path / "mail").write_bytes(b"")
    with pytest.raises(SystemExit) as ended:
        main(["redact", str(tmp_path / "mail")])
    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert shown.out == ""
    assert shown.err.startswith("scrubber: ValueError at test_program.py:")
    assert shown.err.count("\n") == 1
    assert CANARY not in shown.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("redact", b"scrubber: stopped"),
        ("scan", b"scrubber: stopped: 1 message looked at, nothing was changed"),
    ],
)
def test_ctrl_c_ends_with_130_and_one_line(tmp_path: Path, command: str, said: bytes) -> None:
    """Interrupted, the program ends as shells expect, and says what was done but no inside."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "mail.eml").write_bytes(b"Subject: hello\n\nSee you.\n")
    files = [*([tmp_path / "mail.eml"] if command == "scan" else []), pipe]
    line = [sys.executable, "-m", "scrubber", command, *map(str, files)]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    writer = opened_for_writing(pipe, process)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    os.close(writer)
    assert process.returncode == 130
    assert (stdout, stderr.strip()) == (b"", said)


def opened_for_writing(pipe: Path, reader: subprocess.Popen[bytes]) -> int:
    """Open a pipe once ``reader`` has it open, which says that it is at work."""
    while reader.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # ENXIO: nobody reads yet
            sleep(0.01)
    pytest.fail(f"the program ended early: {reader.communicate()}")


def test_a_closed_pipe_is_no_error_to_talk_about(run: Run, tmp_path: Path) -> None:
    """Output into a reader that has gone away ends quietly."""
    (tmp_path / "mail").write_bytes(b"Subject: long\n\n" + b"words\n" * 100_000)
    command = f"{sys.executable} -m scrubber redact {tmp_path}/mail | head -c 1 >/dev/null"
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=False, timeout=30)
    assert result.stderr == b""
    assert run("redact", tmp_path / "mail").returncode == 0
