"""Thunderbird's own store: mboxes without a suffix, each beside its index.

``Inbox`` has its index in ``Inbox.msf`` and its subfolders in ``Inbox.sbd/``.  A message that was
deleted stays in the file until the folder is compacted, so it is read like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.mailboxes.mbox import Mbox

if TYPE_CHECKING:
    from pathlib import Path

_INDEX = ".msf"
_SUBFOLDERS = ".sbd"


@dataclass(frozen=True, slots=True)
class ThunderbirdFolder(Mbox):
    """One folder of Thunderbird.

    Its index holds offsets and sizes, so the file cannot be changed behind Thunderbird's back.
    """


def belongs_to_thunderbird(path: Path) -> bool:
    """Tell whether an mbox, or a directory of messages, is a folder of Thunderbird."""
    if any(parent.suffix == _SUBFOLDERS for parent in path.parents):
        return True
    owner = path.parent if path.name == "cur" else path
    return owner.with_name(owner.name + _INDEX).exists()
