"""Whose a mailbox is, as its mail tells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scrubber.audit.owner import owners
from scrubber.mailboxes import Stored, Unread
from tests.audit.mails import maildir

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Audit

SHOP = "orders@shop.example"


def mail(author: str, *recipients: str, delivered: str = "") -> Stored:
    """Return a mail by its addresses."""
    above = f"Delivered-To: {delivered}\n" if delivered else ""
    head = f"{above}From: Some One <{author}>\nTo: {', '.join(recipients)}\n\ntext\n"
    return Stored("here", head.encode(), None)


CUSTOMERS = [f"customer{number}@post{number}.example" for number in range(8)]
INBOX = [mail(each, SHOP) for each in CUSTOMERS]
SENT = [mail("Orders@Shop.example", each) for each in CUSTOMERS]


@pytest.mark.parametrize(
    ("mails", "expected"),
    [
        (INBOX, {SHOP}),
        (SENT, {SHOP}),
        (INBOX + SENT, {SHOP}),
        ([mail(each, "undisclosed", delivered=SHOP) for each in CUSTOMERS], {SHOP}),
        (INBOX + [mail(each, "info@shop.example") for each in CUSTOMERS[:4]],
         {SHOP, "info@shop.example"}),
        # Who asks many shops in one mail, and a service that writes each day
        ([*INBOX, mail("asks@all.example", SHOP, *(f"info@shop{n}.example" for n in range(20)))],
         {SHOP}),
        (INBOX + [mail("news@service.example", SHOP)] * 30, {SHOP}),
        # Too few to tell
        (INBOX[:2] + SENT[:2], set()),
        ([], set()),
        ([Unread("here", "gone")], set()),
    ],
)  # fmt: skip
def test_whose_it_is(mails: list[Stored | Unread], expected: set[str]) -> None:
    """Many write to him, or he to many; nobody else has so many correspondents."""
    assert owners(mails) == expected


def test_answers_to_two_customers_are_not_joined(audit: Audit, tmp_path: Path) -> None:
    """No configuration says whose mailbox it is, which else is a customer that wrote both."""
    date = "Date: Sat, 21 Nov 2026 10:00:00 +0000"
    halves = {"anna": "the first half: 4539 3847", "boris": "the second half: 6512 0373"}
    answers = {
        name: f"From: {SHOP}\nTo: {name}@x.example\n{date}\n\nWe got of your card {half}\n"
        for name, half in halves.items()
    }
    inbox = {f"{number}": each.raw.decode() for number, each in enumerate(INBOX)}
    box = maildir(tmp_path / "box", {k: v.encode() for k, v in (answers | inbox).items()})
    report = audit("--json", "-", box).stdout
    found = [each for line in report.splitlines() for each in json.loads(line)["findings"]]
    assert found
    assert not any(each["assembled_from"] for each in found)
