"""Who may send where."""

from __future__ import annotations

import pytest

from scrubber import config
from scrubber.errors import ConfigError, RefusedError
from scrubber.relay.access import Access

STRANGER, CLIENT = "198.51.100.7", "192.0.2.10"


def access(**relay: object) -> Access:
    """Make the access rules of a configuration."""
    return Access(config.parse({"relay": relay}, "test").relay)


GUARDED = {
    "domains": ["shop.example", "bücher.example"],
    "clients": ["192.0.2.0/24", "2001:db8::1"],
}


@pytest.mark.parametrize(
    "recipient",
    [
        "orders@shop.example",
        "Orders@SHOP.example",
        "a@bücher.example",
        "a@xn--bcher-kva.example",
        "Postmaster",
        '"quoted local"@shop.example',
    ],
)
def test_own_domains_are_for_everybody(recipient: str) -> None:
    """However they are written."""
    access(**GUARDED).check(STRANGER, recipient)


@pytest.mark.parametrize(
    "recipient",
    [
        "a@elsewhere.example",
        "a@sub.shop.example",
        "a@shop.example.evil.example",
        "a%evil.example@shop.example",
        "evil.example!a@shop.example",
        '"a@evil.example"@shop.example',
        "@shop.example:a@evil.example",
        "@evil.example:a@shop.example",
        "a@evil.example@shop.example",
        "a@[127.0.0.1]",
        "a@shop.example.",
        "a@strasse.example",
        "a@straße.example",
        "a@ⓢhop.example",
        "a@",
        "a",
    ],
)
def test_nobody_relays_through_us(recipient: str) -> None:
    """Neither elsewhere nor by a route that hides in a local part."""
    with pytest.raises(RefusedError) as caught:
        access(**GUARDED).check(STRANGER, recipient)
    assert (caught.value.code, caught.value.enhanced) == (554, "5.7.1")


@pytest.mark.parametrize("peer", [CLIENT, "::ffff:192.0.2.10", "2001:db8::1"])
def test_clients_may_send_anywhere(peer: str) -> None:
    """By IPv4, by IPv4 over IPv6, by IPv6."""
    access(**GUARDED).check(peer, "a@elsewhere.example")


@pytest.mark.parametrize("recipient", ["a@straße.example", "a@xn--strae-oqa.example"])
def test_a_domain_is_not_taken_for_another_one(recipient: str) -> None:
    """The next hop would carry the mail to the other one's server."""
    with pytest.raises(RefusedError):
        access(domains=["strasse.example"]).check(STRANGER, recipient)


def test_a_domain_that_is_read_in_two_ways_is_told() -> None:
    """Which of them is meant can be written in ASCII."""
    with pytest.raises(ConfigError, match="expected a list of domains"):
        access(domains=["straße.example"])
    access(domains=["xn--strae-oqa.example"]).check(STRANGER, "a@xn--strae-oqa.example")


def test_loopback_is_no_client_by_itself() -> None:
    """Behind a proxy or in a container all the world comes from there."""
    with pytest.raises(RefusedError):
        access(**GUARDED).check("127.0.0.1", "a@elsewhere.example")


@pytest.mark.parametrize("listen", ["127.0.0.1:25", "[::1]:25", "localhost:25"])
def test_loopback_needs_no_lists(listen: str) -> None:
    """Who listens there only serves this machine."""
    access(listen=listen).check("127.0.0.1", "a@elsewhere.example")


@pytest.mark.parametrize("listen", ["0.0.0.0:25", "[::]:25", "192.0.2.1:25", "mail.example:25"])
def test_beyond_loopback_lists_are_needed(listen: str) -> None:
    """The error says what to write."""
    with pytest.raises(ConfigError, match=r"domains = .* or clients = "):
        access(listen=listen)
    access(listen=listen, domains=["shop.example"])
    access(listen=listen, clients=["192.0.2.1"])


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [("127.0.0.1", True), ("::1", True), ("192.0.2.77", True), (STRANGER, False), ("", False)],
)
def test_xforward_is_believed_from_the_trusted(peer: str, trusted: bool) -> None:  # noqa: FBT001
    """This machine, and whom the owner names."""
    assert access(xforward_from=["192.0.2.77"]).trusts_xforward(peer) is trusted
