"""One live link for each order and amount due, whatever crashes in between."""

from __future__ import annotations

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

    from scrubber.payments.link import Provider
    from tests.fakes.provider import Provider as Fake


@pytest.fixture
def links(tmp_path: Path) -> Iterator[PaymentLinks[PaymentLink]]:
    """Return a memory on disk."""
    database = Database(tmp_path / "scrubber.sqlite")
    yield PaymentLinks(database, PaymentLink)
    database.close()


@pytest.fixture(params=["stripe", "square"])
def both(request: pytest.FixtureRequest) -> tuple[Provider, Fake]:
    """Return a provider and its server."""
    name = request.param
    return request.getfixturevalue(name), request.getfixturevalue(f"fake_{name}")


def claim(amount: str, order: str = "1042") -> Claim:
    """Return a claim in euros."""
    return Claim(order, Money.read(amount, "EUR"))


def alive(fake: Fake) -> int:
    """Count the links that can be paid."""
    return sum(link.get("active", True) for link in fake.links.values())  # type: ignore[attr-defined]


def test_a_link_is_made_once(both: tuple[Provider, Fake], links: PaymentLinks[PaymentLink]) -> None:
    """And found again by whoever asks, also after a restart."""
    provider, fake = both
    first = Desk(provider, links).link_for(claim("480"))
    assert Desk(provider, links).link_for(claim("480.00")) == first
    assert links.live(provider.kind, "1042") == first
    assert links.made() == links.made("1042") == [(first, True)]
    assert alive(fake) == 1
    assert Desk(provider, links).link_for(claim("480", "1043")) != first


def test_another_amount_retires_the_link(
    both: tuple[Provider, Fake], links: PaymentLinks[PaymentLink]
) -> None:
    """Back and forth: there is one that can be paid, and it is the right one."""
    provider, fake = both
    desk = Desk(provider, links)
    made = [desk.link_for(claim(amount)) for amount in ("480", "300", "480", "300.00")]
    assert len({link.id for link in made}) == 4
    assert alive(fake) == 1
    assert links.made("1042") == [(link, link is made[-1]) for link in made]


def test_a_crash_before_we_remember_makes_no_second_link(
    both: tuple[Provider, Fake],
    links: PaymentLinks[PaymentLink],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same request gets the same link."""
    provider, fake = both
    with monkeypatch.context() as crash:
        crash.setattr(links, "keep", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Desk(provider, links).link_for(claim("480"))
    Desk(provider, links).link_for(claim("480"))
    assert len(fake.links) == 1  # type: ignore[attr-defined]


def test_a_crash_between_two_links_leaves_none_too_many(
    both: tuple[Provider, Fake],
    links: PaymentLinks[PaymentLink],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was retired there and not here is retired again."""
    provider, fake = both
    desk = Desk(provider, links)
    desk.link_for(claim("480"))
    with monkeypatch.context() as crash:
        crash.setattr(links, "retire", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.link_for(claim("300"))
    link = desk.link_for(claim("300"))
    assert alive(fake) == 1
    assert links.live(provider.kind, "1042") == link


def test_what_cannot_be_retired_stays_the_only_link(
    both: tuple[Provider, Fake], links: PaymentLinks[PaymentLink]
) -> None:
    """Better none than two."""
    provider, fake = both
    desk = Desk(provider, links)
    first = desk.link_for(claim("480"))
    usual = fake.requests[-1:]
    assert usual
    fake.disturb(Answer(500), Answer(500), Answer(500))
    with pytest.raises(PaymentError) as caught:
        desk.link_for(claim("300"))
    assert caught.value.temporary
    assert links.live(provider.kind, "1042") == first
    assert alive(fake) == 1


def test_a_link_that_was_paid_is_not_handed_out(
    both: tuple[Provider, Fake], links: PaymentLinks[PaymentLink]
) -> None:
    """Though the orders do not say so yet: nobody pays twice."""
    provider, fake = both
    desk = Desk(provider, links)
    link = desk.link_for(claim("480"))
    fake.pay(link.id)  # type: ignore[attr-defined]
    for amount in ("480", "300"):
        with pytest.raises(PaidError, match=r"order 1042: 480\.00 EUR was paid"):
            desk.link_for(claim(amount))


def test_links_of_another_provider_do_not_count(
    stripe: Provider, square: Provider, links: PaymentLinks[PaymentLink], key_file: Path
) -> None:
    """It cannot be asked about them."""
    assert key_file.exists()
    first = Desk(stripe, links).link_for(claim("480"))
    second = Desk(square, links).link_for(claim("480"))
    assert (first.provider, second.provider) == ("stripe", "square")
    assert len(links.made("1042")) == 2
