"""XFORWARD: a filter's client tells for whom it speaks (Postfix XFORWARD_README)."""

from __future__ import annotations

import re
from ipaddress import ip_address

from scrubber.errors import RefusedError

ATTRIBUTES = ("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE")

# Values are xtext (RFC 3461 section 4): printable ASCII without white space.
_ATTRIBUTE = re.compile(r"(?P<name>[A-Za-z]+)=(?P<value>[!-~]{1,1024})")


def parse(argument: str | None) -> dict[str, str]:
    """Read the attributes of one command; values stay as they are written.  Raises RefusedError."""
    attributes = {}
    for word in (argument or "").split(" "):
        found = _ATTRIBUTE.fullmatch(word)
        if found is None or found["name"].upper() not in ATTRIBUTES:
            raise RefusedError("Bad XFORWARD attribute", code=501, enhanced="5.5.4")
        attributes[found["name"].upper()] = found["value"]
    return attributes


def address(attributes: dict[str, str]) -> str:
    """Return the IP address that a mail came from, or nothing where it is not told."""
    text = attributes.get("ADDR", "")
    try:
        return str(ip_address(text[5:] if text[:5].upper() == "IPV6:" else text))
    except ValueError:  # "[UNAVAILABLE]"
        return ""
