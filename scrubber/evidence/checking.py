"""Whether a pack is as it was made: its files by the manifest, its lines by their links."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from scrubber.errors import ConfigError
from scrubber.evidence.pack import CHAIN, MANIFEST
from scrubber.store.chain import Line, Verdict, examine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


def check(pack: Path, heads: Collection[str] = ()) -> Verdict:
    """Look over a pack; ``heads`` are links that its lines have to have.

    Raises ConfigError for what is no pack, or cannot be read.
    """
    try:
        manifest = json.loads((pack / MANIFEST).read_text(encoding="utf-8"))
        before, head, files = manifest["before"], manifest["head"], manifest["files"]
        begin = Line(before["line"], before["link"], "")
        expected = (head["line"], head["link"])
        faults = [*_files(pack, files)]
    except OSError as error:
        raise ConfigError(f"{pack}: is no pack that can be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{pack}: is no pack: {MANIFEST} is damaged") from None
    lines = list(_lines(pack / CHAIN))
    verdict = examine(lines, begin=begin, heads=heads)
    faults += verdict.faults
    last = lines[-1] if lines else begin
    if (last.number, last.link) != expected:
        faults.append(f"lines are missing at the end: line {expected[0]} has to be the last")
    return Verdict(verdict.lines, last.link, tuple(faults), verdict.unknown)


def _files(pack: Path, files: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the files of a pack."""
    there = {path.name for path in pack.iterdir()} - {MANIFEST}
    for name in sorted(there | files.keys()):
        if name not in there:
            yield f"{name} is missing"
        elif name not in files:
            yield f"{name} does not belong to the pack"
        elif sha256((pack / name).read_bytes()).hexdigest() != files[name]:
            yield f"{name} was changed"


def _lines(chain: Path) -> Iterator[Line]:
    """Yield the lines of a chain; what is none counts as number 0, which stands nowhere."""
    if not chain.exists():
        return
    text = chain.read_bytes().decode("utf-8", "replace")
    for row in text.removesuffix("\n").split("\n") if text else ():
        number, _, rest = row.partition(" ")
        link, _, content = rest.partition(" ")
        yield Line(int(number) if number.isdecimal() else 0, link, content)
