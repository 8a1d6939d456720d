"""Whether a mail is from whom it says: the word of our own mail server, and of nobody else.

Authentication-Results (RFC 8601) counts only under the configured authserv-id, and only where a
server of ours must have written it, as the Received lines tell.  Fields are never taken out of a
mail; what does not count is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from scrubber.reply.incoming import domain_of, unfolded
from scrubber.reply.trace import Trust, without_comments, written_by_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.reply.incoming import Incoming

_RESULT = re.compile(r"([A-Za-z0-9_-]+)(?:\s*/\s*[0-9]+)?\s*=\s*([A-Za-z]+)(.*)", re.DOTALL)
_PROPERTY = re.compile(
    r'(?<![A-Za-z])([A-Za-z]++)\s*\.\s*([A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]+)'
)

_LONGEST_FIELD = 10_000
"""Characters of an Authentication-Results field; no server writes so many."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose word counts.

    ``name`` is the authserv-id; nothing for a provider that writes none (Microsoft 365).
    ``trust`` tells which lines are by servers of ours.
    """

    name: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Result:
    """One method's verdict, ``properties`` as ``{"header.from": "shop.example"}``."""

    method: str
    verdict: str
    properties: dict[str, str]


def doubt(mail: Incoming, authority: Authority, *, handed_over: bool) -> str | None:
    """Return why the author is not proven, in words for the log, or None where he is.

    DMARC (RFC 7489) has to pass; where it was not asked, or the domain has no record, an aligned
    pass of DKIM or SPF is enough.  A temporary error is no pass.  ``handed_over`` says that the
    mail came to us from a server of ours.
    """
    results = trusted_results(mail, authority, handed_over=handed_over)
    if not results:
        return (
            f"no Authentication-Results that only {authority.name or 'our server'} can have written"
        )
    author = domain_of(mail.author)
    verdicts = {r.verdict for r in results if r.method == "dmarc" and _about(r, author)}
    if verdicts == {"pass"}:
        return None
    if not verdicts <= {"none", "pass", "bestguesspass"}:
        return f"DMARC: {'/'.join(sorted(verdicts))}"
    if any(_aligned(result, author) for result in results if result.verdict == "pass"):
        return None
    return "neither DMARC nor an aligned DKIM or SPF passed"


def trusted_results(mail: Incoming, authority: Authority, *, handed_over: bool) -> list[Result]:
    """Return the results that count: those of our server, as it wrote them when the mail came in.

    A server with several filters writes several fields, together.  Below its own Received line
    only the first one can be relied on.
    """
    for part in written_by_us(mail.header, authority.trust, handed_over=handed_over):
        values = [value for name, value in part if name.lower() == "authentication-results"]
        fields = [list(_results(unfolded(value), authority.name)) for value in values]
        found = [results for results in fields if results]
        if found:
            return found[0] if authority.trust.below else list(chain.from_iterable(found))
    return []


def _results(value: str, name: str) -> Iterator[Result]:
    """Yield the results in one field if it is of this authserv-id (RFC 8601 section 2.2)."""
    if len(value) > _LONGEST_FIELD:
        return
    first, *statements = _statements(without_comments(value))
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
