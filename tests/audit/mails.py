"""Mails and mailboxes to be audited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CLEAN = b"Message-ID: <clean@example.org>\nSubject: hello\n\nSee you at noon.\n"
CARD = (
    b"Message-ID: <card@example.org>\nFrom: Anna <anna@example.org>\nSubject: order\n"
    b"\nMy Visa is 4111 1111 1111 1111.\n"
)
MASKED = b"X-Scrubber: masked; pan=1\n" + CARD.replace(b"4111 1111 1111", b"**** **** ****")
FROM_ = b"From a@example.org Sat Nov 21 10:00:00 2026\n"


def maildir(path: Path, mails: Mapping[str, bytes]) -> Path:
    """Make a Maildir with mails in ``cur``, by the names of their files."""
    for folder in ("cur", "new", "tmp"):
        (path / folder).mkdir(parents=True, exist_ok=True)
    for name, raw in mails.items():
        (path / "cur" / name).write_bytes(raw)
    return path


def mbox(path: Path, *mails: bytes) -> Path:
    """Make an mbox."""
    path.write_bytes(b"".join(FROM_ + raw + b"\n" for raw in mails))
    return path
