"""Number words that are written together: German "vierhundertelf", Italian "quattrocentotto"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Token = tuple[int, int, str]
"""A word at the half-open range of characters ``[start, end)``, as rules have it."""


class Compounds:
    """Tells number words apart.

    The table says what stands where two of them meet ("hundertund") and the word that ends there
    ("hundert"); where they share letters, behind a space what the next begins with ("centott" is
    "cento" and "ott...").
    """

    def __init__(self, table: Mapping[str, str], numbers: Mapping[str, str]) -> None:
        """Take the table, and the digits that number words mean."""
        longest_first = sorted(table, key=len, reverse=True)
        self._numbers = numbers
        self._meeting = {plain(key): plain(table[key]).partition(" ") for key in table}
        self._where = pattern("|".join(re.escape(plain(key)) for key in longest_first) or "(?!)")
        self._hundreds = [key.encode() for key in table if numbers.get(plain(key)) == "100"]
        self._apart = [
            (key.encode(), " ".join(table[key].partition(" ")[::2]).encode())
            for key in longest_first
        ]

    def holds(self, lower: bytes) -> bool:
        """Say whether hundreds may be written together with other words in a lower-case text."""
        return any(map(lower.__contains__, self._hundreds))

    def apart(self, utf8: bytes) -> bytes:
        """Return a text, and behind it the same with spaces between number words.

        That is for those who ask which words it has, and only where hundreds are written together.
        """
        apart = utf8.lower()
        if not self.holds(apart):
            return utf8
        for written, read in self._apart:
            apart = apart.replace(written, read)
        return utf8 + b"\n" + apart

    def meet(self, text: str) -> bool:
        """Say whether number words may be written together in a plain text."""
        return self._where.search(text) is not None

    def among(self, words: Iterable[str]) -> dict[str, list[Token]]:
        """Return those of some words that are compounds, each with the words it consists of."""
        found = {word: self._parts(word) for word in frozenset(words)}
        return {word: parts for word, parts in found.items() if parts}

    @staticmethod
    def tokens(tokens: Iterable[Token], told: Mapping[str, list[Token]]) -> Iterator[Token]:
        """Yield some tokens, in the place of each compound that is ``told`` its words."""
        for start, end, word in tokens:
            parts = told.get(word)
            if parts and len(word) == end - start:  # else an apostrophe was left out
                for low, high, part in parts:
                    yield start + low, start + high, part
            else:
                yield start, end, word

    def _parts(self, word: str) -> list[Token]:
        """Return the words that a word consists of, none if it is no compound."""
        if word in self._numbers or not self._where.search(word):
            return []
        parts = list(self._cut(word))
        return parts if all(part in self._numbers for _, _, part in parts) else []

    def _cut(self, word: str) -> Iterator[Token]:
        done = 0
        for found in self._where.finditer(word):
            head, _, next_begins = self._meeting[found[0]]
            until = found.end() - len(next_begins)
            yield done, until, word[done : found.start()] + head
            done = until
        if done < len(word):
            yield done, len(word), word[done:]
