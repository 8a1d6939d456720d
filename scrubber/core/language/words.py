"""The words around a place in a text, each stretch of text looked at once."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from scrubber.core.language.lexicon import Lexicon, Mark
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STRETCH = 256
_LONGEST_PHRASE = 80
"""Characters; a phrase that begins in one stretch is followed this far into the next."""

_MANY = 32
_TOGETHER = 8
"""Stretches of one text that somebody asked for, behind which several are looked at together: in a
wall of phrases, where each is asked for, that takes a quarter less.
"""

_AT_ONCE = 1 << 14
"""Characters that are asked for words before the first phrase is told."""

_LETTER = pattern(r"[^\W\d_]")
_BROKEN = pattern(r"[^\W\d_]{5}[\"')\]]?[.!?;]\s|[)\]}][:;,.]?\s|\n(?<![^\n]{40}\n)")
"""What ends a sentence or a short line; a line of a paragraph may go on."""

_BESIDES = frozenset(("card_known", "code_left", "code_corrected", "code_mere"))
"""What is said besides: the word for a card within it is still one."""

_LABELS = frozenset(("before", "after"))
FROM_SEVERAL = frozenset(("card", "before", "after", "card_known"))
"""Roles of which it matters what network or look-alike says so, or how often."""


def standing(
    text: str, words: Iterable[bytes], low: int = 0, high: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield where ``words`` in UTF-8 stand as whole words in a plain text, digits beside or not.

    Those that begin at ``low`` or behind, and before ``high``.
    """
    for word in (each.decode() for each in words):
        last = len(text) if high is None else high + len(word) - 1
        start = text.find(word, low, last)
        while start >= 0:
            end = start + len(word)
            if not (_LETTER.match(text, end) or (start and _LETTER.match(text, start - 1))):
                yield start, end
            start = text.find(word, end, last)


class Words:
    """Finds marks in one text, stretch by stretch, only where somebody asks."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """Take the text of a view."""
        self._text = text
        self._lexicon = lexicon
        self._looked = lexicon.looked(text)

    @property
    def plain(self) -> str:
        """The text in lower case without diacritics, character for character."""
        return self._looked.plain

    def between(self, start: int, end: int) -> list[Mark]:
        """Return the phrases that begin in ``[start, end)``, in order."""
        start = max(start, 0)
        found = []
        for number in range(start // _STRETCH, max(end - 1, 0) // _STRETCH + 1):
            marks = self._stretch(number)
            found += marks[bisect_left(marks, (start,)) : bisect_left(marks, (end,))]
        return found

    def with_any(self, telling: Iterable[bytes], end: int) -> Iterator[Mark]:
        """Yield the phrases before ``end`` that may hold one of the ``telling`` words.

        Others of the same stretches are among them.
        """
        text = self.plain[:end]
        words = list(telling)
        if any(not any(True for _ in standing(text, (word,))) for word in words):
            # Heard otherwise than it is written: without an apostrophe.
            yield from self.between(0, end)
            return
        done = 0
        for low in range(0, end, _AT_ONCE):  # who asks may not want to know all
            numbers: set[int] = set()
            for start, stop in standing(text, words, low, low + _AT_ONCE):
                first = max(start - _LONGEST_PHRASE, 0) // _STRETCH
                numbers.update(range(max(first, done), stop // _STRETCH + 1))
            for number in sorted(numbers):
                done = number + 1
                yield from (mark for mark in self._stretch(number) if mark.start < end)

    def _stretch(self, number: int) -> list[Mark]:
        """Return the phrases that begin in one stretch."""
        known = self._looked.stretches
        marks = known.get(number)
        if marks is None:
            self._look(number, _TOGETHER if len(known) >= _MANY else 1)
            marks = known[number]
        return marks

    def _look(self, number: int, count: int) -> None:
        """Note the phrases that begin in some stretches, from one on."""
        low = number * _STRETCH
        high = low + count * _STRETCH
        # From a little before, so that a token which the stretch cuts is not taken for a word.
        skip = max(low - _LONGEST_PHRASE, 0)
        near = self.plain[skip : high + _LONGEST_PHRASE]
        found: list[list[Mark]] = [[] for _ in range(count)]
        for mark in _longest(_unbroken(self._lexicon.find(near), near)):
            start = mark.start + skip
            if low <= start < high:
                marks = found[(start - low) // _STRETCH]
                marks.append(Mark(start, mark.end + skip, mark.label, mark.phrase))
        self._looked.stretches.update(enumerate(found, number))


def _unbroken(marks: list[Mark], text: str) -> list[Mark]:
    """Leave out labels of something else that go on in another sentence, or below a short line.

    "I work in a library. Card no. 4111" labels no library card.
    """
    return [
        mark
        for mark in marks
        if mark.label.role not in _LABELS
        or text[mark.start : mark.end] == mark.phrase
        or not _BROKEN.search(text, mark.start, mark.end)
    ]


def _longest(marks: list[Mark]) -> list[Mark]:
    """Leave out phrases within longer ones: a "gift card number" is no "card number".

    What a dozen languages call a code in the same word counts once.
    """
    kept: list[Mark] = []
    reach = start = -1
    roles: set[str] = set()
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.label.role in _BESIDES:
            kept.append(mark)
            continue
        if mark.end > reach:
            start, reach = mark.start, mark.end
            roles.clear()
        elif (mark.start, mark.end) != (start, reach) or mark.label.role in roles:
            continue
        kept.append(mark)
        if mark.label.role not in FROM_SEVERAL:
            roles.add(mark.label.role)
    return kept
