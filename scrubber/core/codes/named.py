"""What words say of digits that may be a security code: names for it, descriptions of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.codes.announced import REACH, answers, answers_above, told_before
from scrubber.core.codes.ofback import said_of_back
from scrubber.core.codes.ofthings import is_of_thing
from scrubber.core.codes.search import NAME_BEFORE, NAME_BEHIND, USED_UP, WORDS_AROUND
from scrubber.core.judge import Evidence
from scrubber.core.language.described import (
    back_of_thing,
    goes_on_as_thing,
    is_all_that_says,
    leads_on,
    meaning,
    senses,
    spoken_of,
)
from scrubber.core.language.senses import LIKELY, MEANING, NEAR_CARD, SPOKEN
from scrubber.core.patterns import pattern
from scrubber.core.reading.lines import LETTER_OR_DIGIT, alone

if TYPE_CHECKING:
    from scrubber.core.codes.announced import Told
    from scrubber.core.codes.search import Search
    from scrubber.core.language.lexicon import Mark

_VALUE = pattern(r"(?<![0-9*])[0-9*]{3,4}(?![0-9*])")
"""What a name before it names: a code, masked or not."""

VERSION = pattern(r"[0-9](?:\.[0-9])+")
"""Digits that look like those of a code told one by one, and are none."""

_DIRECT = pattern(r"[^,.;!?\r\n]{0,12}|[.,]?[:=]?[ \t|]{0,3}")
_BELOW = pattern(r"[ \t:]{0,4}(?:\r?\n[ \t\r]*){1,3}")
_NEXT_SENTENCE = pattern(r"[.!?]\s+(?![^\W\d_]{1,8}\s?:)[^\W\d_]")
"""Another sentence begins; "A:" behind a question is its answer."""

_ANSWER = pattern(r"[^.!?\n]{0,40}\?[^\w\n]{0,3}\n\s*[^.!?\n]{0,24}")
"""The rest of a question that has a line of its own, and its brief answer."""

_TOLD_AT_ONCE = pattern(r"[^;.!?\r\n]*[:=] {0,2}")
"""A name, and what is said of it: "the code on the back, which I forgot: 123"."""

_TOLD_ABOVE = pattern(
    r"(?:\A|[\n,;])[ \t>]*[0-9*]{3,4}[ \t][^0-9*\n:=]{2,40}"
    r"\n(?!(?<=[^\n]{30}\n)[ \t>]*[a-zß-ÿа-џ])(?=[^0-9*\n]{0,40}\Z)"
)
"""Digits, words that tell of them, and the next line: "123 is my cvv"."""

_DIGITS = pattern("[0-9]")
_WORDS_BELOW = pattern(r"[^\n]*\Z")
_OF_THE = pattern(r" (?:[^\W\d_]{1,8} ){0,2}")
_CALLED = pattern(r" (?:[^\W\d_]{1,5} ){1,2}")
_CLAUSE_ENDS = pattern(r"[ \t\r]*(?:[.,;!?)\n]|\Z)")
_CARDS = frozenset(("card", "amex"))
_SEEN_BEFORE, _SEEN_BEHIND = 512, 256
"""Characters before and behind digits that may tell what they are, and some more."""

_MOST_REMEMBERED = 1 << 8
_NAME_NEAR = 20
_NAMES = (("code",), ("code", "code_near_card"))
"""What names a code where no card is known, and where one is."""

_ADDRESS = pattern(r"://\S*\Z")
_LONGEST_ADDRESS = 250
_OF_NUMBER = pattern(r"[0-9]-\Z")
_OF_PROGRAM = pattern(r"(?:->|::|\$)\Z")


def weigh_names(search: Search, start: int, end: int, evidence: Evidence) -> None:
    """Weigh what words say of the digits at ``[start, end)``, and of their card.

    Of very many digits those with the same words far and wide are weighed once.
    """
    if not search.has_many() or search.cards.overlap(start - _SEEN_BEFORE, end + _SEEN_BEHIND):
        _weigh_all(search, start, end, evidence)
        return
    low = max(start - _SEEN_BEFORE, 0)
    words = search.without_numbers[low : end + _SEEN_BEHIND]
    of_card = search.is_about_card(start, end)
    seen = words, start - low, end - start, alone(search.text, start, end), of_card
    reasons = search.remembered.get(seen)
    if reasons is None:
        if len(search.remembered) >= _MOST_REMEMBERED:
            search.remembered.clear()
        _weigh_all(search, start, end, evidence)
        search.remembered[seen] = tuple(evidence.reasons)
    else:
        evidence.reasons += reasons


def _weigh_all(search: Search, start: int, end: int, evidence: Evidence) -> None:
    """Weigh all of that."""
    _weigh_words(search, start, end, evidence, known=bool(search.mail.cards))
    if evidence.weight >= search.needed or not search.knows_card(start, end):
        return
    if any(name == "said of something else" for name, _ in evidence.reasons):
        return
    beside = Evidence()
    _weigh_words(search, start, end, beside, known=True)
    if beside.reasons:
        beside.add("a card that the shop knows")
    if beside.weight > evidence.weight:
        evidence.reasons[:] = beside.reasons


def _weigh_words(search: Search, start: int, end: int, evidence: Evidence, *, known: bool) -> None:
    """Weigh a name for the code before or behind the digits, or else what describes it."""
    text = search.text
    while start and text[start - 1] == "*":
        start -= 1
    floor = told_above(text, start, end)
    names = _NAMES[known and search.is_about_card(start, end)]
    marks = [mark for mark in search.marks(start, end, *names) if mark.start >= floor]
    before = [
        mark
        for mark in marks
        if 0 <= start - mark.end <= NAME_BEFORE
        and not search.uses_up(mark.end, start)
        and (mark.label.role == "code" or _is_direct(text, mark, start, end))
        and (mark.label.role == "code" or not _is_of_address(search, mark))
    ]
    if before:
        _named_before(search, before, start, end, evidence)
        return
    for mark in marks:
        behind = 0 <= mark.start - end <= NAME_BEHIND and mark.label.role == "code"
        if behind and not _names_next(text, end, mark):
            evidence.add("named as the code behind", mark.phrase)
            if _NEXT_SENTENCE.search(text, end, mark.start):
                evidence.add("another sentence")
            if is_of_thing(text, mark, search.rules.describing):
                evidence.add("said of something else")
            return
    _described(search, start, end, evidence, known=known, floor=floor)
    if not evidence.reasons:
        _announced(search, start, end, evidence)
    if not evidence.reasons:
        _called(text, marks, end, evidence)


def _called(text: str, marks: list[Mark], end: int, evidence: Evidence) -> None:
    """Weigh a word for a code that ends the clause behind the digits: "and 123 as the code"."""
    for mark in marks:
        if mark.start >= end and _CALLED.fullmatch(text, end, mark.start):
            if _CLAUSE_ENDS.match(text, mark.end):
                evidence.add("may be named as the code", mark.phrase)
            return


def _named_before(
    search: Search, names: list[Mark], start: int, end: int, evidence: Evidence
) -> None:
    """Weigh the nearest of names that stand before the digits at ``[start, end)``."""
    text = search.text
    mark = max(names, key=lambda mark: (mark.end, mark.label.role == "code"))
    named = mark.label.role == "code"
    evidence.add("named as the code" if named else "may be named as the code", mark.phrase)
    if _ANSWER.fullmatch(text, mark.end, start):
        return
    told = _told(search, start, end, [mark])
    if not (told or _speaks_on(search, start, end)) and _is_far(search, mark, start):
        evidence.add("far from its name")
    if _NEXT_SENTENCE.search(text, mark.end, start):
        evidence.add("told in an earlier sentence" if told else "another sentence")
    describing = search.rules.describing
    of_other = back_of_thing(text, start, end, describing) or goes_on_as_thing(
        mark.phrase, text[mark.end : start], describing
    )
    if is_of_thing(text, mark, describing) or (of_other and not search.mail.cards):
        evidence.add("said of something else")


def told_above(text: str, start: int, end: int) -> int:
    """Return where the line of digits begins if the words above it tell of others, else 0.

    "123 is my cvv", and below it "456 guests will come".
    """
    low = max(start - 2 * WORDS_AROUND, 0)
    above = _TOLD_ABOVE.search(text, low, start) if text.find("\n", low, start) >= 0 else None
    return above.end() if above and not alone(text, start, end) else 0


def _described(
    search: Search, start: int, end: int, evidence: Evidence, *, known: bool, floor: int
) -> None:
    """Weigh words around the digits that speak of what the code of a card is."""
    digits = length(search.text, start, end)
    told = senses(search.text, start, end, search.rules.describing, floor)
    if described := meaning(told, MEANING, digits):
        evidence.add("described as the code", described)
    elif described := meaning(told, LIKELY, digits):
        evidence.add("likely described as the code", described)
        of_card = any(not _CARDS.isdisjoint(each) for each in told)
        if not search.mail.cards and (of_card or search.marks(start, end, "card")):
            evidence.add("card word")
    elif known and (described := meaning(told, NEAR_CARD, digits)):
        evidence.add("may be described as the code", described)
    elif (described := meaning(told, SPOKEN, digits)) and _speaks_of_card(search, start):
        evidence.add("may be described as the code", described)
        evidence.add("card word")
    elif described := said_of_back(search.text, start, end, search.rules.describing):
        evidence.add("described as the code", described)


def _speaks_of_card(search: Search, start: int) -> bool:
    """Say whether the sentence of digits at ``start`` speaks of a card before them.

    Not every word for a card counts, only those that the gate asks for beside what a card has.
    """
    text, low = search.text, max(start - 2 * WORDS_AROUND, 0)
    begin = max((each.end() for each in _NEXT_SENTENCE.finditer(text, low, start)), default=low)
    told = spoken_of((text[begin:start],), search.rules.describing)
    return any("card" in each for each in told)


def _speaks_on(search: Search, start: int, end: int) -> bool:
    """Say whether all the words around the digits describe the code that was named, too."""
    told = senses(search.text, start, end, search.rules.describing)
    among = (*MEANING, *LIKELY, *NEAR_CARD)
    return bool(meaning(told, among, length(search.text, start, end)))


def _told(search: Search, start: int, end: int, names: list[Mark]) -> Told | None:
    """Return what was said before of a code that the digits answer; ``names`` are names for one."""
    text, describing = search.text, search.rules.describing
    direct = answers(text, start, end, describing)
    if not (direct or answers_above(text, start, end, describing)):
        return None
    told = told_before(text, start, length(text, start, end), describing, names)
    if direct or told is None:
        return told
    between = _WORDS_BELOW.sub("", text[told.end : start])
    return None if told.described or LETTER_OR_DIGIT.search(between) else told


def _announced(search: Search, start: int, end: int, evidence: Evidence) -> None:
    """Weigh an earlier sentence that names or describes what the digits answer."""
    marks = search.words.between(start - REACH, start)
    names = [mark for mark in marks if mark.label.role == "code"]
    told = _told(search, start, end, names)
    if told is None:
        return
    if not told.described:
        evidence.add("named as the code", names[-1].phrase)
    elif told.means:
        evidence.add("described as the code", told.described)
    else:
        evidence.add("likely described as the code", told.described)
    cards = (mark for mark in marks if mark.label.role == "card")
    if told.described and not search.mail.cards and any(map(told.holds, cards)):
        evidence.add("card word")
    if not told.means:
        evidence.add("told in an earlier sentence")


def _is_direct(text: str, mark: Mark, start: int, end: int) -> bool:
    """Say whether the digits at ``[start, end)`` follow at once on a name.

    Below it they do, if they have a line or a cell of their own; the end of an identifier names
    none, unless a sign leads from it to them.
    """
    name = mark.end
    if VERSION.fullmatch(text, start, end):
        return False
    if text.endswith("_", 0, mark.start) and not text[name:start].strip():
        return False
    if _OF_NUMBER.search(text, max(mark.start - 2, 0), mark.start):
        return False
    if _OF_PROGRAM.search(text, max(mark.start - 2, 0), mark.start):
        return False
    below = _BELOW.fullmatch(text, name, start) is not None and alone(text, start, end)
    return below or bool(_DIRECT.fullmatch(text, name, start))


def _is_of_address(search: Search, mark: Mark) -> bool:
    """Say whether a name is that of a field in an address of the web, without a card in it."""
    address = _ADDRESS.search(search.text, max(mark.start - _LONGEST_ADDRESS, 0), mark.start)
    return address is not None and not search.cards.overlap(address.start(), mark.start)


def _is_far(search: Search, name: Mark, start: int) -> bool:
    """Say whether more than the card that it is of stands between a name and digits."""
    end = name.end
    for mark in search.marks(end, start, "card"):
        if end <= mark.start and _OF_THE.fullmatch(search.text, end, mark.start):
            end = mark.end
    if start - end <= _NAME_NEAR or _TOLD_AT_ONCE.fullmatch(search.text, end, start):
        return False
    between, describing = _DIGITS.split(search.text[end:start])[-1], search.rules.describing
    # "The code, which you asked for yesterday, is 123".
    at_last = between.rpartition(",")[2]
    return not (leads_on(between, describing) or is_all_that_says(at_last, describing))


def _names_next(text: str, end: int, mark: Mark) -> bool:
    """Say whether ``mark`` names digits behind it rather than those that end at ``end``."""
    if "\n" in text[end : mark.start] or USED_UP.search(text, end, mark.start):
        return True
    following = _VALUE.search(text, mark.end, mark.end + NAME_BEHIND)
    return following is not None and not LETTER_OR_DIGIT.search(text, mark.end, following.start())


def length(text: str, start: int, end: int) -> int:
    """Return how many digits stand at ``[start, end)``, together or apart."""
    return sum(map(str.isdigit, text[start:end]))


def names_at_once(text: str, end: int, marks: list[Mark]) -> bool:
    """Say whether a name for a code stands right before ``end``: "CVV#123"."""
    return any(
        mark.label.role == "code" and mark.end <= end and not text[mark.end : end].strip()
        for mark in marks
    )
