"""Customers, each with two mailboxes that have something in common, and how mail programs sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

FIRST: Final = (
    *("Anna", "Maria", "Sabine", "Lena", "Julia", "Katarzyna", "Olga", "Ingrid", "Chloe", "Paula"),
    *("Thomas", "Peter", "Jan", "Piotr", "Ivan", "Marco", "Luis", "Pierre", "Emre", "Daniel"),
    *("Ute", "Carmen", "Giulia", "Elif", "Tereza", "Joana", "Sanne", "Wouter", "Hugo", "Igor"),
)
LAST: Final = (
    *("Schmidt", "Vogel", "Kowalska", "Rossi", "Garcia", "Dubois", "Silva", "Bakker", "Yilmaz"),
    *("Novak", "Ivanova", "Petrov", "Brown", "Taylor", "Keller", "Moser", "Lopez", "Ferrari"),
    *("Martin", "Costa", "Jansen", "Demir", "Svoboda", "Orlov", "Wilson", "Hughes", "Weber"),
    *("Huber", "Navarro", "Bianchi", "Lefevre", "Pereira", "Visser", "Kaya", "Dvorak", "Clark"),
)
PROVIDERS: Final = (
    *("gmail.example", "web.example", "gmx.example", "mail.example", "yahoo.example"),
    *("orange.example", "libero.example", "wp.example", "proton.example", "outlook.example"),
)
DEVICES: Final = ("Sent from my iPhone", "Gesendet mit der GMX Mail App", "Enviado desde mi iPhone")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One sender: a display name (or none), an address and the host that he sends from."""

    name: str
    address: str
    host: str

    @property
    def field(self) -> str:
        """What stands in From."""
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; ``likeness`` says what his second mailbox shares with the first."""

    first: Mailbox
    second: Mailbox
    likeness: str


def person(rng: Random, index: int) -> Person:
    """Invent the customer ``index``; a thousand of them have names of their own."""
    first = FIRST[index % len(FIRST)]
    last = LAST[(index // len(FIRST) + index) % len(LAST)]
    number = rng.choice(("", "", str(rng.randrange(50, 99)), str(rng.randrange(1950, 2004))))
    local = rng.choice(
        (f"{first}.{last}", f"{first}{last}", f"{last}.{first}", f"{first[0]}{last}")
    )
    if local.startswith(f"{first[0]}{last}"):
        # Many customers have one of these: each an address of his own, though alike.
        number = str(1000 + index)
    one, two = rng.sample(PROVIDERS, 2)
    host, other = (f"203.0.{rng.randrange(1, 250)}.{rng.randrange(1, 250)}" for _ in range(2))
    own = Mailbox(
        rng.choice((f"{first} {last}", f"{first} {last}", "")),
        f"{local}{number}@{one}".lower(),
        host,
    )
    likeness = rng.choice(("name", "name", "local", "thread", "order"))
    trade = rng.choice(("bau", "design", "office", "consult"))
    work = f"{last}@{last}-{trade}{rng.randrange(99)}.example".lower()
    word = rng.choice(("sunny", "blue", "king", "mini", "wolke"))
    nick = f"{word}{rng.randrange(100, 9999)}@{two}"
    if likeness == "name":
        own = Mailbox(f"{first} {last}", own.address, host)
        second = Mailbox(rng.choice((f"{first} {last}", f"{last}, {first}")), work, other)
    elif likeness == "local":
        second = Mailbox("", f"{local}.{rng.randrange(9)}@{two}".lower(), other)
        own = Mailbox(own.name, f"{local}{number}@{one}".lower(), host)
    else:
        second = Mailbox("", nick, other)
    return Person(own, second, likeness)
