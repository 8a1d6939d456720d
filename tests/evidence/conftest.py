"""The program as an assessor uses it, in the process of the tests, which saves their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from scrubber.store import evidence
from scrubber.store.store import Store
from tests.cli.calling import in_this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended, and what it wrote on both outputs."""

    status: int
    stdout: str
    stderr: str


class Scrubber(Protocol):
    """Run ``scrubber`` with arguments, on a state directory that ends with the test."""

    def __call__(self, *arguments: object) -> Result:
        """Return the exit status and what was written."""
        ...


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return the state directory."""
    return tmp_path / "state"


@pytest.fixture(autouse=True)
def _rules_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the self-test of the rules, which takes seconds and has tests of its own."""
    monkeypatch.setattr("scrubber.evidence.pack.check", lambda **_: [])


@pytest.fixture
def scrubber(state: Path) -> Scrubber:
    """Return a way to run the program."""
    run = in_this_process(state)

    def call(*arguments: object) -> Result:
        ended = run(*arguments)
        return Result(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return call


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    """Return the store in the state directory."""
    state.mkdir(mode=0o700, exist_ok=True)
    opened = Store(state)
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return a way to set the clock by which evidence is written."""

    def set_to(moment: datetime) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: object = None) -> Clock:  # noqa: ARG003
                return cls.fromtimestamp(moment.timestamp(), UTC)

        monkeypatch.setattr(evidence, "datetime", Clock)

    return set_to
