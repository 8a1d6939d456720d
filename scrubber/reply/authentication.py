"""Whether a mail is from whom it says: the word of our own mail server, and of nobody else.

Authentication-Results (RFC 8601) counts only under the configured authserv-id, and only above every
Received line that a server of ours did not write: whatever stands below may be a forger's.  Fields
are never taken out of a mail; what does not count is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from scrubber.reply.incoming import domain_of, unfolded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.reply.incoming import Incoming

_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[()]')
_BY = re.compile(r"(?:^|\s)by\s+\[?([A-Za-z0-9._:-]+)", re.IGNORECASE)
_RESULT = re.compile(r"([A-Za-z0-9_-]+)(?:\s*/\s*[0-9]+)?\s*=\s*([A-Za-z]+)(.*)", re.DOTALL)
_PROPERTY = re.compile(r'([A-Za-z]+)\s*\.\s*([A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]+)')

Host = str | IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose word counts.

    ``name`` is the authserv-id; nothing for a provider that writes none (Microsoft 365).
    ``hosts`` are the servers whose Received lines are our own: names, names with a leading dot for
    all hosts of a domain, and networks.
    """

    name: str
    hosts: tuple[Host, ...]

    def wrote(self, received: str) -> bool:
        """Say whether one of our servers wrote a Received line."""
        found = _BY.search(_without_comments(received))
        return found is not None and any(_is(host, found[1].lower()) for host in self.hosts)


@dataclass(frozen=True, slots=True)
class Result:
    """One method's verdict, ``properties`` as ``{"header.from": "shop.example"}``."""

    method: str
    verdict: str
    properties: dict[str, str]


def doubt(mail: Incoming, authority: Authority) -> str | None:
    """Return why the author is not proven, in words for the log, or None where he is.

    DMARC (RFC 7489) has to pass; where it was not asked, or the domain has no record, an aligned
    pass of DKIM or SPF is enough.  A temporary error is no pass.
    """
    results = list(trusted_results(mail, authority))
    if not results:
        return "no Authentication-Results of our own server"
    author = domain_of(mail.author)
    verdicts = {r.verdict for r in results if r.method == "dmarc" and _about(r, author)}
    if verdicts == {"pass"}:
        return None
    if not verdicts <= {"none", "pass", "bestguesspass"}:
        return f"DMARC: {'/'.join(sorted(verdicts))}"
    if any(_aligned(result, author) for result in results if result.verdict == "pass"):
        return None
    return "neither DMARC nor an aligned DKIM or SPF passed"


def trusted_results(mail: Incoming, authority: Authority) -> Iterator[Result]:
    """Yield the results that count: ours, and above what came from outside."""
    for name, value in mail.header.items():
        if name.lower() == "received" and not authority.wrote(unfolded(value)):
            return
        if name.lower() == "authentication-results":
            yield from _results(unfolded(value), authority.name)


def _results(value: str, name: str) -> Iterator[Result]:
    """Yield the results in one field if it is of this authserv-id (RFC 8601 section 2.2)."""
    first, *statements = _statements(_without_comments(value))
    words = first.split()
    if _RESULT.match(first.strip()):  # no authserv-id at all
        words, statements = [], [first, *statements]
    if (words[0].strip('"').lower() if words else "") != name.lower():
        return
    for statement in statements:
        if found := _RESULT.match(statement.strip()):
            properties = {
                f"{kind}.{key}".lower(): text.strip('"').lower()
                for kind, key, text in _PROPERTY.findall(found[3])
            }
            yield Result(found[1].lower(), found[2].lower(), properties)


def _statements(value: str) -> list[str]:
    """Cut at the semicolons that stand outside quotes."""
    quoted = re.split(r'("(?:[^"\\]|\\.)*")', value)
    marked = [part if index % 2 else part.replace(";", "\0") for index, part in enumerate(quoted)]
    return "".join(marked).split("\0")


def _without_comments(value: str) -> str:
    """Return a structured field without its comments, nested ones too (RFC 5322 section 3.2.2)."""
    kept: list[str] = []
    depth = end = 0
    for token in _COMMENT.finditer(value):
        if depth == 0:
            kept.append(value[end : token.start()])
        end = token.end()
        if token[0] == "(":
            depth += 1
        elif token[0] == ")":
            depth = max(depth - 1, 0)
        elif depth == 0:
            kept.append(token[0])
    return "".join(kept) + (value[end:] if depth == 0 else "")


def _about(result: Result, author: str) -> bool:
    """Say whether a DMARC result speaks of the author's domain; one that names none does."""
    return result.properties.get("header.from", author).rpartition("@")[2] == author


def _aligned(result: Result, author: str) -> bool:
    """Say whether a pass is for the author's organization (RFC 7489 section 3.1, relaxed)."""
    keys = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}.get(result.method, ())
    named = next((result.properties[key] for key in keys if key in result.properties), "")
    domain = named.rpartition("@")[2]
    return bool(domain) and organization(domain) == organization(author)


def organization(domain: str) -> str:
    """Return the organizational domain (RFC 7489 section 3.2), by the Public Suffix List."""
    return _suffixes().privatesuffix(domain.lower().rstrip(".")) or domain.lower().rstrip(".")


@cache
def _suffixes():  # type: ignore[no-untyped-def]  # noqa: ANN202 - its library has no types
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _is(host: Host, name: str) -> bool:
    if isinstance(host, str):
        known = host.lower()
        return name.endswith(known) if known.startswith(".") else name == known
    try:
        return ip_address(name) in host
    except ValueError:
        return False
