"""No card digit beyond the last four in any report, wherever a sender puts the number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.canary import canaries
from tests.audit.mails import maildir

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.canary import Canary
    from tests.audit.conftest import Audit

CANARIES = canaries(10, seed=6)
BETWEEN = re.compile(rb"(?<=[0-9])[^0-9a-zA-Z]{1,3}(?=[0-9])")
RUN = 6  # digits; the last four and a neighbour may be readable, more of a number never


def mails(found: list[Canary]) -> dict[str, bytes]:
    """Return mails with a number in every place that a report tells of."""
    spaced = [each.spaced for each in found]
    texts = {
        "body": f"Subject: order\n\nmy card {spaced[0]} cvv {found[0].code}\n",
        "subject": f"Subject: my card {spaced[1]}\n\nsee above\n",
        "name": f"From: {spaced[2]} <anna@example.org>\nSubject: x\n\nmy card {spaced[2]}\n",
        "local": f"From: <{found[3].number}@example.org>\nSubject: x\n\nmy card {spaced[3]}\n",
        "domain": f"From: <anna@{found[4].number}.example>\nSubject: x\n\nmy card {spaced[4]}\n",
        "identifier": f"Message-ID: <{found[5].number}@example.org>\nSubject: x\n\nhi\n",
        "attachment": (
            "Subject: x\nMIME-Version: 1.0\nContent-Type: image/png; "
            f'name="card {spaced[6]}.png"\n\nx\n'
        ),
        "type": f"Subject: x\nContent-Type: image/{found[7].number}\n\nx\n",
        "half": f"Message-ID: <1@h>\nFrom: <b@b.example>\nSubject: {spaced[8][:9]}\n\nmy card\n",
        "other": f"Message-ID: <2@h>\nFrom: <b@b.example>\nSubject: rest\n\n{spaced[8][10:]}\n",
    }
    return {name: text.encode() for name, text in texts.items()}


def left_of(number: str, output: bytes) -> set[bytes]:
    """Return pieces of a number that stand in an output."""
    plain = BETWEEN.sub(b"", output)
    windows = {number[at : at + RUN].encode() for at in range(len(number) - RUN + 1)}
    return {window for window in windows if window in plain or window in output}


@pytest.mark.parametrize("arguments", [[], ["--fix", "--yes"]], ids=["read", "fixed"])
def test_no_report_holds_a_card_number(arguments: list[str], tmp_path: Path, audit: Audit) -> None:
    """JSON, CSV, page, summary and messages show masks, whatever holds the number."""
    box = maildir(tmp_path / "box", mails(CANARIES))
    named = tmp_path / f"cards {CANARIES[9].spaced}"
    named.mkdir()
    (named / f"{CANARIES[9].number}.eml").write_bytes(mails(CANARIES)["body"])
    reports = [str(tmp_path / kind) for kind in ("json", "csv", "html")]
    options = [word for report in reports for word in (f"--{report.rpartition('/')[2]}", report)]
    result = audit(box, named, *options, *arguments)
    outputs = [(tmp_path / kind).read_bytes() for kind in ("json", "csv", "html")]
    outputs += [result.stdout, result.stderr]
    for canary in CANARIES:
        assert {part for output in outputs for part in left_of(canary.number, output)} == set()
    assert b"**** **** ****" in outputs[0]
    assert all(outputs[:4])


def test_a_name_with_a_card_number_is_masked(tmp_path: Path, audit: Audit) -> None:
    """A file or folder that is called like a card is told without its digits."""
    folder = tmp_path / "mails" / f"card {CANARIES[9].spaced}"
    folder.mkdir(parents=True)
    (folder / f"visa {CANARIES[9].number}.eml").write_bytes(mails(CANARIES)["body"])
    result = audit(tmp_path / "mails", "--json", "-")
    assert result.returncode == 1
    assert left_of(CANARIES[9].number, result.stdout + result.stderr) == set()
