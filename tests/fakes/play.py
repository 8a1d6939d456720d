"""One play of a scripted next hop: the script, and what happened under it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tests.fakes.script import NORMAL, Act, Script
from tests.servers.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the envelope without its brackets, and the parameters behind it."""

    mailbox: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A mail that was taken; `message` with its dots unstuffed and its last CRLF."""

    sender: Address
    recipients: tuple[Address, ...]
    message: bytes


class Play:
    """What clients do is recorded in order; `reached` holds the points of the script."""

    def __init__(self, script: Script) -> None:
        """Begin with a script and nothing recorded."""
        self.mails: list[Received] = []
        self.commands: list[str] = []
        self.violations: list[str] = []
        self.reached: list[str] = []
        self._script = script
        self._changed = threading.Condition()

    def act(self, point: str) -> Act:
        """Record that a client has come to a point, and return what the script says of it."""
        with self._changed:
            self.reached.append(point)
            self._changed.notify_all()
            found = self._script.get(point, NORMAL)
            if isinstance(found, Act):
                return found
            used = self.reached.count(point)
            return found[used - 1] if used <= len(found) else NORMAL

    def note_command(self, line: str) -> None:
        """Record a command line."""
        self._note(self.commands, line)

    def note_violation(self, what: str) -> None:
        """Record something that no client may do."""
        self._note(self.violations, what)

    def note_mail(self, mail: Received) -> None:
        """Record a delivered mail."""
        self._note(self.mails, mail)

    def wait_for(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Return once the condition holds, tried whenever something is recorded.

        Raises TimeoutError.
        """
        with self._changed:
            if not self._changed.wait_for(condition, seconds):
                raise TimeoutError(f"waited {seconds:g} s in vain; reached: {self.reached}")

    def wait_for_point(self, point: str, times: int = 1) -> None:
        """Return once clients have come so far, so often. Raises TimeoutError."""
        self.wait_for(lambda: self.reached.count(point) >= times)

    def wait_for_mails(self, count: int) -> None:
        """Return once so many mails have been delivered. Raises TimeoutError."""
        self.wait_for(lambda: len(self.mails) >= count)

    def _note(self, entries: list[Entry], entry: Entry) -> None:
        with self._changed:
            entries.append(entry)
            self._changed.notify_all()
