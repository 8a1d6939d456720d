"""How an account proves who it is: a password from a file, or a token (RFC 7628)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from scrubber.secret import read_secret

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Password:
    """A password, for LOGIN or for AUTHENTICATE PLAIN; it is in no repr."""

    text: str = field(repr=False)


class Tokens(Protocol):
    """Where OAuth 2.0 access tokens come from."""

    def token(self, *, fresh: bool) -> str:
        """Return a token that is good for a while; ``fresh`` where the last one was refused.

        Raises LoginError.
        """
        ...


Credentials = Password | Tokens


def read_password(file: Path) -> Password:
    """Read a password file; its first line counts.  Raises ConfigError."""
    return Password(read_secret(file))
