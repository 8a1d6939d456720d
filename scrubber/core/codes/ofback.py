"""Words right beside digits that tell of a back, and of nothing that has one: "the back says 123".

Who gives a shop the number on the back of nothing that he names gives that of his card.  What has a
back of its own is named before: the chair that was turned over, the label.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from scrubber.core.codes.announced import sentences
from scrubber.core.language.described import meant, spoken_of
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.senses import OF_BACK
from scrubber.core.language.tongues import languages, says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_REACH: Final = 240
"""Characters to either side in which words tell the language, and what has a back."""

_MOST: Final = 8
_SHORT: Final = 3
"""Words beside digits, and letters of those that may stand among them: "of", "the"."""

_BRIEF: Final = 12
"""Words of a sentence that tells little else."""

_CODE: Final = 3
_SAYS = ("back", "says")
_OWNERS = frozenset(("thing", "goods", "coded", "kind", "backed"))
_BACKLESS = frozenset(("backless",))
_ELSE = _OWNERS | {"measured", "amount", "front"}
_LEADING = frozenset(("says", "reads", "leads", "has"))
_TOLD = _LEADING | {
    *("figures", "back", "three", "small", "secure", "check", "secret", "other", "side"),
    *("which", "whose", "empty", "joins", "asked", "card", "kin", "people", "signature"),
}
_PLACES = frozenset(("back", "signature"))
_JOINS = frozenset(("joins",))

_OPENS = pattern(r"[ \t(\"'*\u201e\u201c\u00ab\u2013\u2014=\-]*\Z")
_LEADS = pattern(r":\s*\Z")
_SENTENCE = pattern(r"[.;!?()\n]")
_CLAUSE = pattern(r"[.,;!?()\n]")
_DIGITS = pattern(r"[0-9]{2,}")
_LONGER = pattern(r"[.,:/+\-][0-9]")


def said_of_back(text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]) -> str:
    """Return what words beside digits at ``[start, end)`` say that is a card's, "" if nothing."""
    if sum(map(str.isdigit, text[start:end])) != _CODE or _LONGER.match(text, end):
        return ""
    near = sentences(text, max(start - _REACH, 0), min(end + _REACH, len(text)))
    own = next(at for at, (low, high) in enumerate(near) if low <= start < high)
    low, high = near[own]
    if not any(_PLACES & meant(token, describing) for token in tokens_of(plain(text[low:high]))):
        return ""
    tongues = languages(text[near[0][0] : near[-1][1]], describing)
    beside = _Beside(tongues, describing)
    behind = beside.up_to_next(text[end:high])
    if names_owner(f"{text[near[max(own - 1, 0)][0] : start]} {behind}", tongues, describing):
        return ""
    before = _OPENS.sub("", text[low:start])
    told = [
        *beside.told_before(_SENTENCE.split(before)[-1]),
        *beside.told(tokens_of(plain(_CLAUSE.split(behind, 1)[0]))),
    ]
    rest = f"{text[low:start]} {text[end:high]}"
    brief = not _DIGITS.search(rest) and len(tokens_of(rest)) <= _BRIEF
    return beside.means(told, leads=bool(_LEADS.search(before)), brief=brief)


def names_owner(
    text: str, tongues: Collection[str], describing: Mapping[str, tuple[str, ...]]
) -> bool:
    """Say whether ``text`` names something that has a back with a number of its own."""
    return any(
        says(token, _OWNERS, tongues, describing)
        and not says(token, _BACKLESS, tongues, describing)
        for token in tokens_of(plain(text))
    )


class _Beside:
    """What the words beside digits say, in the languages that are spoken around them."""

    def __init__(self, tongues: Collection[str], describing: Mapping[str, tuple[str, ...]]) -> None:
        self._describing = describing
        self._tongues = tongues

    def _says(self, text: str, wanted: frozenset[str]) -> bool:
        return says(text, wanted, self._tongues, self._describing)

    def up_to_next(self, text: str) -> str:
        """Return what stands before a word that joins another clause."""
        for word in text.split():
            if self._says(word, _JOINS):
                return text.partition(word)[0]
        return text

    def told_before(self, words: str) -> list[str]:
        """Return the last of ``words`` that may tell of a number, from a comma on if they do."""
        told = self.told(tokens_of(plain(words.rpartition(",")[2]))[::-1])
        if self._says(" ".join(told), _PLACES):
            return told
        return self.told(tokens_of(plain(words))[::-1])

    def told(self, tokens: Iterable[str]) -> list[str]:
        """Return the words nearest to digits, as far as all of them may tell of a number."""
        return list(takewhile(self._may_tell, tokens))[:_MOST]

    def _may_tell(self, token: str) -> bool:
        return len(token) <= _SHORT or self._says(token, _TOLD | _ELSE)

    def means(self, told: list[str], *, leads: bool, brief: bool) -> str:
        """Return the senses that words have which mean a code together, "" if they do not.

        What the back just says counts where a sentence says little else.
        """
        words = " ".join(told)
        if self._says(words, _ELSE):
            return ""
        leads = leads or self._says(words, _LEADING)
        for senses in spoken_of((words,), self._describing):
            for combined in OF_BACK:
                if senses.issuperset(combined):
                    return " ".join(combined) if combined != _SAYS or brief else ""
            if leads and brief and "back" in senses:
                return "back"
        return ""
