"""One rule file: its keys, read as the types they should have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli

from scrubber.core.language.lexicon import Label, Phrase, phrase
from scrubber.errors import RuleError
from scrubber.rulebook.endings import declined
from scrubber.rulebook.latin import in_latin, tables

if TYPE_CHECKING:
    from pathlib import Path

Table = dict[str, Any]

_SHORTEST = 3
"""Letters of a word in Latin letters; shorter ones are words of other languages."""


class Source:
    """One rule file; every complaint names it and the key."""

    def __init__(self, path: Path, text: str) -> None:
        """Read the ``text`` of the file at ``path``; raises :class:`RuleError` if it is no TOML."""
        self.path = path
        try:
            self.data = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            message = f"{path}: not TOML: {error}"
            raise RuleError(message) from None

    def wrong(self, key: str, expected: str) -> RuleError:
        """Return the error that says what ``key`` should be."""
        return RuleError(f"{self.path}: {key}: expected {expected}")

    def text(self, key: str) -> str:
        """Return a string that must be there."""
        value = self.data.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, f'a text, as in {key} = "..."')
        return value

    def strings(self, key: str, table: str | None = None) -> list[str]:
        """Return a list of strings, empty if it is missing."""
        value = (self.table(table) if table else self.data).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f'a list of texts, as in {key} = ["...", "..."]')
        return value

    def numbers(self, key: str) -> list[int]:
        """Return a list of whole numbers, empty if it is missing."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
            raise self.wrong(key, f"a list of whole numbers, as in {key} = [16, 19]")
        return value

    def table(self, key: str) -> Table:
        """Return a table, empty if it is missing."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"a table, [{key}]")
        return value

    def phrases(
        self, key: str, label: Label, table: str | None = None
    ) -> list[tuple[Phrase, Label]]:
        """Return the phrases listed under ``key``, their words in all forms that the file tells."""
        try:
            return [
                (phrase(self._declined(written)), label) for written in self.strings(key, table)
            ]
        except ValueError:
            raise self.wrong(key, "phrases with a token that may not be missing") from None

    def words(self, key: str, table: str) -> list[str]:
        """Return the words listed under ``key``, in all forms that the file tells."""
        words = [
            form for word in self.strings(key, table) for form in self._declined(word).split("|")
        ]
        habits = self._habits()
        latin = (form for word in words for form in in_latin(word, habits))
        return [*words, *dict.fromkeys(form for form in latin if len(form) >= _SHORTEST)]

    def _habits(self) -> list[dict[int, str]]:
        letters = self.table("latin")
        if not all(isinstance(value, str) for value in letters.values()):
            raise self.wrong("[latin]", 'values like "zh"')
        return tables(letters)

    def _declined(self, written: str) -> str:
        try:
            return declined(written, self.table("endings"))
        except (KeyError, RecursionError, TypeError):
            raise self.wrong("[endings]", 'lists of texts, as in f = ["a", "y"]') from None

    def choice(self, key: str, among: tuple[str, ...], default: str | None = None) -> str:
        """Return a string that is one of ``among``."""
        value = self.data.get(key, default)
        if value not in among:
            raise self.wrong(key, "one of " + ", ".join(f'"{item}"' for item in among))
        return str(value)
