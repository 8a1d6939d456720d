"""Outlook's files: mails in a ``.msg`` each, and folders of mails in a ``.pst``."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import compressed_rtf
import pytest

from scrubber import scrub
from scrubber.mailboxes import Stored, Unread
from scrubber.mailboxes.folder import at, mailboxes
from scrubber.mailboxes.outlook_msg import MsgFile, MsgFolder
from scrubber.mailboxes.outlook_pst import Pst, StoredInPst
from tests.mailboxes.outlook_items import Attachment, Item
from tests.mailboxes.write_msg import write_msg
from tests.mailboxes.write_pst import write_pst

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARRIVED = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HEADERS = """Microsoft Mail Internet Headers Version 2.0
Message-ID: <card@example.org>
From: Anna <anna@example.org>
Subject: =?utf-8?q?caf=C3=A9?=
Content-Type: multipart/mixed;
 boundary="gone"
MIME-Version: 1.0
"""
INNER = Item({0x0037: "forwarded", 0x1000: "Mastercard 5555 5555 5555 4444"})
FILE = Attachment({0x3707: "años.txt", 0x3701: b"Amex 378282246310005\n" + b"." * 9000})
MAIL = Item(
    {
        0x0037: "café",
        0x007D: HEADERS,
        0x0E06: ARRIVED,
        0x1000: "Visa 4111 1111 1111 1111",
        0x1013: "<p>Visa <b>4111 1111</b> 1111 1111 &agrave; é</p>".encode("cp1252"),
        0x3FDE: 1252,
    },
    (FILE,),
)
FORMS: dict[str, Callable[[Item], bytes]] = {
    ".msg": write_msg,
    ".pst": lambda item: write_pst({"Inbox": [item]}),
}


def read(tmp_path: Path, suffix: str, item: Item) -> list[Stored | Unread]:
    """Read what a file holds that was made of a mail."""
    path = tmp_path / f"mail{suffix}"
    path.write_bytes(FORMS[suffix](item))
    return list(at(path))


@pytest.mark.parametrize("suffix", FORMS)
def test_bodies_and_attachments_are_parts(suffix: str, tmp_path: Path) -> None:
    """Plain text and HTML are the first part's parts, then come the attachments."""
    (mail,) = read(tmp_path, suffix, MAIL)
    assert isinstance(mail, Stored)
    assert mail.arrived == ARRIVED
    found = {(each.part, each.masked) for each in scrub(mail.raw).findings}
    assert found == {
        ("1.1", "**** **** **** 1111"),
        ("1.2", "**** **** **** 1111"),
        ("2", "***********0005"),
    }
    assert b"filename*=utf-8''a%C3%B1os.txt" in mail.raw
    assert b"text/html; charset=cp1252" in mail.raw


@pytest.mark.parametrize("suffix", FORMS)
def test_the_header_is_that_with_which_it_came(suffix: str, tmp_path: Path) -> None:
    """Its fields stand as they came, but for those of MIME, and none is added that is there."""
    (mail,) = read(tmp_path, suffix, MAIL)
    assert isinstance(mail, Stored)
    header = mail.raw.partition(b"\r\n\r\n")[0]
    assert header.startswith(b"Message-ID: <card@example.org>\r\nFrom: Anna <anna@example.org>\r\n")
    assert header.lower().count(b"\r\nsubject:") == 1
    assert header.count(b"\r\nContent-Type:") == 1
    assert header.count(b"\r\nMIME-Version:") == 1


@pytest.mark.parametrize("suffix", FORMS)
def test_mail_without_a_header_gets_one(suffix: str, tmp_path: Path) -> None:
    """What was never on the Internet has sender, recipients, subject and date all the same."""
    item = Item(
        {
            0x0037: "Karte 4111 1111 1111 1111",
            0x0039: ARRIVED,
            0x0C1A: 'Anna "A" Beispiel',
            0x0C1F: "/o=Shop/cn=anna",
            0x5D01: "anna@example.org",
            0x0E04: "orders@shop.example",
            0x1035: "<1@example.org>",
        }
    )
    (mail,) = read(tmp_path, suffix, item)
    assert isinstance(mail, Stored)
    assert mail.raw.splitlines()[:5] == [
        b"Subject: Karte 4111 1111 1111 1111",
        rb'From: "Anna \"A\" Beispiel" <anna@example.org>',
        b"To: orders@shop.example",
        b"Message-ID: <1@example.org>",
        b"Date: Sat, 21 Nov 2026 10:00:00 +0000",
    ]
    (finding,) = scrub(mail.raw).findings
    assert finding.part == "header:Subject"


@pytest.mark.parametrize("suffix", FORMS)
def test_a_subject_that_was_changed_is_read_too(suffix: str, tmp_path: Path) -> None:
    """The subject that Outlook shows stands above the one with which the mail came."""
    changed = Item(MAIL.properties | {0x0037: "\x01\x01paid" if suffix == ".pst" else "paid"})
    (mail,) = read(tmp_path, suffix, changed)
    assert isinstance(mail, Stored)
    assert mail.raw.startswith(b"Subject: paid\r\n")
    assert b"\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n" in mail.raw


@pytest.mark.parametrize("suffix", FORMS)
def test_a_subject_that_cannot_be_decoded_is_read_as_it_stands(suffix: str, tmp_path: Path) -> None:
    """Programs cut encoded words where a line is full, and no mail is left out for it."""
    header = "Message-ID: <a@b>\r\nSubject: =?utf-8?b?YWJjZ?=\r\n"
    broken = Item(MAIL.properties | {0x0037: "abc", 0x007D: header})
    (mail,) = read(tmp_path, suffix, broken)
    assert isinstance(mail, Stored)
    assert b"Subject: =?utf-8?b?YWJjZ?=\r\n" in mail.raw


@pytest.mark.parametrize("suffix", FORMS)
def test_a_body_in_rtf_is_read_as_text(suffix: str, tmp_path: Path) -> None:
    """Where a body is kept as RTF only, what a reader sees of it is scanned."""
    markup = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Visa {\b 4111} 1111 1111 1111\par}"
    (mail,) = read(tmp_path, suffix, Item({0x1009: compressed_rtf.compress(markup)}))
    assert isinstance(mail, Stored)
    (finding,) = scrub(mail.raw).findings
    assert (finding.part, finding.masked) == ("1", "**** **** **** 1111")


def test_an_attached_mail_is_a_part_with_parts(tmp_path: Path) -> None:
    """A mail in a mail is a message/rfc822 part, at any depth that people reach."""
    nested = Item({0x1000: "see below"}, (Attachment({0x3001: "fwd"}, INNER),))
    outer = Item({0x1000: "see below"}, (FILE, Attachment({0x3001: "fwd"}, nested)))
    (mail,) = read(tmp_path, ".msg", outer)
    assert isinstance(mail, Stored)
    found = {(each.part, each.masked) for each in scrub(mail.raw).findings}
    assert found == {("2", "***********0005"), ("3.2.1", "**** **** **** 4444")}


def test_mails_within_mails_end_somewhere(tmp_path: Path) -> None:
    """Too many of them are told of, and what is above is read."""
    item = INNER
    for _ in range(20):
        item = Item({0x1000: "see below"}, (Attachment({}, item),))
    mail, unread = read(tmp_path, ".msg", item)
    assert isinstance(mail, Stored)
    assert isinstance(unread, Unread)
    assert "too deeply" in unread.reason


def test_an_attached_mail_in_a_pst_is_told_of(tmp_path: Path) -> None:
    """The library cannot open it, so such a mail does not count as clean."""
    outer = Item({0x1000: "see below"}, (Attachment({0x3001: "fwd"}, INNER), FILE))
    mail, unread = read(tmp_path, ".pst", outer)
    assert isinstance(mail, Stored)
    assert scrub(mail.raw).findings[0].part == "2"
    assert isinstance(unread, Unread)
    assert unread.location == mail.location
    assert "attachment 1: is an attached mail" in unread.reason


def test_a_pst_has_folders(tmp_path: Path) -> None:
    """Each mail is located by its folder; those of a large folder are all read."""
    path = tmp_path / "export.pst"
    path.write_bytes(write_pst({"Inbox": [MAIL, INNER], "Sent": [INNER] * 60, "Empty": []}))
    found = list(Pst(path))
    assert {mail.folder for mail in found if isinstance(mail, StoredInPst)} == {"Inbox", "Sent"}
    assert len({mail.location for mail in found}) == len(found) == 62
    assert found[0].location.startswith(f"{path}/Inbox:")


def test_files_of_outlook_are_found_in_folders(tmp_path: Path) -> None:
    """A ``.pst`` is known by its first bytes, a ``.msg`` by its name."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a.MSG").write_bytes(write_msg(MAIL))
    (tmp_path / "deep/offer.msg").write_bytes(b"Subject: no\r\n\r\n")
    (tmp_path / "archive.ost").write_bytes(write_pst({"Inbox": [MAIL]}))
    assert {type(found) for found in mailboxes(tmp_path)} == {MsgFolder, Pst}
    assert [type(found) for found in mailboxes(tmp_path / "deep/a.MSG")] == [MsgFile]
    pst, msg, no = list(at(tmp_path))
    assert isinstance(pst, StoredInPst)
    assert isinstance(msg, Stored)
    assert isinstance(no, Unread)
    assert "is no .msg" in no.reason


@pytest.mark.parametrize(("suffix", "mailbox"), [(".msg", MsgFile), (".pst", Pst)])
def test_a_broken_file_is_unread_and_no_error(
    suffix: str, mailbox: type[MsgFile | Pst], tmp_path: Path
) -> None:
    """Cut short or with wrong bytes it gives mails and what cannot be read, never an exception."""
    whole = FORMS[suffix](Item(MAIL.properties, (FILE, Attachment({}, INNER))))
    chance = random.Random(7)  # noqa: S311 - to be the same each time
    path = tmp_path / f"broken{suffix}"
    unread = 0
    for round_ in range(90):
        broken = bytearray(whole[: chance.randrange(len(whole))] if round_ % 3 == 0 else whole)
        for _ in range(chance.randrange(1, 40) if round_ % 3 else 0):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken)
        unread += any(isinstance(item, Unread) for item in mailbox(path))
    assert unread > 30


@pytest.mark.parametrize(("suffix", "library"), [(".msg", "extract_msg"), (".pst", "pypff")])
def test_without_the_extra_it_is_said_what_to_install(
    suffix: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of Outlook's is not clean because nothing can read it."""
    monkeypatch.setitem(sys.modules, library, None)
    (unread,) = read(tmp_path, suffix, MAIL)
    assert isinstance(unread, Unread)
    assert "pip install 'scrubber[outlook]'" in unread.reason


def test_a_file_that_cannot_be_opened_is_unread(tmp_path: Path) -> None:
    """The system's word for why is told."""
    (unread,) = MsgFile(tmp_path / "gone.msg")
    assert isinstance(unread, Unread)
    assert "no such file" in unread.reason
