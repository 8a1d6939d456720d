"""One live link for each order and amount due, whatever crashes in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.errors import PaidError, PaymentError
from scrubber.money import Money
from scrubber.payments.desk import Desk
from scrubber.payments.link import Claim, PaymentLink
from scrubber.store.database import Database
from scrubber.store.payment_links import PaymentLinks
from tests.fakes.provider import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.payments.providers import Pair


@pytest.fixture
def links(tmp_path: Path) -> Iterator[PaymentLinks[PaymentLink]]:
    """Return a memory on disk."""
    database = Database(tmp_path / "scrubber.sqlite")
    yield PaymentLinks(database, PaymentLink)
    database.close()


def claim(pair: Pair, amount: str, order: str = "1042") -> Claim:
    """Return a claim in the currency that a provider takes."""
    return Claim(order, Money.read(amount, pair.currency), email="anna@example.org")


def test_a_link_is_made_once(both: Pair, links: PaymentLinks[PaymentLink]) -> None:
    """And found again by whoever asks, also after a restart."""
    provider, fake, _ = both
    first = Desk(provider, links).link_for(claim(both, "480"))
    assert Desk(provider, links).link_for(claim(both, "480.00")) == first
    assert links.live(provider.kind, "1042") == first
    assert links.made() == links.made("1042")
    assert [(made.link, made.live, made.paid) for made in links.made()] == [(first, True, None)]
    assert fake.alive() == 1
    assert Desk(provider, links).link_for(claim(both, "480", "1043")) != first


def test_another_amount_retires_the_link(
    withdrawing: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """Back and forth: there is one that can be paid, and it is the right one."""
    provider, fake, _ = withdrawing
    desk = Desk(provider, links)
    made = [desk.link_for(claim(withdrawing, amount)) for amount in ("480", "300", "480", "300.00")]
    assert len({link.id for link in made}) == 4
    assert fake.alive() == 1
    assert [(kept.link, kept.live) for kept in links.made("1042")] == [
        (link, link is made[-1]) for link in made
    ]


def test_a_crash_before_we_remember_makes_no_second_link(
    idempotent: Pair,
    links: PaymentLinks[PaymentLink],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same request gets the same link."""
    provider, fake, _ = idempotent
    with monkeypatch.context() as crash:
        crash.setattr(links, "keep", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Desk(provider, links).link_for(claim(idempotent, "480"))
    Desk(provider, links).link_for(claim(idempotent, "480"))
    assert len(fake.links) == 1


def test_a_crash_between_two_links_leaves_none_too_many(
    withdrawing: Pair,
    links: PaymentLinks[PaymentLink],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was retired there and not here is retired again."""
    provider, fake, _ = withdrawing
    desk = Desk(provider, links)
    desk.link_for(claim(withdrawing, "480"))
    with monkeypatch.context() as crash:
        crash.setattr(links, "retire", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.link_for(claim(withdrawing, "300"))
    link = desk.link_for(claim(withdrawing, "300"))
    assert fake.alive() == 1
    assert links.live(provider.kind, "1042") == link


def test_what_cannot_be_retired_stays_the_only_link(
    withdrawing: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """Better none than two."""
    provider, fake, _ = withdrawing
    desk = Desk(provider, links)
    first = desk.link_for(claim(withdrawing, "480"))
    usual = fake.requests[-1:]
    assert usual
    fake.disturb(Answer(500), Answer(500), Answer(500))
    with pytest.raises(PaymentError) as caught:
        desk.link_for(claim(withdrawing, "300"))
    assert caught.value.temporary
    assert links.live(provider.kind, "1042") == first
    assert fake.alive() == 1


def test_a_link_that_was_paid_is_not_handed_out(
    both: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """Though the orders do not say so yet: nobody pays twice."""
    provider, fake, _ = both
    desk = Desk(provider, links)
    link = desk.link_for(claim(both, "480"))
    fake.pay(link.id)
    for amount in ("480", "300"):
        with pytest.raises(PaidError, match=r"order 1042: 480\.00 ... was paid"):
            desk.link_for(claim(both, amount))


def test_links_of_another_provider_do_not_count(
    stripe_pair: Pair, square_pair: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """It cannot be asked about them."""
    first = Desk(stripe_pair.provider, links).link_for(claim(stripe_pair, "480"))
    second = Desk(square_pair.provider, links).link_for(claim(square_pair, "480"))
    assert (first.provider, second.provider) == ("stripe", "square")
    assert len(links.made("1042")) == 2


def test_what_is_added_to_a_paid_order_has_a_link_of_its_own(
    both: Pair, links: PaymentLinks[PaymentLink]
) -> None:
    """As soon as the shop's record has the first payment, and not before."""
    provider, fake, currency = both
    desk = Desk(provider, links)
    before = replace(claim(both, "480"), paid=Money.read("720", currency))
    link = desk.link_for(before)
    fake.pay(link.id)
    with pytest.raises(PaidError):
        desk.link_for(replace(claim(both, "100"), paid=Money.read("1199", currency)))
    later = desk.link_for(replace(claim(both, "100"), paid=Money.read("1200", currency)))
    assert later.id != link.id
    assert [made.paid is not None for made in links.made("1042")] == [True, False]


def test_a_link_that_has_ended_is_replaced(
    withdrawing: Pair, links: PaymentLinks[PaymentLink], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says until when it can be paid, and is retired after that day."""
    provider, fake, _ = withdrawing
    desk = Desk(provider, links)
    link = desk.link_for(claim(withdrawing, "480"))
    assert link.expires == datetime.now(UTC).date() + timedelta(days=14)

    monkeypatch.setattr(
        "scrubber.payments.desk._today", lambda: datetime.now(UTC).date() + timedelta(days=15)
    )
    again = desk.link_for(claim(withdrawing, "480"))
    assert again.id != link.id
    assert fake.alive() == 1
