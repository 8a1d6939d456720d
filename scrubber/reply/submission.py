"""Handing an answer to the shop's own submission server (RFC 6409), at most once.

What matters afterwards is only whether the server may have taken it.  Until the last dot it has
not, and the answer may be tried again; behind it, silence means that it may have.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scrubber.errors import ConfigError
from scrubber.logs import describe

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

_TIMEOUT = 20.0  # seconds for each reply; RFC 5321 4.5.3.2 allows minutes, and the customer waits
_PERMANENT = 500
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Outcome(StrEnum):
    """What became of an answer."""

    SENT = "sent"
    REFUSED = "refused"  # for good
    LATER = "later"  # the server has not taken it
    UNKNOWN = "unknown"  # it may have: never again
    LEFT = "left"  # to another process, which was faster


@dataclass(frozen=True, slots=True)
class Server:
    """Where answers are submitted.

    ``implicit_tls`` is smtps:// (RFC 8314); else STARTTLS, which only this machine itself may lack.
    ``password`` is called for each log-in, so that a changed file counts.
    """

    host: str
    port: int
    implicit_tls: bool = False
    user: str = ""
    password: Callable[[], str] | None = None


def submit(
    server: Server, envelope: tuple[str, str], message: bytes, commit: Callable[[], bool]
) -> Outcome:
    """Hand over one mail; ``envelope`` is its reverse-path and its recipient.

    ``commit`` is called before the last dot and notes that the server may have the mail from now
    on; where it says no, the mail is not handed over.  RFC 3834 section 3.3 would have the null
    reverse-path, and submission servers refuse that.  Raises ConfigError where the log-in fails or
    TLS is missing: no answer can leave then.
    """
    try:
        client = _connect(server)
    except (OSError, smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected) as error:
        log.warning("submission server: %s", describe(error))
        return Outcome.LATER
    with closing(client):
        outcome = _hand_over(client, envelope, message, commit)
        with suppress(OSError, smtplib.SMTPException):  # it changes nothing any more
            client.quit()
        return outcome


def _connect(server: Server) -> smtplib.SMTP:
    if server.implicit_tls:
        context = ssl.create_default_context()
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=_TIMEOUT, context=context
        )
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
        client.ehlo()
        if client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context())
        elif server.host not in _LOOPBACK:
            client.close()
            raise ConfigError(f"[reply] submission: {server.host} offers no TLS; use smtps://")
    if server.password is not None:
        try:
            client.login(server.user, server.password())
        except smtplib.SMTPAuthenticationError:
            client.close()
            raise ConfigError(
                f"[reply] submission: {server.host} does not take the password of {server.user}; "
                "look at password_file"
            ) from None
    return client


def _hand_over(
    client: smtplib.SMTP, envelope: tuple[str, str], message: bytes, commit: Callable[[], bool]
) -> Outcome:
    """Run one transaction; its last dot divides what may be repeated from what may not."""
    sender, recipient = envelope
    try:
        for code, _ in (client.mail(sender), client.rcpt(recipient)):
            if code >= _PERMANENT:
                return Outcome.REFUSED
            if code >= 300:  # noqa: PLR2004 - RFC 5321 section 4.2.1: 2yz is yes
                return Outcome.LATER
        code, _ = client.docmd("DATA")
        if code != 354:  # noqa: PLR2004 - RFC 5321 section 4.2.2: start mail input
            return Outcome.REFUSED if code >= _PERMANENT else Outcome.LATER
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
