"""Which mailbox a path is, and folders of several kinds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.files import MessageFile
from scrubber.mailboxes.folder import Folder, at
from scrubber.mailboxes.mbox import Mbox

if TYPE_CHECKING:
    from pathlib import Path

MAIL = b"Subject: x\n\n"
MBOX = b"From a@example.org Sat Nov 21 10:00:00 2026\n" + MAIL


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("mail.eml", MAIL, MessageFile),
        ("mail", MAIL, MessageFile),
        ("inbox", MBOX, Mbox),
        ("inbox.eml", MBOX, Mbox),
        ("empty", b"", MessageFile),
    ],
)
def test_a_file_is_known_by_its_first_bytes(
    name: str, content: bytes, kind: type, tmp_path: Path
) -> None:
    """A file that is named is an mbox if it begins as one, else a message."""
    (tmp_path / name).write_bytes(content)
    assert isinstance(at(tmp_path / name), kind)


def test_a_folder_holds_mail_of_every_kind(tmp_path: Path) -> None:
    """Messages, mboxes and Maildirs are found at any depth, other files are passed over."""
    (tmp_path / "a/deep").mkdir(parents=True)
    (tmp_path / "a/deep/one.EML").write_bytes(MAIL)
    (tmp_path / "a/archive").write_bytes(MBOX)
    (tmp_path / "a/readme.txt").write_bytes(MAIL)
    for folder in ("box/cur", "box/new", "box/tmp", "box/.Sent/cur", "box/.Sent/new"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "box/new/1.host").write_bytes(MAIL)
    (tmp_path / "box/tmp/2.host.eml").write_bytes(MAIL)
    (tmp_path / "box/.Sent/cur/3.host:2,S").write_bytes(MAIL)
    found = [os.path.relpath(item.location, tmp_path) for item in Folder(tmp_path)]
    assert found == [
        "a/archive:0",
        "a/deep/one.EML",
        "box/new/1.host",
        "box/.Sent/cur/3.host:2,S",
    ]


def test_a_directory_may_have_the_name_of_a_message(tmp_path: Path) -> None:
    """It is looked into, and is no message that cannot be read."""
    (tmp_path / "saved.eml").mkdir()
    (tmp_path / "saved.eml/one.eml").write_bytes(MAIL)
    (item,) = Folder(tmp_path)
    assert item.location == str(tmp_path / "saved.eml/one.eml")


@pytest.mark.parametrize("name", ["old.mbox.gz", "MAIL.ZIP", "outlook.pst", "offer.msg"])
def test_what_may_hold_mail_is_not_passed_over(name: str, tmp_path: Path) -> None:
    """A folder with mail that is packed, or kept in a format of Outlook, is not clean."""
    (tmp_path / name).write_bytes(b"PK")
    (tmp_path / "program.exe").write_bytes(b"MZ")
    (item,) = Folder(tmp_path)
    assert isinstance(item, Unread)
    assert item.location == str(tmp_path / name)


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    """A message may come from a pipe, whose first bytes cannot be looked at beforehand."""
    reading, writing = os.pipe()
    os.write(writing, MAIL)
    os.close(writing)
    (item,) = at(tmp_path / f"/dev/fd/{reading}")
    os.close(reading)
    assert isinstance(item, Stored)
    assert item.raw == MAIL
