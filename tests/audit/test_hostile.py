"""Mailboxes that are broken, change meanwhile, or were made to do harm."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from scrubber.audit.header import Header, shortened, without_addresses, without_card_data
from scrubber.audit.reports import cell
from scrubber.errors import ScrubberError
from scrubber.mailboxes.maildir_replace import MaildirReplacer
from tests.audit.mails import CARD, CLEAN, FROM_, MASKED, maildir

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Audit


def test_a_folder_full_of_traps_is_read_to_its_end(tmp_path: Path, audit: Audit) -> None:
    """Loops, pipes, dead links, huge lines, broken mboxes: each is told or read."""
    box = maildir(tmp_path / "mails/box", {"1.host": CARD})
    (box / "cur/loop").symlink_to("loop")
    os.mkfifo(box / "cur/pipe")
    (box / "up").symlink_to("..")
    (tmp_path / "mails/gone.eml").symlink_to("nowhere")
    (tmp_path / "mails/broken").write_bytes(FROM_ + b"\xff\x00" * 50_000 + FROM_ + FROM_)
    (tmp_path / "mails/line.eml").write_bytes(b"Subject: x\n\n" + b"a" * 2_000_000)
    (tmp_path / "mails/head.eml").write_bytes(b"a" * 500_000 + b":" * 500_000)
    (tmp_path / os.fsdecode(b"mails/\xff\x1b[2J\n.eml")).write_bytes(CARD)
    result = audit(
        tmp_path / "mails",
        "--json",
        tmp_path / "out",
        "--csv",
        tmp_path / "csv",
        "--html",
        tmp_path / "html",
    )
    assert result.returncode == 2
    assert b"found: 2 card numbers in 2 mails" in result.stdout
    told = result.stderr.decode()
    assert "too many levels of symbolic links" in told
    assert "pipe: is no file" in told
    assert "gone.eml: no such file or directory" in told
    assert "\x1b" not in told
    lines = (tmp_path / "out").read_bytes().splitlines()
    assert sum(bool(json.loads(line)["findings"]) for line in lines) == 2
    assert len((tmp_path / "csv").read_bytes().splitlines()) == 3
    assert b"\x1b" not in (tmp_path / "csv").read_bytes() + (tmp_path / "html").read_bytes()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "?=1"),
        ("\u00a0=1", "?=1"),
        ("a=1", "a=1"),
        ("a\r\n=1", "a??=1"),
        ("", ""),
    ],
)
def test_a_cell_is_text(text: str, told: str) -> None:
    """A spreadsheet finds no formula at the beginning of a cell, and no second line in it."""
    assert cell(text) == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("anna.keller@example.org", "an…@example.org"),
        ("a@example.org", "a…@example.org"),
        ("12345@example.org", "**…@example.org"),
        ("nobody", "no…"),
        ("", ""),
    ],
)
def test_an_address_is_shortened(address: str, told: str) -> None:
    """Who knows the sender recognises the address, nobody else can write to it."""
    assert shortened(address) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "imaps://anna%40shop.example@imap.example/INBOX",
            "imaps://an…%40shop.example@imap.example/INBOX",
        ),
        ("a@b c@d", "a…@b c…@d"),
        ("%40a@b", "%*…@b"),
        ("no address", "no address"),
        ("a" * 500_000, "a" * 500_000),
    ],
    ids=["URL", "two", "odd", "none", "a wall"],
)
def test_addresses_in_a_text_are_shortened(text: str, told: str) -> None:
    """In proportion, too: without a bound the wall takes half an hour."""
    assert without_addresses(text) == told


@pytest.mark.parametrize(
    ("raw", "sender", "subject", "date"),
    [
        (CARD, "anna@example.org", "order", None),
        (b"", "", "", None),
        (b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\n", "", "Grüße", None),
        (b"Subject: =?no-such-charset?q?a=FF?= b\n\n", "", "a\ufffd b", None),
        (b"Subject: =?utf-8?b?!!!?=\n\n", "", "", None),
        (
            b"From: =?utf-8?q?M=C3=BCller=2C_Bob?= <Bob@Example.org>\n\n",
            "bob@example.org",
            "",
            None,
        ),
        (b"From: " + b"(" * 100_000 + b"\n\n", "", "", None),
        (b"From: a@x, b@y\nDate: Thu, 01 Jan 1970 00:01:00 +0000\n\n", "a@x", "", 60.0),
        (b"Date: Thu, 99 Foo 9999 99:99:99 +9999\n\n", "", "", None),
        (b"Date: " + b"9" * 5000 + b"\n\n", "", "", None),
    ],
)
def test_what_a_header_tells(raw: bytes, sender: str, subject: str, date: float | None) -> None:
    """Whatever stands in it, sender, subject and date are told or left out."""
    header = Header(raw)
    assert (header.sender(), header.date()) == (sender, date)
    if subject or b"Subject" not in raw:
        assert header.subject() == subject
    else:
        assert "\n" not in header.subject()


def test_names_of_files_stay_unless_they_are_cards() -> None:
    """The digits of a Maildir's names are no card, those of a card go."""
    name = "1700000000.M123456P789.host,S=123,W=456:2,S"
    assert without_card_data(name) == name
    assert without_card_data("visa 4111 1111 1111 1111.eml") == "visa **** **** **** ****.eml"


def test_a_mail_whose_flags_change_meanwhile_keeps_the_new_ones(tmp_path: Path) -> None:
    """Its owner reads a mail while it is masked: the copy is read, too, and the original goes."""
    box = maildir(tmp_path / "box", {})
    original = box / "new/1.host"
    original.write_bytes(CARD)

    def mask(raw: bytes) -> bytes:
        assert raw == CARD
        original.rename(box / "cur/1.host:2,S")
        return MASKED

    assert MaildirReplacer(box).replace(original, mask)
    assert [path.relative_to(box).as_posix() for path in box.glob("*/*")] == [
        "cur/1.host_masked:2,S"
    ]


def test_a_mail_that_is_deleted_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    """Its owner deletes a mail while it is masked: no copy is left."""
    box = maildir(tmp_path / "box", {"1.host:2,": CARD})
    original = box / "cur/1.host:2,"

    def mask(raw: bytes) -> bytes:
        original.unlink()
        return raw.replace(b"4111 1111 1111", b"**** **** ****")

    assert not MaildirReplacer(box).replace(original, mask)
    assert list(box.glob("*/*")) == []


def test_a_link_is_not_taken_for_the_mail(tmp_path: Path, audit: Audit) -> None:
    """What a link points to stays, in a Maildir and elsewhere, and it is said what to do."""
    box = maildir(tmp_path / "mails/box", {})
    (tmp_path / "elsewhere").write_bytes(CARD)
    for link in (box / "cur/1.host:2,S", tmp_path / "mails/one.eml"):
        link.symlink_to(tmp_path / "elsewhere")
    result = audit(tmp_path / "mails", "--fix", "--yes")
    assert result.returncode == 2
    assert b"is a link to another file; audit that one: 2 mails" in result.stdout
    assert (tmp_path / "elsewhere").read_bytes() == CARD
    assert (box / "cur/1.host:2,S").is_symlink()


def test_a_mail_that_cannot_be_scanned_again_stays(tmp_path: Path) -> None:
    """Whatever fails while a mail is masked, the original is as it was and nothing lies about."""
    box = maildir(tmp_path / "box", {"1.host:2,": CARD, "2.host": CLEAN})

    def mask(raw: bytes) -> bytes:
        raise ScrubberError("no" if raw == CARD else "another mail")

    with pytest.raises(ScrubberError):
        MaildirReplacer(box).replace(box / "cur/1.host:2,", mask)
    assert sorted(path.name for path in box.glob("*/*")) == ["1.host:2,", "2.host"]
