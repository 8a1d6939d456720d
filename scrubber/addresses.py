"""Where we listen, where the next hop is, and whose mailbox: ``HOST:PORT`` and URLs, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAST_PORT = 65535
_SCHEMES = "smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH or maildir:PATH"
_IMAP = "imaps://USER@HOST/FOLDER or imap://USER@HOST/FOLDER, an @ within USER written as %40"
_IMAP_PORTS = {"imap": 143, "imaps": 993}
_SUBMISSION = "smtp://USER@HOST:PORT or smtps://USER@HOST:PORT, an @ within USER written as %40"
_SUBMISSION_PORTS = {"smtp": 587, "smtps": 465}


class Kind(StrEnum):
    """How a next hop is spoken to."""

    SMTP = "smtp"
    SMTPS = "smtps"
    LMTP = "lmtp"
    MAILDIR = "maildir"


@dataclass(frozen=True, slots=True)
class Listen:
    """A host name or address and a TCP port; port 0 lets the system choose."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return it as it is written in the configuration."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class NextHopAddress:
    """Where mail goes: a host and port, or the path of a socket (LMTP) or of a Maildir."""

    kind: Kind
    host: str = ""
    port: int = 0
    path: Path | None = None

    def __str__(self) -> str:
        """Return it as it is written in the configuration."""
        if self.kind is Kind.MAILDIR:
            return f"maildir:{self.path}"
        place = self.path if self.path is not None else Listen(self.host, self.port)
        return f"{self.kind}://{place}"


@dataclass(frozen=True, slots=True)
class ImapAddress:
    """An account on an IMAP server and, if one is named, a folder in it (RFC 5092).

    With ``tls`` the connection is encrypted from its first byte, without it by STARTTLS.
    """

    tls: bool
    host: str
    port: int
    user: str
    folder: str | None = None

    @property
    def account(self) -> str:
        """The URL without the folder: what all folders of one account have in common."""
        scheme = "imaps" if self.tls else "imap"
        return f"{scheme}://{quote(self.user, safe='')}@{Listen(self.host, self.port)}"

    @property
    def mailbox(self) -> str:
        """User and server: the same with either encryption at its usual port."""
        usual = self.port in _IMAP_PORTS.values()
        return f"{self.user}@{self.host if usual else Listen(self.host, self.port)}"

    def __str__(self) -> str:
        """Return it as it is written on the command line."""
        return self.account if self.folder is None else f"{self.account}/{quote(self.folder)}"


@dataclass(frozen=True, slots=True)
class SubmissionAddress:
    """Where mail of ours is submitted (RFC 6409); ``tls`` from the first byte, or by STARTTLS."""

    tls: bool
    host: str
    port: int
    user: str = ""


def parse_listen(text: str) -> Listen:
    """Read ``HOST:PORT`` or ``[IPV6]:PORT``.  Raises ValueError."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port is None or parts.netloc != text or "@" in text:
        raise ValueError(f"expected HOST:PORT, for example 127.0.0.1:10025 (0 to {_LAST_PORT})")
    return Listen(host, port)


def parse_next_hop(text: str) -> NextHopAddress:
    """Read the URL of a next hop.  Raises ValueError."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme not in list(Kind):
        raise ValueError(f"expected {_SCHEMES}")
    kind = Kind(scheme)
    if kind is Kind.MAILDIR:
        if not rest:
            raise ValueError("expected a path, for example maildir:/var/mail/shop")
        return NextHopAddress(kind, path=Path(rest).expanduser())
    if kind is Kind.LMTP and rest.startswith("///"):
        return NextHopAddress(kind, path=Path(rest[2:]))
    try:
        place = parse_listen(rest.removeprefix("//").rstrip("/"))
    except ValueError:
        place = None
    if not rest.startswith("//") or place is None or place.port == 0:
        raise ValueError(f"expected {_SCHEMES}")
    return NextHopAddress(kind, place.host, place.port)


def parse_imap(text: str) -> ImapAddress:
    """Read the URL of an IMAP account or folder, percent-decoded.  Raises ValueError."""
    parts = _split(text, _IMAP_PORTS)
    if parts is None or not parts.user:
        raise ValueError(f"expected {_IMAP}")
    folder = unquote(parts.path.removeprefix("/"))
    return ImapAddress(parts.scheme == "imaps", parts.host, parts.port, parts.user, folder or None)


def parse_submission(text: str) -> SubmissionAddress:
    """Read the URL of a submission server, percent-decoded.  Raises ValueError."""
    parts = _split(text, _SUBMISSION_PORTS)
    if parts is None or parts.path.strip("/"):
        raise ValueError(f"expected {_SUBMISSION}")
    return SubmissionAddress(parts.scheme == "smtps", parts.host, parts.port, parts.user)


class _Parts(NamedTuple):
    """What the URL of a server that one logs in to is made of; ``user`` is percent-decoded."""

    scheme: str
    host: str
    port: int
    user: str
    path: str


def _split(text: str, ports: Mapping[str, int]) -> _Parts | None:
    """Take a URL apart whose scheme is one of ``ports``; None where it has another form.

    Raises ValueError where there is a password in it.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.password is not None:
        raise ValueError("expected a URL without a password; a file holds it")
    usual = ports.get(parts.scheme)
    if usual is None or not host or parts.query or parts.fragment:
        return None
    return _Parts(parts.scheme, host, port or usual, unquote(parts.username or ""), parts.path)
