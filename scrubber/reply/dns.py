"""What the DNS says of a domain, as far as a sender's proof needs it."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

_PATIENCE = 5.0  # seconds for one question; the mail waits for it


class UnknownError(Exception):
    """The DNS gave no answer just now."""


class Lookup(Protocol):
    """Answers of the DNS; a name that does not exist has none.  Raises UnknownError."""

    def txt(self, name: str) -> list[str]:
        """Return the texts of a name."""
        ...

    def addresses(self, name: str) -> list[str]:
        """Return the IPv4 and IPv6 addresses of a name."""
        ...

    def mail_hosts(self, name: str) -> list[str]:
        """Return the mail exchangers of a name."""
        ...


class Resolver:
    """Asks the resolvers of this machine, or one at an address and a port."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        """Ask nobody yet."""
        self._server = server

    def txt(self, name: str) -> list[str]:
        """Return the texts of a name, the strings of each put together (RFC 7208 section 3.3)."""
        answers = self._ask(name, "TXT")
        return [b"".join(answer.strings).decode("utf-8", "replace") for answer in answers]

    def addresses(self, name: str) -> list[str]:
        """Return the addresses of a name."""
        return [answer.address for kind in ("A", "AAAA") for answer in self._ask(name, kind)]

    def mail_hosts(self, name: str) -> list[str]:
        """Return the mail exchangers of a name."""
        return [answer.exchange.to_text(omit_final_dot=True) for answer in self._ask(name, "MX")]

    @cached_property
    def _resolver(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported when needed
        from dns import resolver

        if self._server is None:
            return resolver.get_default_resolver()
        own = resolver.Resolver(configure=False)
        host, own.port = self._server
        own.nameservers = [host]
        return own

    def _ask(self, name: str, kind: str) -> list:  # type: ignore[type-arg]
        from dns import exception, resolver

        try:
            return list(self._resolver.resolve(name, kind, lifetime=_PATIENCE, search=False))
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return []
        except exception.DNSException:
            raise UnknownError from None
        except ValueError:  # no name at all
            return []
