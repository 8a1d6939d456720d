"""``scrubber audit``: its reports, and the statuses it exits with."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.mails import CARD, CLEAN, maildir

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Audit


def objects(text: bytes) -> list[dict[str, Any]]:
    """Read lines of JSON."""
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("mails", "status"),
    [({}, 0), ({"a": CLEAN}, 0), ({"a": CARD, "b": CLEAN}, 1)],
)
def test_exit_status(mails: dict[str, bytes], status: int, tmp_path: Path, audit: Audit) -> None:
    """0 is nothing found, 1 is found."""
    assert audit(maildir(tmp_path / "box", mails)).returncode == status


def test_what_could_not_be_read_counts_most(tmp_path: Path, audit: Audit) -> None:
    """A mail that cannot be read makes the status 2, is told on stderr, and stops nothing."""
    box = maildir(tmp_path / "box", {"a": CARD})
    (box / "cur/0.host").mkdir()
    result = audit(box)
    assert result.returncode == 2
    assert f"scrubber: {box}/cur/0.host: is a directory" in result.stderr.decode().splitlines()
    assert b"found: 1 card number in 1 mail" in result.stdout


def test_json_has_a_line_for_each_mail(tmp_path: Path, audit: Audit) -> None:
    """Every mail is an object as `scan` writes it, clean ones too, by date of arrival."""
    box = maildir(tmp_path / "box", {"a": CARD, "b": CLEAN})
    os.utime(box / "cur/a", (1_600_000_000, 1_600_000_000))
    os.utime(box / "cur/b", (1_500_000_000, 1_500_000_000))
    clean, card = objects(audit(box, "--json", "-").stdout)
    assert clean["message_id"] == "<clean@example.org>"
    assert clean["findings"] == []
    assert card["location"] == str(box / "cur/a")
    assert card["findings"][0]["masked"] == "**** **** **** 1111"
    assert card["findings"][0]["assembled_from"] == []


def test_a_joined_number_is_told_at_each_of_its_mails(tmp_path: Path, audit: Audit) -> None:
    """By all their Message-IDs, also where the own words of a mail had shown what it was."""
    mail = b"Message-ID: <%d@x>\r\nFrom: anna@x.example\r\nSubject: order 55817\r\n\r\n%s\r\n"
    halves = {
        "a": mail % (1, b"The first half of my card is 4111 1111"),
        "b": mail % (2, b"the second half of my card: 1111 1111"),
    }
    box = maildir(tmp_path / "box", halves)
    for at, name in enumerate(halves):
        os.utime(box / "cur" / name, (1_600_000_000 + at, 1_600_000_000 + at))
    result = audit(box, "--json", tmp_path / "out")
    told = [
        found for each in objects((tmp_path / "out").read_bytes()) for found in each["findings"]
    ]
    assert [(each["masked"], each["assembled_from"]) for each in told] == [
        ("**** ****", ["<1@x>", "<2@x>"]),
        ("**** ****", ["<1@x>", "<2@x>"]),
    ]
    assert b"only by joining" not in result.stdout


def test_jobs_change_nothing(tmp_path: Path, audit: Audit) -> None:
    """The reports of one process and of two are the same, byte for byte."""
    mails = {f"{number:03}": CARD if number % 5 == 0 else CLEAN for number in range(30)}
    box = maildir(tmp_path / "box", mails)
    one, two = (audit(box, "--json", "-", jobs=jobs).stdout for jobs in (1, 2))
    assert one == two
    assert one.count(b"\n") == len(mails)


def test_csv_is_carried_out_by_no_spreadsheet(tmp_path: Path, audit: Audit) -> None:
    """What a sender wrote stays text, whatever it begins with."""
    formula = CARD.replace(b"Subject: order", b"Subject: =HYPERLINK(1)")
    box = maildir(
        tmp_path / "box", {"a": formula, "b": CARD.replace(b"Subject: order", b"Subject: @x")}
    )
    audit(box, "--csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["subject"] for row in rows] == ["'=HYPERLINK(1)", "'@x"]
    assert rows[0]["sender"] == "an…@example.org"
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_since_leaves_older_mail_out(tmp_path: Path, audit: Audit) -> None:
    """Mail that arrived before the date is not counted, mail without a date is."""
    box = maildir(tmp_path / "box", {"a": CARD, "b": CLEAN})
    os.utime(box / "cur/a", (1_000_000_000, 1_000_000_000))
    (tmp_path / "box/undated.eml").write_bytes(CLEAN)
    result = audit(box, "--since", "2001-09-10", "--json", "-")
    assert result.returncode == 0
    assert [each["location"] for each in objects(result.stdout)] == [
        str(box / "cur/b"),
        str(box / "undated.eml"),
    ]
    assert audit(box, "--since", "2001-09-09").returncode == 1
    page = tmp_path / "page.html"
    told = audit(box, "--since", "2001-09-10", "--html", page).stdout
    assert b"only mail from 10 Sep 2001 on" in told
    assert "mail from before 10 Sep 2001" in page.read_text(encoding="utf-8")


def test_a_clock_that_is_wrong_is_not_believed(tmp_path: Path, audit: Audit) -> None:
    """What arrived in 1970 is dated by its sender, and nothing arrives in the future."""
    dated = CARD.replace(b"\n\n", b"\nDate: Sat, 21 Nov 2020 10:00:00 +0000\n\n", 1)
    box = maildir(tmp_path / "box", {"a": dated, "b": CARD})
    os.utime(box / "cur/a", (0, 0))
    os.utime(box / "cur/b", (9_000_000_000, 9_000_000_000))
    audit(box, "--csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        first, second = (row["arrived"] for row in csv.DictReader(file))
    assert first == "2020-11-21T10:00:00Z"
    assert datetime.fromisoformat(second) <= datetime.now(UTC)


def test_a_report_is_its_owners(tmp_path: Path, audit: Audit) -> None:
    """Reports name people, so nobody else can read the files."""
    audit(maildir(tmp_path / "box", {"a": CARD}), "--json", tmp_path / "out.json")
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out.json"]


def test_a_report_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, audit: Audit
) -> None:
    """A wrong place for a report ends the audit at once, with what to do."""
    result = audit(maildir(tmp_path / "box", {}), "--html", tmp_path)
    assert result.returncode == 2
    assert result.stderr.decode() == (
        f"scrubber: {tmp_path}: is a directory; name a file for the report\n"
    )


def test_a_full_disk_is_said(tmp_path: Path, audit: Audit) -> None:
    """A report that does not fit ends the audit with the system's word for it."""
    result = audit(maildir(tmp_path / "box", {"a": CARD}), "--json", "/dev/full")
    assert result.returncode == 2
    assert result.stderr.decode().splitlines()[-1] == (
        "scrubber: /dev/full: cannot be written: No space left on device"
    )


def test_a_mailbox_named_twice_is_read_once(tmp_path: Path, audit: Audit) -> None:
    """Sources may overlap."""
    box = maildir(tmp_path / "box", {"a": CARD})
    assert b"1 mail in 1 folder" in audit(box, tmp_path, box).stdout


def test_a_folder_without_mail_is_not_clean(tmp_path: Path, audit: Audit) -> None:
    """A wrong path must not be taken for a mailbox without card data."""
    (tmp_path / "notes.txt").write_bytes(CARD)
    for source in (tmp_path, tmp_path / "gone"):
        result = audit(source)
        assert result.returncode == 2
        assert str(source).encode() in result.stderr


def test_an_imap_account_needs_a_password(audit: Audit) -> None:
    """What is missing is named before anything is read."""
    result = audit("imaps://anna%40shop.example@mail.shop.example")
    assert result.returncode == 2
    assert b"--password-file" in result.stderr


@pytest.mark.parametrize("target", ["-", "report"])
def test_reports_do_not_overwrite_each_other(target: str, tmp_path: Path, audit: Audit) -> None:
    """Nor does one stand in the midst of another."""
    file = target if target == "-" else tmp_path / target
    result = audit(maildir(tmp_path / "box", {"a": CARD}), "--json", file, "--csv", file)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"need a file each" in result.stderr
