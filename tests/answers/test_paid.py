"""From the mail with a card to the paid order: every provider, through the real programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from scrubber.payments.link import PaymentLink
from scrubber.store.payment_links import PaymentLinks
from scrubber.store.store import Store
from tests.answers.shop import CARD, CONFIG, Shop
from tests.cli.calling import in_this_process
from tests.payments.providers import CASES, running, table
from tests.payments.test_webhook import KEY, SIGN, URL, ask
from tests.servers.ports import free_port, is_listening
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.next_hop import NextHop

ORDERS = """\
number,emails,name,language,currency,total,paid,label
1042,anna@customer.example,Anna Nowak,en,{currency},1200.00,720.00,oak table
"""


def toml(values: dict[str, Any]) -> str:
    """Return a table of texts and truths as TOML."""
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


@pytest.mark.parametrize(
    "name", ["stripe", pytest.param("rest", marks=pytest.mark.long)], ids=["stripe", "all others"]
)
def test_a_mail_becomes_a_paid_order(
    name: str, tmp_path: Path, next_hop: NextHop, submission: NextHop
) -> None:
    """A link for what is due, a payment, a signed notification; then nobody is asked again."""
    for kind in [name] if name in CASES else sorted(CASES.keys() - {"stripe"}):
        (tmp_path / kind).mkdir()
        once_around(kind, tmp_path / kind, next_hop, submission)


def once_around(name: str, directory: Path, next_hop: NextHop, submission: NextHop) -> None:
    """Go the whole way with one provider."""
    case = CASES[name]
    (directory / "orders.csv").write_text(ORDERS.format(currency=case.currency), encoding="utf-8")
    (directory / "second").write_text(KEY, encoding="utf-8")
    (directory / "second").chmod(0o600)
    more: dict[str, Any] = {"webhook": URL, "webhook_id": "5GP028458E2496506"}
    more |= {} if case.second else {"signature_file": str(directory / "second")}
    with running(name, directory, **more) as pair:
        payment = table(name, directory, pair.fake.base, **more)
        head, _, tail = CONFIG.format(port=submission.port).partition("[payment]\n")
        config = f"{head}[payment]\n{toml(payment)}[orders]{tail.partition('[orders]')[2]}"
        next_hop.play()
        hop = f"smtp://127.0.0.1:{next_hop.port}"
        with Relay(directory, hop, config=config) as relay:
            shop = Shop(relay, submission.play())
            assert shop.send("anna@customer.example", f"order 1042, my card is {CARD}") == 250
            answer = text(shop, 1)
            (link,) = links(directory / "state")
            assert link.url in answer
            assert state(directory) == [["1042", f"480.00 {case.currency}", "open", link.url]]
            pair.fake.pay(link.id)
            with webhook(directory) as address:
                headers, body = SIGN[name](link, time.time())
                assert ask("POST", address, headers=headers, content=body) == 200
            pair.fake.requests.clear()
            assert state(directory)[0][2] == "paid"
            assert pair.fake.requests == []
            shop.send("anna@customer.example", f"order 1042, once more my card: {CARD}")
            assert "paid in full" in text(shop, 2)
            assert len(pair.fake.links) == 1


def text(shop: Shop, count: int) -> str:
    """Return the text twin of the last of so many answers."""
    part = shop.answer(count).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def links(directory: Path) -> list[PaymentLink]:
    """Return the links that the relay has made."""
    store = Store(directory)
    made = PaymentLinks(store.database(), PaymentLink).made()
    store.close()
    return [entry.link for entry in made]


def state(directory: Path) -> list[list[str]]:
    """Return what ``pay status`` says."""
    run = in_this_process(directory / "state")
    shown = run("pay", "status", "--config", directory / "config.toml").stdout.decode()
    return [line.split("\t") for line in shown.splitlines()]


@contextmanager
def webhook(directory: Path) -> Iterator[str]:
    """Run the webhook beside the relay; return its address."""
    port = free_port()
    command = [sys.executable, "-m", "scrubber", "webhook", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--config", str(directory / "config.toml")],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SCRUBBER_STATE": str(directory / "state")},
    )
    try:
        wait_until(lambda: is_listening(port), "the webhook listens")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)
