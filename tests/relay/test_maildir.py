"""The Maildir next hop."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from scrubber.addresses import Kind, NextHopAddress
from scrubber.errors import ConfigError
from scrubber.relay.maildir import MaildirHop
from scrubber.relay.parameters import Command

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.relay.replies import Reply


def deliver(path: Path, *blocks: bytes, sender: str = "a@b.example") -> Reply:
    """Deliver one mail to two recipients; the reply to its end."""

    async def run() -> Reply:
        hop = MaildirHop(NextHopAddress(Kind.MAILDIR, path=path), "host.example")
        transaction, reply = await hop.begin(Command(sender, ("SIZE=10",)), {})
        if transaction is None:
            return reply
        for recipient in ("c@d.example", "e@f.example"):
            await transaction.rcpt(Command(recipient))
        return await transaction.data(*blocks)

    return asyncio.run(run())


def test_a_mail_is_one_file_in_new(tmp_path: Path) -> None:
    """With the envelope on top, and the bytes of the wire below."""
    assert deliver(tmp_path / "box", b"Received: x\r\n", b"\x00\xff\r\n").code == 250
    [file] = (tmp_path / "box" / "new").iterdir()
    assert file.read_bytes() == (
        b"Return-Path: <a@b.example>\r\nDelivered-To: c@d.example\r\n"
        b"Delivered-To: e@f.example\r\nReceived: x\r\n\x00\xff\r\n"
    )
    assert list((tmp_path / "box" / "tmp").iterdir()) == []
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_bounce_has_an_empty_return_path(tmp_path: Path) -> None:
    """RFC 5321 section 4.5.5."""
    deliver(tmp_path / "box", b"x\r\n", sender="")
    [file] = (tmp_path / "box" / "new").iterdir()
    assert file.read_bytes().startswith(b"Return-Path: <>\r\n")


def test_every_mail_has_its_own_name(tmp_path: Path) -> None:
    """However quickly they come."""
    for _ in range(20):
        deliver(tmp_path / "box", b"x\r\n")
    assert len(list((tmp_path / "box" / "new").iterdir())) == 20


def test_a_full_disk_is_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left of a mail that did not fit, and one that cannot fit does not begin."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        reply = deliver(tmp_path / "box", b"x\r\n")
    assert reply.encode().startswith(b"452 4.3.1")
    assert list((tmp_path / "box" / "tmp").iterdir()) == []
    usage = shutil.disk_usage(tmp_path)._replace(free=19)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert deliver(tmp_path / "box", b"x\r\n").encode().startswith(b"452 4.3.1")
    assert list((tmp_path / "box" / "new").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With what to do."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigError, match="--next-hop maildir:PATH"):
        MaildirHop(NextHopAddress(Kind.MAILDIR, path=tmp_path / "file" / "box"), "host.example")
