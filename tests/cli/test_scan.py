"""``scrubber scan``: findings for people and for programs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.core.model import Scrubbed
    from scrubber.core.rules import Policy, Rules
    from tests.cli.calling import Run

CLEAN = b"Message-ID: <clean@example.org>\nSubject: hello\n\nSee you at noon.\n"
CARD = b"Message-ID:\n <card@example.org>\nSubject: order\n\nMy Visa is 4111 1111 1111 1111.\n"
FROM_ = b"From a@example.org Sat Nov 21 10:00:00 2026\n"


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Return a folder with a clean mail, one with a card, and a file that is no mail."""
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "card.eml").write_bytes(CARD)
    (folder / "clean.eml").write_bytes(CLEAN)
    (folder / "notes.txt").write_bytes(b"My Visa is 4111 1111 1111 1111.\n")
    return folder


def objects(output: bytes) -> list[dict[str, Any]]:
    """Read lines of JSON."""
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["clean.eml"], 0),
        (["card.eml"], 1),
        (["clean.eml", "card.eml"], 1),
        (["card.eml", "clean.eml"], 1),
        (["gone.eml"], 2),
        (["gone.eml", "card.eml"], 2),
        (["card.eml", "gone.eml", "clean.eml"], 2),
        (["."], 1),
    ],
)
def test_exit_status(names: list[str], status: int, mails: Path, run: Run) -> None:
    """0 is nothing found, 1 is found, 2 is not read; the greatest wins, in any order."""
    assert run("scan", *(mails / name for name in names)).returncode == status


def test_people_get_a_line_for_each_finding(mails: Path, run: Run) -> None:
    """A line names the place, the kind and the masked number; clean mails are not mentioned."""
    result = run("scan", mails)
    (line,) = result.stdout.decode().splitlines()
    assert line == f"{mails}/card.eml: part 1: visa card number **** **** **** 1111 (certain)"


def test_people_are_told_in_the_end_what_was_found(mails: Path, run: Run) -> None:
    """On stderr, with what to do about it; programs are not."""
    said = run("scan", mails).stderr.decode()
    assert said.startswith("2 messages looked at: card data in 1; nothing was changed.\nWhy: ")
    said = run("scan", mails / "clean.eml").stderr.decode()
    assert said == "1 message looked at: no card data found; nothing was changed.\n"
    assert run("scan", "--json", mails).stderr == b""


def test_a_path_that_cannot_be_read_does_not_stop_the_others(
    mails: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told when it is opened, and not by looking at its mode first."""
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert run("scan", mails / "card.eml").returncode == 1
    result = run("scan", mails / "gone.eml")
    assert result.returncode == 2
    said = result.stderr.decode().splitlines()
    assert said[1:] == ["nothing could be read, so nothing is known of card data: see above"]


def test_a_folder_without_mail_is_not_called_clean(tmp_path: Path, run: Run) -> None:
    """As in an audit; a Maildir that is empty is clean."""
    (tmp_path / "empty").mkdir()
    result = run("scan", tmp_path / "empty")
    assert result.returncode == 2
    assert b"empty: holds no mailbox and no message\n" in result.stderr
    for name in ("cur", "new", "tmp"):
        (tmp_path / "empty" / name).mkdir()
    assert run("scan", tmp_path / "empty").returncode == 0


def test_programs_get_an_object_for_each_message(mails: Path, run: Run) -> None:
    """--json prints every message, clean ones too, with exactly these keys."""
    card, clean = objects(run("scan", "--json", mails).stdout)
    (finding,) = card.pop("findings")
    assert finding.pop("because")
    assert 0.5 < finding.pop("certainty") <= 1
    assert finding == {
        "kind": "pan",
        "network": "visa",
        "masked": "**** **** **** 1111",
        "part": "1",
        "start": 11,
        "end": 30,
        "assembled_from": [],
    }
    assert card == {
        "message_id": "<card@example.org>",
        "location": str(mails / "card.eml"),
        "unreadable": [],
        "unscanned": [],
    }
    assert clean == {
        "message_id": "<clean@example.org>",
        "location": str(mails / "clean.eml"),
        "findings": [],
        "unreadable": [],
        "unscanned": [],
    }


@pytest.mark.parametrize(
    "message",
    [
        b"Subject: none\n\nMessage-ID: <in-the-body@example.org>\n",
        b"Message-ID: none in angle brackets\n\n",
        b"Message-ID: <4111-1111-1111-1111@example.org>\n\n",
        b"",
    ],
)
def test_without_a_usable_message_id_the_location_names_a_mail(
    message: bytes, tmp_path: Path, run: Run
) -> None:
    """A mail without Message-ID, or with a card number in it, is named by its path."""
    path = tmp_path / "mail.eml"
    path.write_bytes(message)
    (found,) = objects(run("scan", "--json", path).stdout)
    assert found["message_id"] == str(path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Re card 4111 1111 1111 1111 cvv 123.eml", "Re card **** **** **** **** cvv ***.eml"),
        ("My CVV is 123.eml", "My CVV is ***.eml"),
        ("visa 5555 5555 5555 4444/mail.eml", "visa **** **** **** ****/mail.eml"),
        ("order 20417.eml", "order 20417.eml"),
    ],
)
def test_card_data_in_names_is_masked(name: str, shown: str, tmp_path: Path, run: Run) -> None:
    """Programs that export mails name the files by their subjects."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"Subject: order\n\nMy Visa is 4111 1111 1111 1111.\n")
    assert run("scan", path).stdout.decode().startswith(f"{tmp_path}/{shown}: part 1: ")
    (found,) = objects(run("scan", "--json", tmp_path).stdout)
    assert found["location"] == found["message_id"] == f"{tmp_path}/{shown}"


def test_mbox_messages_are_located_by_their_offset(tmp_path: Path, run: Run) -> None:
    """In an mbox a message is named by the path and the offset of its From_ line."""
    mbox = tmp_path / "inbox"
    mbox.write_bytes(FROM_ + b"Subject: first\n\nHello.\n\n" + FROM_ + CARD)
    first, second = objects(run("scan", "--json", mbox).stdout)
    assert first["message_id"] == first["location"] == f"{mbox}:0"
    assert second["location"] == f"{mbox}:{mbox.read_bytes().rindex(FROM_)}"
    assert [finding["kind"] for finding in second["findings"]] == ["pan"]


def test_one_bad_file_does_not_stop_the_others(mails: Path, run: Run) -> None:
    """What cannot be read is a line on stderr each, and the rest is scanned."""
    (mails / "dangling.eml").symlink_to("nowhere")
    (mails / "picture.eml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    result = run("scan", mails, mails / "gone")
    assert result.returncode == 2
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.decode().splitlines() == [
        f"scrubber: {mails}/dangling.eml: no such file or directory",
        f"scrubber: {mails}/picture.eml: is no mail: it is binary from its start",
        f"scrubber: {mails}/gone: no such file or directory",
        "2 messages looked at: card data in 1; not wholly read: 3, see above; nothing was changed.",
        "Why: scrubber explain FILE.  To mask it there: scrubber audit --fix PATH",
    ]


def test_a_mail_that_breaks_the_scanner_is_named_without_its_text(
    mails: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If scanning one mail fails, the others are scanned, and the error's text is not shown."""
    from scrubber.cli import main
    from scrubber.core.scrub import scrub

    def broken(raw: bytes, rules: Rules, policy: Policy) -> Scrubbed:
        if raw == CLEAN:
            raise ValueError(raw)
        return scrub(raw, rules, policy)

    monkeypatch.setattr("scrubber.core.scrub.scrub", broken)
    with pytest.raises(SystemExit) as ended:
        main(["scan", str(mails)])
    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert "visa card number" in shown.out
    assert "clean.eml: could not be scanned: ValueError at test_scan.py:" in shown.err
    assert "noon" not in shown.err


def test_what_a_mail_says_cannot_steer_the_terminal(tmp_path: Path, run: Run) -> None:
    """Control characters in a path or in what was found are not printed."""
    path = tmp_path / "red\x1b[31m.eml"
    path.write_bytes(CARD.replace(b"1111 1111 1111", b"1111\n1111\n1111"))
    result = run("scan", path)
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout
    assert result.stdout.count(b"\n") == len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(("wish", "coloured"), [("", True), ("1", False)])
def test_colour_is_for_terminals(mails: Path, wish: str, *, coloured: bool) -> None:
    """On a terminal findings are coloured, unless its owner wants no colour."""
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "scrubber", "scan", str(mails)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": wish},
        check=False,
        timeout=60,
    )
    os.set_blocking(ours, False)
    assert (b"\x1b[31m" in os.read(ours, 65536)) == coloured
