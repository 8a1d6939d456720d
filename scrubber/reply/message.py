"""An answer as a mail: under the customer's own, marked as automatic, with an HTML twin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from scrubber.reply.eligibility import MARK
from scrubber.reply.incoming import domain_of

if TYPE_CHECKING:
    from datetime import datetime

    from scrubber.reply.compose import Answer
    from scrubber.reply.letter import Sender

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """The customer's mail: its author, its Message-ID, and its References field."""

    author: str
    message_id: str
    references: str = ""


def message_ids(field: str) -> list[str]:
    """Return the Message-IDs in a field, each once, in its order."""
    return list(dict.fromkeys(_MESSAGE_ID.findall(field)))


def message_id(identifier: str, address: str) -> str:
    """Return the Message-ID of the answer with this identifier, sent from an address of ours."""
    return f"<{identifier}@{domain_of(address)}>"


def build(answer: Answer, sender: Sender, thread: Thread, identifier: str, date: datetime) -> bytes:
    """Return the mail (RFC 5322, CRLF).

    ``identifier`` makes its Message-ID: the same answer, built again, is the same mail.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(sender.name, addr_spec=sender.address)
    mail["To"] = Address(addr_spec=thread.author)
    mail["Subject"] = answer.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id(identifier, sender.address)
    if threaded := message_ids(thread.message_id):
        mail["In-Reply-To"] = threaded[0]
        # RFC 5322 section 3.6.4: the parent's References and its Message-ID.
        parents = [one for one in message_ids(thread.references) if one != threaded[0]]
        mail["References"] = " ".join([*parents[-_MOST_REFERENCES:], threaded[0]])
    mail["Auto-Submitted"] = "auto-replied"  # RFC 3834 section 3.1.7
    mail["X-Auto-Response-Suppress"] = "All"
    mail[MARK] = "1"
    mail.set_content(answer.plain, cte="quoted-printable")
    mail.add_alternative(answer.html, subtype="html", cte="quoted-printable")
    # Setting the content takes away all fields that begin so, this one too.
    mail["Content-Language"] = ", ".join(code for code, _ in answer.sections)
    return mail.as_bytes()
