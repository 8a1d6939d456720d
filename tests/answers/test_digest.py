"""What the staff is told: through the real relay, and without a digit of a card."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.answers.alarms import alarms
from scrubber.answers.staff import Staff
from scrubber.config import DigestSettings
from scrubber.core.model import Finding, Kind, Scrubbed, Span
from scrubber.store.diary import Diary
from scrubber.store.evidence import Evidence
from scrubber.store.incident import Incident
from scrubber.store.store import Store
from tests.answers.shop import CARD, CONFIG, ORDERS, Shop
from tests.cli.calling import in_this_process
from tests.servers.client import send_mail
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.calling import Run
    from tests.fakes.next_hop import NextHop

DIGEST = '[digest]\nto = "owner@shop.example"\ncards = 3\n'
OTHERS = ("5555 5555 5555 4444", "3782 822463 10005")


@pytest.fixture(scope="module")
def relay(
    tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop, submission: NextHop
) -> Iterator[Relay]:
    """Run a relay that has had a customer, a stranger, a thief, and a mail without a card."""
    directory = tmp_path_factory.mktemp("digest")
    (directory / "orders.csv").write_text(ORDERS, encoding="utf-8")
    next_hop.play()
    config = CONFIG.format(port=submission.port) + DIGEST
    with Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config) as running:
        shop = Shop(running, submission.play())
        shop.send("anna@customer.example", f"order 1042: {CARD}, CVV 123")
        shop.answer(1)
        shop.send("eva@customer.example", f"take {CARD}", results="dmarc=fail")
        shop.send("thief@customer.example", f"try {CARD} or {OTHERS[0]} or {OTHERS[1]}")
        shop.send("anna@customer.example", "no card in this one")
        shop.answer(2)
        wait_until(lambda: "ALARM: thief@customer.example" in running.output, "the alarm")
        yield running


@pytest.fixture
def run(relay: Relay) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return a way to call a command beside the relay, on its state and configuration."""
    call = in_this_process(relay.directory / "state")
    config = relay.directory / "config.toml"
    return lambda command, *given: call(command, "--config", config, *given)


def assert_no_digit(relay: Relay, *shown: bytes) -> None:
    """Neither in what was shown nor in any file of the relay's is a digit of any card."""
    written = [path.read_bytes() for path in relay.directory.rglob("*") if path.is_file()]
    for number in (CARD, *OTHERS):
        digits = number.replace(" ", "").encode()
        # A Message-ID and a hash have digits by chance, but never four alone.
        last = re.compile(rb"(?<!\w)" + digits[-4:] + rb"(?!\w)")
        assert [text for text in shown if last.search(text)] == []
        assert [text for text in (*shown, *written) if digits in text] == []
        assert [text for text in (*shown, *written) if number.encode() in text] == []


def test_the_staff_is_told_who_what_and_why(relay: Relay, run: Run) -> None:
    """Who was answered, who was not, what was removed; an alarm; nothing of any card."""
    told = run("digest")
    assert told.returncode == 1
    lines = [
        line.partition("  ")[2] if line[:1].isdigit() else line
        for line in told.stdout.decode().splitlines()
    ]
    assert lines[2] == "ALARM: thief@customer.example has shown 3 card numbers in a day"
    assert lines[3].startswith("ALARM: 3 senders have shown test numbers in a day: anna@")
    assert lines[5:9] == [
        "anna@customer.example, order 1042",
        "  removed: 1 card number, 1 security code",
        "  answered",
        "  480.00 PLN: open",
    ]
    assert lines[10:13] == [
        "eva@customer.example",
        "  removed: 1 card number",
        "  no answer: DMARC: fail",
    ]
    assert lines[14:17] == ["thief@customer.example", "  removed: 3 card numbers", "  answered"]
    assert b"\n3 mails.\n" in told.stdout
    assert_no_digit(relay, told.stdout)


def test_an_order_is_told_with_its_link_and_its_mails(relay: Relay, run: Run) -> None:
    """And with nobody else's."""
    told = run("status", "1042")
    status = told.stdout.decode().splitlines()
    assert status[0] == (
        "order 1042 (stół dębowy): total 1200.00 PLN, paid 720.00 PLN, due 480.00 PLN"
    )
    assert status[1].startswith("link over 480.00 PLN: open: https://pay.shop.example/")
    assert status[2].endswith("anna@customer.example, order 1042")
    assert "eva" not in "".join(status)
    assert_no_digit(relay, told.stdout)


def test_the_digest_may_go_by_mail(relay: Relay, run: Run, submission: NextHop) -> None:
    """With an alarm in its subject."""
    mails = submission.play()
    assert run("digest", "--mail").returncode == 1
    mails.wait_for_mails(1)
    sent = Shop.read(mails.mails[0])
    assert (sent["To"], sent["Subject"]) == ("owner@shop.example", "ALARM: mail with card data")
    assert "480.00 PLN: open" in sent.get_content()
    assert_no_digit(relay, mails.mails[0].message)


def noted(sender: str, cards: int = 1, tests: int = 0) -> Incident:
    """Return a mail."""
    return Incident(0.0, sender, {"pan": cards}, cards, tests)


ALARMING = {
    "one mail with many": ([noted("a@x", 3)], ["a@x has shown 3 card numbers in a day"]),
    "several mails": (
        [noted("a@x", 2), noted("A@X", 1)],
        ["a@x has shown 3 card numbers in a day"],
    ),
    "the same card again and again": ([noted("a@x")] * 9, []),
    "many senders": ([noted(f"{name}@x") for name in "abcdef"], []),
    "many testers": (
        [noted(f"{name}@x", 1, 1) for name in "cab"],
        ["3 senders have shown test numbers in a day: a@x, b@x, c@x"],
    ),
    "one tester": ([noted("a@x", 1, 1)] * 9, []),
}


@pytest.mark.parametrize(("entries", "told"), ALARMING.values(), ids=list(ALARMING))
def test_what_is_alarming(entries: list[Incident], told: list[str]) -> None:
    """Many cards of one, or test numbers of many."""
    assert [alarm.text for alarm in alarms(entries, DigestSettings())] == told


def finding(masked: str, network: str = "visa", kind: Kind = Kind.PAN) -> Finding:
    """Return a finding."""
    return Finding(kind, network, masked, "1", Span(0, 1), 1.0, ())


def test_the_same_number_counts_once(tmp_path: Path) -> None:
    """However it is written; published test numbers are known by network and end."""
    store = Store(tmp_path)
    staff = Staff(DigestSettings(), store)
    masked = ("**** **** **** 1111", "************1111", "**** **** **** 9999")
    scrubbed = Scrubbed(b"", tuple(finding(text) for text in masked))
    noted = staff.incident(scrubbed, "anna@example.org", datetime.now(UTC))
    assert noted is not None
    assert (noted.cards, noted.tests, noted.removed) == (2, 1, {"pan": 3})
    assert noted.why_not == "answers are switched off"
    assert (noted.networks, noted.places, noted.door) == ({"visa": 3}, {"body": 3}, "relay")
    assert staff.incident(Scrubbed(b""), "anna@example.org", datetime.now(UTC)) is None
    store.close()


@pytest.mark.parametrize("policy", ["", '[policy]\naction = "observe"\n'])
def test_evidence_needs_no_diary(policy: str, tmp_path: Path, next_hop: NextHop) -> None:
    """A mail with card data is in the evidence, masked or only observed; its sender is not."""
    next_hop.play()
    with Relay(tmp_path, f"smtp://127.0.0.1:{next_hop.port}", config=policy) as relay:
        for text in ("no card in this one", f"take {CARD}, CVV 123"):
            reply = send_mail(relay.port, f"Subject: x\r\n\r\n{text}\r\n".encode())
            assert reply.code == 250
    store = Store(tmp_path / "state")
    begin, line = (json.loads(line.text) for line in Evidence(store).lines())
    assert begin["kind"] == "begin"
    assert line["removed"] == {"pan": 1, "cvv": 1}
    assert line["masked"] is not bool(policy)
    assert (line["door"], line["networks"]) == ("relay", {"visa": 1})
    assert line["rules"] == rulebook.load().fingerprint
    assert Diary(store, None).since(datetime.fromtimestamp(0, UTC)) == ()
    assert Diary(store, None).examine().is_whole
    store.close()


def test_an_address_with_a_card_in_it_is_withheld(tmp_path: Path) -> None:
    """It would be a digit in the digest."""
    store = Store(tmp_path)
    scrubbed = Scrubbed(b"", (finding("**** **** **** 1111"),))
    staff = Staff(DigestSettings(), store)
    noted = staff.incident(scrubbed, "4111111111111111@x.example", datetime.now(UTC))
    assert noted is not None
    assert "1111" not in noted.sender
    store.close()


def test_an_alarm_is_raised_once_and_a_broken_diary_costs_no_mail(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has both."""
    caplog.set_level(logging.WARNING)
    store = Store(tmp_path)
    now = datetime.now(UTC).timestamp()

    async def live() -> None:
        staff = Staff(DigestSettings(), store)
        for _ in range(3):
            staff.tell(Incident(now, "a@x", {"pan": 3}, 3))
        await staff.close()
        monkeypatch.setattr(staff, "_note", lambda _: 1 / 0)
        staff.tell(Incident(now + 90_000, "a@x", {"pan": 3}, 3))
        await staff.close()

    asyncio.run(live())
    store.close()
    raised = [record.getMessage() for record in caplog.records]
    assert raised.count("ALARM: a@x has shown 3 card numbers in a day") == 1
    assert sum(text.startswith("ALARM") for text in raised) == 1
    assert any(text.startswith("mails missing in the evidence: 1: ZeroDivision") for text in raised)
