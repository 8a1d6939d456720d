"""An expiry and a code that answer words which ask for both: "checked: it's 04/30 and 918"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.codes.announced import REACH, sentences
from scrubber.core.codes.search import USED_UP
from scrubber.core.language.described import joins, leads_on, meant, spoken_of
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import THING
from scrubber.core.patterns import pattern
from scrubber.core.reading.lines import LETTER_OR_DIGIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrubber.core.codes.expiry import Date
    from scrubber.core.codes.search import Search

_CODE_BEHIND = pattern(r"(?P<between>[^0-9.!?\n]{1,16})[0-9]{3}(?![0-9]|[.,:/][0-9])")
_WRITTEN = r"[/.\-] ?(?:20)?[2-4][0-9](?![0-9])[^0-9.!?\n]{1,24}[0-9]{3}(?![0-9]|[.,:/][0-9])"
_BOTH, _BOTH_IN_BYTES = pattern(_WRITTEN), pattern(_WRITTEN.encode())
_MONTH = r"(?:0[1-9]|1[0-2]) ?/ ?(?:20)?[2-4][0-9](?![0-9/])"
_THREE = r"(?<![0-9.,:/+\-])[0-9]{3}(?![0-9]|[.,:/+\-][0-9])"
_BETWEEN = r"[^0-9.!?\n]{1,32}"
_EITHER = rf"{_THREE}{_BETWEEN}{_MONTH}|{_MONTH}{_BETWEEN}{_THREE}"
_BESIDE, _BESIDE_IN_BYTES = pattern(_EITHER), pattern(_EITHER.encode())
_TOLD_NEXT = pattern(r"(?:[,;]|\s)[^.!?;:0-9\n]*?(?P<words>[^.,!?;:0-9\n]+)")
_NEXT = 60
"""Characters between an expiry and digits that are told of behind it."""

_FOUR = 4
_ENDS = pattern(r"[ \t]*(?:[.,;!?)\n]|\Z)")
_FILLING = frozenset(
    ("joins", "leads", "empty", "says", "figures", "three", "small", "ends", "card", "of")
)
"""What a sentence may speak of that tells a date and a code, and nothing else."""

_SHORT = 2
"""Letters of a word that tells of nothing."""

_CODES = frozenset(("code", "code_near_card"))


def asked_together(search: Search, date: Date) -> bool:
    """Say whether a code stands right behind a date, and words before it name both.

    Which name comes first does not matter, and neither how far they are if no number is between.
    """
    text = search.text
    behind = _CODE_BEHIND.match(text, date.end)
    if behind is None:
        return False
    between = behind["between"]
    if LETTER_OR_DIGIT.search(between) and not joins(between, search.rules.describing):
        return False
    marks = [
        mark
        for mark in search.words.between(date.start - REACH, date.start)
        if not USED_UP.search(text, mark.end, date.start)
    ]
    roles = {mark.label.role for mark in marks}
    if "expiry" in roles and not roles.isdisjoint(_CODES):
        return True
    return (
        date.figures and _ENDS.match(text, behind.end()) is not None and _tells_card(search, date)
    )


def may_be_in(utf8: bytes) -> bool:
    """Say cheaply whether three digits may follow a date, and nothing else."""
    return _BOTH_IN_BYTES.search(utf8) is not None


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where three digits may follow a date, and nothing else."""
    yield from (found.span() for found in _BOTH.finditer(text))


def is_beside_code(utf8: bytes) -> bool:
    """Say cheaply whether three digits may stand beside the month in which a card ends."""
    return _BESIDE_IN_BYTES.search(utf8) is not None


def fill_a_sentence(search: Search, start: int, end: int, date: Date) -> bool:
    """Say whether a sentence tells digits at ``[start, end)``, the end of a card, and nothing else.

    "123, valid until 12/26"; "the end: 12/26, and the short number 123".
    """
    text, describing = search.text, search.rules.describing
    low, high = min(start, date.start), max(end, date.end)
    if _BESIDE.fullmatch(text, low, high) is None:
        return False
    around = sentences(text, max(low - REACH, 0), min(high + REACH, len(text)))
    begin, stop = next((b, e) for b, e in around if b <= low < e)
    marks = [mark for mark in search.words.between(begin, stop) if mark.label.role == "expiry"]
    marks = [mark for mark in marks if begin <= mark.start and mark.end <= stop]
    taken = sorted([(start, end), (date.start, date.end), *((x.start, x.end) for x in marks)])
    rest, at = "", begin
    for first, last in taken:
        rest, at = f"{rest} {text[at:first]}", max(at, last)
    words = tokens_of(plain(f"{rest} {text[at:stop]}"))
    return bool(marks) and all(
        len(word) <= _SHORT or meant(word, describing) & _FILLING for word in words
    )


def _tells_card(search: Search, date: Date) -> bool:
    """Say whether words around a date speak of the number of a card, and of no thing.

    Who paid by card tells when, and how much.
    """
    low, high = date.start - REACH, date.end + REACH
    cards = (mark for mark in search.words.between(low, high) if mark.label.role == "card")
    words = (word for mark in cards for word in mark.phrase.split())
    told = any("figures" in meant(word, search.rules.describing) for word in words)
    near = sentences(search.text, max(low, 0), min(high, len(search.text)))
    own = (search.text[b:e] for b, e in near if b <= date.start < e)
    return told and THING not in spoken_of(own, search.rules.describing)


def is_told_next(
    text: str, date: int, start: int, end: int, describing: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether three digits are told of behind an expiry that ends at ``date``.

    What they are called does not matter then: ", and the wee number's 123".
    """
    told = _TOLD_NEXT.fullmatch(text, date, start) if start - date <= _NEXT else None
    if told is None or end - start >= _FOUR:
        return False
    words = tokens_of(plain(text[date:start]))
    lone = len(words) == 1 and "figures" in meant(words[0], describing)
    return lone or leads_on(told["words"], describing)
