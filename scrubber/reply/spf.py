"""Whether a domain lets a client send in its name: SPF (RFC 7208), read so that doubt is no pass.

Macros and ``ptr`` match nothing here.  Both are rare, and ``ptr`` should not be published any more
(section 5.5); a sender who depends on them gets no answer from us, and no mail is lost by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.reply.dns import Lookup

_MOST_QUESTIONS = 10  # section 4.6.4
_QUALIFIERS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(
    r"(?P<qualifier>[-+~?]?)(?P<name>[A-Za-z0-9]+)"
    r"(?:[:=](?P<value>[^/\s][^\s]*?))?(?P<cidr>(?:/[0-9]{1,3})?(?://[0-9]{1,3})?)"
)
_CIDR = re.compile(r"(?:/([0-9]{1,3}))?(?://([0-9]{1,3}))?")


class _WrongError(Exception):
    """The record cannot be used: "permerror" (section 2.6.7)."""


@dataclass(slots=True)
class _Check:
    """One evaluation, and how many questions it has left."""

    client: IPv4Address | IPv6Address
    lookup: Lookup
    left: int = _MOST_QUESTIONS

    def result(self, domain: str) -> str:
        """Evaluate a domain's record (section 4).  Raises _WrongError and UnknownError."""
        texts = self.lookup.txt(domain)
        records = [text for text in texts if text.split(" ")[0].lower() == "v=spf1"]
        if not records:
            return "none"
        if len(records) > 1:
            raise _WrongError
        terms = [_TERM.fullmatch(term) for term in records[0].split()[1:]]
        redirect = ""
        for term in terms:
            if term is None:
                raise _WrongError
            if term["name"].lower() == "redirect":
                redirect = term["value"] or ""
            elif self._matches(term["name"].lower(), term["value"] or "", term["cidr"], domain):
                return _QUALIFIERS[term["qualifier"] or "+"]
        if redirect:
            self._count()
            return self.result(redirect)
        return "neutral"

    def _matches(self, name: str, value: str, cidr: str, domain: str) -> bool:
        """Say whether a mechanism holds for the client (section 5)."""
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return self._in(value, cidr)
        if name not in {"a", "mx", "include", "exists", "ptr"}:
            return False  # a modifier that we do not know (section 6)
        self._count()
        if "%" in value or name in {"exists", "ptr"}:
            return False
        if name == "include":
            return self._included(value)
        hosts = [value or domain]
        if name == "mx":
            hosts = self.lookup.mail_hosts(hosts[0])[:_MOST_QUESTIONS]
        addresses = (address for host in hosts for address in self.lookup.addresses(host))
        return any(self._in(address, cidr) for address in addresses)

    def _included(self, domain: str) -> bool:
        """Section 5.2: only a pass matches, and a record has to be there."""
        result = self.result(domain)
        if result == "none":
            raise _WrongError
        return result == "pass"

    def _in(self, address: str, cidr: str) -> bool:
        four, six = _CIDR.fullmatch(cidr).groups() if cidr else (None, None)  # type: ignore[union-attr]
        length = four if ":" not in address or six is None else six
        try:
            network = ip_network(f"{address}/{length}" if length else address, strict=False)
        except ValueError:
            raise _WrongError from None
        return self.client in network

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _WrongError


def check(client: str, domain: str, lookup: Lookup) -> str:
    """Return SPF's result for a client's IP address and the domain of the reverse-path.

    Raises UnknownError where the DNS does not answer.
    """
    try:
        return _Check(ip_address(client), lookup).result(domain)
    except (_WrongError, RecursionError):
        return "permerror"
    except ValueError:  # no address
        return "none"
