"""Whether a mail gets an answer, and on what: decided while the mail is here, before it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from email.header import decode_header, make_header
from functools import cached_property
from typing import TYPE_CHECKING

from scrubber.answers.draft import Draft
from scrubber.core.model import Kind
from scrubber.reply import language, question
from scrubber.reply.authentication import Authority, doubt
from scrubber.reply.dns import System
from scrubber.reply.eligibility import Ours, objection
from scrubber.reply.incoming import Incoming
from scrubber.reply.letter import Occasion
from scrubber.reply.reading import own_text
from scrubber.reply.verification import own_doubt

if TYPE_CHECKING:
    from scrubber.answers.mail import Mail
    from scrubber.config import ReplySettings, ShopSettings
    from scrubber.core.lexicon import Lexicon
    from scrubber.orders import Source
    from scrubber.orders.order import Order
    from scrubber.reply.texts import Texts

_ANSWERED = frozenset({Kind.PAN, Kind.CVV})
_LONGEST_FIELD = 2000  # characters


@dataclass(frozen=True)
class Clerk:
    """Looks at arriving mail for the shop."""

    shop: ShopSettings
    settings: ReplySettings
    texts: dict[str, Texts]
    orders: Source | None

    @cached_property
    def ours(self) -> Ours:
        """The shop's own addresses and domains."""
        addresses = (self.shop.address, *self.shop.addresses)
        return Ours(addresses, frozenset(self.shop.domains))

    @cached_property
    def _questions(self) -> Lexicon:
        return question.lexicon(self.texts.values())

    def look(self, mail: Mail) -> Draft | str | None:
        """Return an answer's draft, or why there is none, or None where there was no occasion.

        It may ask the DNS, and take a while.
        """
        shown = any(finding.kind in _ANSWERED for finding in mail.scrubbed.findings)
        if not shown and not self.settings.questions:
            return None
        message = mail.scrubbed.message
        incoming = Incoming.read(message, mail.sender, mail.recipients)
        why_not = objection(incoming, self.ours)
        if why_not:
            return why_not if shown else None
        text = own_text(message)
        asked = "" if shown else question.asked_in(text, self._questions)
        if not shown and not asked:
            return None
        why_not = self._doubt(mail, incoming)
        if why_not:
            return why_not
        return self._draft(incoming, text, Occasion.CARD if shown else Occasion.QUESTION, asked)

    def _doubt(self, mail: Mail, incoming: Incoming) -> str | None:
        """Return why the author is not proven, by our mail server's word or by our own look."""
        if self.settings.authserv_id is not None:
            authority = Authority(self.settings.authserv_id, self.settings.trusted_by)
            return doubt(incoming, authority)
        return own_doubt(mail.raw, incoming, mail.client, System())

    def _draft(self, mail: Incoming, text: str, occasion: Occasion, asked: str) -> Draft:
        subject = _decoded(mail.field("Subject"))
        order = self._order(mail.author, f"{subject}\n{text}")
        languages = language.choose(
            self.texts,
            self.shop.language,
            recorded=order.language if order else "",
            named=(asked,) if asked else (),
            text=f"{subject}\n{text}",
        )
        return Draft(
            author=mail.author,
            message_id=mail.field("Message-ID")[:_LONGEST_FIELD],
            references=mail.field("References")[-_LONGEST_FIELD:],
            subject=subject[:_LONGEST_FIELD],
            occasion=occasion,
            languages=languages,
            order=order.number if order else "",
        )

    def _order(self, author: str, text: str) -> Order | None:
        if self.orders is None:
            return None
        from scrubber.orders.finding import find

        return find(self.orders.book(), author, text).order


def _decoded(field: str) -> str:
    """Return a field with its encoded words read (RFC 2047); as it is where they are broken."""
    try:
        return str(make_header(decode_header(field)))
    except (LookupError, ValueError):
        return field
