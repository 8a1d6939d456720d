"""Apple Mail's store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.emlx import EmlxFolder
from scrubber.mailboxes.folder import Folder, at

if TYPE_CHECKING:
    from pathlib import Path

MAIL = b"Subject: x\n\nHello.\n"
LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
	<key>date-received</key>
	<integer>1000000000</integer>
	<key>flags</key><integer>8590195713</integer>
</dict></plist>
"""


def write(folder: Path, name: str, content: bytes) -> str:
    """Write a file and return its location."""
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_the_message_ends_where_its_first_line_says(tmp_path: Path) -> None:
    """Only the bytes counted in the first line are the message, and the list says when it came."""
    location = write(tmp_path, "12.emlx", b"%-10d\n" % len(MAIL) + MAIL + LIST)
    arrived = datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert list(EmlxFolder(tmp_path)) == [Stored(location, MAIL, arrived)]


def test_what_lies_outside_a_message_is_said(tmp_path: Path) -> None:
    """A message without its attachments is read, and they are reported as not read."""
    write(tmp_path, "12.partial.emlx", b"%d\n" % len(MAIL) + MAIL)
    message, missing = EmlxFolder(tmp_path)
    assert isinstance(message, Stored)
    assert message.arrived is None
    assert isinstance(missing, Unread)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (MAIL, "does not begin with the length of a message"),
        (b"", "does not begin with the length of a message"),
        (b"99999\n" + MAIL, "is cut short"),
    ],
)
def test_a_broken_file_is_said_to_be(content: bytes, reason: str, tmp_path: Path) -> None:
    """A file that is not as it should be is reported, and the next one is read."""
    location = write(tmp_path, "1.emlx", content)
    write(tmp_path, "2.emlx", b"%d\n" % len(MAIL) + MAIL)
    broken, whole = EmlxFolder(tmp_path)
    assert broken == Unread(location, reason)
    assert isinstance(whole, Stored)


def test_messages_are_found_at_any_depth(tmp_path: Path) -> None:
    """The tree of an account is walked down to its messages."""
    deep = tmp_path / "V10/Account/INBOX.mbox/Data/1/Messages"
    deep.mkdir(parents=True)
    location = write(deep, "12.emlx", b"%d\n" % len(MAIL) + MAIL)
    assert [item.location for item in Folder(tmp_path)] == [location]
    (item,) = at(deep / "12.emlx")
    assert isinstance(item, Unread)
