"""Who may send mail where through us: nobody makes an open relay of this."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from scrubber.addresses import a_label
from scrubber.errors import ConfigError, RefusedError

if TYPE_CHECKING:
    from scrubber.config import RelaySettings

_POSTMASTER = "postmaster"  # RFC 5321 section 4.5.1: the one address that needs no domain
# Routes written into a local part ("user%elsewhere@shop.example", "elsewhere!user@shop.example"):
# the next hop trusts us and might follow them.
_ROUTING = frozenset("%!@:")
_PEERS = 1024


class Access:
    """The owner's domains and clients, ready to be asked."""

    def __init__(self, settings: RelaySettings) -> None:
        """Take the lists; where both are empty, everybody who can connect may send anywhere.

        Raises ConfigError where that would be more than this machine.
        """
        self._domains = frozenset(settings.domains)
        self._clients = settings.clients
        self._xforward_from = settings.xforward_from
        self._open = not self._domains and not self._clients
        if self._open and not _is_loopback(settings.listen.host):
            raise ConfigError(
                f"listening on {settings.listen} without a list of who may send what would make "
                'an open relay: write domains = ["your.domain"] (mail for whom is taken from '
                'everybody) or clients = ["192.0.2.10"] (who may send to everybody) under [relay]'
            )

    def check(self, peer: str, recipient: str) -> None:
        """Raise RefusedError where a client at ``peer`` may not send to ``recipient``."""
        if self._open or self._is_client(peer) or recipient.lower() == _POSTMASTER:
            return
        local, _, domain = recipient.rpartition("@")
        if _ROUTING.isdisjoint(local) and self._is_ours(domain):
            return
        raise RefusedError("Relay access denied")

    def trusts_xforward(self, peer: str) -> bool:
        """Whether a client at ``peer`` is believed when it speaks for others (XFORWARD)."""
        address = _address(peer)
        return address is not None and (
            address.is_loopback or any(address in network for network in self._xforward_from)
        )

    def is_ours(self, peer: str) -> bool:
        """Whether what is at ``peer`` is a server of ours, which hands over what it has taken."""
        return self.trusts_xforward(peer) or self._is_client(peer)

    def _is_ours(self, domain: str) -> bool:
        try:
            return a_label(domain) in self._domains
        except ValueError:
            return False

    def _is_client(self, peer: str) -> bool:
        address = _address(peer)
        return address is not None and any(address in network for network in self._clients)


@lru_cache(maxsize=_PEERS)  # three times a mail, of the same few peers: 3 % of its CPU here
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, IPv4 for IPv4 over IPv6 (``::ffff:192.0.2.1``), None for no address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback
