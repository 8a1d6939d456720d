"""``--fix``: what is masked, what is left, and what both need."""

from __future__ import annotations

import errno
import json
import os
import pty
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.audit.kept import kept
from tests.audit.mails import CARD, CLEAN, FROM_, MASKED, maildir, mbox
from tests.mailboxes.outlook_items import Item
from tests.mailboxes.write_msg import write_msg
from tests.mailboxes.write_pst import write_pst
from tests.servers.interrupting import interrupted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.audit.conftest import Audit


OUTLOOK = Item({0x0037: "order", 0x1000: "Visa 4111 1111 1111 1111"})


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


def test_a_dry_run_says_what_would_be_masked(
    tmp_path: Path, audit: Audit, environment: dict[str, str]
) -> None:
    """Mail by mail, without a question; nothing is changed, and what cannot be is said, too."""
    box = maildir(tmp_path / "box", {"a": CARD, "b": CLEAN})
    (tmp_path / "mail.msg").write_bytes(write_msg(OUTLOOK))
    before = contents(box)
    result = audit(box, tmp_path / "mail.msg", "--fix", "--dry-run")
    assert (result.returncode, result.stderr) == (1, b"")
    first, refused, would, *rest = result.stdout.decode().splitlines()
    assert first == "Nothing is changed: this is a dry run."
    assert refused.startswith("mail.msg: 1 mail, left as they are: a file of Outlook's")
    assert would == f"{box}/cur/a: would be masked: card number"
    assert not any("would be" in line for line in rest)
    assert contents(box) == before
    [told] = kept(environment)
    assert (told["fix"], told["outcomes"]) == (False, {})
    result = audit(box, "--dry-run")
    assert result.returncode == 2
    assert b"--dry-run goes with --fix" in result.stderr


def test_without_fix_it_is_said_what_masks(tmp_path: Path, audit: Audit) -> None:
    """Where there is something to mask."""
    box = maildir(tmp_path / "box", {"a": CARD})
    last = audit(box).stdout.decode().splitlines()[-1]
    assert last.startswith("nothing was changed; --fix masks it where it lies")
    clean = maildir(tmp_path / "clean", {"a": CLEAN})
    assert b"--fix" not in audit(clean).stdout
    assert audit(box, "--fix", "--yes").stdout.endswith(b"masked: 1 mail\n")


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.EACCES, "permission denied; run the audit as a user who may write there"),
        (errno.ENOSPC, "no space left on device; make room, then run the audit again"),
        (errno.EIO, "input/output error"),
    ],
)
def test_where_the_system_refuses_it_is_said_what_to_do(
    number: int, cure: str, tmp_path: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail stays as it was."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("scrubber.mailboxes.maildir_replace.write_beside", refuse)
    box = maildir(tmp_path / "box", {"a": CARD})
    result = audit(box, "--fix", "--yes")
    assert result.returncode == 2
    assert result.stdout.decode().endswith(f"not masked: {cure}: 1 mail\n")
    assert contents(box) == [CARD]


def test_a_dry_run_leaves_standard_output_to_the_report(tmp_path: Path, audit: Audit) -> None:
    """Where a report is written to it."""
    box = maildir(tmp_path / "box", {"a": CARD})
    result = audit(box, "--fix", "--dry-run", "--json", "-")
    assert json.loads(result.stdout)["findings"]
    assert b"would be masked: card number\n" in result.stderr


@pytest.mark.parametrize("closed", ["<&-", "2>&-"])
def test_a_closed_input_or_output_is_no_terminal(
    closed: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    """Started with one of them closed, as some schedulers do, it neither asks nor fails."""
    box = maildir(tmp_path / "box", {"a": CARD})
    command = f"{sys.executable} -m scrubber audit --jobs 1 --fix {box} {closed}"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, env=environment, check=False)
    assert ended.returncode == 2
    assert b"found: 1 card number" in ended.stdout
    assert b"Error" not in ended.stderr
    assert contents(box) == [CARD]


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


def test_ctrl_c_is_heard_at_the_question(tmp_path: Path, environment: dict[str, str]) -> None:
    """The first one, without an answer; nothing is changed."""
    box = maildir(tmp_path / "box", {"a": CARD})
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrubber", "audit", "--jobs", "1", "--fix", str(box)]
    with subprocess.Popen(
        command, stdin=theirs, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stderr is not None
        said = b""
        while not said.endswith(b"]: ") and process.poll() is None:
            said += process.stderr.read(1)
        time.sleep(1)  # a user is slower: between asking and reading nothing hears a signal
        rest = interrupted(process)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 130
    assert rest.decode().splitlines()[-1].startswith("scrubber: stopped: 1 mail read, nothing was")
    assert contents(box) == [CARD]


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


def test_files_of_outlook_are_left_alone(tmp_path: Path, audit: Audit) -> None:
    """What lies in them is found and told by folder; masking it is Outlook's affair."""
    (tmp_path / "export.pst").write_bytes(write_pst({"Inbox": [OUTLOOK]}))
    (tmp_path / "mail.msg").write_bytes(write_msg(OUTLOOK))
    before = contents(tmp_path)
    result = audit(tmp_path, "--fix", "--yes", "--csv", tmp_path / ".report")
    assert result.returncode == 2
    assert result.stderr.count(b"delete the mails in Outlook") == 2
    report = (tmp_path / ".report").read_text()
    assert report.count("**** **** **** 1111") == 2
    assert "export.pst/Inbox" in report
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


def in_two_mails(folder: Path, first: bytes, second: bytes) -> tuple[Path, Path]:
    """Write a mail to a Maildir, and an hour later what completes it to an mbox."""
    mail = (
        b"Message-ID: <%d@example.org>\nFrom: Anna Keller <anna@example.org>\n"
        b"Subject: order 4711\n\n%s\n"
    )
    box = maildir(folder / "box", {"a": mail % (1, first)})
    os.utime(box / "cur/a", (1_795_251_600, 1_795_251_600))  # an hour before that of FROM_
    return box, mbox(folder / "old", mail % (2, second))


IN_TWO_MAILS = [
    (b"the first half of my card: 4111 1111", b"1111 1111", b"**** ****"),
    (b"My Visa is 4111 1111 1111 1111", b"123", b"***"),
]


@pytest.mark.parametrize(("first", "second", "masked"), IN_TWO_MAILS)
def test_what_several_mails_show_is_masked_in_all(
    first: bytes, second: bytes, masked: bytes, tmp_path: Path, audit: Audit
) -> None:
    """Halves that only together are a number, and a code that follows a card, go whole."""
    box, old = in_two_mails(tmp_path, first, second)
    assert b"joining several mails" in audit(tmp_path).stdout
    assert audit(tmp_path, "--fix", "--yes").returncode == 0
    assert b"**** ****" in contents(box)[0]
    assert old.read_bytes().endswith(b"\n\n" + masked + b"\n\n")


@pytest.mark.parametrize(("first", "second", "masked"), IN_TWO_MAILS)
def test_what_several_mails_showed_is_known_until_it_is_masked(
    first: bytes, second: bytes, masked: bytes, tmp_path: Path, audit: Audit
) -> None:
    """Where only one could be masked, the other alone says nothing: the next runs know it."""
    _, old = in_two_mails(tmp_path, first, second)
    lock = tmp_path / "old.lock"
    lock.write_text(f"{os.getpid()}\n")
    assert audit(tmp_path, "--fix", "--yes").returncode == 2
    lock.unlink()
    assert audit(tmp_path).returncode == 1
    assert audit(tmp_path, "--fix", "--yes").returncode == 0
    assert old.read_bytes().endswith(b"\n\n" + masked + b"\n\n")
    assert audit(tmp_path).returncode == 0
    assert json.loads((tmp_path / ".state/audit").read_bytes()) == {}


def test_without_a_place_for_what_is_under_way_nothing_is_masked(
    tmp_path: Path, audit: Audit
) -> None:
    """A number of several mails is not touched where a run that is killed could not be resumed."""
    box, _ = in_two_mails(tmp_path, *IN_TWO_MAILS[0][:2])
    before = contents(box)
    (tmp_path / ".state").write_bytes(b"")
    result = audit(tmp_path, "--fix", "--yes", "--html", tmp_path / "page.html")
    assert result.returncode == 2
    assert b"cannot make the state directory" in result.stderr
    assert contents(box) == before
    assert (tmp_path / "page.html").exists()
