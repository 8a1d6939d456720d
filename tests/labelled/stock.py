"""The phrases of each language, and the part of them that is held out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
FOLDER: Final = Path(__file__).parent / "phrases"
EVERY: Final = 3
LANGUAGES: Final = ("en", "es", "de", "pl", "ru", "fr", "it", "pt", "nl", "uk", "cs", "tr")


def share(items: Sequence[T], *, held_out: bool) -> Sequence[T]:
    """Return the items of one set: every third is held out, the others are the default.

    Items are only ever appended, so that none changes sides.  Fewer than three are shared.
    """
    if len(items) < EVERY:
        return items
    return [item for place, item in enumerate(items) if (place % EVERY == EVERY - 1) == held_out]


@dataclass(frozen=True, slots=True)
class Stock:
    """The phrases of one language that one set may use."""

    language: str
    phrases: dict[str, Sequence[str]]
    digits: tuple[str, ...]
    months: tuple[str, ...]

    def __getitem__(self, name: str) -> Sequence[str]:
        """Return the phrases called ``name``."""
        return self.phrases[name]


@cache
def stock(language: str, *, held_out: bool) -> Stock:
    """Return the phrases of ``language`` for the default or the held-out set."""
    content = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    digits, months = tuple(content.pop("digits")), tuple(content.pop("months"))
    phrases = {name: share(items, held_out=held_out) for name, items in content.items()}
    return Stock(language, phrases, digits, months)
