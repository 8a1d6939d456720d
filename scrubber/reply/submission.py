"""Handing an answer to the shop's own submission server (RFC 6409), at most once.

What matters afterwards is only whether the server may have taken it.  Until the last dot it has
not, and the answer may be tried again; behind it, silence means that it may have.
"""

from __future__ import annotations

import logging
import smtplib
from contextlib import closing, suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from scrubber.logs import describe
from scrubber.reply.submission_login import PERMANENT, NotNowError, Server, connected

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of an answer."""

    SENT = "sent"
    REFUSED = "refused"  # for good
    LATER = "later"  # the server has not taken it
    UNKNOWN = "unknown"  # it may have: never again
    LEFT = "left"  # to another process, which was faster


def submit(
    server: Server, envelope: tuple[str, str], message: bytes, commit: Callable[[], bool]
) -> Outcome:
    """Hand over one mail; ``envelope`` is its reverse-path and its recipient.

    ``commit`` is called before the last dot and notes that the server may have the mail from now
    on; where it says no, the mail is not handed over.  RFC 3834 section 3.3 would have the null
    reverse-path, and submission servers refuse that.  Raises ScrubberError where the log-in fails
    or TLS is missing: no answer can leave then.
    """
    try:
        client = connected(server)
    except (OSError, NotNowError) as error:  # what smtplib raises is an OSError
        log.warning("submission server: %s", describe(error))
        return Outcome.LATER
    with closing(client):
        outcome = _hand_over(client, envelope, message, commit)
        with suppress(OSError, smtplib.SMTPException):  # it changes nothing any more
            client.quit()
        return outcome


def _hand_over(
    client: smtplib.SMTP, envelope: tuple[str, str], message: bytes, commit: Callable[[], bool]
) -> Outcome:
    """Run one transaction; its last dot divides what may be repeated from what may not."""
    sender, recipient = envelope
    try:
        for code, _ in (client.mail(sender), client.rcpt(recipient)):
            if code >= PERMANENT:
                return Outcome.REFUSED
            if code >= 300:  # noqa: PLR2004 - RFC 5321 section 4.2.1: 2yz is yes
                return Outcome.LATER
        code, _ = client.docmd("DATA")
        if code != 354:  # noqa: PLR2004 - RFC 5321 section 4.2.2: start mail input
            return Outcome.REFUSED if code >= PERMANENT else Outcome.LATER
    except (OSError, smtplib.SMTPException) as error:
        log.warning("submission server: %s", describe(error))
        return Outcome.LATER
    return _data(client, message, commit)


def _data(client: smtplib.SMTP, message: bytes, commit: Callable[[], bool]) -> Outcome:
    stuffed = message.replace(b"\r\n.", b"\r\n..")  # RFC 5321 section 4.5.2
    try:
        client.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")
    except OSError as error:
        log.warning("submission server: %s", describe(error))
        return Outcome.LATER
    if not commit():
        client.close()  # RFC 5321 section 4.1.1.4: without the dot nothing was sent
        return Outcome.LEFT
    try:
        client.send(b".\r\n")
        code, _ = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("submission server, behind the last dot: %s", describe(error))
        return Outcome.UNKNOWN
    replies = {2: Outcome.SENT, 4: Outcome.LATER, 5: Outcome.REFUSED}  # RFC 5321 section 4.2.1
    return replies.get(code // 100, Outcome.UNKNOWN)
