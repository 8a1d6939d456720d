"""The way of a mail: scan, policy, trace, exit."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.config import PolicySettings
from scrubber.core.model import Scrubbed, Unreadable
from scrubber.errors import RefusedError, ScanError, ScrubberError
from scrubber.intake import Envelope, Intake
from scrubber.store.failures import Failures
from scrubber.store.store import Store
from tests.scanner.odd_worker import FOUND

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.core.model import Place

RAW = b"Message-ID: <1@a.example>\r\n\r\n4111111111111111\r\n"
MASKED = RAW.replace(b"411111111111", b"*" * 12)
ENVELOPE = Envelope("a@b.example", ("c@d.example",))
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)


class Scanner:
    """Answers every scan with the next of some results; the last one stays."""

    def __init__(self, *results: Scrubbed | ScrubberError) -> None:
        """Take the results."""
        self.results = list(results)
        self.flat: list[bool] = []
        self.also: list[tuple[Place, ...]] = []

    async def __call__(
        self,
        message: bytes,  # noqa: ARG002 - as Intake calls it
        *,
        flat: bool = False,
        also: tuple[Place, ...] = (),
    ) -> Scrubbed:
        """Return or raise the next result; a flat scan masks."""
        self.flat.append(flat)
        self.also.append(also)
        if flat:
            return Scrubbed(MASKED, (FOUND,))
        result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
        if isinstance(result, ScrubberError):
            raise result
        return result


def take(
    state: Path, scanner: Scanner, now: datetime = NOON, raw: bytes = RAW, **policy: str
) -> tuple[bytes, bytes]:
    """Take one mail; the header lines and the message that are delivered."""

    async def deliver(header: bytes, message: bytes) -> tuple[bytes, bytes]:
        return header, message

    async def run() -> tuple[bytes, bytes]:
        store = Store(state)
        failures = Failures(store)
        await failures.load()
        settings = PolicySettings.model_validate(policy)
        try:
            return await Intake(scanner, settings, failures).take(raw, ENVELOPE, now, deliver)
        finally:
            store.close()

    return asyncio.run(run())


def test_what_is_found_is_masked(tmp_path: Path) -> None:
    """And nothing is put on top."""
    assert take(tmp_path, Scanner(Scrubbed(MASKED, (FOUND,)))) == (b"", MASKED)


def test_observing_changes_nothing(tmp_path: Path) -> None:
    """Not even where a mail cannot be read."""
    scrubbed = Scrubbed(MASKED, (FOUND,), unreadable=(Unreadable("2", "encrypted"),))
    assert take(tmp_path, Scanner(scrubbed), action="observe") == (b"", RAW)


def test_an_unscannable_mail_is_tagged(tmp_path: Path) -> None:
    """What could be read is masked all the same; no reason breaks out of its line."""
    reasons = (Unreadable("2", "encrypted"), Unreadable("3", "odd\r\nBcc: x; y"))
    header, message = take(tmp_path, Scanner(Scrubbed(MASKED, (FOUND,), unreadable=reasons)))
    assert header == b"X-Scrubber: unscannable; 2 encrypted; 3 odd??Bcc: x? y\r\n"
    assert message == MASKED


@pytest.mark.parametrize(("policy", "code"), [("refuse", 554), ("defer", 451)])
def test_an_unscannable_mail_is_the_owners_affair(tmp_path: Path, policy: str, code: int) -> None:
    """He may have it refused, or left with the sender's server."""
    scanner = Scanner(Scrubbed(RAW, unreadable=(Unreadable("2", "encrypted"),)))
    with pytest.raises(RefusedError) as caught:
        take(tmp_path, scanner, unscannable=policy)
    assert caught.value.code == code


def test_the_fifth_failure_makes_a_mail_unscannable(tmp_path: Path) -> None:
    """Four times the sender tries again, over restarts too; then the mail is read as one text."""
    for _ in range(4):
        with pytest.raises(ScanError):
            take(tmp_path, Scanner(ScanError("no")))
    header, message = take(tmp_path, Scanner(ScanError("no")))
    assert header.startswith(b"X-Scrubber: unscannable;")
    assert message == MASKED
    again = Scanner(ScanError("no"))
    take(tmp_path, again)
    assert again.flat == [True]


def test_four_hours_make_a_mail_unscannable(tmp_path: Path) -> None:
    """A sender who seldom tries is not to give up before we do."""
    with pytest.raises(ScanError):
        take(tmp_path, Scanner(ScanError("no")))
    later = NOON + timedelta(hours=4)
    assert take(tmp_path, Scanner(ScanError("no")), later)[1] == MASKED


def test_another_mail_is_not_blamed(tmp_path: Path) -> None:
    """Message-ID, size and envelope tell mails apart."""
    for _ in range(4):
        with pytest.raises(ScanError):
            take(tmp_path, Scanner(ScanError("no")))
    with pytest.raises(ScanError):
        take(tmp_path, Scanner(ScanError("no")), raw=RAW.replace(b"1@a", b"2@a"))


def test_the_state_holds_nothing_of_a_mail(tmp_path: Path) -> None:
    """The files of the store hold neither addresses, nor content, nor a plain hash."""
    with pytest.raises(ScanError):
        take(tmp_path, Scanner(ScanError("no")))
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert stored
    for secret in (b"411111", b"b.example", b"1@a.example"):
        assert secret not in stored


RETURN_PATHS = {
    b"Return-Path: <a@b.example>\r\nFrom: x\r\n\r\n": "a@b.example",
    b"Received: by 2001:db8::1;\r\n today\r\nreturn-path: <a@b.example>\r\n": "a@b.example",
    b"Return-Path: <>\r\n\r\n": "",
    b"From: x\r\n\r\nReturn-Path: <a@b.example>\r\n": "",
    b"X: 1\r\n" * 30 + b"Return-Path: <a@b.example>\r\n": "",
    b"": "",
}


@pytest.mark.parametrize(("raw", "sender"), RETURN_PATHS.items())
def test_a_delivered_mail_says_who_sent_it(raw: bytes, sender: str) -> None:
    """On top of its header, where the final host has written it."""
    assert Envelope.of_delivered(raw, "shop@shop.example") == Envelope(
        sender, ("shop@shop.example",)
    )
