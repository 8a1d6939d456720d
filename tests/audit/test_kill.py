"""``--fix`` and kill -9 at any moment: nothing lost, nothing doubled, the rest done later."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.audit.mails import FROM_, maildir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLEAR = b"4111 1111 1111 1111"
MAILS = 40
LONGEST = 0.3  # seconds; what it takes to mask so many mails, or longer
ROUNDS = [pytest.param(1, id="once"), pytest.param(50, id="many", marks=pytest.mark.long)]
NAME = re.compile(rb"Message-ID: <(\d+)@")


class Box(Protocol):
    """A mailbox that an audit is killed in."""

    path: Path

    def fill(self) -> None:
        """Put MAILS mails into it, every second one with a card number."""
        ...

    def mails(self) -> list[bytes]:
        """Return every mail in it, as a mail program sees it."""
        ...


class InMaildir:
    """A Maildir."""

    def __init__(self, folder: Path) -> None:
        """Use a folder of its own."""
        self.path = folder / "box"

    def fill(self) -> None:
        """Write the mails as files."""
        for file in self.path.glob("*/*"):
            file.unlink()
        maildir(
            self.path,
            {f"{number}.host,S={len(mail(number))}:2,S": mail(number) for number in range(MAILS)},
        )

    def mails(self) -> list[bytes]:
        """Read ``cur`` and ``new``."""
        return [file.read_bytes() for file in self.path.glob("[cn]*/*")]


class InMbox:
    """An mbox."""

    def __init__(self, folder: Path) -> None:
        """Use a folder of its own."""
        self.path = folder / "box"

    def fill(self) -> None:
        """Write the mails one behind the other."""
        self.path.write_bytes(b"".join(FROM_ + mail(number) + b"\n" for number in range(MAILS)))

    def mails(self) -> list[bytes]:
        """Split it at the From_ lines."""
        return self.path.read_bytes().split(FROM_)[1:]


def mail(number: int) -> bytes:
    """Return a mail that can be told from the others."""
    text = b"My Visa is " + CLEAR if number % 2 else b"See you at noon"
    return b"Message-ID: <%d@example.org>\nSubject: order\n\n%s.\n" % (number, text)


def name(raw: bytes) -> int:
    """Return which of the mails this is."""
    found = NAME.search(raw)
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("make", [InMaildir, InMbox])
def test_killed_at_any_moment(
    make: Callable[[Path], Box], rounds: int, tmp_path: Path, environment: dict[str, str]
) -> None:
    """After each kill every mail is there; a run that may end leaves each once, and masked."""
    box = make(tmp_path)
    chance = random.Random(rounds)  # noqa: S311 - no secret
    killed = 0
    for number in range(rounds):
        if not number or not any(CLEAR in raw for raw in box.mails()):
            box.fill()
        killed += kill_within(chance.uniform(0, LONGEST) if number else 0, box, environment)
        check_nothing_is_lost(box)
    finish(box, environment)
    assert killed
    assert sorted(map(name, box.mails())) == list(range(MAILS))
    assert not any(CLEAR in raw for raw in box.mails())
    assert sum(b"X-Scrubber:" in raw for raw in box.mails()) == MAILS // 2


def check_nothing_is_lost(box: Box) -> None:
    """Every mail is there; beside an original there is at most its copy; leftovers are masked."""
    found = box.mails()
    assert set(map(name, found)) == set(range(MAILS))
    clear = [name(raw) for raw in found if CLEAR in raw]
    others = [name(raw) for raw in found if CLEAR not in raw]
    assert len(clear) == len(set(clear))
    assert len(others) == len(set(others))
    for file in box.path.parent.rglob("*masked*"):
        assert CLEAR not in file.read_bytes()


def start(box: Box, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start an audit that masks."""
    command = [sys.executable, "-m", "scrubber", "audit", "--fix", "--yes", "--jobs", "1"]
    return subprocess.Popen(
        [*command, str(box.path)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_within(seconds: float, box: Box, environment: dict[str, str]) -> bool:
    """Run an audit and kill it so long after it has begun to write; return whether it was killed.

    Before that it only reads.
    """
    before = written(box)
    with start(box, environment) as process:
        while process.poll() is None and written(box) == before:
            time.sleep(0.005)
        time.sleep(seconds)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def written(box: Box) -> set[tuple[str, int]]:
    """Return what an audit has written, leftovers of one that was killed included."""
    found = set()
    for pattern in ("**/*masked*", "*.lock"):
        for file in box.path.parent.glob(pattern):
            with suppress(FileNotFoundError):
                found.add((str(file), file.stat().st_ctime_ns))
    return found


def finish(box: Box, environment: dict[str, str]) -> None:
    """Run an audit to its end."""
    with start(box, environment) as process:
        assert process.wait(timeout=120) == 0
