"""What a worker of a cluster does: it reads and scans a part of an audit in a process of its own.

The worker gets paths and ranges.  What it returns is what a report and the joining need: no mail,
and no digit of a card that is not masked.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import subprocess
import sys
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scrubber import __version__
from scrubber.audit.entry import Entry
from scrubber.audit.joining import Share
from scrubber.audit.scanning import Scan, Scanned
from scrubber.conversation.model import Fact
from scrubber.core.model import Scrubbed
from scrubber.mailboxes import Stored
from scrubber.scanner import frames, process
from scrubber.scanner.pool import AHEAD, ScannerPool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from scrubber.audit.parts import Part
    from scrubber.audit.sources import Box
    from scrubber.config import PolicySettings
    from scrubber.core.model import Place


@dataclass(frozen=True, slots=True)
class Run:
    """How all parts of an audit are read; ``directory`` is where relative paths start."""

    directory: str
    policy: PolicySettings
    timeout: float
    ours: frozenset[str]
    since: datetime | None
    known: Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a worker says of itself: its program, its rules, and what it does not see."""

    version: str
    rules: str
    missing: tuple[str, ...]


def look(run: Run, paths: Sequence[str]) -> Sight:
    """Say what a worker has to work with.  Raises RuleError where its rules cannot be used."""
    from scrubber import rulebook

    here = Path(run.directory)
    missing = tuple(path for path in paths if not (here / path).exists())
    return Sight(__version__, rulebook.load(own=run.policy.rules).fingerprint, missing)


def read(run: Run, part: Part) -> bytes:
    """Read a part, on a worker; b"" if its process did not end well."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", __spec__.name],
        input=pickle.dumps((run, part)),
        stdout=subprocess.PIPE,
        cwd=run.directory,
        check=False,
    )
    return done.stdout if done.returncode == 0 else b""


def scanned(lines: bytes, boxes: Sequence[Box]) -> Iterator[Scanned]:
    """Yield what a part showed; numbers of entries still count from the part's beginning."""
    for line in lines.splitlines()[:-1]:
        place, location, entry, pieces, facts = json.loads(line)
        share = Share(
            frames.decode(b"", pieces.encode("ascii")).pieces,
            frozenset(Fact(*fact) for fact in facts),
        )
        item = Stored(location, b"", None)
        yield Scanned(Entry.decode(entry.encode("ascii")), boxes[place], item, share)


def main() -> None:
    """Read what is ordered on the standard input; write a line for each mail, and a last one."""
    process.die_with_parent()
    process.keep_memory_private()
    process.give_memory_back()
    run, part = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the worker that started this
    asyncio.run(_read(run, part, sys.stdout.buffer))


async def _read(run: Run, part: Part, output: BinaryIO) -> None:
    pool = ScannerPool(run.policy, size=1, timeout=run.timeout, ahead=AHEAD)
    scan = Scan(pool, 1, run.ours, run.since, run.known)
    try:
        await pool.start()
        for place, box in part.boxes:
            async with aclosing(scan([box])) as mails:
                async for each in mails:
                    output.write(_line(place, each))
    finally:
        await pool.close()
    output.write(b"end\n")


def _line(place: int, each: Scanned) -> bytes:
    pieces = frames.encode(Scrubbed(b"", pieces=each.share.pieces)).decode("ascii")
    entry = each.entry.encode().decode("ascii")
    values = (place, each.item.location, entry, pieces, sorted(each.share.facts))
    return json.dumps(values).encode("ascii") + b"\n"


if __name__ == "__main__":
    main()
