"""``--fix``: what is masked, what is left, and what both need."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.audit.mails import CARD, CLEAN, FROM_, MASKED, maildir, mbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.audit.conftest import Audit


def contents(folder: Path) -> list[bytes]:
    """Every file below a folder."""
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


LOCK = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("locked", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_program_locks(path: Path) -> Iterator[None]:
    """Hold an fcntl lock in a process of its own."""
    command = [sys.executable, "-c", LOCK, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.communicate()


def test_without_a_terminal_nothing_is_changed_unasked(tmp_path: Path, audit: Audit) -> None:
    """Where nobody can be asked the report is written, nothing is changed, and the status is 2."""
    box = maildir(tmp_path / "box", {"a": CARD})
    result = audit(box, "--fix", "--json", tmp_path / "out")
    assert result.returncode == 2
    assert b"--yes" in result.stderr
    assert contents(box) == [CARD]
    assert b"**** **** **** 1111" in (tmp_path / "out").read_bytes()


@pytest.mark.parametrize(("answer", "status", "kept"), [("y", 0, MASKED), ("n", 1, CARD)])
def test_the_user_is_asked(
    answer: str, status: int, kept: bytes, tmp_path: Path, environment: dict[str, str]
) -> None:
    """On a terminal it is said what will be done, and done after a yes."""
    box = maildir(tmp_path / "box", {"a": CARD})
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrubber", "audit", "--jobs", "1", "--fix", str(box)]
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        os.write(ours, f"{answer}\n".encode())
        _, said = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert b"To be masked: 1 mail" in said
    assert process.returncode == status
    assert contents(box) == [kept]


def test_all_kinds_are_masked_and_clean_afterwards(tmp_path: Path, audit: Audit) -> None:
    """Maildir, mbox and message file: only the card data changes, and the next audit is clean."""
    maildir(tmp_path / "box", {"1.host,S=133,W=138:2,Sa": CARD, "2.host": CLEAN})
    mbox(tmp_path / "old", CLEAN, CARD, CLEAN)
    (tmp_path / "one.eml").write_bytes(CARD)
    assert audit(tmp_path, "--fix", "--yes").returncode == 0
    assert (tmp_path / "one.eml").read_bytes() == MASKED
    assert (tmp_path / "old").read_bytes() == FROM_.join(
        [b"", CLEAN + b"\n", MASKED + b"\n", CLEAN + b"\n"]
    )
    assert contents(tmp_path / "box") == sorted([MASKED, CLEAN])
    again = audit(tmp_path)
    assert again.returncode == 0
    assert b"no card data found" in again.stdout


def test_a_message_of_a_maildir_keeps_what_it_had(tmp_path: Path, audit: Audit) -> None:
    """A copy has a new name with right sizes, the same flags, keywords, mode and time."""
    box = maildir(tmp_path / "box", {"1.host,S=133,W=138:2,Sa": CARD})
    original = box / "cur/1.host,S=133,W=138:2,Sa"
    original.chmod(0o640)
    os.utime(original, ns=(5, 1_234_567_890_123_456_789))
    audit(box, "--fix", "--yes")
    (copy,) = (box / "cur").iterdir()
    lines = MASKED.count(b"\n")
    assert copy.name == f"1.host_masked,S={len(MASKED)},W={len(MASKED) + lines}:2,Sa"
    assert copy.stat().st_mtime_ns == 1_234_567_890_123_456_789
    assert copy.stat().st_mode & 0o777 == 0o640
    assert list((box / "tmp").iterdir()) == []


def test_an_mbox_keeps_what_it_had(tmp_path: Path, audit: Audit) -> None:
    """Mode and time stay, and neither a lock nor a second file is left."""
    box = mbox(tmp_path / "old", CARD)
    box.chmod(0o640)
    os.utime(box, ns=(5, 1_234_567_890_123_456_789))
    audit(box, "--fix", "--yes")
    assert box.stat().st_mtime_ns == 1_234_567_890_123_456_789
    assert box.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir() if path.name != ".state"] == ["old"]


def test_an_mbox_that_somebody_has_open_is_refused(tmp_path: Path, audit: Audit) -> None:
    """While another program has the file open it stays, and it is said what to do."""
    box = mbox(tmp_path / "old", CARD)
    before = box.read_bytes()
    with box.open("rb"):
        result = audit(box, "--fix", "--yes")
    assert result.returncode == 2
    assert b"another program has it open; stop it, then run the audit again" in result.stdout
    assert box.read_bytes() == before


def test_an_mbox_that_is_locked_is_refused(tmp_path: Path, audit: Audit) -> None:
    """Either lock of another program is heeded; the dotlock of a dead one is not."""
    box = mbox(tmp_path / "old", CARD)
    lock = tmp_path / "old.lock"
    lock.write_text(f"{os.getpid()}\n")
    assert b"is locked by another program" in audit(box, "--fix", "--yes").stdout
    lock.unlink()
    with another_program_locks(box):
        assert b"is locked by another program" in audit(box, "--fix", "--yes").stdout
    with subprocess.Popen(["true"]) as gone:
        pass
    lock.write_text(f"{gone.pid}\n")
    assert audit(box, "--fix", "--yes").returncode == 0
    assert not lock.exists()


def test_stores_of_mail_programs_are_left_to_them(tmp_path: Path, audit: Audit) -> None:
    """Thunderbird's and Apple Mail's files stay, and it is said what to do."""
    mbox(tmp_path / "Inbox", CARD)
    (tmp_path / "Inbox.msf").touch()
    (tmp_path / "1.emlx").write_bytes(b"%d\n" % len(CARD) + CARD)
    before = contents(tmp_path)
    result = audit(tmp_path, "--fix", "--yes")
    assert result.returncode == 2
    assert b"compact the folder" in result.stderr
    assert b"Apple Mail" in result.stderr
    assert [each for each in contents(tmp_path) if each in before] == before


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path, audit: Audit) -> None:
    """What a dead run left, a copy or half of one, is finished and never doubled."""
    box = maildir(
        tmp_path / "box", {"1.host,S=133:2,S": CARD, f"1.host_masked,S={len(MASKED)}:2,": MASKED}
    )
    (box / f"tmp/1.host_masked,S={len(MASKED)}").write_bytes(MASKED[:20])
    (box / "cur/2.host").write_bytes(CARD)
    (box / "tmp/2.host_masked").write_bytes(MASKED[:20])
    assert audit(box, "--fix", "--yes").returncode == 0
    assert sorted(path.name for path in (box / "cur").iterdir()) == [
        f"1.host_masked,S={len(MASKED)}:2,S",
        "2.host_masked",
    ]
    assert contents(box / "cur") == [MASKED, MASKED]


def test_a_number_of_two_mails_is_masked_in_both(tmp_path: Path, audit: Audit) -> None:
    """Halves that only together are a number go whole."""
    half = (
        b"Message-ID: <%d@example.org>\nFrom: Anna Keller <anna@example.org>\n"
        b"Subject: order 4711\n\nfor my card: %s\n"
    )
    first, second = half % (1, b"4111 1111"), half % (2, b"the rest is 1111 1111")
    box = maildir(tmp_path / "box", {"a": first, "b": second})
    for name, seconds in (("a", 1_700_000_000), ("b", 1_700_003_600)):
        os.utime(box / "cur" / name, (seconds, seconds))
    assert b"joining several mails" in audit(box).stdout
    assert audit(box, "--fix", "--yes").returncode == 0
    for content in contents(box / "cur"):
        assert b"**** ****" in content
        assert b"1111" not in content
