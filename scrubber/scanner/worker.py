"""A scanner process: ``python -m scrubber.scanner.worker LEVEL TEST_CARDS [RULES]``.

It reads messages from its standard input and answers on its standard output, one at a time.  It
imports the core and the rules, nothing of the network, and ends with its parent.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber.core.dialogue.places import from_json
from scrubber.logs import describe
from scrubber.scanner import process
from scrubber.scanner.frames import ANSWER, REQUEST, Status, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.core.model import Place, Scrubbed

    Scan = Callable[[bytes, tuple[Place, ...], bool], Scrubbed]

# Bytes of data; a message that needs more is a failed scan.  With as much mail in flight as may be,
# one such worker and one with a small message, all processes together stay below 600 MB.
MEMORY = 208 * 1024 * 1024
_INPUT, _OUTPUT = 0, 1
_EMPTY_HEADER = b"\r\n"


def main() -> None:
    """Load the rules and scan until the parent closes the pipe."""
    harden()
    serve(_load(*sys.argv[1:]))


def harden() -> None:
    """Bind this process to its parent and to its limits.

    Signals to the whole process group (Ctrl-C, systemd) are the parent's business: it finishes
    what is in flight, and then closes the pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    process.die_with_parent()
    process.keep_memory_private()
    process.give_memory_back()
    process.limit_memory(MEMORY)
    process.widen_pipes(_INPUT, _OUTPUT)


def serve(scan: Scan) -> None:
    """Answer requests with ``scan`` until the input ends.

    So does a message for which there is no room: the rest of it could not be skipped.
    """
    gc.disable()  # a scan makes no cycles: to look for some took up to a third of its time
    _write(ANSWER.pack(Status.READY, 0, 0))
    with suppress(MemoryError):
        while len(header := sys.stdin.buffer.read(REQUEST.size)) == REQUEST.size:
            flat, places, length = REQUEST.unpack(header)
            also = from_json(sys.stdin.buffer.read(places)) if places else ()
            _answer(scan, sys.stdin.buffer.read(length), also, flat=flat)


def _answer(scan: Scan, message: bytes, also: tuple[Place, ...], *, flat: bool) -> None:
    """Scan one message; nothing of it is left here afterwards."""
    try:
        scrubbed = scan(message, also, flat)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told to the parent
        found = json.dumps(describe(error)).encode("ascii")
        _write(ANSWER.pack(Status.FAILED, len(found), 0) + found)
        gc.collect()  # what fails may leave some
        return
    found = encode(scrubbed)
    if scrubbed.message == message:
        _write(ANSWER.pack(Status.UNCHANGED, len(found), 0) + found)
        return
    del message  # a large one is not to be held beside its copy while that is taken
    _write(ANSWER.pack(Status.CHANGED, len(found), len(scrubbed.message)) + found)
    _write(scrubbed.message)


def _load(level: str, test_cards: str, own: str | None = None) -> Scan:
    from scrubber import rulebook
    from scrubber.core.rules import Policy
    from scrubber.core.scrub import scrub

    rules = rulebook.load(own=Path(own) if own else None)
    policy = Policy(level=level, test_cards=test_cards)

    def scan(
        message: bytes,
        also: tuple[Place, ...],
        flat: bool,  # noqa: FBT001 - as it comes in a request
    ) -> Scrubbed:
        if flat:
            return _flat(message, lambda text: scrub(text, rules, policy, also))
        return scrub(message, rules, policy, also)

    return scan


def _flat(message: bytes, scrub: Callable[[bytes], Scrubbed]) -> Scrubbed:
    """Scan a message as one text, header lines and encoded parts alike."""
    text = _EMPTY_HEADER + message
    scrubbed = scrub(text)
    if scrubbed.message == text:
        return replace(scrubbed, message=message)
    # The header of the result holds our own line only; it joins that of the message.
    own, _, masked = scrubbed.message.partition(b"\r\n\r\n")
    return replace(scrubbed, message=own + b"\r\n" + masked)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(_OUTPUT, view) :]


if __name__ == "__main__":
    main()
