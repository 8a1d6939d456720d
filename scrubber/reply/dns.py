"""What the DNS says of a domain, as far as a sender's proof needs it."""

from __future__ import annotations

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


class System:
    """The resolvers of this machine."""

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

    def _ask(self, name: str, kind: str) -> list:  # type: ignore[type-arg]
        from dns import exception, resolver

        try:
            return list(resolver.resolve(name, kind, lifetime=_PATIENCE, search=False))
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return []
        except exception.DNSException:
            raise UnknownError from None
        except ValueError:  # no name at all
            return []
