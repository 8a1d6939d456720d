"""Maildirs, also while somebody reads mail in them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.maildir import Maildir

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """Return a Maildir with one new, one old, one half-written mail and a file of the server's."""
    for folder, name in (
        ("new", "2.host"),
        ("cur", "1.host:2,S"),
        ("tmp", "3.host"),
        ("cur", ".hidden"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_bytes(f"Subject: {name}\n\n".encode())
    return tmp_path


def test_new_and_old_mails_are_read(maildir: Path) -> None:
    """Mails come from new and cur in the order of their names; tmp and hidden files are none."""
    read = list(Maildir(maildir))
    assert [item.location for item in read] == [
        str(maildir / "cur/1.host:2,S"),
        str(maildir / "new/2.host"),
    ]


def test_a_mail_arrived_when_its_file_was_written(maildir: Path) -> None:
    """The time of arrival is the file's mtime, in UTC."""
    os.utime(maildir / "cur/1.host:2,S", (0, 1_000_000_000))
    first, _ = Maildir(maildir)
    assert isinstance(first, Stored)
    assert first.arrived == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_a_mail_that_moves_meanwhile_is_found_again(maildir: Path) -> None:
    """A mail that gets read, and moves to cur with a flag, is read once where it is then."""
    reading = iter(Maildir(maildir))
    next(reading)
    (maildir / "new/2.host").rename(maildir / "cur/2.host:2,S")
    assert [item.location for item in reading] == [str(maildir / "cur/2.host:2,S")]


def test_a_mail_that_is_deleted_meanwhile_is_no_failure(maildir: Path) -> None:
    """A mail that vanishes before it is read is left out."""
    reading = iter(Maildir(maildir))
    next(reading)
    (maildir / "new/2.host").unlink()
    assert list(reading) == []


def test_what_is_no_file_is_said(maildir: Path) -> None:
    """A directory where a message should be is reported, and the rest is read."""
    (maildir / "cur/0.host").mkdir()
    broken, *others = Maildir(maildir)
    assert broken == Unread(str(maildir / "cur/0.host"), "is a directory")
    assert len(others) == 2
