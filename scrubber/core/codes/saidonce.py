"""What words of one language speak of around digits that may be a one-time code passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scrubber.core.language.once import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Collection

_NEAR: Final = 5
"""Words between a code and what says that it came."""

_WITH: Final = 2
"""Words between a code and one that says it came with something."""

_NAMED: Final = 3
"""Words between a code and the payment that it is for, or what sent it to approve something."""

_BESIDE: Final = 8
"""Words between a word for a code and digits that are not six."""

_LED_TO: Final = 12
"""The same where a colon leads to them."""

_IT_CAME: Final = 2
"""Words that tell no more than that digits came: "It came. 1234."."""

CODE: Final = frozenset(("passcode", "messaged"))
_CODED = frozenset((*CODE, "maker"))
_CAME = frozenset((*_CODED, "came"))
_ANEW = frozenset(("stale",))
_AGAIN = frozenset(("hurry", "tries"))
_TO_CONFIRM = frozenset(("bank", "approve", "requested"))
_TO_APPROVE = frozenset(("messaged", "approve"))
_AWAITED = frozenset(("bank", "waits"))
_OF_PAYING = frozenset(("bank", "approve", "purchase"))
_OF_BANK = frozenset(("bank", "passcode"))
_SENT = frozenset(("came", "messaged", "approve", "purchase"))
_SOON_OVER = frozenset(("passcode", "moments"))
_FOR_SHOP = frozenset(("bank", "purchase", "enters", "forwards"))
_PAID = frozenset(("approve", "purchase"))


class Shown(NamedTuple):
    """How digits stand in a sentence: the ``sign`` before them, and whether one ``ends`` them.

    Of the words before them each ``is_known``, or is short.
    """

    sign: str = ""
    ends: bool = False
    is_known: bool = False


class Said:
    """What one language's words speak of: around digits, in sentences on a code, beside digits."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.everywhere: set[str] = set()
        self.is_beside = False
        self._close: set[str] = set()
        self._own: set[str] = set()

    def take(
        self, said: list[tuple[int, str]], at: tuple[int, ...], others: list[int], shown: Shown
    ) -> None:
        """Take a sentence, ``at`` which of its words the digits begin and end if it has them.

        ``others`` are those of its words that are digits, too, ``shown`` is how these stand in it.
        """
        said = _without_logins(said)
        codes = [place for place, sense in said if sense in CODE] or list(at)
        came = {place for place, sense in said if sense == "came"}
        to_device = [place for place, sense in said if sense == "device" and _is_near(place, came)]
        withs = {place for place, sense in said if sense == "with"}
        texts = {place for place, sense in said if sense == "messaged"}
        codes = [x for x in codes if x in texts or withs.isdisjoint(range(x - _WITH, x))]
        spoken = {sense for place, sense in said if sense != "came" or _is_near(place, codes)}
        if not at and spoken.isdisjoint(CODE):
            spoken.discard("six")  # it may be one of the digits of a number
        if to_device:
            spoken |= {"came", "messaged", "to a device"}
        self.everywhere |= spoken
        if at or not spoken.isdisjoint(CODE):
            self._close |= spoken
        if at:
            self._own |= spoken
            self._take_own(said, at, spoken)
            self._take_received(said, at[0], shown)
            reach = _LED_TO if shown.sign == ":" else _BESIDE
            lone = "received" in self.everywhere and at[0] <= _IT_CAME
            self.is_beside = lone or self._is_to_pay or _is_beside(said, range(*at), others, reach)

    def _take_received(self, said: list[tuple[int, str]], at: int, shown: Shown) -> None:
        """Take that nothing but a code came, or that digits are all that somebody received."""
        came = {place for place, sense in said if sense == "came" and place < at}
        if shown.sign and shown.is_known and _is_near(at, came):
            self.everywhere.add("came just now")
        if shown.ends and at - 1 in came:
            self.everywhere.add("received")

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
    def is_of_payment(self) -> bool:
        """Whether the sentence of the digits speaks of a bank or of paying, and of no login."""
        told = not self._own.isdisjoint(_OF_PAYING)
        return told and not self.is_elsewhere and "login" not in self.everywhere

    @property
    def is_of_bank(self) -> bool:
        """Whether a bank sent the code, and none to log in.

        The sentence of the digits tells so, or that they are what came of a bank's code.
        """
        told = "sent by a bank" in self.everywhere or not self._own.isdisjoint(_SENT)
        sent = told and self._own.issuperset(_OF_BANK)
        received = "received" in self.everywhere and "bank" in self._close
        return (sent or received or self._is_to_pay) and "login" not in self.everywhere

    @property
    def _is_to_pay(self) -> bool:
        """Whether no word for a code is needed: "the bank sent 1234 to confirm the purchase"."""
        return "sent by a bank" in self.everywhere and self._own.issuperset(_PAID)

    @property
    def is_of_site(self) -> bool:
        """Whether a site wants the code, and nothing else is said of it."""
        return "site" in self._own and self.everywhere.isdisjoint(_FOR_SHOP)


def _without_logins(said: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out that a word speaks of a login which is a code's, too: "the password to approve"."""
    codes = {place for place, sense in said if sense == "passcode"}
    if {sense for _, sense in said}.isdisjoint(_PAID):
        return said
    return [(place, sense) for place, sense in said if sense != "login" or place not in codes]


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


def _is_beside(said: list[tuple[int, str]], digits: range, others: list[int], reach: int) -> bool:
    """Say whether a word for a code is nearer to ``digits`` than to ``others``, within a ``reach``.

    So is what came anew where no word tells what it was, and where that stands further off.
    """
    spoken = {sense for _, sense in said}
    came = spoken.issuperset(_AGAIN) or not spoken.isdisjoint(("stale", "passcode"))
    told = _CAME if came else _CODED
    for place in (place for place, sense in said if sense in told):
        behind = place < digits.start
        far = digits.start - place if behind else place - digits.stop + 1
        rivals = [other - place if behind else place - other for other in others]
        if far <= reach and not any(-far < rival < far for rival in rivals):
            return True
    return False


def _is_near(place: int, others: Collection[int], reach: int = _NEAR) -> bool:
    return any(abs(place - other) <= reach for other in others)
