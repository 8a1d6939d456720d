"""Two customers who have much in common and write at the same time: nothing of theirs is joined."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tests.conversations.follow import bare_code, handed_code
from tests.conversations.people import FIRST, LAST, Mailbox, Person
from tests.conversations.splits import bare, halves, reversed_halves

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conversations.writing import Writer

USUAL: Final = "Order"


def neighbour(host: str, last: int) -> str:
    """Return an address in the network of another."""
    return f"{host.rpartition('.')[0]}.{last}"


def namesake(one: Mailbox, provider: str) -> Mailbox:
    """Return the mailbox of somebody with the same name, in the same network."""
    local = one.address.partition("@")[0].rstrip("0123456789")
    return Mailbox(one.name, f"{local}.home@{provider}", neighbour(one.host, 9))


def _names(writer: Writer) -> tuple[str, str]:
    """Return a first and a last name, invented where the customer writes without."""
    given, _, last = writer.person.first.name.partition(" ")
    return (given, last) if last else (writer.rng.choice(FIRST), writer.rng.choice(LAST))


def namesakes(one: Writer, two: Writer) -> None:
    """Give both customers one name, one provider and one network."""
    provider = one.person.first.address.partition("@")[2]
    first = replace(one.person.first, name=" ".join(_names(one)))
    second = namesake(first, provider)
    one.person, two.person = Person(first, first, ""), Person(second, second, "")


def office(one: Writer, two: Writer) -> None:
    """Give both customers one network and one subject, and no name."""
    first = replace(one.person.first, name="")
    second = replace(two.person.first, name="", host=neighbour(first.host, 9))
    one.person, two.person = Person(first, first, ""), Person(second, second, "")
    one.subject = two.subject = USUAL


def family(one: Writer, two: Writer) -> None:
    """Give both customers one last name, one provider and one network."""
    local, _, provider = one.person.first.address.partition("@")
    given, last = _names(one)
    other = next(name for name in FIRST if name != given)
    first = replace(one.person.first, name=f"{given} {last}", address=f"{given}.{local}@{provider}")
    second = Mailbox(f"{other} {last}", f"{other}.{local}@{provider}", neighbour(first.host, 9))
    one.person, two.person = Person(first, first, ""), Person(second, second, "")


ALIKE: Final[dict[str, Callable[[Writer, Writer], None]]] = {
    "namesakes": namesakes,
    "one office": office,
    "one family": family,
}
SENDING: Final[dict[str, Callable[[Writer], None]]] = {
    "halves": halves,
    "halves, reversed": reversed_halves,
    "bare halves": lambda writer: bare(writer, 8, 8),
    "four bare groups": lambda writer: bare(writer, 4, 4, 4, 4),
    "a code": bare_code,
    "a code handed over": handed_code,
}
PAIRS: Final = {
    f"strangers: {alike}, {sending}": (alike, sending) for alike in ALIKE for sending in SENDING
}


def pair(one: Writer, two: Writer) -> None:
    """Write two conversations mixed in time; their kind is in their name."""
    alike, sending = PAIRS[one.conversation.name]
    one.threaded = two.threaded = False
    ALIKE[alike](one, two)
    two.clock = one.clock + timedelta(minutes=one.rng.random() * 3)
    for writer in (one, two):
        SENDING[sending](writer)
