"""What a mail is about: which order it or its thread has named, and how we spoke before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.patterns import compiled
from scrubber.orders.finding import find
from scrubber.reply.message import message_ids
from scrubber.reply.reading import Words, words_of
from scrubber.store.threads import Said

if TYPE_CHECKING:
    from scrubber.orders import Source
    from scrubber.orders.order import Order
    from scrubber.reply.eligibility import Ours
    from scrubber.reply.incoming import Incoming
    from scrubber.store.threads import Threads


_LEFT_OF_A_CARD = compiled(r"(?:\*[^\w*]{0,3}+){9,24}+[0-9]{4}(?!\w)")
"""A masked card number: its last four digits are no order's number.

No character can be read in two ways, and no match is longer than a number: anybody may send a line
of asterisks.
"""


class Topic(NamedTuple):
    """The order, if that is beyond doubt, and the language of an earlier answer, if any."""

    order: Order | None
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """A mail as it is read: its masked subject, and its words."""

    subject: str
    words: Words

    @classmethod
    def read(cls, mail: Incoming, message: bytes) -> Told:
        """Read the masked message of a mail."""
        return cls(_decoded(mail.field("Subject")), words_of(message))

    @property
    def text(self) -> str:
        """What its writer wrote himself."""
        return f"{self.subject}\n{self.words.own}"


@dataclass(frozen=True, slots=True)
class Topics:
    """Finds orders, and remembers which ones a thread has named.  All of it raises StoreError."""

    orders: Source | None
    threads: Threads

    def remember(self, mail: Incoming, told: Told, ours: Ours) -> None:
        """Keep which orders a mail names, if its author is the shop or stands on them."""
        if self.orders is None:
            return
        numbers = tuple(
            order.number
            for order in self.orders.book().named(_without_cards(told.text))
            if order.belongs_to(mail.author) or ours.wrote(mail.author)
        )
        ids = message_ids(mail.field("Message-ID"))
        if numbers and ids:
            self.threads.note(ids[0], Said(numbers), datetime.now(UTC))

    def find(self, mail: Incoming, told: Told) -> Topic:
        """Return what a mail is about, for its proven author."""
        parents = message_ids(f"{mail.field('References')} {mail.field('In-Reply-To')}")
        said = self.threads.said(parents)
        if self.orders is None:
            return Topic(None, said.language)
        book = self.orders.book()
        quoted = (order.number for order in book.named(_without_cards(told.words.all)))
        own = _without_cards(told.text)
        found = find(book, mail.author, own, (*said.orders, *quoted))
        return Topic(found.order, said.language)


def _without_cards(text: str) -> str:
    return _LEFT_OF_A_CARD.sub(" ", text)


def _decoded(field: str) -> str:
    """Return a field with its encoded words read (RFC 2047); as it is where they are broken."""
    try:
        return str(make_header(decode_header(field)))
    except (LookupError, ValueError, HeaderParseError):
        return field
