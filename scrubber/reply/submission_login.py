"""Connecting to the shop's submission server, never in clear over a network, and logging in."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scrubber.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT = 20.0  # seconds for each reply; RFC 5321 4.5.3.2 allows minutes, and the customer waits
PERMANENT = 500
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_LINE = 500  # bytes of a command (RFC 5321 section 4.5.3.1.4), with room for its beginning


class Tokens(Protocol):
    """Where OAuth 2.0 access tokens come from."""

    def token(self, *, fresh: bool) -> str:
        """Return a token; ``fresh`` where the last one was refused.  Raises ScrubberError."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """Where answers are submitted.

    ``implicit_tls`` is smtps:// (RFC 8314); else STARTTLS, which only this machine itself may lack.
    ``password`` and ``tokens`` are asked for each log-in, so that a changed file counts; without
    both there is none.
    """

    host: str
    port: int
    implicit_tls: bool = False
    user: str = ""
    password: Callable[[], str] | None = None
    tokens: Tokens | None = None


class NotNowError(Exception):
    """The server lets nobody in just now; a later try may do."""


def connected(server: Server) -> smtplib.SMTP:
    """Return a connection that is logged in.

    Raises OSError and NotNowError for what may be better later, ConfigError for what will not.
    """
    client = _opened(server)
    try:
        if not server.implicit_tls:
            _start_tls(client, server)
        _log_in(client, server)
    except BaseException:
        client.close()
        raise
    return client


def _opened(server: Server) -> smtplib.SMTP:
    if server.implicit_tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)


def _start_tls(client: smtplib.SMTP, server: Server) -> None:
    client.ehlo()
    if client.has_extn("starttls"):
        client.starttls(context=ssl.create_default_context())
    elif server.host not in _LOOPBACK:
        raise ConfigError(f"[reply] submission: {server.host} offers no TLS; use smtps://")


def _log_in(client: smtplib.SMTP, server: Server) -> None:
    if server.tokens is not None:
        # The token may have been withdrawn, or a clock is wrong: a new one, once.
        if not any(_by_token(client, server, fresh=fresh) for fresh in (False, True)):
            raise ConfigError(
                f"[reply] submission: {server.host} does not take the token of {server.user}; "
                f"run: scrubber login {server.user} --config FILE"
            )
    elif server.password is not None and not _by_password(client, server, server.password()):
        raise ConfigError(
            f"[reply] submission: {server.host} does not take the password of {server.user}; look "
            "at password_file, or does the server want OAuth 2.0?"
        )


def _by_password(client: smtplib.SMTP, server: Server, password: str) -> bool:
    try:
        client.login(server.user, password)
    except smtplib.SMTPAuthenticationError as error:
        return _refused(error)
    except (smtplib.SMTPNotSupportedError, UnicodeEncodeError):
        # smtplib knows ASCII only; the text of a UnicodeError is the password.
        return False
    return True


def _by_token(client: smtplib.SMTP, server: Server, *, fresh: bool) -> bool:
    token = server.tokens.token(fresh=fresh) if server.tokens else ""
    client.ehlo_or_helo_if_needed()
    bearer = "OAUTHBEARER" in client.esmtp_features.get("auth", "").upper().split()
    if bearer:  # RFC 7628 section 3.1
        user = server.user.replace("=", "=3D").replace(",", "=2C")
        place = f"host={server.host}\x01port={server.port}"
        first, after_error = f"n,a={user},\x01{place}\x01auth=Bearer {token}\x01\x01", "\x01"
    else:
        first, after_error = f"user={server.user}\x01auth=Bearer {token}\x01\x01", ""

    def respond(challenge: bytes | None = None) -> str:
        # A challenge that is not empty says what was wrong, and wants a word before the reply.
        return after_error if challenge else first

    mechanism = "OAUTHBEARER" if bearer else "XOAUTH2"
    fits = len(first) * 4 // 3 < _LONGEST_LINE
    try:
        client.auth(mechanism, respond, initial_response_ok=fits)
    except smtplib.SMTPAuthenticationError as error:
        return _refused(error)
    return True


def _refused(error: smtplib.SMTPAuthenticationError) -> bool:
    """Return that the server does not let us in.  Raises NotNowError where it may later."""
    if error.smtp_code < PERMANENT:  # RFC 4954 section 6: 454, 432
        raise NotNowError from None
    return False
