"""Writes the mails of one conversation: who sends, what it answers, what it quotes."""

from __future__ import annotations

import base64
import quopri
import tomllib
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.conversations.model import Conversation, Mail, Secret
from tests.conversations.people import DEVICES, Mailbox, person

if TYPE_CHECKING:
    from random import Random

SHOP: Final = Mailbox("Hartwood", "info@hartwood.example", "198.51.100.7")
START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HELD_OUT: Final = 2
"""Of each list of phrases so many, the last ones, are kept from tuning."""

LANGUAGES: Final = tuple(
    sorted(path.stem for path in (Path(__file__).parent / "phrases").glob("*.toml"))
)


@cache
def phrases(language: str) -> dict[str, list[str]]:
    """Return the phrases of a language."""
    path = Path(__file__).parent / "phrases" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Writer:
    """Writes one conversation, mail by mail."""

    def __init__(
        self, name: str, rng: Random, language: str, index: int, *, held_out: bool
    ) -> None:
        """Begin a conversation of kind ``name``, with the customer ``index``."""
        self.rng = rng
        self.held_out = held_out
        self.person = person(rng, index)
        self.conversation = Conversation(name, language)
        self.order = str(rng.randrange(100000, 999999))
        self.subject = self.phrase("subject")
        if self.person.likeness == "order" or rng.random() < 0.3:
            self.subject = self.phrase("order", n=self.order)
        self.clock = START + timedelta(minutes=rng.randrange(14 * 24 * 60))
        self.threaded = self.person.likeness == "thread" or rng.random() < 0.6
        self.thread: list[Mail] = []
        self.texts: list[str] = []

    def phrase(self, name: str, **values: str) -> str:
        """Return a phrase of the language, of those that this set may use."""
        known = phrases(self.conversation.language)[name]
        chosen = known[-HELD_OUT:] if self.held_out else known[:-HELD_OUT]
        return self.rng.choice(chosen).format(**values)

    def letter(self, *lines: str) -> str:
        """Return lines with a greeting and a closing, as people write letters."""
        name = self.person.first.name.split()[0] if self.person.first.name else "A."
        return "\n".join((self.phrase("greeting"), "", *lines, "", self.phrase("closing"), name))

    def wait(self, *, days: float = 0) -> None:
        """Let some time pass."""
        minutes = days * 24 * 60 if days else self.rng.choice((1, 2, 5, 30, 180, 1500, 2900))
        self.clock += timedelta(minutes=minutes + self.rng.random())

    def customer(
        self,
        text: str,
        *secrets: Secret,
        second: bool = False,
        quote: bool | None = None,
        stays: bool = False,
    ) -> None:
        """Send a mail of the customer, from his second mailbox where asked."""
        if self.rng.random() < 0.15:
            text += f"\n\n{self.rng.choice(DEVICES)}"
        quote = self.rng.random() < 0.3 if quote is None else quote
        answers = bool(self.thread) and self.threaded
        subject = self.subject if answers or self._subject_stays() else ""
        self.send(
            2 if second else 1,
            text,
            secrets,
            subject=subject,
            answers=answers,
            quote=quote,
            stays=stays,
        )
        self.wait()

    def shop(self, text: str) -> None:
        """Send an answer of the shop."""
        text = "\n".join((self.phrase("greeting"), "", text, "", "Hartwood"))
        self.send(0, text, (), subject=self.subject, answers=bool(self.thread))
        self.wait()

    def send(  # noqa: PLR0913 - all that makes two mails of a thread differ
        self,
        who: int,
        text: str,
        secrets: tuple[Secret, ...],
        *,
        subject: str,
        answers: bool,
        quote: bool = False,
        stays: bool = False,
    ) -> None:
        """Send a mail of the shop (0) or from one of the customer's mailboxes (1, 2)."""
        sender = (SHOP, self.person.first, self.person.second)[who]
        to = SHOP if who else self.person.first
        body = text
        if quote and self.texts:
            when = self.thread[-1].arrived
            quoted = "\n".join(f"> {line}".rstrip() for line in self.texts[-1].splitlines())
            body = f"{text}\n\n{when:%d.%m.%Y %H:%M}, {SHOP.field}:\n{quoted}\n"
        message_id = f"<{self.rng.getrandbits(60):x}@{sender.address.partition('@')[2]}>"
        header = self._header(sender, to, message_id, subject, answers=answers)
        mail = Mail(_encoded(header, body, self.rng), message_id, self.clock, secrets, stays)
        self.conversation.mails.append(mail)
        self.thread.append(mail)
        self.texts.append(body)

    def _header(
        self, sender: Mailbox, to: Mailbox, message_id: str, subject: str, *, answers: bool
    ) -> list[str]:
        """Return the header lines but those of MIME."""
        if answers and subject:
            subject = self.rng.choice(("Re: ", "AW: ", "RE: ", "Odp: ", "Re: Re: ")) + subject
        lines = [
            f"Received: from mail.example ([{sender.host}]) by mx.hartwood.example with ESMTPS; "
            + format_datetime(self.clock),
            f"From: {_word(sender.field)}",
            f"To: {to.field}",
            f"Subject: {Header(subject, 'utf-8', maxlinelen=300).encode() if subject else ''}",
            f"Date: {format_datetime(self.clock)}",
            f"Message-ID: {message_id}",
            "MIME-Version: 1.0",
        ]
        if answers:
            lines.append(f"In-Reply-To: {self.thread[-1].message_id}")
            known = " ".join(mail.message_id for mail in self.thread[-4:])
            lines.append(f"References: {known}")
        return lines

    def _subject_stays(self) -> bool:
        return self.person.likeness == "order" or self.rng.random() < 0.7


def _word(text: str) -> str:
    name, _, address = text.rpartition(" ")
    return f"{Header(name, 'utf-8').encode()} {address}" if name else address


def _encoded(header: list[str], body: str, rng: Random) -> bytes:
    """Return the message with its body as plain text in one of the usual encodings, or as HTML."""
    html = rng.random() < 0.2
    if html:
        rows = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in body.splitlines())
        body = f"<html><body>{rows}</body></html>"
    kind = f"Content-Type: text/{'html' if html else 'plain'}; charset=utf-8"
    data = body.replace("\n", "\r\n").encode()
    encoding = rng.choice(("8bit", "8bit", "quoted-printable", "base64"))
    if encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    lines = [*header, kind, f"Content-Transfer-Encoding: {encoding}", "", ""]
    return "\r\n".join(lines).encode() + data
