"""One-time codes that are passed on: "a text came, 123456, you wanted me to send it on".

Nobody says beside such a code what it is for: the letter as a whole does, by whom it came, how long
it lasts, and what is to be done with it.  Whoever logs in or awaits a parcel gets codes, too.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from scrubber.core.codes.announced import ends_brief_sentence, sentences
from scrubber.core.codes.saidonce import CODE, Said, Shown
from scrubber.core.language import described
from scrubber.core.language.alphabet import plain_utf8, words_and_numbers
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.once import TOLD
from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from scrubber.core.language.lexicon import Mark

    Beside = tuple[frozenset[bytes], frozenset[bytes], frozenset[bytes]]

ENOUGH: Final = 8
"""Numbers of one letter of which it is asked what the letter tells."""

REACH: Final = 240
"""Characters to either side of digits in which a letter tells of them."""

_CLOSE: Final = 80
"""Characters to either side of digits that are not six."""

_SHORT: Final = 3
"""Letters of a word that tells nothing by itself."""

_OF_AMOUNT: Final = 2
"""Words before an amount that may tell that it is one."""

_USUAL_DIGITS: Final = 6
FEWEST: Final = 4
"""Digits of a code, and of one that is as short as some banks send."""

_ASKING = frozenset(("enters", "passcode", "forwards"))
_OF_BANK = frozenset(("bank",))
_PERSONAL = frozenset(("came", "hurry"))
_OF_PAYING = frozenset(("bank", "approve", "purchase"))
_OF_CODE = frozenset((*CODE, *_OF_PAYING, "device"))
_APART = r"(?:[ .,\-]{1,2}[0-9]){5}|[0-9](?: [0-9]{2}){2}|[0-9]{3}[ \-][0-9]{2}|[0-9] [0-9]{4}"
_QUOTED: Final = 160
"""Characters of a message that is quoted, to either side of its digits."""

_LETTER = pattern(r"[^\W\d_]")
_ENDS = pattern(r"\s*(?:[.,;!?)]|\Z|\n)")
_RETOLD = pattern(r"([^.!?:;\n]*): ?\Z")
_LEADS_TO: Final = 48
"""Characters that lead to what somebody quotes."""

_LED = pattern(r"([!.:,;])\s*(?:[^\W\d_]{1,3} )?\Z")
_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_OPENED = pattern(rf"(?:\A|[\s(])[{_MARKS}][^{_MARKS}]*[^\W\d_]{{2}}[^{_MARKS}]*\Z")
_CLOSED = pattern(rf"[^{_MARKS}]*[{_MARKS}]")
_DIGIT_BEFORE = pattern(r"[0-9*][ .,:/\-]\Z|\*\s{1,3}\Z|[=\"]#\Z")
"""A digit, the mask of one, or the sign of a colour in markup that is shown as it was written."""

_REACH_BEFORE: Final = 4

_DIGIT_BEHIND = pattern(r"[ .,:/\-][0-9]|#")
SIX_APART = rf"(?<![0-9][ .,\-].)(?:{_APART})(?![^\W_]|[ .,\-]?[0-9])"
"""What follows on the first of six digits in groups, or one by one."""

_NO_YEAR = r"(?!(?:(?<=1)9|(?<=2)0)[0-9]{2}(?![0-9]))"
_WRITTEN = (
    rf"[0-9](?<![0-9].){_NO_YEAR}"
    rf"(?:{_APART}|[0-9]{{2}}[ \-]?[0-9]{{3}}|[0-9]{{3}} ?[0-9]{{4}}|[0-9]{{3,6}})(?![0-9])"
)
_PASSED, _PASSED_IN_BYTES = pattern(_WRITTEN), pattern(_WRITTEN.encode())
"""Six digits, or as many as some banks send: from four to eight, and no year."""

_SIGN = "[$\u20ac\u00a3\u20ba\u20bd\u20b4]"
_PRICE_BEFORE, _PRICE_BEHIND = pattern(rf"{_SIGN} ?\Z"), pattern(rf" ?{_SIGN}")
_WORD_BEHIND = pattern(r"[ \u00a0]([^\W\d_]+)")
_LONGEST_AMOUNT: Final = 32
"""Characters before an amount in which a word tells that it is one."""

_PRICE = pattern(rf"{_SIGN} ?[0-9]|[0-9] ?{_SIGN}")


def around(utf8: bytes, beside: Beside) -> bytes:
    """Return what stands around the digits of a code, told cheaply if there are none.

    Of real letters that have six half say somewhere what tells of a code, a quarter near them.
    Nearly each has four somewhere: ``beside`` such stand words that tell of a code, and none of
    what has codes of its own, or one for a bank.
    """
    if not _PASSED_IN_BYTES.search(utf8):
        return b""
    text = utf8.decode("utf-8", "replace")
    spans = (found for found in places(text) if not is_part(text, *found))
    return b"\n".join(_told_near(text, *found, beside) for found in spans).strip(b"\n")


def _told_near(text: str, start: int, end: int, beside: Beside) -> bytes:
    """Return what stands around digits, nothing if that cannot tell of a code."""
    usual = _digits(text, start, end) == _USUAL_DIGITS
    reach = REACH if usual else _CLOSE
    near = text[max(start - reach, 0) : end + reach].encode("utf-8", "replace")
    if usual:
        return near
    words = words_and_numbers(plain_utf8(near))
    telling, of_others, of_banks = beside
    own = of_others.isdisjoint(words) or not of_banks.isdisjoint(words)
    return near if own and not telling.isdisjoint(words) else b""


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where as many digits stand together as a code has."""
    yield from (found.span() for found in _PASSED.finditer(text))


def told_in(
    text: str, once: Mapping[str, tuple[str, ...]], beside: Beside
) -> Iterator[tuple[int, int]]:
    """Yield where digits stand that the letter says are passed on; of many all are said to."""
    spans = (found for found in places(text) if may_be_passed_on(text, *found, beside))
    for number, (start, end) in enumerate(spans):
        if number >= ENOUGH or passed_on(text, start, end, once):
            yield start, end


def is_part(text: str, start: int, end: int) -> bool:
    """Say whether digits at ``[start, end)`` are a part of a longer number, or are dialled."""
    before = _DIGIT_BEFORE.search(text, max(start - _REACH_BEFORE, 0), start)
    return before is not None or _DIGIT_BEHIND.match(text, end) is not None


def may_be_passed_on(text: str, start: int, end: int, beside: Beside) -> bool:
    """Say cheaply whether digits at ``[start, end)`` may be those of a code that is passed on."""
    written = _PASSED.fullmatch(text, start, end) is not None and not is_part(text, start, end)
    return written and bool(_told_near(text, start, end, beside))


def is_quoted(text: str, start: int, end: int) -> bool:
    """Say whether somebody quotes what was sent: 'the bank writes: "Your code is 123456"'."""
    opened = _OPENED.search(text, max(start - _QUOTED, 0), start)
    return opened is not None and _CLOSED.match(text, end, end + _QUOTED) is not None


def is_all_quoted(text: str, start: int, end: int) -> bool:
    """Say whether words at ``[start, end)`` are quoted, and not just one of them."""
    return is_quoted(text, end, end) and not any(sign in text[start:end] for sign in _MARKS)


def passed_on(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> str:
    """Return what around digits at ``[start, end)`` means a one-time code, "" if nothing.

    All kinds of things have four digits, or eight: it has to be those that a word for it is near.
    """
    usual = _digits(text, start, end) == _USUAL_DIGITS
    spoken = _spoken(text, start, end, once)
    if any(said.is_elsewhere for said in spoken):
        return ""
    if not (usual or all(said.is_nowhere_else or said.is_of_bank for said in spoken)):
        return ""
    if usual:
        if _is_one_of_several(text, start, end) and not any(map(Said.is_renewed, spoken)):
            return ""
    else:
        if _is_priced(text, start, end, once):
            return ""
        spoken = [said for said in spoken if said.is_beside]
    if ends_brief_sentence(text, start, end):
        for said in spoken:
            said.answer()
    told = (each for said in spoken for each in TOLD if said.everywhere.issuperset(each))
    return " ".join(next(told, ()))


def _is_one_of_several(text: str, start: int, end: int) -> bool:
    """Say whether the sentence of digits at ``[start, end)`` has others that are as many."""
    low, high = max(start - REACH, 0), min(end + REACH, len(text))
    begin, stop = next((b, e) for b, e in sentences(text, low, high) if b <= start < e)
    digits = _digits(text, start, end)
    others = (found.span() for found in _PASSED.finditer(text, begin, stop))
    return any(x != (start, end) and _digits(text, *x) == digits for x in others)


def _digits(text: str, start: int, end: int) -> int:
    return sum(map(str.isdigit, text[start:end]))


def _is_priced(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether digits at ``[start, end)`` are an amount: by a sign, or by words beside them."""
    low = max(start - _LONGEST_AMOUNT, 0)
    if _PRICE_BEFORE.search(text, low, start) or _PRICE_BEHIND.match(text, end):
        return True
    # "for 90 pounds 1234 came": the pounds are those of another number
    before = ["", *tokens_of(plain(text[low:start]))]
    words = [word for last, word in pairwise(before) if not last.isdigit()][-_OF_AMOUNT:]
    if behind := _WORD_BEHIND.match(text, end):
        words.append(plain(behind[1]))
    return any("money" in described.meant(word, once) for word in words)


def is_for_something_else(
    text: str, start: int, end: int, name: Mark, once: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether a ``name`` tells no more of digits than how they came, and they log in."""
    called = set[str]().union(*(described.meant(word, once) for word in name.phrase.split()))
    return (
        not called.isdisjoint(("messaged", "came"))
        and called.isdisjoint(_OF_PAYING)
        and any(said.is_elsewhere or said.is_of_site for said in _spoken(text, start, end, once))
    )


def is_personal(
    text: str, start: int, end: int, asking: Iterable[Mark], once: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether words of a service are a person's: "enter the code quickly, it just came".

    Both ask to enter it; a service does not tell that it came, nor that anybody should hurry.
    """
    asking = list(asking)
    words = (word for mark in asking for word in mark.phrase.split() if len(word) > _SHORT)
    if all(not _ASKING.isdisjoint(described.meant(word, once)) for word in words):
        told = _PERSONAL
    elif all(":" in text[max(mark.start - 2, 0) : mark.start] for mark in asking) and all(
        _is_retold(text, mark, once) for mark in asking
    ):
        told = _OF_BANK
    else:
        return False
    return any(not said.everywhere.isdisjoint(told) for said in _spoken(text, start, end, once))


def _is_retold(text: str, mark: Mark, once: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether somebody tells what was written: "this is what came: your code is 123456"."""
    before = text[max(mark.start - _LEADS_TO, 0) : mark.start]
    told = _RETOLD.search(before)
    return told is not None and any(
        "came" in described.meant(token, once) for token in tokens_of(plain(told[1]))
    )


def is_of_payment(
    text: str, start: int, end: int, name: Mark, once: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether a bank or a payment is spoken of with a ``name`` for digits, or within it."""
    words = name.phrase.split()
    return any("bank" in described.meant(word, once) for word in words) or any(
        said.is_of_payment for said in _spoken(text, start, end, once)
    )


def is_of_code(label: Mark, once: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a ``label`` of something else may be a code's: "the payment's code"."""
    return all(
        len(word) <= _SHORT or not _OF_CODE.isdisjoint(described.meant(word, once))
        for word in label.phrase.split()
    )


def _shown(text: str, begin: int, start: int, end: int, once: Container[str]) -> Shown:
    """Return how digits at ``[start, end)`` stand in a sentence from ``begin`` on."""
    sign = _LED.search(text, begin, start)
    known = all(
        len(token) <= _SHORT or token in once for token in tokens_of(plain(text[begin:start]))
    )
    return Shown(sign[1] if sign else "", _ENDS.match(text, end) is not None, known)


def _with_bare(text: str, around: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """Return sentences; digits that are all of theirs go with the one before: "Here! 123456."."""
    found: list[tuple[int, int]] = []
    for begin, stop in around:
        if found and begin <= start < stop and not _LETTER.search(text, begin, stop):
            found[-1] = found[-1][0], stop
        else:
            found.append((begin, stop))
    return found


def _spoken(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> list[Said]:
    """Return what is spoken of around digits at ``[start, end)``, in the languages most heard."""
    low, high = max(start - REACH, 0), min(end + REACH, len(text))
    around = _with_bare(text, sentences(text, low, high), start)
    told = [described.places(text[begin:stop], once) for begin, stop in around]
    found = {language: Said() for language in _most_heard(told)}
    for (begin, stop), spoken in zip(around, told, strict=True):
        own = begin <= start < stop
        at, others = _digits_among_words(text, begin, stop, (start, end)) if own else ((), [])
        shown = _shown(text, begin, start, end, once) if own else Shown()
        for language in found.keys() & spoken.keys():
            found[language].take(spoken[language], at, others, shown)
    if _PRICE.search(text, low, high):
        for each in found.values():
            each.everywhere |= {"money"}
    return list(found.values())


def _most_heard(told: Iterable[Mapping[str, list[tuple[int, str]]]]) -> list[str]:
    """Return the languages in which the most words of sentences speak of something.

    Each text has words that are some in a dozen others: to ask what these say took half of the
    time.
    """
    words: Counter[str] = Counter()
    for sentence in told:
        words.update({language: len(dict(said)) for language, said in sentence.items()})
    most = max(words.values(), default=0)
    return [language for language, count in words.items() if 3 * count >= 2 * most]


def _digits_among_words(
    text: str, begin: int, stop: int, place: tuple[int, int]
) -> tuple[tuple[int, ...], list[int]]:
    """Return at which words of a sentence digits begin and end, and which others are digits."""
    at = tuple(len(tokens_of(plain(text[begin:x]))) for x in place)
    digits = range(*at)
    others = [
        number
        for number, token in enumerate(tokens_of(plain(text[begin:stop])))
        if token.isdigit() and len(token) >= FEWEST and number not in digits
    ]
    return at, others
