"""Whether a mail gets an answer, and on what: decided while the mail is here, before it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrubber.answers.draft import Draft
from scrubber.answers.mail import Origin
from scrubber.answers.topic import Told
from scrubber.core.model import Kind
from scrubber.reply import language, question
from scrubber.reply.authentication import Authority, doubt, organization
from scrubber.reply.dns import Resolver
from scrubber.reply.eligibility import MARK, Ours, objection
from scrubber.reply.incoming import Incoming, domain_of
from scrubber.reply.letter import Occasion
from scrubber.reply.trace import Trust
from scrubber.reply.verification import own_doubt

if TYPE_CHECKING:
    from scrubber.answers.mail import Mail
    from scrubber.answers.topic import Topics
    from scrubber.config import ReplySettings, ShopSettings
    from scrubber.core.language.lexicon import Lexicon
    from scrubber.reply.texts import Texts

_ANSWERED = frozenset({Kind.PAN, Kind.CVV})
_LONGEST_FIELD = 2000  # characters


@dataclass(frozen=True)
class Clerk:
    """Looks at arriving mail for the shop."""

    shop: ShopSettings
    settings: ReplySettings
    texts: dict[str, Texts]
    topics: Topics

    @cached_property
    def ours(self) -> Ours:
        """The shop's own addresses and domains: that of its address, if its website has it too."""
        addresses = (self.shop.address, *self.shop.addresses)
        domain = domain_of(self.shop.address)
        website = urlsplit(self.shop.website).hostname or ""
        own = {domain} if organization(domain) == organization(website) else set[str]()
        return Ours(addresses, frozenset({*self.shop.domains, *own}))

    @cached_property
    def _resolver(self) -> Resolver:
        server = self.settings.nameserver
        return Resolver((server.host, server.port) if server else None)

    @cached_property
    def _questions(self) -> Lexicon:
        return question.lexicon(self.texts.values())

    def look(self, mail: Mail) -> Draft | str | None:
        """Return an answer's draft, or why there is none, or None where there was no occasion.

        It may ask the DNS, and take a while.  Raises StoreError.
        """
        shown = any(finding.kind in _ANSWERED for finding in mail.scrubbed.findings)
        if not (shown or self.settings.questions or self.topics.orders):
            return None
        message = mail.scrubbed.message
        incoming = Incoming.read(message, mail.sender, mail.recipients)
        why_not = objection(incoming, self.ours)
        if why_not and not self.ours.wrote(incoming.author):
            return why_not if shown else None
        told = Told.read(incoming, message)
        if MARK not in incoming.header:  # what our own answers said was noted when they were sent
            self.topics.remember(incoming, told, self.ours)
        asked = self._asked(told) if not (shown or why_not) else ""
        if not shown and not asked:
            return None
        why_not = why_not or self._doubt(mail, incoming)
        if why_not:
            return why_not
        return self._draft(incoming, told, Occasion.CARD if shown else Occasion.QUESTION, asked)

    def _asked(self, told: Told) -> str:
        """Return the language in which somebody asks whether he may mail his card, or nothing."""
        if not self.settings.questions:
            return ""
        return question.asked_in(told.words.own, self._questions)

    def _doubt(self, mail: Mail, incoming: Incoming) -> str | None:
        """Return why the author is not proven, by our mail server's word or by our own look."""
        name, hosts = self.settings.authserv_id, self.settings.trusted_by
        if name is None:
            return own_doubt(mail.raw, incoming, mail.client, self._resolver)
        if mail.origin is Origin.STRANGER:
            return f"it did not come by way of {name or 'our mail server'}"
        trust = Trust(hosts, below=self.settings.results == "below")
        return doubt(incoming, Authority(name, trust), handed_over=mail.origin is Origin.SERVER)

    def _draft(self, mail: Incoming, told: Told, occasion: Occasion, asked: str) -> Draft:
        topic = self.topics.find(mail, told)
        languages = language.choose(
            self.texts,
            self.shop.language,
            recorded=topic.order.language if topic.order else "",
            before=topic.language,
            named=(asked,) if asked else (),
            text=told.text,
        )
        return Draft(
            author=mail.author,
            message_id=mail.field("Message-ID")[:_LONGEST_FIELD],
            references=mail.field("References")[-_LONGEST_FIELD:],
            subject=told.subject[:_LONGEST_FIELD],
            occasion=occasion,
            languages=languages,
            order=topic.order.number if topic.order else "",
        )
