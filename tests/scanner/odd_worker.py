"""A scanner process that does what the message says: crash, hang, be slow, fail, eat, or mask."""

from __future__ import annotations

import gc
import os
import signal
import time

from scrubber.core.model import Finding, Kind, Place, Scrubbed, Span, Unreadable
from scrubber.scanner import worker

CARD = b"4111111111111111"
FOUND = Finding(Kind.PAN, "visa", "************1111", "1", Span(0, 16), 1.0, ("luhn",))


def scan(
    message: bytes,
    also: tuple[Place, ...],
    flat: bool,  # noqa: FBT001 - as the worker calls it
) -> Scrubbed:
    """Do what the message says."""
    for place in also:
        start, end = place.span.start, place.span.end
        message = message[:start] + b"*" * (end - start) + message[end:]
    if flat:
        return Scrubbed(message.replace(CARD, b"*" * 12 + CARD[-4:]))
    if b"crash" in message:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"hang" in message:
        time.sleep(1000)
    if b"slow" in message:
        time.sleep(0.4)
    if b"fail" in message:
        raise ValueError(message)
    if b"eat" in message:
        message *= worker.MEMORY // len(message) + 1
    if b"cycles" in message and gc.isenabled():
        raise ValueError(message)
    if b"encrypted" in message:
        return Scrubbed(message, unreadable=(Unreadable("2", "encrypted"),))
    masked = message.replace(CARD, b"*" * 12 + CARD[-4:])
    return Scrubbed(masked, (FOUND,)) if masked != message else Scrubbed(message)


if __name__ == "__main__":
    worker.harden()
    worker.serve(scan)
