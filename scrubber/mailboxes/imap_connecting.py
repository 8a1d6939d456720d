"""Connecting to an IMAP server and logging in, never in clear over a network."""

from __future__ import annotations

import imaplib
import ssl
from contextlib import suppress
from ipaddress import ip_address
from socket import IPPROTO_TCP, SHUT_RDWR, TCP_NODELAY
from typing import TYPE_CHECKING

from imapclient import IMAPClient, SocketTimeout

from scrubber.mailboxes.imap_answers import pause_asked, response_code
from scrubber.mailboxes.imap_errors import LoginError, LostConnectionError
from scrubber.mailboxes.imap_login import Credentials, Password
from scrubber.mailboxes.imap_throttle import patiently
from scrubber.reaching import certificate_fault, why

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.addresses import ImapAddress

_TEMPORARY = frozenset({"INUSE", "LIMIT", "SERVERBUG", "UNAVAILABLE"})  # RFC 5530

_PORTS = "; imaps:// has port 993 as a rule, imap:// has 143"

TIMEOUT = SocketTimeout(connect=20, read=90)  # seconds


def connected(address: ImapAddress) -> IMAPClient:
    """Return an encrypted connection; one without encryption only to this machine itself.

    Raises LostConnectionError, and LoginError where a password would go in clear.
    """
    try:
        client = IMAPClient(
            address.host,
            address.port,
            ssl=address.tls,
            ssl_context=ssl.create_default_context() if address.tls else None,
            timeout=TIMEOUT,
        )
    except ssl.SSLCertVerificationError as error:
        raise _no_certificate(address, error) from None
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise LostConnectionError(
            f"{address.account}: the server cannot be reached{_likely(error)}"
        ) from None
    # A command that comes in several pieces is not to wait for the answer to the first one.
    client.socket().setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    if not address.tls:
        try:
            _start_tls(client, address)
        except BaseException:
            hang_up(client)
            raise
    return client


def cut(client: IMAPClient) -> None:
    """Shut a connection down: whoever waits for it, in another thread, is told of its end."""
    with suppress(OSError, AttributeError):
        client.socket().shutdown(SHUT_RDWR)


def hang_up(client: IMAPClient) -> None:
    """End a connection without a word; only the thread that uses it may do so."""
    cut(client)
    with suppress(OSError, ValueError, AttributeError):
        client.shutdown()


def log_in(client: IMAPClient, address: ImapAddress, credentials: Credentials) -> None:
    """Log in.  Raises LoginError and LostConnectionError."""
    if isinstance(credentials, Password):
        _attempt(address, lambda: _by_password(client, address.user, credentials.text))
        return
    try:
        _attempt(address, lambda: _by_token(client, address.user, credentials.token(fresh=False)))
    except LoginError:
        # The token may have been withdrawn, or a clock is wrong: a new one, once.
        _attempt(address, lambda: _by_token(client, address.user, credentials.token(fresh=True)))


def _start_tls(client: IMAPClient, address: ImapAddress) -> None:
    try:
        if client.has_capability("STARTTLS"):
            client.starttls(ssl.create_default_context())
            return
        if ip_address(client.socket().getpeername()[0]).is_loopback:
            return
    except ssl.SSLCertVerificationError as error:
        raise _no_certificate(address, error) from None
    except (imaplib.IMAP4.error, OSError):
        raise LostConnectionError(f"{address.account}: STARTTLS has failed") from None
    raise LoginError(
        f"{address.account}: the server offers no encryption here; use an imaps:// URL"
    )


def _attempt(address: ImapAddress, login: Callable[[], object]) -> None:
    """Log in; wait and try again where the server asks for it."""
    try:
        patiently(address.account, login)
    except (imaplib.IMAP4.abort, OSError):
        raise LostConnectionError(f"{address.account}: the connection was lost") from None
    except (imaplib.IMAP4.error, ValueError) as error:  # a UnicodeError's text is the password
        text = str(error)
    else:
        return
    if pause_asked(text) is not None or response_code(text) in _TEMPORARY:
        raise LostConnectionError(f"{address.account}: no login is possible now")
    raise LoginError(
        f"{address.account}: the server refuses the login; "
        "is the password right, and does the server want OAuth 2.0?"
    )


def _by_password(client: IMAPClient, user: str, password: str) -> None:
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, password)
    else:
        # imaplib quotes the password, but not the name.
        name = user.replace("\\", "\\\\").replace('"', '\\"')
        client.login(f'"{name}"', password)


def _by_token(client: IMAPClient, user: str, token: str) -> None:
    if client.has_capability("AUTH=OAUTHBEARER"):  # RFC 7628
        client.oauthbearer_login(user, token)
    else:
        client.oauth2_login(user, token)


def _likely(error: Exception) -> str:
    """Return what is likely wrong where nobody answers as expected."""
    words = why(error)
    if isinstance(error, TimeoutError | ssl.SSLError):
        words += _PORTS
    return f": {words}" if words else ""


def _no_certificate(address: ImapAddress, error: ssl.SSLCertVerificationError) -> LoginError:
    return LoginError(f"{address.account}: the server's certificate {certificate_fault(error)}")
