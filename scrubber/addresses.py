"""Where we listen, where the next hop is, and whose mailbox: ``HOST:PORT`` and URLs, as values."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAST_PORT = 65535
_SCHEMES = "smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH or maildir:PATH"
_IMAP = "imaps://USER@HOST/FOLDER or imap://USER@HOST/FOLDER, an @ within USER written as %40"
_USUAL_PORTS = {"smtp": 25, "smtps": 465, "lmtp": 24}
_IMAP_PORTS = {"imap": 143, "imaps": 993}
_HOST = re.compile(r"\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)*\.?")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
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
        place = str(Listen(self.host, self.port))
        if self.port == _IMAP_PORTS[scheme]:
            place = place.removesuffix(f":{self.port}")
        return f"{scheme}://{quote(self.user, safe='')}@{place}"

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


def a_label(domain: str) -> str:
    """Return a domain in lower case and in A-label form (RFC 5890).  Raises ValueError.

    The codec is that of IDNA 2003, which takes "straße" for "strasse"; to most servers these are
    two domains.  What it does not give back as it was is refused.
    """
    domain = unicodedata.normalize("NFC", domain.lower())
    label = domain.encode("idna").decode("ascii")
    if not domain.isascii() and label.encode("ascii").decode("idna") != domain:
        raise ValueError("expected a domain that is read in one way")
    return label


def parse_listen(text: str) -> Listen:
    """Read ``HOST:PORT`` or ``[IPV6]:PORT``.  Raises ValueError."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port is None or parts.netloc != text or "@" in text or not _names_host(host):
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
    if rest.startswith("//") and _names_host(rest[2:].rstrip("/")):
        usual = f"{kind}:{rest.rstrip('/')}:{_USUAL_PORTS[kind]}"
        raise ValueError(f"the port is missing, for example {usual}")
    if not rest.startswith("//") or place is None or place.port == 0:
        raise ValueError(f"expected {_SCHEMES}")
    return NextHopAddress(kind, place.host, place.port)


def parse_imap(text: str) -> ImapAddress:
    """Read the URL of an IMAP account or folder, percent-decoded.  Raises ValueError."""
    if _MAIL_ADDRESS.fullmatch(text):
        raise ValueError(
            "this is a mail address; its server is needed, too: "
            f"imaps://{quote(text, safe='')}@SERVER, where SERVER is what your mail program or "
            "provider calls the incoming mail server (IMAP)"
        )
    parts = _split(text, _IMAP_PORTS, _IMAP)
    if not parts.user:
        raise ValueError(f"the user is missing: expected {_IMAP}")
    folder = unquote(parts.path.removeprefix("/"))
    return ImapAddress(parts.scheme == "imaps", parts.host, parts.port, parts.user, folder or None)


def parse_submission(text: str) -> SubmissionAddress:
    """Read the URL of a submission server, percent-decoded.  Raises ValueError."""
    parts = _split(text, _SUBMISSION_PORTS, _SUBMISSION)
    if parts.path.strip("/"):
        raise ValueError(f"expected {_SUBMISSION}")
    return SubmissionAddress(parts.scheme == "smtps", parts.host, parts.port, parts.user)


class _Parts(NamedTuple):
    """What the URL of a server that one logs in to is made of; ``user`` is percent-decoded."""

    scheme: str
    host: str
    port: int
    user: str
    path: str


def _split(text: str, ports: Mapping[str, int], expected: str) -> _Parts:
    """Take a URL apart whose scheme is one of ``ports``.

    Raises ValueError, which says what is wrong and never repeats it: there may be a password in it.
    """
    if not text.isprintable() or text != text.strip():
        raise ValueError("there are spaces around it, or signs that cannot be seen; remove them")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise ValueError(f"expected {expected}") from None
    if parts.password is not None:
        raise ValueError("expected a URL without a password; a file holds it")
    usual = ports.get(parts.scheme)
    if usual is None or not parts.netloc:
        raise ValueError(f"expected {expected}")
    if parts.query or parts.fragment:
        raise ValueError("a ? in it is written as %3F, a # as %23")
    user = unquote(parts.username or "")
    if not _names_host(host) or user.count("@") > 1 or user.strip("@") != user:
        raise ValueError(f"behind the last @ no server is named: expected {expected}")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(f"expected a port from 1 to {_LAST_PORT}, or none for the usual one")
    return _Parts(parts.scheme, host, port or usual, user, parts.path)


def _names_host(text: str) -> bool:
    """Say whether this can be the name or the IP address of a server."""
    try:
        ip_address(text)
    except ValueError:
        return _HOST.fullmatch(text) is not None
    return True
