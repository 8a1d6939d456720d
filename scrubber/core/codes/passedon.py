"""One-time codes that are passed on: "a text came, 123456, you wanted me to send it on".

Nobody says beside such a code what it is for: the letter as a whole does, by whom it came, how long
it lasts, and what is to be done with it.  Whoever logs in or awaits a parcel gets codes, too.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from scrubber.core.codes.announced import ends_brief_sentence, sentences
from scrubber.core.language import described
from scrubber.core.language.alphabet import plain_utf8, words_and_numbers
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.once import ELSEWHERE, TOLD
from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from scrubber.core.language.lexicon import Mark

    Beside = tuple[frozenset[bytes], frozenset[bytes]]

ENOUGH: Final = 8
"""Numbers of one letter of which it is asked what the letter tells."""

REACH: Final = 240
"""Characters to either side of digits in which a letter tells of them."""

_CLOSE: Final = 80
"""Characters to either side of digits that are not six."""

_NEAR: Final = 5
"""Words between a code and what says that it came."""

_WITH: Final = 2
"""Words between a code and one that says it came with something."""

_SHORT: Final = 3
"""Letters of a word that tells nothing by itself."""

_NAMED: Final = 3
"""Words between a code and the payment that it is for, or what sent it to approve something."""

_BESIDE: Final = 8
"""Words between a word for a code and digits that are not six."""

_USUAL_DIGITS: Final = 6
FEWEST: Final = 4
"""Digits of a code, and of one that is as short as some banks send."""

_CODE = frozenset(("passcode", "messaged"))
_CODED = frozenset((*_CODE, "maker"))
_CAME = frozenset((*_CODED, "came"))
_ANEW = frozenset(("stale",))
_AGAIN = frozenset(("hurry", "tries"))
_ASKING = frozenset(("enters", "passcode", "forwards"))
_PERSONAL = frozenset(("came", "hurry"))
_TO_CONFIRM = frozenset(("bank", "approve", "requested"))
_TO_APPROVE = frozenset(("messaged", "approve"))
_AWAITED = frozenset(("bank", "waits"))
_SOON_OVER = frozenset(("passcode", "moments"))
_FOR_SHOP = frozenset(("bank", "purchase", "enters", "forwards"))
_OF_PAYING = frozenset(("bank", "approve", "purchase"))
_OF_CODE = frozenset((*_CODE, *_OF_PAYING, "device"))
_APART = r"(?:[ .,\-]{1,2}[0-9]){5}|[0-9](?: [0-9]{2}){2}|[0-9]{3}[ \-][0-9]{2}|[0-9] [0-9]{4}"
_QUOTED: Final = 160
"""Characters of a message that is quoted, to either side of its digits."""

_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_OPENED = pattern(rf"(?:\A|[\s(])[{_MARKS}][^{_MARKS}]*[^\W\d_]{{2}}[^{_MARKS}]*\Z")
_CLOSED = pattern(rf"[^{_MARKS}]*[{_MARKS}]")
_DIGIT_BEFORE = pattern(r"[0-9][ .,:/\-]\Z|[=\"]#\Z")
"""A digit, or the sign of a colour in markup that is shown as it was written."""

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
    what has codes of its own.
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
    telling, of_others = beside
    told = of_others.isdisjoint(words) and not telling.isdisjoint(words)
    return near if told else b""


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
    before = _DIGIT_BEFORE.search(text, max(start - 2, 0), start)
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
    if any(said.is_elsewhere or not (usual or said.is_nowhere_else) for said in spoken):
        return ""
    if usual:
        if _is_one_of_several(text, start, end) and not any(map(_Said.is_renewed, spoken)):
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
    words = [word for last, word in pairwise(before) if not last.isdigit()][-_WITH:]
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
    words = (word for mark in asking for word in mark.phrase.split() if len(word) > _SHORT)
    return all(not _ASKING.isdisjoint(described.meant(word, once)) for word in words) and any(
        not said.everywhere.isdisjoint(_PERSONAL) for said in _spoken(text, start, end, once)
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
        self.words = 0
        self.is_beside = False
        self._close: set[str] = set()
        self._own: set[str] = set()

    def take(self, said: list[tuple[int, str]], at: tuple[int, ...], others: list[int]) -> None:
        """Take a sentence, ``at`` which of its words the digits begin and end if it has them.

        ``others`` are those of its words that are digits, too.
        """
        self.words += len({place for place, _ in said})
        codes = [place for place, sense in said if sense in _CODE] or list(at)
        came = {place for place, sense in said if sense == "came"}
        to_device = [place for place, sense in said if sense == "device" and _is_near(place, came)]
        withs = {place for place, sense in said if sense == "with"}
        texts = {place for place, sense in said if sense == "messaged"}
        codes = [x for x in codes if x in texts or withs.isdisjoint(range(x - _WITH, x))]
        spoken = {sense for place, sense in said if sense != "came" or _is_near(place, codes)}
        if to_device:
            spoken |= {"came", "messaged", "to a device"}
        self.everywhere |= spoken
        if at or not spoken.isdisjoint(_CODE):
            self._close |= spoken
        if at:
            self._own |= spoken
            self._take_own(said, at, spoken)
            self.is_beside = _is_beside(said, range(*at), others)

    def _take_own(self, said: list[tuple[int, str]], at: tuple[int, ...], spoken: set[str]) -> None:
        """Take what only the sentence of the digits can tell."""
        came = [place for place, sense in said if sense == "came"]
        if any(_is_near(place, at) for place in came):
            if "bank" in spoken:
                self.everywhere.add("sent by a bank")
            if not spoken.isdisjoint(_ANEW) or spoken.issuperset(_AGAIN):
                self.everywhere.add("came anew")
        if spoken.issuperset(_TO_APPROVE) and any(_is_near(x, at, _NAMED) for x in came):
            self.everywhere.add("sent to approve")
        if spoken.issuperset(_SOON_OVER):
            self.everywhere.add("soon over")
        if spoken.issuperset(_TO_CONFIRM):
            self.everywhere.add("asked by a bank")
        if _names_payment(said) or ("money" in spoken and _names_approval(said)):
            self.everywhere.add("to pay with")

    def answer(self) -> None:
        """Note that the digits are all that their sentence tells."""
        if self.everywhere.issuperset(_AWAITED):
            self.everywhere.add("awaited of a bank")

    def is_renewed(self) -> bool:
        """Say whether an earlier code is spoken of, too."""
        return "stale" in self.everywhere

    @property
    def is_elsewhere(self) -> bool:
        """Whether the code is for something else than paying."""
        if "bank" in self._close:
            return "amiss" in self._own
        login = "login" in self.everywhere and "purchase" not in self._own
        return login or not self._close.isdisjoint(ELSEWHERE)

    @property
    def is_nowhere_else(self) -> bool:
        """Whether nothing at all is spoken of that has codes of its own."""
        return self.everywhere.isdisjoint(ELSEWHERE) and "login" not in self.everywhere

    @property
    def is_of_site(self) -> bool:
        """Whether a site wants the code, and nothing else is said of it."""
        return "site" in self._own and self.everywhere.isdisjoint(_FOR_SHOP)


def _names_payment(said: list[tuple[int, str]]) -> bool:
    """Say whether a code is one for a payment: "the payment code", "the code for the payment"."""
    codes = {place for place, sense in said if sense == "passcode"}
    paid = (place for place, sense in said if sense == "purchase")
    return any(not codes.isdisjoint((place + 1, *range(place - _NAMED, place))) for place in paid)


def _names_approval(said: list[tuple[int, str]]) -> bool:
    """Say whether a code is one to approve something with: "the confirmation code"."""
    codes = {place for place, sense in said if sense == "passcode"}
    approval = (place for place, sense in said if sense == "approve")
    return any(not codes.isdisjoint(range(x - _WITH, x + _WITH + 1)) for x in approval)


def _is_beside(said: list[tuple[int, str]], digits: range, others: list[int]) -> bool:
    """Say whether a word for a code is nearer to ``digits`` than to ``others``.

    So is what came anew where no word tells what it was, and where that stands further off.
    """
    spoken = {sense for _, sense in said}
    came = spoken.issuperset(_AGAIN) or not spoken.isdisjoint(("stale", "passcode"))
    told = _CAME if came else _CODED
    for place in (place for place, sense in said if sense in told):
        behind = place < digits.start
        far = digits.start - place if behind else place - digits.stop + 1
        rivals = [other - place if behind else place - other for other in others]
        if far <= _BESIDE and not any(-far < rival < far for rival in rivals):
            return True
    return False


def _is_near(place: int, others: Collection[int], reach: int = _NEAR) -> bool:
    return any(abs(place - other) <= reach for other in others)


def _spoken(text: str, start: int, end: int, once: Mapping[str, tuple[str, ...]]) -> list[_Said]:
    """Return what is spoken of around digits at ``[start, end)``, in the languages most heard."""
    found: dict[str, _Said] = {}
    low, high = max(start - REACH, 0), min(end + REACH, len(text))
    for begin, stop in sentences(text, low, high):
        own = begin <= start < stop
        at = tuple(len(tokens_of(plain(text[begin:x]))) for x in (start, end)) if own else ()
        tokens = enumerate(tokens_of(plain(text[begin:stop]))) if own else ()
        others = [
            place
            for place, token in tokens
            if token.isdigit() and len(token) >= FEWEST and place not in range(*at)
        ]
        for language, said in described.places(text[begin:stop], once).items():
            found.setdefault(language, _Said()).take(said, at, others)
    if _PRICE.search(text, low, high):
        for each in found.values():
            each.everywhere |= {"money"}
    most = max((said.words for said in found.values()), default=0)
    return [said for said in found.values() if 3 * said.words >= 2 * most]
