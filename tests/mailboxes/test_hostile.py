"""What may lie in a folder of mail beside mail."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scrubber.mailboxes import Unread, files, mbox
from scrubber.mailboxes.files import MessageFolder, read_regular
from scrubber.mailboxes.folder import Folder
from scrubber.mailboxes.maildir import Maildir
from scrubber.mailboxes.mbox import Mbox

FROM_ = b"From a@example.org Sat Nov 21 10:00:00 2026\n"
MAIL = b"Subject: x\n\nHello.\n"


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe with the name of a message is reported, and the rest is read."""
    os.mkfifo(tmp_path / "a.eml")
    (tmp_path / "c.eml").write_bytes(MAIL)
    pipe, mail = MessageFolder(tmp_path)
    assert pipe == Unread(str(tmp_path / "a.eml"), "is no file")
    assert mail.location == str(tmp_path / "c.eml")


def test_a_link_that_leads_out_is_told(tmp_path: Path) -> None:
    """What lies behind a link to a folder elsewhere is not read, and not taken for clean."""
    (tmp_path / "top/box").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "top/out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "top/within").symlink_to("box")
    (item,) = Folder(tmp_path / "top")
    assert isinstance(item, Unread)
    assert item.location == str(tmp_path / "top/out")


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """Links to directories are not followed, and a file that links to itself is passed over."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to(tmp_path / "a/self")
    (tmp_path / "a/self.eml").symlink_to(tmp_path / "a/self.eml")
    (item,) = Folder(tmp_path)
    assert item == Unread(str(tmp_path / "a/self.eml"), "too many levels of symbolic links")


@pytest.mark.parametrize("kind", [MessageFolder, Maildir])
def test_a_folder_that_vanishes_is_said_to(
    kind: type[MessageFolder | Maildir], tmp_path: Path
) -> None:
    """A directory that is gone is a value like a message, not an exception."""
    (item,) = kind(tmp_path / "gone")
    assert isinstance(item, Unread)
    assert kind(tmp_path / "gone").size() == 0


def test_a_message_that_vanishes_is_no_failure(tmp_path: Path) -> None:
    """A message that is deleted before it is read is left out."""
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(MAIL)
    reading = iter(MessageFolder(tmp_path))
    next(reading)
    (tmp_path / "b.eml").unlink()
    assert list(reading) == []


def test_what_is_larger_than_a_mail_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, or a message of an mbox, beyond the limit is reported; the next one is read."""
    for module in (files, mbox):
        monkeypatch.setattr(module, "MOST", 100)
    (tmp_path / "a.eml").write_bytes(MAIL * 100)
    (tmp_path / "box").write_bytes(FROM_ + MAIL * 100 + b"\n" + FROM_ + MAIL)
    large, first, second = Folder(tmp_path)
    assert isinstance(large, Unread)
    assert isinstance(first, Unread)
    assert second.location == f"{tmp_path / 'box'}:{len(FROM_ + MAIL * 100) + 1}"


def test_an_mbox_cut_short_meanwhile_is_said_to_be(tmp_path: Path) -> None:
    """An mbox that shrinks while it is read is reported, and does not end the process."""
    box = tmp_path / "box"
    box.write_bytes((FROM_ + MAIL + b"\n") * 1000)
    reading = iter(Mbox(box))
    next(reading)
    box.write_bytes(b"")
    assert list(reading) == [Unread(str(box), "became shorter while it was read; try again")]
    assert list(Mbox(box)) == []


def test_a_compressed_message_is_said_to_be(tmp_path: Path) -> None:
    """A message that the mail server keeps compressed is reported, not taken for clean."""
    for folder in ("cur", "new"):
        (tmp_path / folder).mkdir()
    (tmp_path / "cur/1.host:2,S").write_bytes(b"\x1f\x8b\x08\x00rest")
    (item,) = Maildir(tmp_path)
    assert isinstance(item, Unread)


def test_a_file_is_read_to_its_end_whatever_size_the_system_tells() -> None:
    """Of files in /proc it tells none; one that grows has more than it told."""
    version = Path("/proc/version")
    assert version.stat().st_size == 0
    assert read_regular(version)[0] == version.read_bytes() != b""
