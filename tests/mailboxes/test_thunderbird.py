"""Thunderbird's profile folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes.folder import Folder
from scrubber.mailboxes.mbox import Mbox
from scrubber.mailboxes.thunderbird import ThunderbirdFolder, belongs_to_thunderbird

if TYPE_CHECKING:
    from pathlib import Path

MBOX = b"From - Sat Nov 21 10:00:00 2026\r\nX-Mozilla-Status: 0009\r\nSubject: x\r\n\r\nHello.\r\n"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Return a profile with an inbox, a subfolder, and files that are no mail."""
    mail = tmp_path / "abcd.default/Mail/Local Folders"
    (mail / "Inbox.sbd").mkdir(parents=True)
    for name in ("Inbox", "Inbox.sbd/Orders"):
        (mail / name).write_bytes(MBOX)
        (mail / f"{name}.msf").write_bytes(b'// <!-- <mdb:mork:z v="1.4"/> -->\n')
    (tmp_path / "abcd.default/prefs.js").write_bytes(b"user_pref();\n")
    (tmp_path / "exported").write_bytes(MBOX)
    return tmp_path


def test_folders_and_subfolders_are_found(profile: Path) -> None:
    """Every folder is read, told by its content, and known as Thunderbird's by its index."""
    found = {box.path.name: type(box) for box in Folder(profile).mailboxes()}  # type: ignore[union-attr]
    assert found == {"Inbox": ThunderbirdFolder, "Orders": ThunderbirdFolder, "exported": Mbox}


def test_messages_in_files_of_their_own_are_thunderbirds_too(profile: Path) -> None:
    """A folder kept as a file for each message has its index beside it as well."""
    folder = profile / "abcd.default/Mail/Local Folders/Archive/cur"
    folder.mkdir(parents=True)
    assert not belongs_to_thunderbird(folder)
    (folder.parent.parent / "Archive.msf").touch()
    assert belongs_to_thunderbird(folder)
