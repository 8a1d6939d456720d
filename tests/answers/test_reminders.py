"""Reminders of open orders: only if the owner wants them, so many at most, never of a paid one."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import tomli

from scrubber import config
from scrubber.answers.draft import Draft
from scrubber.answers.opening import open_office
from scrubber.store import outbox
from scrubber.store.outbox import Limits, State
from scrubber.store.store import Store
from tests.answers.shop import CONFIG, ORDERS, Shop
from tests.payments.providers import running, table
from tests.payments.test_webhook import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.answers.dispatch import Dispatch
    from tests.fakes.next_hop import NextHop
    from tests.fakes.play import Play

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
FREE = Limits(100, 100, 100)


class Post:
    """A dispatch whose clock we turn, with one answer on its way."""

    def __init__(self, dispatch: Dispatch, store: Store, answers: Play) -> None:
        """Propose the answer to a mail of Anna's, about her open order."""
        self.dispatch = dispatch
        self.store = store
        self.answers = answers
        author = "anna@customer.example"
        draft = Draft(author, "<1@customer.example>", "", "my order", "card", ("en",), "1042")
        answer = (b"key", b"receiver", draft.to_json())
        outbox.propose(store.database(), store.pads, answer, FREE, NOW)
        outbox.settle(store.database(), b"key", delivered=True, now=NOW)

    def until(self, end: timedelta) -> list[str]:
        """Send what is due, hour by hour; return the texts of all that was sent up to then."""
        for hour in range(int(end / timedelta(hours=1)) + 1):
            now = NOW + timedelta(hours=hour)
            claimed = outbox.claim(self.store.database(), self.store.pads, now, State.DUE)
            if claimed is not None:
                self.dispatch._send(claimed, now)
        parts = (Shop.read(mail).get_body(("plain",)) for mail in self.answers.mails)
        return [str(part.get_content()) for part in parts if part is not None]


@contextmanager
def post(directory: Path, submission: NextHop, reply: str, payment: str = "") -> Iterator[Post]:
    """Open an office as the configuration makes it."""
    (directory / "orders.csv").write_text(ORDERS, encoding="utf-8")
    text = CONFIG.format(port=submission.port).replace("[payment]", f"{reply}\n[payment]")
    if payment:
        head, _, tail = text.partition("[payment]")
        text = f"{head}[payment]\n{payment}\n[orders]{tail.partition('[orders]')[2]}"
    settings = config.parse(tomli.loads(text), "test", directory)
    store = Store(directory)
    office = open_office(settings, store)
    assert office is not None
    yield Post(office.dispatch, store, submission.play())
    store.close()


def test_nobody_is_reminded_unless_the_owner_wants_it(tmp_path: Path, submission: NextHop) -> None:
    """By default there is the answer alone."""
    with post(tmp_path, submission, "") as office:
        assert len(office.until(30 * DAY)) == 1


@pytest.mark.parametrize("most", [1, 2])
def test_an_open_order_is_reminded_of_so_many_times(
    most: int, tmp_path: Path, submission: NextHop
) -> None:
    """After so many days each, with the link, under the same mail."""
    with post(tmp_path, submission, f"reminders = {most}\nreminder_days = 3") as office:
        assert len(office.until(2.9 * DAY)) == 1
        assert len(office.until(3.1 * DAY)) == 2
        texts = office.until(30 * DAY)
        assert len(texts) == 1 + most
        for text in texts[1:]:
            assert "It is still open, so we are writing once more" in text
            assert "https://pay.shop.example/?order=1042&amount=480.00&currency=PLN" in text
            assert "Sent folder" not in text
        replies = [Shop.read(mail)["In-Reply-To"] for mail in office.answers.mails]
        assert set(replies) == {"<1@customer.example>"}


def test_what_the_record_says_is_paid_is_not_reminded_of(
    tmp_path: Path, submission: NextHop
) -> None:
    """Nor an order on which the customer stands no more."""
    with post(tmp_path, submission, "reminders = 3\nreminder_days = 3") as office:
        assert len(office.until(1 * DAY)) == 1
        paid = ORDERS.replace("1200.00,720.00", "1200.00,1200.00")
        (tmp_path / "orders.csv").write_text(paid, encoding="utf-8")
        assert len(office.until(30 * DAY)) == 1


def test_who_has_paid_by_the_link_is_not_reminded(tmp_path: Path, submission: NextHop) -> None:
    """Though the record does not say so yet."""
    (tmp_path / "second").write_text(KEY, encoding="utf-8")
    with running("payu", tmp_path) as pair:
        settings = table("payu", tmp_path, pair.fake.base)
        lines = "\n".join(
            f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
            for name, value in settings.items()
        )
        with post(tmp_path, submission, "reminders = 3\nreminder_days = 3", lines) as office:
            assert len(office.until(4 * DAY)) == 2
            assert len(pair.fake.links) == 1
            pair.fake.pay(next(iter(pair.fake.links)))
            assert len(office.until(30 * DAY)) == 2
