"""mbox files: where a message begins, ends, and when it arrived."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.files import TOO_LARGE
from scrubber.mailboxes.mbox import Mbox

FROM_ = b"From a@example.org Sat Nov 21 10:00:00 2026\n"
FIRST = b"Subject: one\n\nHello.\n"
SECOND = b"Subject: two\n\nBye.\n"


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a path for an mbox."""
    return tmp_path_factory.mktemp("mbox") / "inbox"


def messages(file: Path, content: bytes) -> list[bytes]:
    """Write an mbox and read its messages back."""
    file.write_bytes(content)
    return [item.raw for item in Mbox(file) if isinstance(item, Stored)]


CASES = {
    "two": (FROM_ + FIRST + b"\n" + FROM_ + SECOND + b"\n", [FIRST, SECOND]),
    "no blank line at the end": (FROM_ + FIRST + b"\n" + FROM_ + SECOND, [FIRST, SECOND]),
    "no line end at the end": (FROM_ + b"Subject: x\n\nBye", [b"Subject: x\n\nBye"]),
    "only a From_ line": (FROM_, [b""]),
    "a From_ line cut short": (FROM_[:-1], [b""]),
    "an empty message between": (
        FROM_ + FIRST + b"\n" + FROM_ + b"\n" + FROM_ + SECOND,
        [FIRST, b"", SECOND],
    ),
    "quoted From_ lines stay quoted": (
        FROM_ + b"Subject: x\n\n>From me.\n",
        [b"Subject: x\n\n>From me.\n"],
    ),
    "no blank line between": (FROM_ + FIRST + FROM_ + SECOND, [FIRST, SECOND]),
    "without a blank line a field must follow": (
        FROM_ + FIRST + FROM_ + b"he wrote.\n",
        [FIRST + FROM_ + b"he wrote.\n"],
    ),
    "without a blank line a time must be there": (
        FROM_ + FIRST + b"From a@example.org\n" + SECOND,
        [FIRST + b"From a@example.org\n" + SECOND],
    ),
    "a From_ line with a sender only": (
        FROM_ + FIRST + b"\nFrom a@example.org\n" + SECOND,
        [FIRST, SECOND],
    ),
    "blank lines at the beginning": (
        b"\n\n" + FROM_ + FIRST + b"\n" + FROM_ + SECOND,
        [FIRST, SECOND],
    ),
    "a UTF-8 mark at the beginning": (b"\xef\xbb\xbf" + FROM_ + FIRST, [FIRST]),
    "a sentence that starts with From": (
        FROM_ + b"Subject: x\n\nHello.\n\nFrom 10:30 on I am there.\n",
        [b"Subject: x\n\nHello.\n\nFrom 10:30 on I am there.\n"],
    ),
    "Thunderbird's From_ line": (
        b"From - Sat Nov 21 10:00:00 2026\n"
        + FIRST
        + b"\nFrom - Sat Nov 21 10:00:01 2026\n"
        + SECOND,
        [FIRST, SECOND],
    ),
    "Thunderbird's From_ line without anything": (
        b"From \n" + FIRST + b"\nFrom \n" + SECOND + b"\nFrom \nto here.\n",
        [FIRST, SECOND + b"\nFrom \nto here.\n"],
    ),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES)
def test_messages_are_split_where_they_begin(
    content: bytes, expected: list[bytes], file: Path
) -> None:
    """A message begins after a From_ line and ends before the blank line of the next one."""
    assert messages(file, content) == expected


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES)
def test_other_line_ends_are_split_alike(content: bytes, expected: list[bytes], file: Path) -> None:
    """Line ends make no difference, nor do those of old Macs."""
    for newline in (b"\r\n", b"\r"):
        ends = [message.replace(b"\n", newline) for message in expected]
        assert messages(file, content.replace(b"\n", newline)) == ends


@given(st.lists(st.text("aF \n>:", max_size=30), min_size=1, max_size=5))
def test_messages_come_back_whole(file: Path, bodies: list[str]) -> None:
    """Whatever bodies are written in mbox format are read again, byte for byte."""
    written = [f"Subject: x\n\n{body}\n".encode() for body in bodies]
    assert messages(file, b"".join(FROM_ + message + b"\n" for message in written)) == written


@pytest.mark.parametrize(
    ("line", "arrived"),
    [
        (FROM_, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        (b"From x Sat Nov 21 10:00:00 +0000 2026\n", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        (b"From x Sat Nov 31 10:00:00 2026\n", None),
        (b"From x Sat Nov 21 10:00 2026\n", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        (b"From x\n", None),
    ],
)
def test_the_from_line_says_when_a_message_arrived(
    line: bytes, arrived: datetime | None, file: Path
) -> None:
    """The time is that of the From_ line in UTC, or unknown."""
    file.write_bytes(line + FIRST)
    (item,) = Mbox(file)
    assert isinstance(item, Stored)
    assert item.arrived == arrived


def test_what_was_read_takes_no_memory(file: Path) -> None:
    """However large the file is, little of it stays in the memory of the process."""
    mail = b"Subject: x\n\n" + b"See you at noon.\n" * 60_000 + b"\n"
    file.write_bytes((FROM_ + mail) * 200)
    before = mapped()
    assert max(mapped() - before for _ in Mbox(file)) < 100_000_000


def mapped() -> int:
    """Return the bytes of files that are in the memory of this process (proc(5), RssFile)."""
    found = re.search(r"RssFile:\s+([0-9]+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.long
def test_mails_behind_four_gigabytes_are_read(file: Path) -> None:
    """No offset is cut to 32 bits, and what is too large for a mail is told."""
    with file.open("wb") as box:
        box.write(FROM_ + FIRST)
        box.seek(2**32)
        box.write(b"\n\n" + FROM_ + SECOND)
    huge, second = Mbox(file)
    file.unlink()
    assert huge == Unread(f"{file}:0", TOO_LARGE)
    assert isinstance(second, Stored)
    assert (second.location, second.raw) == (f"{file}:{2**32 + 2}", SECOND)


def test_a_file_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    """A missing mbox is a value like a message, not an exception."""
    missing = tmp_path / "gone"
    assert list(Mbox(missing)) == [Unread(str(missing), "no such file or directory")]
