"""Which network a mail was sent from, as its Received lines tell; mail-parser reads them."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 12
_LONGEST = 1000
_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{7,45})\]")


def sending_network(received: Sequence[str]) -> str:
    """Return the /24 (IPv4) or /48 (IPv6) of the first public host that handed the mail on.

    ``received`` are the values of the Received fields, the latest first, as a header has them; ""
    if none names a public address.
    """
    # Loads much of the standard library's mail package: only mail with pieces comes here.
    from mailparser.utils import receiveds_parsing

    for line in reversed(received[:_MOST]):
        shown = line[:_LONGEST]
        if not any(_network(found[1]) for found in _ADDRESS.finditer(shown)):
            continue
        for hop in receiveds_parsing([shown]):
            for found in _ADDRESS.finditer(str(hop.get("from", ""))):
                network = _network(found[1])
                if network:
                    return network
    return ""


def _network(written: str) -> str:
    """Return the network of an address, "" if it is no public one."""
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    if not address.is_global:
        return ""
    length = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address, length), strict=False))
