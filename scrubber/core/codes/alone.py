"""Expiry dates in letters that have neither a card nor a code: "the expiry of my card is 05/28".

What was told on the phone is completed by mail, or corrected.  Offers, vouchers and guarantees end
in a month, too: words have to say that it is a card which ends, right beside those for its end.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from scrubber.core.codes import together
from scrubber.core.codes.announced import REACH, ends_brief_sentence, sentences
from scrubber.core.codes.leftover import LEADING, is_value
from scrubber.core.language.described import meant, places
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import languages, says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scrubber.core.codes.expiry import Date
    from scrubber.core.codes.search import Search
    from scrubber.core.judge import Evidence
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.rules import Rules

_YEAR_FIGURES = rb"20[2-4][0-9](?![0-9/\-]|\.[0-9])"
_MAY_BE = pattern(
    rb"/(?<=[0-9]/)(?<![/.][0-9]/)(?<![/.][0-9]{2}/)(?:20)?[2-4][0-9](?![0-9/\-]|\.[0-9])"
    rb"| / (?<=[0-9] / )(?:20)?[2-4][0-9](?![0-9/])"
    rb"|[.\-](?<=[0-9][.\-])(?<![0-9][/.\-][0-9]{2}[.\-])" + _YEAR_FIGURES + rb"|"
    rb"[ '](?<=[A-Za-z\x80-\xff][ '.])" + _YEAR_FIGURES
)
"""A month in figures or in words and a year, cheaply told; a day before it is none of a card."""

_BETWEEN: Final = 3
"""Words between those for a card and for its end."""

_OF_SUBJECT: Final = 9
"""Words of a sentence before its end of a card, the first of which is for that."""

_SHORT: Final = 3
"""Letters of a word that tells of nothing."""

_NOT_CARDS: Final = frozenset(("coded", "goods", "kind", "amount"))
"""What ends in a month, and is no card: a voucher, a guarantee, what somebody has to pay."""

_PAID: Final = frozenset(("pay", "purchase"))
_MISTAKEN: Final = frozenset(("wrong", "corrects", "asked"))
_LEADS: Final = LEADING | {"ends", "wrong", "corrects", "main", "whose", "again", "which"}
_OTHER_NUMBER = pattern(r"(?<![0-9])[0-9]{3,}(?![0-9])|#[0-9]|\*\*")
_CLAUSE = pattern(r"[,:;()]|\s[-\u2013\u2014]\s")
_MONTH = pattern(r"[0-9] ?[/.\-] ?(?:20)?[2-4][0-9]")
_LETTER = pattern(r"[^\W\d_]")
_YEAR = pattern(r"20[2-4][0-9]")


def tells_month(utf8: bytes) -> bool:
    """Say cheaply whether a month in which a card ends may stand in a text."""
    return _MAY_BE.search(utf8) is not None


def may_be_told(utf8: bytes, order: Collection[bytes], rules: Rules) -> frozenset[bytes]:
    """Return the words of a letter that may say when a card ends; all it has are in ``order``."""
    if rules.cards_spoken.isdisjoint(order) and not together.is_beside_code(utf8):
        return frozenset()
    return rules.expiring.told(rules.vocabulary_beside_cards.hear(utf8))


def weigh_alone(search: Search, date: Date, evidence: Evidence, later: Date | None) -> None:
    """Weigh what the words around a date say of the card that ends then.

    One that they deny is none where a ``later`` one follows: "not in 05/26, but in 05/29".
    """
    told = {name for name, _ in evidence.reasons}
    if "a day beside it" in told or search.mail.automatic or _is_amiss(search, date):
        return
    own, before = _around(search, date)
    if _names_another(search, date, own) or (later and _is_denied(search, date, later, own)):
        return
    if mark := _of_card(search, *own):
        if "named as the expiry" not in told:
            evidence.add("named as the expiry", mark.phrase)
        evidence.add("a card is spoken of")
    elif _is_answer(search, date) and (mark := _told_before(search, before)):
        _add_earlier(evidence, mark)
        evidence.add("a card is spoken of")


def weigh_answer(search: Search, date: Date, evidence: Evidence) -> None:
    """Weigh whether a date in a mail with a card or a code answers what was said of its end."""
    if date.day_before or date.day_behind or not _is_answer(search, date):
        return
    own, before = _around(search, date)
    if not _names_another(search, date, own) and (mark := _told_before(search, before, card=True)):
        _add_earlier(evidence, mark)
        if search.mail.cards:
            evidence.add("card in the mail")


def _around(search: Search, date: Date) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Return where the sentence of a date begins and ends, and those before it."""
    low, high = max(date.start - REACH, 0), min(date.end + REACH, len(search.text))
    around = [each for each in sentences(search.text, low, high) if each[0] <= date.start]
    return around[-1], around[:-1]


def _told_before(
    search: Search, before: list[tuple[int, int]], *, card: bool = False
) -> Mark | None:
    """Return the phrase that names the end of a card in the last sentence that does.

    None if that tells the month itself.
    """
    for begin, end in reversed(before):
        if mark := _of_card(search, begin, end, known=card):
            return None if _MONTH.search(search.text, mark.end, end) else mark
    return None


def _add_earlier(evidence: Evidence, mark: Mark) -> None:
    """Add that an earlier sentence names what a date answers."""
    evidence.add("named as the expiry", mark.phrase)
    evidence.add("told in an earlier sentence")
    evidence.add("a sentence of its own")


def _is_denied(search: Search, date: Date, later: Date, own: tuple[int, int]) -> bool:
    """Say whether words before a date deny it, and the same sentence has a later one."""
    before = _CLAUSE.split(search.text[own[0] : date.start])[-1]
    describing = search.rules.describing
    return later.start < own[1] and any(
        "denies" in meant(token, describing) for token in tokens_of(plain(before))
    )


def _is_answer(search: Search, date: Date) -> bool:
    """Say whether a date is a sentence, ends one of few known words, or stands as a value does."""
    start, end = date.start, date.end
    begin, stop = _around(search, date)[0]
    if not _LETTER.search(f"{search.text[begin:start]} {search.text[end:stop]}"):
        return True
    led = tokens_of(plain(search.text[begin:start]))
    brief = ends_brief_sentence(search.text, start, end) and all(
        len(token) <= _SHORT or meant(token, search.rules.describing) for token in led
    )
    return is_value(search, start, end, None if brief else _LEADS)


def _is_amiss(search: Search, date: Date) -> bool:
    """Say whether money is to be sent back, which is what a card that ended cannot take."""
    near = search.text[max(date.start - REACH, 0) : date.end + REACH]
    return any(
        said.endswith(" amiss")
        for token in tokens_of(plain(near))
        for said in search.rules.once.get(token, ())
    )


def _names_another(search: Search, date: Date, own: tuple[int, int]) -> bool:
    """Say whether the clause of a date has numbers of other things."""
    text = search.text
    before = _CLAUSE.split(text[own[0] : date.start])[-1]
    rest = f"{before} {_CLAUSE.split(text[date.end : own[1]], 1)[0]}"
    return any(not _YEAR.fullmatch(found[0]) for found in _OTHER_NUMBER.finditer(rest))


def _of_card(search: Search, begin: int, end: int, *, known: bool = False) -> Mark | None:
    """Return the phrase in a sentence that names the end of a card, None if there is none.

    Of a ``known`` card nothing else has to be said.
    """
    text, describing = search.text, search.rules.describing
    within = (x for x in search.words.between(begin, end) if begin <= x.start < end)
    marks = [mark for mark in within if mark.label.role == "expiry"]
    if not marks:
        return None
    sentence = text[begin:end]
    tongues = languages(text[max(begin - REACH, 0) : end + REACH], describing)
    of_else = says(sentence, _NOT_CARDS, tongues, describing)
    for mark in marks:
        low, high = _clause(text, begin, end, mark)
        if says(text[low:high], _NOT_CARDS, tongues, describing):
            continue
        if known:
            return mark
        tokens = tokens_of(plain(text[low:high]))
        first = len(tokens_of(plain(text[low : mark.start])))
        last = first + len(tokens_of(plain(text[mark.start : mark.end])))
        for said in places(text[low:high], describing).values():
            if _are_together(tokens, said, first, last):
                return mark
        if _is_subject(text[begin : mark.start], describing):
            return mark
        if not of_else and _is_corrected(
            tokens[last : last + _BETWEEN], sentence, tongues, describing
        ):
            return mark
    return None


def _clause(text: str, begin: int, end: int, mark: Mark) -> tuple[int, int]:
    """Return where the clause of a phrase begins and ends within its sentence."""
    low = max((cut.end() for cut in _CLAUSE.finditer(text, begin, mark.start)), default=begin)
    cut = _CLAUSE.search(text, mark.end, end)
    return low, cut.start() if cut else end


def _are_together(tokens: list[str], said: list[tuple[int, str]], first: int, last: int) -> bool:
    """Say whether a word for a card belongs to a phrase for an end, from one word to another.

    ``said`` is what words speak of in one language; who pays by card speaks of no card's end.
    """
    known = {at for at, _ in said}
    paid = {at for at, sense in said if sense in _PAID}
    for card in (at for at, sense in said if sense == "card"):
        if card >= last:
            between = tokens[last:card]
            if len(between) <= _BETWEEN and not any(map(str.isdigit, between)):
                return True
        elif card + 1 + _BETWEEN >= first and paid.isdisjoint(range(card - _BETWEEN, card)):
            between = tokens[card + 1 : first]
            if all(
                len(token) <= _SHORT or card + 1 + n in known for n, token in enumerate(between)
            ):
                return True
    return False


def _is_subject(before: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a sentence begins with a card of which it says more: "the card that I gave"."""
    tokens = tokens_of(plain(before))
    said = [meant(token, describing) for token in tokens]
    return len(tokens) <= _OF_SUBJECT and any(
        "card" in said[at] and "which" in said[at + 1] for at in range(min(2, len(tokens) - 1))
    )


def _is_corrected(
    following: list[str],
    sentence: str,
    tongues: Collection[str],
    describing: Mapping[str, tuple[str, ...]],
) -> bool:
    """Say whether a date is said to be wrong, or missing, and of what nobody knows."""
    words = [token for token in following if "whose" not in meant(token, describing)]
    for before, token in pairwise(words):
        if len(before) <= _SHORT < len(token) and not meant(token, describing):
            return False  # "the expiry of your yoghurt was wrong"
    return says(sentence, _MISTAKEN, tongues, describing)
