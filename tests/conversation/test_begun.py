"""Who has begun a number himself goes on with his own."""

from __future__ import annotations

from scrubber.conversation.assemble import join
from scrubber.conversation.model import Fact
from scrubber.core.model import Grounds, Position
from tests.conversation.making import ANNA, VISA, held, part

NAMESAKE = frozenset({Fact("address", "a.schmidt@example"), Fact("name", "anna schmidt")})
FIRST, REST = "453938472619", "5043"


def test_the_rest_goes_with_the_senders_own_beginning() -> None:
    """Not with that of somebody of the same name, though the check digit holds."""
    told = {"position": Position.FIRST, "masked": True, "openings": VISA}
    hers = held(part(FIRST, Grounds.DECLARED, **told), "a")
    own = held(part("5160", Grounds.DECLARED, **told), "b", NAMESAKE, minutes=1)
    rest = part(REST, Grounds.DECLARED, position=Position.LATER)
    assert join([held(rest, "c", NAMESAKE, minutes=5)], [hers]).joined
    assert not join([held(rest, "c", NAMESAKE, minutes=5)], [hers, own]).joined
    assert join([held(rest, "c", minutes=5)], [hers, own]).joined
    spent = held(own.piece, "b", NAMESAKE, minutes=1, joined=True)
    assert join([held(rest, "c", NAMESAKE, minutes=5)], [hers, spent]).joined
    again = held(hers.piece, "b", NAMESAKE, minutes=1)
    assert join([held(rest, "c", NAMESAKE, minutes=5)], [hers, again]).joined
    assert join([held(rest, "c", ANNA, minutes=5)], [hers]).joined
