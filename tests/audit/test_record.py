"""What the evidence keeps of an audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.audit.header import without_addresses
from tests.audit.kept import kept
from tests.audit.mails import CARD, maildir, mbox

if TYPE_CHECKING:
    from tests.audit.conftest import Audit


def test_every_audit_is_kept(tmp_path: Path, audit: Audit, environment: dict[str, str]) -> None:
    """Clean ones, those of a part, and those that mask: what was read, where, and what is left."""
    clean = maildir(tmp_path / "clean", {"1": b"Subject: x\n\nhello\n"})
    box = maildir(tmp_path / "box", {"1": CARD, "2": b"Subject: x\n\nhello\n"})
    statuses = [
        audit(clean).returncode,
        audit(box, clean, "--since", "2020-01-01").returncode,
        audit(box, "--fix", "--yes").returncode,
        audit(tmp_path / "nothing").returncode,
        audit(mbox(tmp_path / "mbox", CARD)).returncode,
    ]
    assert statuses == [0, 1, 0, 2, 1]
    first, second, third, fourth, fifth = kept(environment)
    assert first["complete"] is True
    assert (first["mails"], first["found"], first["left"]) == (1, 0, 0)
    assert first["rules"] == rulebook.load().fingerprint
    assert first["started"] <= first["ended"]
    assert (second["mails"], second["found"], second["left"]) == (3, 1, 1)
    assert second["since"] == "2020-01-01T00:00:00Z"
    assert second["folders"] == [
        {"name": "box", "mails": 2, "found": 1},
        {"name": "clean", "mails": 1, "found": 0},
    ]
    assert (third["fix"], third["left"], third["outcomes"]) == (True, 0, {"masked": 1})
    assert (fourth["mails"], fourth["unreadable"]) == (0, 1)
    assert fifth["folders"] == [{"name": "mbox", "mails": 1, "found": 1}]


def test_an_audit_that_cannot_be_kept_says_so(
    tmp_path: Path, audit: Audit, environment: dict[str, str]
) -> None:
    """It is made all the same."""
    Path(environment["SCRUBBER_STATE"]).write_text("no directory", encoding="ascii")
    result = audit(maildir(tmp_path / "box", {"1": CARD}))
    assert result.returncode == 1
    assert b"found:" in result.stdout
    assert b"this audit is not in the evidence: cannot make the state directory" in result.stderr


NAMES = {
    "imaps://orders%40shop.example@imap.example:993/INBOX": (
        "imaps://or…%40shop.example@imap.example:993/INBOX"
    ),
    "imaps://anna@imap.example": "imaps://an…@imap.example",
    "/var/vmail/anna.nowak@shop.example/Maildir": "/var/vmail/an…@shop.example/Maildir",
    "mails of bob@x.example and 12@y.example": "mails of bo…@x.example and **…@y.example",
    "INBOX/Archive 2024": "INBOX/Archive 2024",
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
def test_addresses_in_names_are_shortened(name: str, shown: str) -> None:
    """Whoever knows them recognises them."""
    assert without_addresses(name) == shown
