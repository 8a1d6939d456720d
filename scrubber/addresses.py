"""Where we listen and where the next hop is: ``HOST:PORT`` and URLs, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

_LAST_PORT = 65535
_SCHEMES = "smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH or maildir:PATH"


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
