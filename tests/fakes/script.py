"""What a scripted next hop does at which point of the dialogue."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import threading


@dataclass(frozen=True, slots=True)
class Act:
    """One answer, other than the normal one.

    `reply` is sent with CRLF added; None means the normal reply, empty bytes mean none. `delay`
    counts seconds and `until` is waited for, both before the reply. `close` ends the connection
    behind the reply. `keep` says whether a mail counts as delivered at the end of data; None
    leaves it to the reply.
    """

    reply: bytes | None = None
    delay: float = 0.0
    until: threading.Event | None = None
    close: bool = False
    keep: bool | None = None

    def wait(self) -> None:
        """Let the time pass that lies before the reply."""
        time.sleep(self.delay)
        if self.until is not None:
            self.until.wait(60)


# Points of the dialogue: "CONNECT", a verb, "BODY" (between 354 and the message), "." (end of
# data). An Act holds always; of a sequence each is used once, in turn, then all is normal again.
Script: TypeAlias = Mapping[str, Act | Sequence[Act]]

NORMAL = Act()
DROP = Act(reply=b"", close=True)
GARBAGE = Act(reply=b"\x00\xff\x7f what is this?\r\n\r\n\r\n2 5 0")
KEEP_AND_DROP = Act(reply=b"", close=True, keep=True)


def say(reply: str) -> Act:
    """Another reply."""
    return Act(reply=reply.encode())


def say_and_drop(reply: str) -> Act:
    """Another reply, and then the connection ends."""
    return Act(reply=reply.encode(), close=True)


def late(seconds: float) -> Act:
    """Return the normal reply, late."""
    return Act(delay=seconds)


def hold(event: threading.Event) -> Act:
    """Return the normal reply, once the event is set."""
    return Act(until=event)
