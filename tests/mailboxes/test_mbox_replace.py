"""Masking messages of an mbox: what stays, and when it is refused."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes.mbox_replace import replace
from scrubber.mailboxes.writing import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

FROM_ = b"From 4711@example.org Sat Nov 21 10:00:00 2026\n"
FIRST = b"Status: RO\nContent-Length: 27\nSubject: a\n\n>From me: card 4111\n\nFrom\n"
FEWEST = 50  # steps, or the test has not looked at much
SECOND = b"Subject: b\n\ncard 4111\n"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Return an mbox of two messages."""
    path = tmp_path / "box"
    path.write_bytes(FROM_ + FIRST + b"\n" + FROM_ + SECOND + b"\n")
    return path


def mask(_offset: int, raw: bytes) -> bytes:
    """Mask a message in the way of the program."""
    return b"X-Scrubber: masked; pan=1\n" + raw.replace(b"4111", b"****")


def test_every_other_byte_stays(box: Path) -> None:
    """From_ lines, quoted ones, lengths and states stay, in CRLF files, too."""
    for ends in (b"\n", b"\r\n"):
        content = box.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ends)
        box.write_bytes(content)
        size = len(FIRST.replace(b"\n", ends))
        assert replace(box, {0: size}, mask) == {0}
        after = len(FROM_.replace(b"\n", ends))
        assert (
            box.read_bytes()
            == content[:after] + mask(0, content[after : after + size]) + (content[after + size :])
        )
        box.write_bytes(content)


def test_another_message_at_the_place_is_left_alone(box: Path) -> None:
    """Where a message has another length than it had, it is not the one that was scanned."""
    before = box.read_bytes()
    assert replace(box, {0: len(FIRST) + 1, 7: 1}, mask) == frozenset()
    assert box.read_bytes() == before


def test_mail_that_comes_meanwhile_is_not_lost(box: Path) -> None:
    """A file that has changed while the new one was written is not replaced."""

    def deliver(offset: int, raw: bytes) -> bytes:
        with box.open("ab") as file:
            file.write(FROM_ + b"Subject: new\n\n")
        return mask(offset, raw)

    with pytest.raises(RefusedError, match="changed meanwhile"):
        replace(box, {0: len(FIRST)}, deliver)
    assert box.read_bytes().endswith(b"Subject: new\n\n")
    assert [path.name for path in box.parent.iterdir()] == ["box"]


def test_what_fails_leaves_the_file(box: Path) -> None:
    """Whatever goes wrong, the file is as it was, and neither lock nor half a file is left."""
    before = box.read_bytes()

    def fail(_offset: int, _raw: bytes) -> bytes:
        raise MemoryError

    with pytest.raises(MemoryError):
        replace(box, {0: len(FIRST)}, fail)
    assert box.read_bytes() == before
    assert [path.name for path in box.parent.iterdir()] == ["box"]


@pytest.mark.parametrize("opened", [False, True])
def test_without_leases_all_processes_are_looked_at(
    box: Path, monkeypatch: pytest.MonkeyPatch, *, opened: bool
) -> None:
    """On a file system that has no leases the open files of all processes tell."""

    def refuse(*_: object) -> int:
        raise OSError(errno.EINVAL, "no leases here")

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    monkeypatch.setattr("scrubber.mailboxes.mbox_lock._seen_open", lambda _file: opened)
    if opened:
        with pytest.raises(RefusedError, match="has it open"):
            replace(box, {0: len(FIRST)}, mask)
    else:
        assert replace(box, {0: len(FIRST)}, mask) == {0}


def test_a_lock_that_cannot_be_made_is_refused(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no dotlock can be made it is said who could."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("os.link", refuse)
    with pytest.raises(RefusedError, match="run the audit as a user who may write"):
        replace(box, {0: len(FIRST)}, mask)


def test_a_file_system_without_links_has_locks(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file has one name only (FAT), the lock is still one program's, and goes again."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def meanwhile(offset: int, raw: bytes) -> bytes:
        with pytest.raises(RefusedError, match="locked by another"):
            replace(box, {0: len(FIRST)}, mask)
        return mask(offset, raw)

    monkeypatch.setattr("os.link", refuse)
    assert replace(box, {0: len(FIRST)}, meanwhile) == {0}
    assert [path.name for path in box.parent.iterdir()] == ["box"]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # fork beside threads
def test_killed_before_any_step_it_is_done_by_the_next(box: Path) -> None:
    """Wherever a kill falls, the file is as it was or masked, and nothing stops the next run."""
    before = box.read_bytes()
    after = before.replace(FIRST, mask(0, FIRST))
    for step in count():
        box.write_bytes(before)
        if not killed_before(step, box):
            break
        assert box.read_bytes() in {before, after}
        if box.read_bytes() == before:
            assert replace(box, {0: len(FIRST)}, mask) == {0}
            assert not box.with_name("box.lock").exists()
    assert step > FEWEST
    assert box.read_bytes() == after


def killed_before(step: int, box: Path) -> bool:
    """Replace in a process that is killed before its so-manieth call of the system's library."""
    child = os.fork()
    if not child:
        steps = count()

        def kill(_frame: object, event: str, _called: object) -> None:
            if event == "c_call" and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(kill)
        try:
            replace(box, {0: len(FIRST)}, mask)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
