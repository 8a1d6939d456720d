"""Whose word on an author counts, behind a real Postfix: with a milter, without one, and forged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answers.shop import CARD, CONFIG, ORDERS, Shop
from tests.fakes.milter import Milter
from tests.servers.client import send_mail
from tests.servers.ports import free_port
from tests.servers.postfix import Postfix, Service
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.next_hop import NextHop

ANNA = "anna@customer.example"
NAME = "postfix.example"
RESULTS = "Authentication-Results"
PASSED = f"{NAME}; dmarc=pass header.from=customer.example"
FORGED = f"{RESULTS}: {PASSED}"
OUR_LINE = f"Received: from out.example (out.example [192.0.2.7]) by {NAME} (Postfix); today"
SCAN = {"smtp_send_xforward_command": "yes"}


@pytest.fixture(scope="module")
def ports(next_hop: NextHop) -> Iterator[dict[str, int]]:
    """Run a Postfix that asks two relays, before its queue and behind it, with and without milters.

    The milters say pass and fail; the relay ``careful`` has the usual configuration, ``told`` knows
    that there is a milter.
    """
    names = ("careful", "told", "before", "after", "passed", "failed", "passed below")
    named = {name: free_port() for name in names}

    def behind(relay: str, milter: Milter | None = None) -> dict[str, str]:
        milters = {"smtpd_milters": f"inet:127.0.0.1:{milter.port}"} if milter else {}
        return {"content_filter": f"scan:[127.0.0.1]:{named[relay]}", **milters}

    failed = PASSED.replace("pass", "fail")
    with Milter(RESULTS, PASSED) as passing, Milter(RESULTS, failed) as failing:
        before = {"smtpd_proxy_filter": f"127.0.0.1:{named['careful']}"}
        services = [
            Service(named["before"], settings=before),
            Service(named["after"], settings=behind("careful")),
            Service(named["passed"], settings=behind("told", passing)),
            Service(named["failed"], settings=behind("told", failing)),
            Service(named["passed below"], settings=behind("careful", passing)),
            Service("scan", "smtp", SCAN),
        ]
        with Postfix(next_hop.port, services):
            yield named


def relay(directory: Path, port: int, hops: tuple[NextHop, NextHop], more: str = "") -> Relay:
    """Return a relay that believes this Postfix."""
    next_hop, submission = hops
    (directory / "orders.csv").write_text(ORDERS, encoding="utf-8")
    config = CONFIG.format(port=submission.port)
    config = config.replace('"mx.shop.example"', f'"{NAME}"{more}')
    return Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config, port=port)


@pytest.fixture(scope="module")
def relays(
    tmp_path_factory: pytest.TempPathFactory,
    ports: dict[str, int],
    next_hop: NextHop,
    submission: NextHop,
) -> Iterator[dict[str, Relay]]:
    """Run both relays."""
    hops = next_hop, submission
    careful = relay(tmp_path_factory.mktemp("careful"), ports["careful"], hops)
    below = '\nresults = "below"'
    told = relay(tmp_path_factory.mktemp("told"), ports["told"], hops, below)
    with careful, told:
        yield {"careful": careful, "told": told}


@pytest.fixture
def shops(relays: dict[str, Relay], next_hop: NextHop, submission: NextHop) -> dict[str, Shop]:
    """Return shops to which nobody has written yet."""
    next_hop.play()
    play = submission.play()
    return {name: Shop(relay, play) for name, relay in relays.items()}


def send(port: int, number: int, *lines: str) -> None:
    """Send a mail with a card to Postfix, with these lines on top."""
    header = (*lines, f"From: {ANNA}", "To: shop@shop.example", f"Message-ID: <{number}.{ANNA}>")
    mail = "\r\n".join((*header, "", f"card {CARD}", "")).encode()
    assert send_mail(port, mail, sender=ANNA).code == 250


def is_refused(shop: Shop, port: int, *lines: str) -> str:
    """Send a mail that gets no answer, and return what the log says of it."""
    seen = shop.relay.output.count("no answer: ")
    send(port, 2, *lines)
    wait_until(lambda: shop.relay.output.count("no answer: ") > seen, "the log says why")
    assert shop.answers.mails == []
    return shop.relay.output.rpartition("no answer: ")[2]


def test_the_word_of_a_milter_counts(shops: dict[str, Shop], ports: dict[str, int]) -> None:
    """Where the owner says that there is one: Postfix puts it below its own Received line."""
    send(ports["passed"], 1)
    assert shops["told"].answer()["In-Reply-To"] == f"<1.{ANNA}>"


def test_beside_a_milters_word_a_forged_one_counts_for_nothing(
    shops: dict[str, Shop], ports: dict[str, int]
) -> None:
    """The first one is the milter's."""
    assert is_refused(shops["told"], ports["failed"], FORGED).startswith("DMARC: fail")


TRIED = {
    "a field": (FORGED,),
    "a field and our own line": (FORGED, OUR_LINE),
    "our own line, a field, our own line": (OUR_LINE, FORGED, OUR_LINE),
}


@pytest.mark.parametrize("lines", TRIED.values(), ids=list(TRIED))
@pytest.mark.parametrize("way", ["before", "after"])
def test_without_a_milter_a_forged_word_counts_for_nothing(
    shops: dict[str, Shop], ports: dict[str, int], way: str, lines: tuple[str, ...]
) -> None:
    """Postfix puts its Received line above it."""
    why = is_refused(shops["careful"], ports[way], *lines)
    assert why.startswith("no Authentication-Results that only postfix.example can have written")


def test_whoever_does_not_say_that_there_is_a_milter_is_careful(
    shops: dict[str, Shop], ports: dict[str, int]
) -> None:
    """Where anybody could have written them, they do not count."""
    assert is_refused(shops["careful"], ports["passed below"]).startswith("no Authentication")
