"""``scrubber explain``: why, in words, and never with a digit of what it is about."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.rulebook.ruledir import GUILD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run

MAIL = b"""Subject: order
From: Anna <anna@example.org>
Content-Type: text/plain

My Visa is 4012 8888 8888 1881, exp 12/27, cvv 739.
The guild number is 5105 1051 0510 5100, order number 371449635398431.
Is 6011 1111 1111 1112 a card? Call 0049 30 900, room 318.
"""
DIGITS = re.compile(rb"(?<![0-9.:\[])[0-9]{3,}(?![0-9:\]])")
"""Three digits or more, but for characters' places (``[29:48]``) and weights."""


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """Return a mail with a card, a number of a guild, an order number, a wrong number."""
    path = tmp_path / "mail.eml"
    path.write_bytes(MAIL)
    return path


def test_people_get_a_line_for_each_place_and_each_reason(mail: Path, run: Run) -> None:
    """Where, what, its shape and the verdict; then the weights with their words and rules."""
    result = run("explain", mail)
    assert (result.returncode, result.stderr) == (0, b"")
    lines = result.stdout.decode().splitlines()
    start = "1 [11:30]: visa card number: **** **** **** ****: masked ("
    first = next(number for number, line in enumerate(lines) if line.startswith(start))
    assert lines[first + 1 : first + 4] == [
        "     +3.0  luhn: visa  [networks/visa]",
        "     +4.0  grouped as printed",
        "     +3.5  card word close by: visa  [networks/visa]",
    ]
    assert any(line.endswith("left as it is, its check digit (Luhn) is wrong") for line in lines)
    assert any(line.endswith("speak for another security code") for line in lines)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_digit_of_a_candidate_is_shown(options: list[str], mail: Path, run: Run) -> None:
    """Taken or not, not even the last four."""
    shown = run("explain", *options, mail).stdout
    assert shown
    if options:
        places = json.loads(shown)["considered"]
        shown = json.dumps([{**place, "start": 0, "end": 0} for place in places]).encode()
    assert DIGITS.findall(shown) == []


def test_programs_get_one_object(mail: Path, run: Run) -> None:
    """With everything that lines say, and what nothing speaks for."""
    told = json.loads(run("explain", "--json", mail).stdout)
    assert set(told) == {"needed", "considered", "let_go", "empty", "unreadable", "unscanned"}
    first = told["considered"][0]
    assert first.pop("weight") > told["needed"]
    assert first.pop("reasons")[0] == {
        "reason": "luhn",
        "detail": "visa",
        "weight": 3.0,
        "rules": ["networks/visa"],
    }
    assert first == {
        "kind": "pan",
        "network": "visa",
        "shape": "**** **** **** ****",
        "part": "1",
        "start": 11,
        "end": 30,
        "taken": True,
        "verdict": "taken",
    }
    assert any(place["reasons"] == [] for place in told["considered"][1:])


def test_what_the_gate_let_go_is_told(run: Run) -> None:
    """With what it looked for."""
    raw = b"Subject: hello\n\nSee you at noon."
    (line,) = run("explain", "-", stdin=raw).stdout.decode().splitlines()
    assert line.startswith("Let go at once (no digits that can be a card number, no word that")
    assert line.endswith(": header:Subject, 1")


def test_what_is_not_read_is_told(run: Run) -> None:
    """And what could not be."""
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\n\x89PNG\n"
        b"--b\nContent-Type: application/pkcs7-mime\n\nx\x00y\n--b--\n"
    )
    shown = run("explain", stdin=raw).stdout.decode()
    assert "Is not read: 1: image/png\n" in shown
    assert "Could not be read: 2: encrypted or signed" in shown


def test_a_terminal_gets_tables(mail: Path) -> None:
    """And colours."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrubber", "explain", str(mail)]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    subprocess.run(
        command, stdout=theirs, stderr=subprocess.DEVNULL, check=False, timeout=60, env=env
    )
    os.set_blocking(ours, False)
    shown = os.read(ours, 65536)
    assert b"\x1b[" in shown
    assert b"grouped as printed" in shown
    assert b"8888" not in shown


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return a configuration with rules of the owner's own, told from where it lies."""
    (tmp_path / "own" / "lookalikes").mkdir(parents=True)
    (tmp_path / "own" / "lookalikes" / "gift.toml").write_text(GUILD, encoding="utf-8")
    file = tmp_path / "scrubber.toml"
    file.write_text('[policy]\nrules = "own"\n', encoding="utf-8")
    return file


def test_the_owners_rules_count_in_every_command(config: Path, mail: Path, run: Run) -> None:
    """His guild's numbers stay, with a reason; the card does not."""
    assert b"5105 1051 0510 5100" not in run("redact", mail).stdout
    masked = run("redact", "--config", config, mail).stdout
    assert b"5105 1051 0510 5100" in masked
    assert b"4012" not in masked
    explained = run("explain", "--config", config, mail).stdout
    assert b"-10.0  a number of the shop's own: our-guild  [lookalikes/our-guild]" in (explained)
    spans = [
        [found["start"] for found in json.loads(run(*command).stdout)["findings"]]
        for command in (["scan", "--json", mail], ["scan", "--json", "--config", config, mail])
    ]
    assert len(spans[0]) == len(spans[1]) + 1


def test_test_cards_may_be_ignored(config: Path, run: Run) -> None:
    """If the owner says so."""
    config.write_text('[policy]\ntest_cards = "ignore"\n', encoding="utf-8")
    raw = b"Subject: x\n\nMy Visa is 4242 4242 4242 4242\n"
    assert run("redact", "--config", config, stdin=raw).stdout == raw
    assert run("redact", stdin=raw).stdout != raw


@pytest.mark.parametrize("command", ["redact", "explain", "config check"])
def test_a_wrong_rule_of_the_owner_is_one_line(command: str, config: Path, run: Run) -> None:
    """With its file, its key and what is expected."""
    path = config.parent / "own" / "lookalikes" / "gift.toml"
    path.write_text(GUILD.replace("allow", "always"), encoding="utf-8")
    arguments = (
        ["config", "check", config] if command == "config check" else [command, "--config", config]
    )
    result = run(*arguments, stdin=MAIL)
    assert (result.returncode, result.stdout) == (2, b"")
    place = f"scrubber: {config}: [policy] rules: {path}"
    assert result.stderr.decode().startswith(f"{place}: strength: expected one of")
    assert result.stderr.count(b"\n") == 1


@pytest.mark.long
def test_rules_of_ones_own_are_checked_with_all_others(config: Path, run: Run) -> None:
    """The directory that [policy] rules names is what is checked."""
    own = config.parent / "own"
    bad = GUILD + '\n[[examples]]\ntext = "gift card 17"\nbecomes = "gift card 18"\n'
    (own / "lookalikes" / "gift.toml").write_text(bad, encoding="utf-8")
    shown = run("rules", "check", own)
    assert shown.returncode == 1
    assert f"{own}/lookalikes/gift.toml: example 1: expected" in shown.stdout.decode()
