"""Which texts are worth a look for pieces of a number, by cheap questions: nearly all are not.

Newly written text that is bare of anything but digits, brief, or speaks of parts of a card number.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from scrubber.core.cards import spelled
from scrubber.core.codes.months import months_in_figures
from scrubber.core.dialogue import courtesy
from scrubber.core.dialogue.asking import CARD
from scrubber.core.dialogue.partwords import may_describe
from scrubber.core.language.words import Words
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import find_runs

if TYPE_CHECKING:
    import re

    from scrubber.core.language.triggers import Heard
    from scrubber.core.message.passage import Passage
    from scrubber.core.rules import Rules

LOOKED_AT: Final = 6000
"""Characters of a text, from its beginning, in which pieces are looked for."""

BRIEF = 240
CURT = 32
_AROUND = 60
_LETTERS = pattern(r"[^\W\d_]+")
_ALONE = pattern(r"\n(?:[^\w\n]|_)*+[0-9](?:[^\w\n]|[_0-9])*+(?=\n|\Z)")
"""A line of nothing but digits and signs."""

_UNBROKEN = pattern(r"[0-9](?<![0-9].)[0-9]{10,17}(?![0-9])")
_GROUPS = pattern(
    r"[0-9](?<![0-9].)(?!(?:(?<=1)9|(?<=2)0)[0-9]{2}[ .\-\t](?:19|20)[0-9]{2}(?![0-9]))"
    r"[0-9]{3}[ .\-\t][0-9]{4}(?![0-9])"
)
"""Groups as on a card; two years are none."""

_KINDS = bytes(
    ord("0" if chr(byte) in "0123456789" else "-" if byte in b" .-\t" else "x")
    for byte in range(256)
)
_LIKE_SOME, _LIKE_APART, _LIKE_UNBROKEN = b"00", b"0-0-0", b"0" * 11
_LIKE_GROUPS = pattern(rb"0000-0000(?<!00000-0000)(?!0)")
"""The same in bytes of three kinds, and more: asked in a tenth of the time."""

_GROUPED = pattern(
    r"[0-9](?<![0-9].)(?:[0-9]{3}(?:[ \t]{1,3}|[.\-]|[ ]-[ ])[0-9]{4}"
    r"|[0-9]{5}(?:[ \t]{1,3}|[.\-]|[ ]-[ ])[0-9]{5})"
)
"""Groups as on a card, however they stand apart."""

_LONG = pattern(r"[0-9](?<![0-9.,:/+].)[0-9 .\-]{2,}[0-9]")
_BEGINNING = 1000
_FEW_LETTERS = 8
"""Characters of a dense text by which it is known, and of them to a digit."""

_MOST_LONG = 12  # numbers; beside more of them a word for a card is near one anyway
_MANY = 24
_TAG = pattern(r"<[^<>]*>")


def is_promising(passage: Passage, own: str, rules: Rules, *, wordless: bool) -> bool:
    """Say cheaply whether a passage may hold a piece: by its shape, or because words name it.

    ``own`` is what somebody wrote newly in it.
    """
    shown = passage.text[: 2 * LOOKED_AT]
    if _LIKE_GROUPS.search(_kinds(shown)) and _GROUPS.search(shown):
        return True
    kinds = _kinds(own)
    some = _are_some(kinds)
    if some and _has_number_alone(_lines(own)):
        return True
    if _LIKE_UNBROKEN in kinds and _has_few(_UNBROKEN, own):
        return True
    if some and len(own) <= BRIEF:
        return _is_worded(passage, own, rules, wordless=wordless)
    if wordless and not some:
        return False
    heard = None if wordless else heard_in(own, rules)
    said = heard is not None and spelled.may_hold(heard, rules)
    if heard is None and kinds.count(b"0", 0, _BEGINNING) * _FEW_LETTERS > _BEGINNING:
        heard = heard_in(own, rules)  # near so many numbers is all of the text
    return said or (some and _speaks(own, heard, rules))


def has_some(text: str) -> bool:
    """Say whether two digits stand beside each other in a text, or three one by one.

    In a fifth of a pattern's time.
    """
    return _are_some(_kinds(text))


def _are_some(kinds: bytes) -> bool:
    return _LIKE_SOME in kinds or _LIKE_APART in kinds


def _kinds(text: str) -> bytes:
    """Return a text in bytes of three kinds: digits, what may stand between groups, all else."""
    return text.encode("utf-8", "replace").translate(_KINDS)


def _has_few(numbers: re.Pattern[str], text: str) -> bool:
    """Say whether a text has some of such numbers; a list of many holds no part of a card's."""
    return 0 < len(list(islice(numbers.finditer(text), _MANY))) < _MANY


def _has_number_alone(text: str) -> bool:
    """Say whether a text has a few lines of nothing but digits and signs, and one is a number.

    In half of the newsletters with such lines they are counts, prices and what markup leaves.
    """
    lines = [found[0] for found in islice(_ALONE.finditer(text), _MANY)]
    return len(lines) < _MANY and any(map(_is_number, lines))


def _is_number(line: str) -> bool:
    """Say whether a line of digits and signs is more than a digit or a price, or a date."""
    return any(run.length > 1 for run in find_runs(line)) or any(months_in_figures(line))


def _lines(text: str) -> str:
    """Return a text with a line feed before each line, whatever ends it."""
    return "\n" + text.replace("\r", "\n")


def _is_worded(passage: Passage, own: str, rules: Rules, *, wordless: bool) -> bool:
    """Say whether words, groups or a date can make a piece of digits in a brief text."""
    said = courtesy.between(courtesy.without_device(own))
    if (passage.html and "&" in own) or count_letters(said) <= CURT:
        return True
    heard = heard_in(for_its_words(passage, passage.text[: 2 * LOOKED_AT]), rules)
    return bool(
        may_describe(own, rules)
        or rules.speaking.any_told(heard)
        or rules.handing_over.any_told(heard)
        or _GROUPED.search(own)
        or (not wordless and spelled.may_hold(heard, rules))
        or any(months_in_figures(own))
    )


def _speaks(own: str, heard: Heard | None, rules: Rules) -> bool:
    """Say whether something of a card is spoken of near digits of a longer text."""
    if heard and not rules.of_a_number.any_told(heard):
        return False
    numbers = [found.span() for found in _LONG.finditer(own)]
    if 2 * _AROUND * len(numbers) < len(own):
        near = [own[max(start - _AROUND, 0) : end + _AROUND] for start, end in numbers]
        heard = heard_in("\n".join(near), rules)
    telling = rules.of_a_number.any_told(heard or heard_in(own, rules))
    if not telling or len(numbers) > _MOST_LONG:
        return telling
    words = Words(own, rules.lexicon)
    return any(
        mark.label.role in CARD and mark.end <= end + _AROUND
        for start, end in numbers
        for mark in words.between(start - _AROUND, end + _AROUND)
    )


def count_letters(text: str) -> int:
    """Count letters, no further than to the word with which a text is no longer brief."""
    count = 0
    for word in _LETTERS.finditer(text):
        count += word.end() - word.start()
        if count > BRIEF:
            break
    return count


def for_its_words(passage: Passage, text: str) -> str:
    """Return a text of a passage for its words, without markup: that parts words, or does not."""
    if not passage.html:
        return text
    shown = _TAG.split(text)
    return f"{''.join(shown)}\n{' '.join(shown)}"


def heard_in(text: str, rules: Rules) -> Heard:
    """Return the words of ``text`` that matter for pieces, cheaper than phrases are."""
    shown = text.replace("%20", " ")
    return rules.vocabulary_of_pieces.hear(shown.encode("utf-8", "replace"))
