"""One-time codes that are passed on: "a text came, 123456, you wanted me to send it on".

Nobody says beside such a code what it is for: the letter as a whole does, by whom it came, how long
it lasts, and what is to be done with it.  Whoever logs in or awaits a parcel gets codes, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.codes.announced import sentences
from scrubber.core.language import described
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.once import TOLD
from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from scrubber.core.language.lexicon import Mark

ENOUGH: Final = 8
"""Numbers of as many digits in one letter of which it is asked what the letter tells."""

_REACH: Final = 240
"""Characters to either side of digits in which a letter tells of them."""

_NEAR: Final = 5
"""Words between a code and what says that it came."""

_WITH: Final = 2
"""Words between a code and one that says it came with something."""

_SHORT: Final = 3
"""Letters of a word that tells nothing by itself."""

_NAMED: Final = 3
"""Words between a code and the payment that it is for."""

_CODE = frozenset(("passcode", "messaged"))
_ELSEWHERE = frozenset(("elsewhere", "amiss", "coded", "goods"))
_SOON_OVER = frozenset(("passcode", "moments"))
_FOR_SHOP = frozenset(("bank", "purchase", "enters", "forwards"))
_OF_PAYING = frozenset(("bank", "approve", "purchase"))
_OF_CODE = frozenset((*_CODE, *_OF_PAYING, "device"))
_APART = r"(?:[ .,\-]{1,2}[0-9]){5}|[0-9](?: [0-9]{2}){2}|[0-9]{3}[ \-][0-9]{2}|[0-9] [0-9]{4}"
_QUOTED: Final = 160
"""Characters of a message that is quoted, to either side of its digits."""

_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_OPENED = pattern(rf"(?:\A|[\s(])[{_MARKS}][^{_MARKS}\n]*[^\W\d_]{{2}}[^{_MARKS}\n]*\Z")
_CLOSED = pattern(rf"[^{_MARKS}\n]*[{_MARKS}]")
_DIGIT_BEFORE = pattern(r"[0-9][ .,:/\-]\Z|[=\"]#\Z")
"""A digit, or the sign of a colour in markup that is shown as it was written."""

_DIGIT_BEHIND = pattern(r"[ .,:/\-][0-9]|#")
SIX_APART = rf"(?<![0-9][ .,\-].)(?:{_APART})(?![^\W_]|[ .,\-]?[0-9])"
"""What follows on the first of six digits in groups, or one by one."""

_WRITTEN = rf"[0-9](?<![0-9].)(?:{_APART}|[0-9]{{2}}[ \-]?[0-9]{{3}})(?![0-9])"
_SIX, _SIX_IN_BYTES = pattern(_WRITTEN), pattern(_WRITTEN.encode())


def around(utf8: bytes) -> bytes:
    """Return what stands around six digits that stand together, told cheaply if there are none.

    Of real letters that have some half say somewhere what tells of a code, a quarter near them.
    """
    if not _SIX_IN_BYTES.search(utf8):
        return b""
    text = utf8.decode("utf-8", "replace")
    spans = (found for found in places(text) if not is_part(text, *found))
    near = (text[max(start - _REACH, 0) : end + _REACH] for start, end in spans)
    return "\n".join(near).encode("utf-8", "replace")


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where six digits stand together."""
    yield from (found.span() for found in _SIX.finditer(text))


def told_in(text: str, once: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield where six digits stand that the letter says are passed on; of many all are said to."""
    spans = (found for found in places(text) if not is_part(text, *found))
    for number, (start, end) in enumerate(spans):
        if number >= ENOUGH or passed_on(text, start, end, once):
            yield start, end


def is_part(text: str, start: int, end: int) -> bool:
    """Say whether digits at ``[start, end)`` are a part of a longer number, or are dialled."""
    before = _DIGIT_BEFORE.search(text, max(start - 2, 0), start)
    return before is not None or _DIGIT_BEHIND.match(text, end) is not None


def is_quoted(text: str, start: int, end: int) -> bool:
    """Say whether somebody quotes what was sent: 'the bank writes: "Your code is 123456"'."""
    opened = _OPENED.search(text, max(start - _QUOTED, 0), start)
    return opened is not None and _CLOSED.match(text, end, end + _QUOTED) is not None


def is_all_quoted(text: str, start: int, end: int) -> bool:
    """Say whether words at ``[start, end)`` are quoted, and not just one of them."""
    return is_quoted(text, end, end) and not any(sign in text[start:end] for sign in _MARKS)


def passed_on(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> str:
    """Return what around digits at ``[start, end)`` means a one-time code, "" if nothing."""
    spoken = _spoken(text, start, end, once)
    if any(said.is_elsewhere for said in spoken):
        return ""
    told = (each for said in spoken for each in TOLD if said.everywhere.issuperset(each))
    return " ".join(next(told, ()))


def is_told_of(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether the very sentence of digits at ``[start, end)`` means a one-time code.

    As many digits as other codes have count then, too.
    """
    spoken = _spoken(text, start, end, once)
    return not any(said.is_elsewhere for said in spoken) and any(
        said.own.issuperset(each) for said in spoken for each in TOLD
    )


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


def is_of_code(label: Mark, once: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a ``label`` of something else may be a code's: "the payment's code"."""
    return all(
        len(word) <= _SHORT or not _OF_CODE.isdisjoint(described.meant(word, once))
        for word in label.phrase.split()
    )


class _Said:
    """What one language's words speak of: around digits, in sentences on a code, beside digits."""

    def __init__(self) -> None:
        self.everywhere: set[str] = set()
        self.own: set[str] = set()
        self.words = 0
        self._close: set[str] = set()

    def take(self, said: list[tuple[int, str]], at: tuple[int, ...]) -> None:
        """Take a sentence, ``at`` which of its words the digits begin and end if it has them."""
        self.words += len({place for place, _ in said})
        codes = [place for place, sense in said if sense in _CODE]
        codes = codes or list(at)
        came = {place for place, sense in said if sense == "came"}
        to_device = [place for place, sense in said if sense == "device" and _is_near(place, came)]
        withs = {place for place, sense in said if sense == "with"}
        codes = [code for code in codes if withs.isdisjoint(range(code - _WITH, code))]
        spoken = {sense for place, sense in said if sense != "came" or _is_near(place, codes)}
        if to_device:
            spoken |= {"came", "messaged"}
        self.everywhere |= spoken
        if at or not spoken.isdisjoint(_CODE):
            self._close |= spoken
        if at:
            self.own |= spoken
            if "bank" in spoken and any(_is_near(place, at) for place in came):
                self.everywhere.add("sent by a bank")
            if spoken.issuperset(_SOON_OVER):
                self.everywhere.add("soon over")
            if _names_payment(said):
                self.everywhere.add("to pay with")

    @property
    def is_elsewhere(self) -> bool:
        """Whether the code is for something else than paying."""
        if "bank" in self._close:
            return "amiss" in self.own
        login = "login" in self.everywhere and "purchase" not in self.own
        return login or not self._close.isdisjoint(_ELSEWHERE)

    @property
    def is_of_site(self) -> bool:
        """Whether a site wants the code, and nothing else is said of it."""
        return "site" in self.own and self.everywhere.isdisjoint(_FOR_SHOP)


def _names_payment(said: list[tuple[int, str]]) -> bool:
    """Say whether a code is one for a payment: "the payment code", "the code for the payment"."""
    codes = {place for place, sense in said if sense == "passcode"}
    paid = (place for place, sense in said if sense == "purchase")
    return any(not codes.isdisjoint((place + 1, *range(place - _NAMED, place))) for place in paid)


def _is_near(place: int, others: Collection[int]) -> bool:
    return any(abs(place - other) <= _NEAR for other in others)


def _spoken(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> list[_Said]:
    """Return what is spoken of around digits at ``[start, end)``, in the languages most heard."""
    found: dict[str, _Said] = {}
    low, high = max(start - _REACH, 0), min(end + _REACH, len(text))
    for begin, stop in sentences(text, low, high):
        own = begin <= start < stop
        at = tuple(len(tokens_of(plain(text[begin:x]))) for x in (start, end)) if own else ()
        for language, said in described.places(text[begin:stop], once).items():
            found.setdefault(language, _Said()).take(said, at)
    most = max((said.words for said in found.values()), default=0)
    return [said for said in found.values() if 3 * said.words >= 2 * most]
