"""How mailboxes are cut into parts for several machines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber.audit.parts import parts
from scrubber.audit.sources import Box
from scrubber.mailboxes import Stored
from scrubber.mailboxes.maildir import Maildir
from scrubber.mailboxes.mbox import Mbox
from tests.audit.mails import CARD, CLEAN, FROM_, mbox

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an mbox with lines that look like the beginning of a mail."""
    path = tmp_path_factory.mktemp("parts") / "inbox"
    mails = [CARD, CLEAN, b"Subject: x\n\nFrom here on,\n\nFrom me 10:00 2026.\n", FROM_, b"\n"]
    mbox(path, *mails * 3)
    path.write_bytes(b"\n\n" + path.read_bytes())
    return path


def found(mailbox: Mbox) -> list[tuple[str, bytes]]:
    """Return where the messages are, and the messages."""
    return [(item.location, item.raw) for item in mailbox if isinstance(item, Stored)]


@settings(max_examples=50)
@given(cuts=st.lists(st.integers(0, 1400), max_size=8))
def test_ranges_of_an_mbox_are_the_mbox(cuts: list[int], inbox: Path) -> None:
    """Wherever it is cut, each message is in the range in which it begins, and in no other."""
    bounds = [0, *sorted(cuts), None]
    ranges = [Mbox(inbox, start or 0, end) for start, end in pairwise(bounds)]
    assert [each for one in ranges for each in found(one)] == found(Mbox(inbox))


def test_small_mailboxes_come_together_and_large_ones_in_ranges(tmp_path: Path) -> None:
    """Parts are of about one size, and all boxes are in them, in order."""
    small = [Box(name, 40, Maildir(tmp_path / name), tmp_path / name) for name in "abc"]
    large = Box("d", 250, Mbox(tmp_path / "d"), tmp_path / "d")
    cut = [
        [(place, getattr(box.mails, "start", None), box.size) for place, box in part.boxes]
        for part in parts([*small, large], 100)
    ]
    assert cut == [
        [(0, None, 40), (1, None, 40)],
        [(2, None, 40)],
        [(3, 0, 100)],
        [(3, 100, 100)],
        [(3, 200, 50)],
    ]
