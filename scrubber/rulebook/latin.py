"""Words as people write them whose keys have no letters of their own: "kod s zadney storony".

A language's file says under ``[latin]`` what its letters become, with ``|`` where habits differ;
whoever has the one habit has it throughout.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def tables(letters: Mapping[str, str]) -> list[dict[int, str]]:
    """Return what each letter becomes, a table for each habit."""
    written = {letter: latin.split("|") for letter, latin in letters.items()}
    habits = zip_longest(*written.values())
    return [
        {ord(letter): latin if latin is not None else written[letter][0] for letter, latin in pairs}
        for pairs in (zip(written, habit, strict=True) for habit in habits)
    ]


def in_latin(word: str, tables: list[dict[int, str]]) -> Iterator[str]:
    """Yield ``word`` as it is written in Latin letters."""
    for table in tables:
        yield word.lower().translate(table)
