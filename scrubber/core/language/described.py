"""Security codes that are described rather than named: "on the reverse, the last three read 123".

People find ever new words for the code, in any order, but they speak of the same few things: how
many figures it has, where on the card it stands, what it is for.  What a word speaks of is its
*sense*; a few senses together mean a code, whatever stands between their words.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from scrubber.core.language.describing import Describing, pairs, said_by_word
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import (
    CORRECTED,
    LEFT,
    LIKELY,
    MEANING,
    NEAR_CARD,
    NEXT_TO,
    OF_BACK,
    ONE_TIME,
    THING,
)
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

_ANCHORS = frozenset(("back", "front", "side", "turned", "strip", "signature"))
"""What a card has; what else has it is named beside it."""

_OWNERS = ("thing", "backed")
"""What else than a card has a back."""

_BESIDE: Final[Mapping[str, tuple[frozenset[str], tuple[str, ...]]]] = {
    "kind": (frozenset(("card",)), ("thing",)),
    "side": (frozenset(("other",)), ("side", "other", "back")),
    "other": (frozenset(("side",)), ()),
    "secure": (frozenset(("figures", "three")), ("secure",)),
    "turn": (frozenset(("over", "card", "back", "side")), ("turned",)),
    "over": (frozenset(), ()),
    "three?": (frozenset(("signature", "strip")), ("three",)),
    "four?": (frozenset(), ()),
}
"""Senses that count beside certain others, and what they mean there."""

_NO_SIGN = frozenset(
    (
        *("thing", "says", "joins", "amount", "coded"),
        *("bank", "passcode", "approve", "sent", "purchase", "purpose"),
        *("empty", "begin", "remain", "adds", "corrects", "kin"),
        *("asked", "denies", "reads", "leads", "measured", "goods", "ends", "never", "people"),
        *("which", "has", "mere", "bare", "whose", "form", "with", "requests", "main", "of"),
        *("again", "signed", "backed", "backless", "phone"),
    )
)
"""What words of other languages may seem to speak of."""

_OTHER_SIDE = ("other", "side")
_AMEX = 4
_OF_FOUR = frozenset(("front", "amex"))
_BEFORE = 88
_BEHIND = 64
_NEAR = 24
"""Characters; a word is beside digits that is no further from them."""

_FEW = 3
"""Words of one expression: the security code's number, the card for a library."""

_THREE = pattern(r"(?<![0-9])[0-9]{3}(?![0-9])")
_APART = 120
"""Characters; words about the same digits are no further from each other."""

_ENDS_BEHIND = pattern(r"(?P<other>[0-9*]{2})|[.!?;]|\n(?!(?<=[^\n]{30}\n)[ \t>]*[a-zß-ÿа-џ])")
"""What ends a clause behind digits; words between them and ``other`` ones speak of those.

A long line that goes on with a small letter was only wrapped.
"""

_WORD_BEHIND = pattern(r"\s([^\W\d_]+)")
_COMMA = pattern(r"[,:(]|\s[-\u2013\u2014]\s")
_PUNCTUATION = pattern(r"[^\w\s:'\u2019-]|[0-9]|\n\s*\n")
_CUT = pattern(r"[0-9*]{2,}+|[.!;]\s|\?(?!\s*\n)|(?<!\?)\n[ \t\r]*\n")
"""What ends a clause; a question that stands on a line of its own goes with its answer."""


def senses(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]], floor: int = 0
) -> list[frozenset[str]]:
    """Return what the words around digits at ``[start, end)`` speak of, in the same clause.

    ``describing`` says what a word speaks of, ``en three`` for a word of English.  Words of two
    languages mean nothing together: each language has an item of its own.  What stands before
    character ``floor`` speaks of other digits.
    """
    before, behind = clauses(text, start, end, floor)
    spoken = spoken_of((before, behind), describing)
    if THING in spoken:
        at_once = _COMMA.split(behind, 1)[0]
        told = spoken_of((before, at_once), describing)
        # "the check number of my card is 123, I said it wrong on the phone"
        if any("card" in each for each in told):
            return told
    return spoken


def clauses(text: str, start: int, end: int, floor: int = 0) -> tuple[str, str]:
    """Return what the clause of digits at ``[start, end)`` has before and behind them."""
    low = _between_words(text, max(start - _BEFORE, floor), 1)
    cut = max((found.end() for found in _CUT.finditer(text, low, start)), default=low)
    ends = _ENDS_BEHIND.search(text, end, end + _BEHIND)
    last = ends.start() if ends else _between_words(text, end + _BEHIND, -1)
    return text[cut:start], "" if ends and ends["other"] else text[end:last]


def _between_words(text: str, at: int, step: int) -> int:
    """Return a place from ``at`` on by ``step`` that cuts no word: the 3 of "3stellig" is none."""
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at += step
    return at


def spoken_of(
    clauses: Iterable[str], describing: Mapping[str, tuple[str, ...]]
) -> list[frozenset[str]]:
    """Return what ``clauses`` about one number speak of, an item a language.

    It is :data:`THING` if one of them speaks of a thing, in the language that it speaks most of.
    """
    if not isinstance(describing, Describing):
        return _spoken_in(clauses, describing)
    told = tuple(clauses)
    return describing.clauses.get(told, lambda: _spoken_in(told, describing))


def _spoken_in(
    clauses: Iterable[str], describing: Mapping[str, tuple[str, ...]]
) -> list[frozenset[str]]:
    """Return that of clauses that are not known."""
    found: dict[str, set[str]] = {}
    for clause in clauses:
        for language, said in places(clause, describing).items():
            found.setdefault(language, set()).update(_together(said))
    told = [len(each - _NO_SIGN) for each in found.values()]
    if any("thing" in each and len(each - _NO_SIGN) == max(told) > 0 for each in found.values()):
        return [THING]
    return list(map(frozenset, found.values()))


def back_of_thing(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether the clause of digits at ``[start, end)`` speaks of the back of a thing."""
    return any(
        min(_from_anchor(said, each) for each in _OWNERS) <= _FEW and not _is_card_nearer(said)
        for clause in clauses(text, start, end)
        for said in places(clause, describing).values()
    )


def goes_on_as_thing(name: str, behind: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether the word ``behind`` a name that ends with a card says that it is none.

    The code of the card is one of a security code, and of the card reader, of a card for points.
    """
    following = _WORD_BEHIND.match(plain(behind))
    if following is None:
        return False
    words = name.rsplit(maxsplit=1)[-1], following[1]
    last, word = (said_by_word(each, describing) for each in words)
    return any((language, "kind") in word for language, sense in last if sense == "card")


def places(
    clause: str, describing: Mapping[str, tuple[str, ...]]
) -> dict[str, list[tuple[int, str]]]:
    """Return by language at which words of a clause it speaks of what."""
    places: dict[str, list[tuple[int, str]]] = {}
    tokens = tokens_of(plain(clause))
    for at, told in enumerate(map(describing.get, tokens)):
        if told is None:
            continue
        # "3" counts, and something else may be the third; "3 small digits" are digits.
        is_word, following = tokens[at].isalpha(), tokens[at + 1 : at + 3]
        for language, sense in pairs(told):
            counts = is_word or any(_figures(language, each, describing) for each in following)
            places.setdefault(language, []).append((at, sense if counts else f"{sense}?"))
    return places


def _figures(language: str, token: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    return (language, "figures") in said_by_word(token, describing)


def _together(said: list[tuple[int, str]]) -> Iterator[str]:
    """Yield the senses of one clause, some of which count only beside others.

    The other side of a card is its back, a card of some other kind a thing.  A guard is about
    security, but no number of his; and the back is not a thing's that stands with a card.
    """
    all_senses = {sense for _, sense in said}
    for at, sense in said:
        if sense in _BESIDE:
            wanted, meant = _BESIDE[sense]
            beside_it = all_senses if sense == "three?" else near(said, at)
            if not wanted.isdisjoint(beside_it):
                yield from meant
        elif sense == "thing":
            if not _is_card_nearer(said):
                yield sense
        elif sense != "wrong" or "amount" not in all_senses:
            yield sense


def _is_card_nearer(said: list[tuple[int, str]]) -> bool:
    """Say whether what a card has is rather a card's than a thing's."""
    card = _from_anchor(said, "card")
    return card <= _FEW or card < _from_anchor(said, "thing")


def near(said: list[tuple[int, str]], at: int, reach: int = _FEW) -> set[str]:
    """Return the senses within ``reach`` words of the one at ``at``."""
    return {sense for place, sense in said if abs(place - at) <= reach}


def _from_anchor(said: list[tuple[int, str]], wanted: str) -> float:
    """Return how far a word with a sense is from what a card or a thing has."""
    anchors = [at for at, sense in said if sense in _ANCHORS]
    places = [at for at, sense in said if sense == wanted]
    return min((abs(at - anchor) for at in places for anchor in anchors), default=math.inf)


def beside(
    text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]], floor: int = 0
) -> str:
    """Return what a word right beside the digits at ``[start, end)`` says of them, if it does."""
    before = _PUNCTUATION.split(plain(text[max(start - _NEAR, floor) : start]))[-1]
    ends = _ENDS_BEHIND.search(text, end, end + _NEAR)
    behind = _PUNCTUATION.split(plain(text[end : ends.start() if ends else end + _NEAR]))[0]
    tokens = [*tokens_of(before)[-_FEW:], *tokens_of(behind)[:_FEW]]
    told = {sense for token in tokens for _, sense in said_by_word(token, describing)}
    if told.issuperset(_OTHER_SIDE):  # where the word for a side is one for a page, too
        told = (told - THING) | {"back"}
    return "" if "thing" in told else min(told & NEXT_TO, default="")


def leads_on(between: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether words ``between`` a name and digits go on to these: "on my last mail it's"."""
    if _PUNCTUATION.search(between):
        return False
    told = [meant(token, describing) for token in tokens_of(plain(between))]
    spoken_of = set().union(*told)
    return bool(told) and "says" in told[-1] and ("card" in spoken_of or "thing" not in spoken_of)


def is_all_that_says(between: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether ``between`` a name and digits stands no more than "is", or "it is"."""
    told = [meant(token, describing) for token in tokens_of(plain(between))]
    return bool(told) and all("says" in each for each in told)


def joins(between: str, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether ``between`` a date and digits stands no more than "and", or "and it's"."""
    told = [meant(token, describing) for token in tokens_of(plain(between))]
    return bool(told) and "joins" in told[0] and all(each & {"joins", "says"} for each in told)


def meant(token: str, describing: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return what ``token`` speaks of, in any language."""
    return {sense for _, sense in said_by_word(token, describing)}


def may_be_told(text: str, at: int, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say cheaply whether a word at character ``at`` may help to describe a code, if need be."""
    near = plain(text[max(at - _APART, 0) : at + _APART])
    said = frozenset(filter(None, map(describing.get, tokens_of(near))))
    return _is_told(said, numbered=_THREE.search(near) is not None)


def meant_once(spoken: Container[str]) -> tuple[str, ...]:
    """Return the senses in ``spoken`` that mean a one-time code together, none if they do not."""
    return next((each for each in ONE_TIME if all(sense in spoken for sense in each)), ())


@lru_cache(maxsize=1 << 10)
def _is_told(said: frozenset[tuple[str, ...]], *, numbered: bool) -> bool:
    """Say whether words that speak of something describe a code together, or a one-time code.

    A mere back is spoken of all over, and counts where the text is ``numbered``.
    """
    found: dict[str, set[str]] = {}
    for language, sense in (pair for each in said for pair in pairs(each)):
        found.setdefault(language, set()).update((sense, *_BESIDE.get(sense, (None, ()))[1]))
    spoken_of = list(map(frozenset, found.values()))
    if any(map(meant_once, spoken_of)):
        return True
    among = (*MEANING, *LIKELY, *filter(_several, LEFT), *(OF_BACK if numbered else ()))
    return any(meaning(spoken_of, among, digits) for digits in (_AMEX - 1, _AMEX))


def _several(senses: tuple[str, ...]) -> bool:
    """Say whether a combination is more than one sense."""
    return len(senses) > 1


def meaning(
    spoken_of: Iterable[frozenset[str]], among: Sequence[tuple[str, ...]], digits: int
) -> str:
    """Return the combination in ``among`` of which one language has all senses, "" if none is.

    A code of four ``digits`` is that of an Amex, on its front; one of three stands on the back.
    """
    fits = (
        each
        for senses in spoken_of
        for each in among
        if senses.issuperset(each) and _OF_FOUR.isdisjoint(each) != (digits == _AMEX)
    )
    return " ".join(next(fits, ()))


def by_sense(describing: Mapping[str, tuple[str, ...]]) -> Mapping[str, Collection[str]]:
    """Return the words, in any language, that speak of each sense."""
    found: dict[str, list[str]] = {}
    for word, told in describing.items():
        for said in told:
            found.setdefault(said.split()[1], []).append(word)
    return found


def phrases(words: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield the descriptions in one language as phrases, each with its role.

    ``words`` are those of a sense.  Who asks which words a text has finds them in any order.
    """
    for role, combinations in (
        ("code", (*MEANING, *LIKELY)),
        ("code_near_card", NEAR_CARD),
        ("code", (("turn", "card"),)),
        ("code_near_card", (("turn", "over"),)),
        ("code_left", (*LEFT, *OF_BACK)),
        ("code_mere", (("mere",), ("bare",))),
        ("code_corrected", CORRECTED),
        ("otp", ONE_TIME),
    ):
        for combined in combinations:
            if words.keys() >= set(combined) and "pay" not in combined:
                yield role, " ".join("|".join(words[sense]) for sense in combined)
