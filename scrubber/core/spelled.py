"""Numbers written in words, and letters written for digits, as further views of a text.

"four one double one" and "4l11 OOOO" are read as people mean them; what was found is masked in the
words themselves.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from scrubber.core.lexicon import plain, without_apostrophes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.rules import Rules
    from scrubber.core.view import View

_FEWEST = 3
_NEAR = 6
"""So many number words among so many words in a row make a text worth reading as digits."""

Token = tuple[int, int, str]

_LONGEST = 4
_WIDEST = 2
_JOINING = (" ", "-")
_AND = frozenset(("y", "e", "et", "und", "i", "and", "en", "a"))
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_MIXED = re.compile(r"(?<![^\W_])(?=[0-9OoQlIi]*[0-9])[0-9OoQlIi]{2,19}(?![^\W_])|"
                    r"(?<![^\W_])(?:[Oo]{2,8}|[lI]{2,8})(?![^\W_])")  # fmt: skip
_MEANT = str.maketrans("OoQlIi", "000111")
_KINDS = bytes.maketrans(b"0123456789OoQlI", b"0" * 10 + b"O" * 5)


def may_hold(words: list[bytes], spelled: frozenset[bytes], *, named: bool) -> bool:
    """Say whether a text with ``words`` may hold card data in words.

    ``spelled`` are the words that a number can begin with.  Where a code is ``named`` one of them
    is enough ("triple seven").
    """
    places = [index for index, word in enumerate(words) if word in spelled]
    if named:
        return bool(places)
    return any(
        last - first < _NEAR for first, last in zip(places, places[_FEWEST - 1 :], strict=False)
    )


def has_letters_for_digits(raw: bytes) -> bool:
    """Say whether a letter that looks like a digit touches one; ``raw`` has ASCII within."""
    kinds = raw.translate(_KINDS)
    return b"0O" in kinds or b"O0" in kinds


def with_letters_read(view: View) -> View:
    """Return ``view`` with the letters people type for digits read as these."""
    return view.respelled(_MIXED.sub(lambda match: match[0].translate(_MEANT), view.text))


def with_words_read(view: View, rules: Rules) -> View:
    """Return ``view`` with the number words of all languages read as digits."""
    return view.edited(list(_numbers(view.text, rules)))


def _numbers(text: str, rules: Rules) -> Iterator[tuple[int, int, str]]:
    """Yield the number words of ``text`` with the digits they mean."""
    tokens = [
        (found.start(), found.end(), without_apostrophes(plain(found[0])))
        for found in _WORD.finditer(text)
    ]
    index = 0
    while index < len(tokens):
        if tokens[index][2] not in rules.first_words:
            index += 1
            continue
        used, digits = _number(tokens[index : index + _LONGEST], rules)
        if used:
            end = tokens[index + used - 1][1]
            following = tokens[index + used : index + used + _LONGEST]
            # "four one one one" is one group of digits, as it is when typed in figures.
            if (
                following
                and text[end : following[0][0]] in _JOINING
                and _number(following, rules)[0]
            ):
                end = following[0][0]
            yield tokens[index][0], end, digits
        index += used or 1


def _number(tokens: list[Token], rules: Rules) -> tuple[int, str]:
    """Return how many of ``tokens`` make one number, and its digits; 0 if the first is none."""
    words = [word for _, _, word in tokens]
    for length in (1, 2):  # "double four", "dwa razy cztery"
        times = rules.repeats.get(" ".join(words[:length]))
        if times and len(words) > length:
            digit = _digits(words[length], rules)
            if len(digit) == 1 and _close(tokens[: length + 1]):
                return length + 1, digit * times
    digits = rules.numbers.get(words[0], "")
    if len(digits) == len("20") and digits[1] == "0" and digits[0] != "1":
        for at in range(1, min(len(words), 3)):  # "twenty one", "veinte y uno"
            unit = rules.numbers.get(words[at], "")
            joined = _close(tokens[: at + 1]) and (at == 1 or words[1] in _AND)
            if joined and len(unit) == 1 and unit != "0":
                return at + 1, digits[0] + unit
    for length in range(len(words), 1, -1):  # "quatre vingt dix sept"
        whole = rules.numbers.get(" ".join(words[:length]))
        if whole and _close(tokens[:length]):
            return length, whole
    return (1, digits) if digits else (0, "")


def _digits(word: str, rules: Rules) -> str:
    """Return the digits that ``word`` means, or is."""
    return word if word.isascii() and word.isdigit() else rules.numbers.get(word, "")


def _close(tokens: list[Token]) -> bool:
    """Say whether the tokens follow each other with a space or a hyphen between."""
    return all(b[0] - a[1] <= _WIDEST for a, b in pairwise(tokens))
