"""Fourteen checks that tell an honest answer from a phishing mail; what fails one is not sent.

They follow what banks and payment services teach their customers to look for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrubber.reply.incoming import same_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrubber.reply.compose import Answer, Paragraph
    from scrubber.reply.letter import Letter
    from scrubber.reply.texts import Texts

_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]", re.IGNORECASE)
_HREF = re.compile(r"""<a\s[^>]*href="([^"]*)"[^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
_ACTIVE = re.compile(r"<(?:img|script|iframe|form|input|link|object|embed|style)\b", re.IGNORECASE)
_SHORTENERS = frozenset(
    {"bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "ow.ly", "rb.gy", "t.co", "tinyurl.com"}
)
_REDIRECT = re.compile(
    r"[?&](?:url|redirect|redirect_uri|goto|next|dest|target|u)=https?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer and what it was made from; ``sent_from`` is its From address."""

    letter: Letter
    answer: Answer
    texts: tuple[Texts, ...]
    sent_from: str
    in_reply_to: str
    holds_card_data: Callable[[str], bool]

    def section(self, texts: Texts) -> str:
        """Return the words of one language, in lower case."""
        for code, paragraphs in self.answer.sections:
            if code == texts.language:
                return "\n".join(p.text for p in paragraphs).lower()
        return ""

    @property
    def links(self) -> list[Paragraph]:
        """Return the paragraphs that are links."""
        return [p for _, paragraphs in self.answer.sections for p in paragraphs if p.is_link]

    @property
    def amount_is_due(self) -> bool:
        """Whether the answer is about an amount that is open."""
        return self.letter.due is not None and bool(self.letter.due.amount)


def problems(rendered: Rendered) -> list[str]:
    """Return what is wrong with an answer, a sentence each; nothing where it may be sent."""
    return [f"{number}: {text}" for number, check in _CHECKS.items() for text in check(rendered)]


def _greets(rendered: Rendered) -> Iterator[str]:
    due = rendered.letter.due
    for value in (due.name, due.order) if due else ():
        if value not in rendered.answer.plain:
            yield "it does not name the customer and the order"


def _says_why_now(rendered: Rendered) -> Iterator[str]:
    if not rendered.in_reply_to:
        yield "it does not stand under the customer's own mail"


def _no_pressure(rendered: Rendered) -> Iterator[str]:
    for texts in rendered.texts:
        yield from (f'it says "{word}"' for word in _said(texts.urgent, rendered.section(texts)))


def _offers_another_way(rendered: Rendered) -> Iterator[str]:
    if rendered.letter.sender.website not in rendered.answer.plain:
        yield "it does not name the website, which the customer may open himself"


def _honest_links(rendered: Rendered) -> Iterator[str]:
    letter = rendered.letter
    known = {urlsplit(url).hostname for url in (letter.sender.website, letter.sender.genuine)}
    known |= {urlsplit(letter.link.url).hostname} if letter.link else set()
    for url in _URL.findall(rendered.answer.plain):
        yield from _of_url(url, known)
    for target, text in _HREF.findall(rendered.answer.html):
        if target != text:
            yield "a link shows another address than it leads to"


def _of_url(url: str, known: set[str | None]) -> Iterator[str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        yield "a link is not https"
    if host not in known:
        yield "a link leads to a host that is neither the shop's nor its payment provider's"
    if host in _SHORTENERS or _REDIRECT.search(url) or "@" in parts.netloc:
        yield "a link hides where it leads"
    if host.startswith("xn--") or ".xn--" in host or not host.isascii() or _is_address(host):
        yield "a link's host cannot be read by people"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _names_provider(rendered: Rendered) -> Iterator[str]:
    link = rendered.letter.link
    if link is None or not rendered.amount_is_due:
        return
    words = " ".join(p.text for _, ps in rendered.answer.sections for p in ps if not p.is_link)
    for name in (link.provider, urlsplit(link.url).hostname or ""):
        if name not in words:
            yield "it does not name the payment provider and the host to look for"


def _never_asks(rendered: Rendered) -> Iterator[str]:
    for texts in rendered.texts:
        if not _said(texts.never, rendered.section(texts)):
            yield "it does not say that the shop never asks for card details by mail"


def _signed(rendered: Rendered) -> Iterator[str]:
    sender = rendered.letter.sender
    for line in (sender.name, sender.address, sender.website, sender.phone, *sender.imprint):
        if line not in rendered.answer.plain:
            yield "it does not say in full whose mail it is"


def _can_be_checked(rendered: Rendered) -> Iterator[str]:
    if rendered.letter.sender.genuine not in rendered.answer.plain:
        yield "it does not name the page that says which mails are the shop's"


def _speaks_his_language(rendered: Rendered) -> Iterator[str]:
    spoken = tuple(code for code, _ in rendered.answer.sections)
    if spoken != rendered.letter.languages:
        yield "it is not in the customer's language"


def _no_card(rendered: Rendered) -> Iterator[str]:
    if rendered.holds_card_data(f"{rendered.answer.subject}\n{rendered.answer.plain}"):
        yield "it holds digits that may be a card's"


def _from_the_shop(rendered: Rendered) -> Iterator[str]:
    if not same_address(rendered.sent_from, rendered.letter.sender.address):
        yield "it is not sent from the address to which the customer wrote"


def _exact(rendered: Rendered) -> Iterator[str]:
    link = rendered.letter.link
    if link is None or not rendered.amount_is_due:
        return
    due = rendered.letter.due
    digits = re.sub(r"\D", "", str(due.amount)) if due else ""
    if digits not in re.sub(r"\D", "", rendered.answer.plain):
        yield "it does not say how much is due"
    if link.expires and str(link.expires.year) not in rendered.answer.plain:
        yield "it does not say until when the link works"


def _kind(rendered: Rendered) -> Iterator[str]:
    for texts in rendered.texts:
        said = rendered.section(texts)
        if not _said(texts.thanks, said):
            yield "it does not thank"
        yield from (f'it blames: "{word}"' for word in _said(texts.blame, said))
    if _ACTIVE.search(rendered.answer.html):
        yield "its HTML holds more than text and links"


def _said(words: tuple[str, ...], text: str) -> list[str]:
    """Return those of the words that stand in the text as whole words."""
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


_CHECKS: dict[int, Callable[[Rendered], Iterator[str]]] = {
    1: _greets,
    2: _says_why_now,
    3: _no_pressure,
    4: _offers_another_way,
    5: _honest_links,
    6: _names_provider,
    7: _never_asks,
    8: _signed,
    9: _can_be_checked,
    10: _speaks_his_language,
    11: _no_card,
    12: _from_the_shop,
    13: _exact,
    14: _kind,
}
