"""What each word speaks of, and what was found out with it about the mail that is looked at."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_Asked = TypeVar("_Asked")
_Said = TypeVar("_Said")

_MOST_KEPT: Final = 1 << 12
"""Clauses, or texts, of one mail."""


class Known(Generic[_Asked, _Said]):
    """What was asked and found out while a mail is looked at, and nothing in between."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._kept: dict[_Asked, _Said] | None = None

    def begin(self) -> None:
        """Keep what is found out from now on."""
        self._kept = {}

    def forget(self) -> None:
        """Keep nothing any more."""
        self._kept = None

    def get(self, asked: _Asked, find_out: Callable[[], _Said]) -> _Said:
        """Return what is known of something, or find it out."""
        if self._kept is None:
            return find_out()
        said = self._kept.get(asked)
        if said is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            said = self._kept[asked] = find_out()
        return said


class Describing(dict[str, tuple[str, ...]]):
    """What words speak of: of each the items that its language files have, like "en three".

    While a mail is looked at, what its ``clauses`` and ``texts`` speak of is known.  One that may
    be read in several ways has the same in each, and a wall has few: it takes a third less time.
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        """Take the words."""
        super().__init__(words)
        self.clauses: Known[tuple[str, ...], list[frozenset[str]]] = Known()
        self.texts: Known[str, frozenset[tuple[str, str]]] = Known()

    def __enter__(self) -> None:
        """Look at each clause once, until the end, and keep nothing then."""
        self.clauses.begin()
        self.texts.begin()

    def __exit__(self, *_: object) -> None:
        """Forget all of them."""
        self.clauses.forget()
        self.texts.forget()


def said_by_word(
    token: str, describing: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    """Return the languages in which ``token`` speaks of something, and of what."""
    return pairs(describing.get(token, ()))


@cache
def pairs(told: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the language and the sense that each of a word's entries names.

    In order: which of two languages comes first decides where a clause says as much in both, and
    every process is to read a mail as the others do.
    """
    return tuple(sorted({(language, sense) for language, sense in map(str.split, told)}))
