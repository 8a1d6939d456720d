"""Where in a text words name a code, or describe one: looked for before codes are.

They are common words: to look near them takes a tenth of looking for codes.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from scrubber.core.codes import months, passedon, together
from scrubber.core.codes.search import BOXES
from scrubber.core.language.described import may_be_told
from scrubber.core.language.words import Words, standing
from scrubber.core.patterns import pattern
from scrubber.core.promise import LETTER
from scrubber.core.rules import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.cards.hints import Hints
    from scrubber.core.promise import Promise
    from scrubber.core.rules import Rules

FEW: Final = 64
"""Names of codes; of more the detection may not want to know all."""

_MANY: Final = 2048
"""Common words of one text that are asked whether they help to describe a code."""

_MANY_NAMES: Final = 256
"""Names of codes in one mail, behind which a text that has one is taken to have many."""

_MOST_TEXT: Final = 1 << 17
"""Characters of one mail in which names of codes are looked for before more is let in."""

_AROUND: Final = 512
"""Characters to either side of digits, farther than any word of a code stands from it."""

_BESIDE_NAME: Final = 64
"""Characters between the name of a code and the code, and some more."""

_FIGURES = pattern(r"[0-9]{3}|\*\*")
"""What a name names instead, masked before perhaps."""

_MAY_BE_CODE = pattern(
    rf"[0-9](?<![0-9].)(?:[0-9]{{2,7}}(?![0-9])|(?:(?:[ .,\-]{{1,3}}|{BOXES})[0-9]){{2}}"
    r"|[0-9](?: [0-9]{2}){2}|[0-9][ \-][0-9](?![0-9])|[ \-][0-9]{2}(?![0-9]))"
)
"""The digits of a code, or of a one-time code, together or apart."""


def told_besides(hints: Hints, rules: Rules, *, letter: bool) -> set[str]:
    """Return the roles of phrases for whose sake codes are looked for, beside their names.

    What counts in a letter is none that it was not heard to hold: a "but" and a "no" stand in
    nearly each.
    """
    besides = {
        "code_left": rules.left,
        "code_corrected": rules.corrected,
        "otp_told": rules.passed_on,
    }
    told = besides if letter else {}
    roles = {role for role in told if not told[role].telling.isdisjoint(hints.named)}
    return {*roles, "code_mere"} if hints.mere else roles


class Naming:
    """Looks for the names of codes in the texts of one mail."""

    def __init__(self, rules: Rules) -> None:
        """Begin with a mail."""
        self._rules = rules
        self._names = 0
        self._room = _MOST_TEXT

    def some(self, text: str, asked: Promise) -> list[tuple[int, int]]:
        """Return where words name a code or describe one: one place, or a few to read words near.

        Once that was asked often enough in a mail, or of much text, one place is as good as many.
        """
        if self._names < _MANY_NAMES:
            end = min(len(text), self._room)
            places = self._places(text, asked, end)
            if not (asked.said or asked.lettered):
                places = filter(partial(_is_near_digits, text), places)
            named = list(islice(places, FEW + 1 if asked.said else 1))
            self._names += len(named)
            self._room -= end
            if named or self._room:
                return named
        return [(0, len(text))] * (FEW + 1)

    def _places(self, text: str, asked: Promise, end: int) -> Iterator[tuple[int, int]]:
        """Yield where words before ``end`` that tell of codes name one or describe one."""
        words, hints = Words(text, self._rules.lexicon), asked.hints
        roles = {*CODES, *told_besides(hints, self._rules, letter=len(text) <= LETTER)}
        if "otp_told" in roles:
            yield from passedon.told_in(text, self._rules.once, self._rules.passing_on)
            # A message is spoken of all over: where no such digits are in words it counts for none.
            roles -= set() if asked.spelled >= passedon.FEWEST else {"otp_told"}
        for mark in words.with_any(hints.named, end):
            if mark.label.role in roles:
                yield mark.start, mark.end
        if len(text) <= LETTER:
            yield from together.places(text)
            if not self._rules.ending.isdisjoint(hints.named):
                yield from months.places(text)
        for number, (start, stop) in enumerate(standing(words.plain, hints.named, 0, end)):
            told = number > _MANY or hints.dictated
            if told or may_be_told(text, start, self._rules.describing):
                yield start, stop

    def told_in_figures(self, text: str, named: list[tuple[int, int]]) -> bool:
        """Say whether a code may stand in figures near where one is ``named``; of many one does."""
        return len(named) > FEW or any(_is_near_digits(text, place) for place in named)

    def said_in_words(self, text: str, named: list[tuple[int, int]]) -> bool:
        """Say whether a code is ``named`` beside words of numbers, with no figures between.

        Hardly any letter lacks a word of a number somewhere.  Of very many names none is asked.
        A date and a code that stand together in figures are asked for no words beside them.
        """
        if len(named) > FEW:
            return True
        for start, end in named:
            if _FIGURES.search(text, start, end):
                continue
            before = _FIGURES.split(text[max(start - _BESIDE_NAME, 0) : start])[-1]
            behind = _FIGURES.split(text[end : end + _BESIDE_NAME], 1)[0]
            beside = f"{before}{text[start:end]}{behind}".encode("utf-8", "replace")
            if not self._rules.spelled.isdisjoint(self._rules.vocabulary.hear(beside).words):
                return True
        return False


def _is_near_digits(text: str, place: tuple[int, int]) -> bool:
    """Say whether what may be a code stands so near a place that words there may tell of it."""
    start, end = place
    return _MAY_BE_CODE.search(text, max(start - _AROUND, 0), end + _AROUND) is not None
