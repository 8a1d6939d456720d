"""Whether a mail may be answered by a program at all (RFC 3834 section 2, RFC 5230 section 4.6).

A robot that answers a mailing list, a bounce or another robot does harm; a customer who gets no
answer can still be written to by the shop.  So each doubt means no answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.reply.incoming import domain_of, same_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.reply.incoming import Incoming

MARK = "X-Scrubber-Reply"
"""The field that every answer of ours carries; whoever sends it back is no customer."""

_AUTOMATIC_FIELDS = ("Feedback-ID", "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Loop")
_LISTED = re.compile(r"(?:list|bulk|junk|auto_reply)\b", re.IGNORECASE)
_ROBOT = re.compile(
    r"""mailer-daemon|postmaster|listserv|majordomo|mailman|abuse|root|daemon|nobody
    |owner-.*|.*-owner|.*-request|(?:.*[-_.+])?bounces?(?:[-_.+=].*)?
    |.*(?:no|not|don'?t|do-not)[-_.]?repl(?:y|ies)(?:[-_.+].*)?
    |.*(?:nicht[-_.]?antworten|nie[-_.]?odpowiadac|ne[-_.]?pas[-_.]?repondre|no[-_.]?responder
    |non[-_.]?rispondere)""",
    re.IGNORECASE | re.VERBOSE,
)
_WRITABLE = re.compile(
    r"(?a)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*",
    re.IGNORECASE,
)
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 255  # RFC 5321 section 4.5.3.1
_YES = re.compile(r"yes\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ours:
    """The shop's own addresses, and the domains that nobody but the shop writes from."""

    addresses: tuple[str, ...]
    domains: frozenset[str]

    def wrote(self, address: str) -> bool:
        """Say whether an address is the shop's own."""
        return domain_of(address) in self.domains or any(
            same_address(address, own) for own in self.addresses
        )


def objection(mail: Incoming, ours: Ours) -> str | None:
    """Return why a mail gets no answer, in words for the log, or None where it may have one."""
    return next((reason for reason, holds in _OBJECTIONS if holds(mail, ours)), None)


def _null_sender(mail: Incoming, _ours: Ours) -> bool:
    return not mail.reverse_path  # RFC 3834 section 2: MUST NOT


def _auto_submitted(mail: Incoming, _ours: Ours) -> bool:
    """RFC 3834 section 5: anything but "no"; parameters may follow."""
    values = [value.partition(";")[0].strip().lower() for value in mail.fields("Auto-Submitted")]
    return any(value != "no" for value in values)


def _precedence(mail: Incoming, _ours: Ours) -> bool:
    return any(_LISTED.match(value) for value in mail.fields("Precedence"))


def _list_field(mail: Incoming, _ours: Ours) -> bool:
    """RFC 2369, RFC 2919, RFC 8058: whatever carries one of them went to many."""
    return any(name.lower().startswith("list-") for name in mail.header)


def _suppressed(mail: Incoming, _ours: Ours) -> bool:
    """[MS-OXCMAIL] 2.2.3.2.14; "None" is its way to say nothing."""
    return any(value.lower() != "none" for value in mail.fields("X-Auto-Response-Suppress"))


def _report(mail: Incoming, _ours: Ours) -> bool:
    return mail.header.get_content_type() in {"multipart/report", "message/delivery-status"}


def _automatic(mail: Incoming, _ours: Ours) -> bool:
    return any(name in mail.header for name in _AUTOMATIC_FIELDS)


def _robot(mail: Incoming, _ours: Ours) -> bool:
    senders = (mail.reverse_path, mail.author)
    return any(_ROBOT.fullmatch(sender.rpartition("@")[0]) for sender in senders)


def _our_own(mail: Incoming, ours: Ours) -> bool:
    return any(ours.wrote(sender) for sender in (mail.reverse_path, mail.author))


def _loop(mail: Incoming, _ours: Ours) -> bool:
    return MARK in mail.header


def _several_authors(mail: Incoming, _ours: Ours) -> bool:
    return not mail.author


def _unwritable(mail: Incoming, _ours: Ours) -> bool:
    """RFC 5321 section 4.1.2, less quoted names, address literals and letters beyond ASCII."""
    local, _, domain = mail.author.rpartition("@")
    return (
        len(local) > _LONGEST_LOCAL
        or len(domain) > _LONGEST_DOMAIN
        or _WRITABLE.fullmatch(mail.author) is None
        or "=?" in local
    )


def _other_author(mail: Incoming, _ours: Ours) -> bool:
    """Say whether From differs from the sender, to whom the answer goes: a person writes as one."""
    return not same_address(mail.reverse_path, mail.author)


def _hidden_recipient(mail: Incoming, ours: Ours) -> bool:
    """RFC 5230 section 4.5: we answer only what names us as its recipient."""
    named = mail.addresses("To", "Cc", "Resent-To", "Resent-Cc")
    return not any(same_address(address, own) for address in named for own in ours.addresses)


def _spam(mail: Incoming, _ours: Ours) -> bool:
    flags = [*mail.fields("X-Spam-Flag"), *mail.fields("X-Spam-Status")]
    return any(_YES.match(flag) for flag in flags)


_OBJECTIONS: tuple[tuple[str, Callable[[Incoming, Ours], bool]], ...] = (
    ("it has no sender (a bounce)", _null_sender),
    ("it was sent by a program (Auto-Submitted)", _auto_submitted),
    ("it is bulk mail (Precedence)", _precedence),
    ("it came by a mailing list (List-)", _list_field),
    ("it asks for no automatic answer (X-Auto-Response-Suppress)", _suppressed),
    ("it is a report on another mail", _report),
    ("it was sent by a program", _automatic),
    ("its From names no author, or several", _several_authors),
    ("its author's address is none that can be written to", _unwritable),
    ("its sender is no person's address", _robot),
    ("it is our own", _our_own),
    ("it is our own answer, come back", _loop),
    ("its author is not its sender", _other_author),
    ("it does not name the shop's address in To or Cc", _hidden_recipient),
    ("it is marked as spam", _spam),
)
