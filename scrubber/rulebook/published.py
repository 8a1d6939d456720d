"""How the card numbers end that networks publish for tests."""

from __future__ import annotations

import tomllib
from functools import cache

from scrubber.rulebook import directory

TAIL = 4  # digits


@cache
def tails() -> frozenset[tuple[str, str]]:
    """Return the network and the last four digits of each number for tests.

    One real card in some hundred ends like one of them: a few of them say nothing, many do.
    """
    tables = (
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted((directory() / "networks").glob("*.toml"))
    )
    return frozenset(
        (table["name"], number[-TAIL:])
        for table in tables
        for number in table.get("test_numbers", ())
    )
