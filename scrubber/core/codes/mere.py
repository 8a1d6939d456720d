"""A mere word for a code, that of no thing: "the code is five hundred and thirty".

All kinds of things have codes.  But who writes "my code" to a shop, and says neither of what nor
what for, means the one that he was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.codes.announced import sentences
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scrubber.core.rules import Rules

_PUNCTUATION = pattern(r"[^\w\s'\u2019-]|[0-9_]|\n\s*\n")
_BROKEN = pattern(r"[0-9*;!?=]|\.\s|\n\s*\n")
_IN_BRACKETS = pattern(r"\([^)]{0,12}\Z")
_DIGIT = pattern(r"[0-9]")
_MONTH = pattern(r"[0-9]{1,2} ?[/.\-] ?(?:20)?[2-4][0-9](?![0-9])")
_NEAR: Final = 32
_BEHIND: Final = 40
_LONGEST: Final = 48
"""Characters before a word for a code, behind it, and between it and digits."""

_FOLLOWING: Final = 6
"""Words and numbers behind one in which its digits stand."""

_WORDS_NEAR: Final = 24
"""Words and numbers around one in which a form is spoken of, and its digits stand."""

_DIGITS = 3
_SHORT = 4
_SHORTEST = 3
_FEW = 4
_MERE = frozenset(("mere",))
_BARE = frozenset(("bare",))
_OWNERS = frozenset(
    (
        *("coded", "goods", "kind", "thing", "measured", "amount"),
        *("bank", "sent", "approve", "passcode", "purchase"),
    )
)
"""What has a code of its own, or sends one."""

_GOES_ON = frozenset(
    ("says", "which", "joins", "denies", "empty", "reads", "leads", "has", "asked", "wrong")
)
"""What ends the words that tell whose a code is."""

_LEADING = frozenset(("says", "reads", "leads", "has", "empty", "joins", "corrects"))
_BESIDE = frozenset(("measured", "goods", "amount", "coded", "thing"))
_CODED = frozenset(("coded",))
_DENIES = frozenset(("denies",))
_ELSE = frozenset(("coded", "goods", "kind", "thing", "measured"))
_WITH = frozenset(("with",))
_PAID = frozenset(("card", "purse", "amex"))
_NEVER = frozenset(("never",))
_ASKED = frozenset(("card", "amex", "form", "pay"))


def may_be_told(names: frozenset[bytes], order: list[bytes], rules: Rules) -> bool:
    """Say cheaply whether ``names``, mere words for a code, may be that of a card's in a letter.

    Of its words and numbers in ``order`` none is for what has codes of its own; three digits follow
    on a name, or words for some, or stand near where a form is spoken of.
    """
    if not rules.coded.isdisjoint(order):
        return False
    for at in (at for at, word in enumerate(order) if word in names):
        following = order[at + 1 : at + 1 + _FOLLOWING]
        owned = order[at] in rules.owned and following
        if owned and not _may_go_on(following[0], rules):
            continue
        numbers = [token for token in following if token.isdigit() and len(token) >= _DIGITS]
        if numbers:
            following = following[: following.index(numbers[0])]
        told = numbers and is_a_code(numbers[0])
        if told or not rules.spelled_any.isdisjoint(following):
            return True
        near = order[max(at - _WORDS_NEAR, 0) : at + _WORDS_NEAR]
        if not (numbers or rules.forms.isdisjoint(near)) and any(map(is_a_code, near)):
            return True
    return False


def _may_go_on(token: bytes, rules: Rules) -> bool:
    """Say whether a word behind a mere "code" is one that is known, or too short to tell of one."""
    if token.isdigit() or len(token) <= _SHORT or token in rules.spelled_any:
        return True
    return token.decode("utf-8", "replace") in rules.describing


def is_a_code(token: bytes) -> bool:
    """Say whether a word or number has as many digits as a code."""
    return len(token) == _DIGITS and token.isdigit()


class Mere:
    """What a text says with a mere word for a code, in the ``tongues`` that are spoken in it."""

    def __init__(
        self,
        text: str,
        names: Sequence[tuple[int, int]],
        describing: Mapping[str, tuple[str, ...]],
        tongues: Collection[str],
    ) -> None:
        """Take the text around digits, and where such words stand in it."""
        self._text = text
        self._at = names
        self._describing = describing
        self._tongues = tongues

    def names_at_once(self, start: int, end: int, *, card: bool, paid: bool) -> bool:
        """Say whether nothing but "is" stands between such a word and digits at ``[start, end)``.

        Where the mail has no number of a ``card`` the code may be that of goods.
        """
        if self._says(self._text, _CODED) or self._is_counted(end):
            return False
        return any(
            self._leads(behind, start) and (card or not self._is_of_goods(name))
            for name, behind in self._names(paid=card or paid)
        )

    def tells_of_card(self) -> bool:
        """Say whether a card is spoken of."""
        return self._says(self._text, _PAID)

    def asks(self) -> bool:
        """Say whether a sentence speaks of such a code, and of a card or a form."""
        if self._says(self._text, _CODED):
            return False
        around = sentences(self._text, 0, len(self._text))
        names = list(self._names(paid=False))
        own = (self._text[b:e] for b, e in around if any(b <= at < e for at, _ in names))
        return any(self._says(each, _ASKED) and not self._says(each, _NEVER) for each in own)

    def _says(self, text: str, wanted: frozenset[str]) -> bool:
        return says(text, wanted, self._tongues, self._describing)

    def _names(self, *, paid: bool) -> Iterator[tuple[int, int]]:
        """Yield where mere words for a code stand that are no thing's.

        Where cards are spoken of any word may stand before them that has no code of its own.
        """
        for start, end in self._at:
            word = self._text[start:end]
            mere = self._says(word, _MERE)
            known = mere or self._says(word, _BARE)
            if known and self._is_of_nothing(start, end, mere=mere, paid=paid):
                yield start, end

    def _is_of_nothing(self, start: int, end: int, *, mere: bool, paid: bool) -> bool:
        """Say whether no word beside a mere "code" tells whose it is."""
        before = _PUNCTUATION.split(self._text[max(start - _NEAR, 0) : start])[-1]
        behind = _PUNCTUATION.split(self._text[end : end + _BEHIND], 1)[0]
        for token in tokens_of(plain(before))[-1:]:
            if self._says(token, _OWNERS) or not (paid or self._may_stand(token)):
                return False
        for number, token in enumerate(tokens_of(plain(behind))[:_FEW]):
            if not self._may_stand(token):
                return not (mere or number or self._says(token, _OWNERS))
            if self._says(token, _GOES_ON):
                return True
        return True

    def _may_stand(self, token: str) -> bool:
        """Say whether a word beside a mere "code" is not its owner."""
        if self._says(token, _OWNERS):
            return False
        return len(token) <= _SHORT or token in self._describing

    def _leads(self, name: int, start: int) -> bool:
        """Say whether words between the end of a name and digits say nothing but "is"."""
        between = self._text[name:start]
        if not 0 < len(between) <= _LONGEST or _BROKEN.search(between):
            return False
        return not self._says(between, _DENIES) and all(
            len(token) <= _SHORTEST or self._says(token, _LEADING)
            for token in tokens_of(plain(between))
        )

    def _is_counted(self, end: int) -> bool:
        """Say whether the word behind digits says what they count."""
        behind = tokens_of(plain(_PUNCTUATION.split(self._text[end : end + _BEHIND], 1)[0]))
        return bool(behind) and self._says(behind[0], _BESIDE)

    def _is_of_goods(self, name: int) -> bool:
        """Say whether the sentence of a name tells of goods before it: "the table in code 123"."""
        around = sentences(self._text, 0, len(self._text))
        before = next(self._text[b:name] for b, e in around if b <= name < e)
        last = tokens_of(plain(before))[-1:]
        return bool(
            _DIGIT.search(_MONTH.sub("", before))
            or _IN_BRACKETS.search(before)
            or any(self._says(token, _WITH) for token in last)
            or self._says(before, _ELSE)
        )
