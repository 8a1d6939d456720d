"""Counting, time and words: what the summary and the plots are made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.audit.entry import Entry
from scrubber.audit.ledger import Ledger
from scrubber.audit.plots import columns
from scrubber.audit.tally import MASKED, Tally
from scrubber.audit.timeline import timeline
from scrubber.audit.words import UNDATED, amount, counted, joined, place
from scrubber.cli import audit_screen
from scrubber.core.model import Finding, Kind, Span, Unreadable, Unscanned
from tests.audit.mails import CARD, maildir

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Audit

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FOUND = Finding(Kind.PAN, "visa", "**** 1111", "header:Subject", Span(0, 9), 0.9, ("luhn",))


def entry(number: int, days: float | None, *findings: Finding, subject: str = "x 12") -> Entry:
    """Return an entry of so many days ago."""
    arrived = None if days is None else (NOW - timedelta(days=days)).timestamp()
    return Entry(
        number, "INBOX", f"box/{number}", arrived, size=10, subject=subject, findings=findings
    )


def tally(*entries: Entry) -> Tally:
    """Count entries."""
    counts = Tally(NOW)
    for each in entries:
        counts.add(each)
    return counts


def test_an_entry_comes_back_from_the_ledger() -> None:
    """What is written is read again, by arrival, those without a date last."""
    whole = Entry(
        3,
        "box",
        "box/\udcff",
        5.0,
        problem="no",
        findings=(FOUND,),
        unreadable=(Unreadable("1", "encrypted"),),
        unscanned=(Unscanned("2", "image/png", "a.png"),),
    )
    with Ledger() as ledger:
        for each in (entry(1, None), entry(2, 1), whole):
            ledger.add(each)
        assert [each.number for each in ledger] == [3, 2, 1]
        assert next(iter(ledger)) == whole


def test_what_is_joined_later_is_told_once_and_hides_the_subject() -> None:
    """A finding that other mails confirm gets their names; what they add comes behind it."""
    told = Finding(Kind.PAN, "amex", "****", "header:Subject", Span(5, 12), 1.0, ("j",), ("<a>",))
    other = Finding(Kind.PAN, "amex", "****", "1", Span(5, 12), 1.0, ("j",), ("<a>",))
    with Ledger() as ledger:
        ledger.add(entry(1, 1, FOUND, subject="rest 1111"))
        ledger.join(1, (told, other))
        (found,) = ledger
    assert [(each.network, each.assembled_from) for each in found.findings] == [
        ("amex", ("<a>",)),
        ("amex", ("<a>",)),
    ]
    assert found.findings[0].masked == "**** 1111"
    assert found.subject == "rest ****"


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, "less than a month"),
        (29, "less than a month"),
        (30, "1 to 3 months"),
        (364, "3 to 12 months"),
        (365, "1 to 2 years"),
        (1826, "more than 5 years"),
        (None, UNDATED),
    ],
)
def test_findings_are_counted_by_age(days: float | None, age: str) -> None:
    """The age is that of the mail on the day of the audit."""
    assert dict(tally(entry(1, days, FOUND)).ages) == {age: 1}


def test_what_is_masked_is_not_left() -> None:
    """Only mails whose card data is still there make an audit say so."""
    counts = Tally(NOW)
    counts.add(entry(1, 1, FOUND), MASKED)
    counts.add(entry(2, 1, FOUND), "not masked: no")
    counts.add(entry(3, 1), "")
    assert (counts.mails, counts.found, counts.left) == (3, 2, 1)


@pytest.mark.parametrize(
    ("days", "unit", "periods", "first", "label"),
    [
        (0, "month", 1, "Nov 2026", "Nov 2026"),
        (60, "month", 3, "Sep 2026", "Sep 2026"),
        (250, "month", 9, "Mar 2026", "2026"),
        (400, "month", 14, "Oct 2025", ""),
        (1500, "quarter", 17, "quarter 4 of 2022", ""),
        (9000, "year", 25, "2002", "2002"),
    ],
)
def test_time_is_told_in_steps_that_fit(
    days: float, unit: str, periods: int, first: str, label: str
) -> None:
    """Months, quarters or years, from the first mail to the last, those without findings too."""
    found = timeline(tally(entry(1, days), entry(2, 0, FOUND)))
    assert len(found) == periods
    assert (found[0].name, found[0].unit, found[0].label) == (first, unit, label)
    assert [each.findings for each in found] == [0] * (periods - 1) + [1]
    assert str(columns(found)).count("<rect") == 1


def test_without_dates_there_is_no_plot() -> None:
    """Nothing is drawn of findings whose date nobody knows."""
    assert timeline(tally(entry(1, None, FOUND))) == []
    assert columns([]) == ""


def test_numbers_in_words() -> None:
    """Counts, lists and sizes read as people write them."""
    assert [counted(number, "mail") for number in (0, 1, 1234)] == [
        "0 mails",
        "1 mail",
        "1,234 mails",
    ]
    assert [joined(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [amount(size) for size in (0, 999, 1500, 2_500_000, 3_000_000_000_000)] == [
        "0 bytes",
        "999 bytes",
        "1.5 KB",
        "2.5 MB",
        "3,000.0 GB",
    ]
    assert [audit_screen.duration(seconds) for seconds in (5, 65, 3700)] == [
        "5 s",
        "1 min 05 s",
        "1 h 01 min",
    ]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("", "the whole mail"),
        ("1.2", "part 1.2"),
        ("header:Subject", "subject"),
        ("header:To", "field To"),
        ("2.header:To", "field To of the message in part 2"),
    ],
)
def test_places_in_words(part: str, told: str) -> None:
    """Where in a mail something stands is told without the core's own names."""
    assert place(part) == told


def test_progress_is_told_in_lines_where_there_is_no_terminal(
    tmp_path: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders, mails, rate, findings and the time left come on stderr now and then."""
    monkeypatch.setattr(audit_screen, "_SELDOM", 0.0)
    monkeypatch.setattr(audit_screen, "_TELLING", 0.0)
    said = audit(maildir(tmp_path / "box", {"a": CARD})).stderr.decode()
    assert said.startswith("scrubber: 1 folder, 1 mail, 0.0 MB/s, 1 finding, 0 s left\n")


def test_the_time_left_is_no_guess(
    tmp_path: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first mail it would be hours, since the scanners had to start."""
    monkeypatch.setattr(audit_screen, "_SELDOM", 0.0)
    monkeypatch.setattr(audit_screen, "_TELLING", 1000.0)
    assert b"left" not in audit(maildir(tmp_path / "box", {"a": CARD})).stderr


def test_what_could_not_be_read_is_not_called_clean(audit: Audit, tmp_path: Path) -> None:
    """Who reads but the first lines is not to take a wrong path for a clean mailbox."""
    gone = audit(tmp_path / "gone")
    assert gone.returncode == 2
    assert gone.stdout == b"nothing could be read, so nothing is known of card data: see above\n"


def test_an_address_is_no_path(audit: Audit) -> None:
    """Whoever names his mailbox as he knows it is told how it is written."""
    result = audit("orders@shop.example")
    assert result.returncode == 2
    assert b"imaps://orders%40shop.example@imap.example" in result.stderr
