"""Which links were paid, and which have ended: found by asking, now and then."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.answers import collecting
from scrubber.config import PaymentSettings
from scrubber.money import Money
from scrubber.payments.collector import Collector
from scrubber.payments.desk import Desk
from scrubber.payments.link import Claim, PaymentLink
from scrubber.store.payment_links import PaymentLinks
from scrubber.store.store import Store
from tests.fakes.provider import Answer
from tests.payments.providers import Pair, running, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = 86400.0


@pytest.fixture
def links(tmp_path: Path) -> Iterator[PaymentLinks[PaymentLink]]:
    """Return a memory on disk."""
    store = Store(tmp_path)
    yield PaymentLinks(store.database(), PaymentLink)
    store.close()


def sell(pair: Pair, links: PaymentLinks[PaymentLink], order: str = "1042") -> PaymentLink:
    """Hand out a link."""
    money = Money.read("480", pair.currency)
    return Desk(pair.provider, links).link_for(Claim(order, money, email="anna@example.org"))


def test_a_paid_link_is_found(both: Pair, links: PaymentLinks[PaymentLink]) -> None:
    """Once; then nobody is asked about it again."""
    collector = Collector(both.provider, links)
    link, other = sell(both, links), sell(both, links, "1043")
    now = time.time()
    assert collector.look(now) == 0
    both.fake.pay(link.id)
    assert collector.look(now + 200) == 1
    assert {made.link.order for made in links.open(both.provider.kind)} == {other.order}
    assert links.made("1042")[0].paid is not None
    asked = len(both.fake.requests)
    collector.look(now + 201)
    assert len(both.fake.requests) == asked


def test_old_links_are_looked_at_seldom(
    stripe_pair: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """A provider is asked some dozens of times a day about each link, and less later."""
    collector = Collector(stripe_pair.provider, links)
    sell(stripe_pair, links)
    begin, asked = time.time(), len(stripe_pair.fake.requests)
    counts: list[int] = []
    for day in range(3):
        for minute in range(0, 1440, 5):
            collector.look(begin + day * DAY + minute * 60)
        counts.append(len(stripe_pair.fake.requests) - asked - sum(counts))
    assert counts[0] > counts[1] > counts[2] > 3
    assert counts[0] < 120


def test_a_link_that_has_ended_is_retired(
    withdrawing: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """At the provider as well, and not before its last day is over."""
    link = sell(withdrawing, links)
    assert link.expires is not None
    collector = Collector(withdrawing.provider, links)
    last = datetime.combine(link.expires, datetime.max.time(), UTC)
    collector.look(last.timestamp())
    assert withdrawing.fake.alive() == 1
    collector.look((last + timedelta(days=1)).timestamp())
    assert withdrawing.fake.alive() == 0
    assert links.live(withdrawing.provider.kind, "1042") is None


def test_a_provider_that_is_down_is_asked_later(
    both: Pair, links: PaymentLinks[PaymentLink], caplog: pytest.LogCaptureFixture
) -> None:
    """And a refusal about one link does not cost the others."""
    link, other = sell(both, links), sell(both, links, "1043")
    collector, now = Collector(both.provider, links), time.time()
    both.fake.pay(link.id)
    both.fake.pay(other.id)
    both.fake.disturb(Answer(500), Answer(500), Answer(500))
    assert collector.look(now) == 0
    assert "cannot be reached just now" in caplog.text
    both.fake.disturb(Answer(403))
    assert collector.look(now + 1000) == 1
    assert collector.look(now + 2000, at_all=True) == 1


def test_one_link_is_looked_for_by_any_of_its_names(
    square_pair: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """The order's, the link's, and that of what is paid by it."""
    collector = Collector(square_pair.provider, links)
    link = sell(square_pair, links)
    asked = len(square_pair.fake.requests)
    for name in (link.id, link.reference, link.order):
        collector.look_for([name], time.time())
    assert len(square_pair.fake.requests) == asked + 3
    collector.look_for(["another", ""], time.time())
    assert len(square_pair.fake.requests) == asked + 3


def test_it_is_done_beside_the_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as there is a store, and whatever fails in between."""
    monkeypatch.setattr(collecting, "_GLANCE", 0.05)
    with running("mollie", tmp_path) as pair:
        settings = PaymentSettings.model_validate(table("mollie", tmp_path, pair.fake.base))
        store = Store(tmp_path)

        async def live() -> None:
            task = asyncio.create_task(collecting.collect(settings, store))
            links = PaymentLinks(store.database(), PaymentLink)
            link = await asyncio.to_thread(sell, pair, links)
            pair.fake.disturb(*[Answer(500)] * 3)
            pair.fake.pay(link.id)
            async with asyncio.timeout(20):
                while not links.made()[0].paid:
                    await asyncio.sleep(0.05)
                    monkeypatch.setattr("scrubber.payments.collector._OFTEN", 0.0)
            task.cancel()

        asyncio.run(live())
        store.close()


def test_a_paid_order_is_never_asked_again(both: Pair, links: PaymentLinks[PaymentLink]) -> None:
    """What was found by asking counts without the provider."""
    link = sell(both, links)
    both.fake.pay(link.id)
    Collector(both.provider, links).look(time.time())
    paid = links.made("1042")[0]
    assert (paid.link, paid.live) == (replace(link), True)
    assert paid.paid is not None
