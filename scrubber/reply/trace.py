"""Which lines of a header our own servers wrote, told by the trace that servers leave.

A server puts its Received line on top of what it was given, and whatever else it adds above that
(RFC 5321 section 4.4).  So what stands above the Received line of a server of ours comes from it,
or from one that had the mail later; what stands below it is what somebody handed in.  If that was
a server of ours again, its part of the header begins there; if not, everything below may be forged,
Received lines included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from scrubber.reply.incoming import unfolded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

Host = str | IPv4Network | IPv6Network
Field = tuple[str, str]

_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[()]')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_RECEIVED = re.compile(
    # A client may greet with " by " in its name: what our server wrote of itself comes last.
    r"(?P<source>.*)(?:^|\s)by\s+\[?(?P<by>[A-Za-z0-9._:-]+)(?:.*?\swith\s+(?P<protocol>\S+))?",
    re.IGNORECASE,
)
_LONGEST_LINE = 4_000
"""Characters of a Received line; a longer one is none of a server of ours."""

_LITERAL = re.compile(r"[\[(](?:IPv6:)?([0-9A-Fa-f:.]+)[\])]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trust:
    """Which servers are ours: names, names with a leading dot for all of a domain, networks.

    ``below`` is for a server that adds fields below its own Received line, to every mail, so that
    the first of them is its own.
    """

    hosts: tuple[Host, ...]
    below: bool = False

    def wrote(self, received: str) -> bool:
        """Say whether a server of ours wrote a Received line."""
        found = _parsed(received)
        return found is not None and any(_is(host, found["by"].lower()) for host in self.hosts)

    def handed_in(self, received: str) -> bool:
        """Say whether a server of ours was the client of another one, by a line of the latter.

        The name that a client gives itself proves nothing, so its address has to be one of a
        network of ours.  LMTP is spoken within one site only (RFC 2033 section 5), and a line
        without a client, of a server that names itself by such an address, is about a step within.
        """
        found = _parsed(received)
        if found is None:
            return False
        if (found["protocol"] or "").upper().startswith("LMTP"):
            return True
        source, _, _ = received.rpartition(" by ")
        literals = _LITERAL.findall(source) if found["source"].strip() else [found["by"]]
        return bool(literals) and all(map(self._is_ours, literals))

    def _is_ours(self, literal: str) -> bool:
        try:
            address = ip_address(literal)
        except ValueError:
            return False
        return any(address in host for host in self.hosts if not isinstance(host, str))


def written_by_us(header: Message, trust: Trust, *, handed_over: bool) -> Iterator[list[Field]]:
    """Yield the parts of a header that servers of ours wrote, the topmost first.

    ``handed_over`` says that a server of ours is known to have given us the mail: then what stands
    above all Received lines is its own, though it has left no line.
    """
    part: list[Field] = []
    is_inside, is_ours = True, handed_over
    for name, value in (*header.items(), ("Received", "")):
        if name.lower() != "received":
            part.append((name, value))
            continue
        received = unfolded(value)
        left_a_line = is_inside and trust.wrote(received)
        if is_ours or (left_a_line and not trust.below):
            yield part
        if not left_a_line:
            return
        is_inside = trust.handed_in(received)
        is_ours = trust.below and not is_inside
        part = []


def without_comments(value: str) -> str:
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


def _parsed(received: str) -> re.Match[str] | None:
    if len(received) > _LONGEST_LINE:
        return None
    return _RECEIVED.match(_QUOTED.sub("", without_comments(received)))


def _is(host: Host, name: str) -> bool:
    if isinstance(host, str):
        known = host.lower()
        return name.endswith(known) if known.startswith(".") else name == known
    try:
        return ip_address(name) in host
    except ValueError:
        return False
