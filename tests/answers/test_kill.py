"""Answers over kill -9: never two to one mail, and none to a mail that was refused."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.answers.shop import CARD, CONFIG, ORDERS, Shop
from tests.fakes.next_hop import NextHop
from tests.fakes.script import say
from tests.servers.client import Hangup
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.play import Play

IN_REPLY_TO = re.compile(rb"^In-Reply-To: <(\d+)\.", re.MULTILINE)


def answered(answers: Play) -> Counter[int]:
    """Count the answers by the number of the mail that they answer."""
    numbers = (IN_REPLY_TO.search(mail.message) for mail in answers.mails)
    return Counter(int(found[1]) for found in numbers if found)


def deliver(shop: Shop, number: int) -> bool:
    """Send a mail once; False where the relay was killed meanwhile."""
    try:
        return shop.send(f"c{number}@customer.example", f"card {CARD}", number=number) == 250
    except (OSError, Hangup):
        return False


def one_round(relay: Relay, shop: Shop, numbers: range, chance: random.Random) -> None:
    """Send until every mail has its 250, over one kill at a random moment."""
    waiting = list(numbers)

    def send_all() -> None:
        waiting[:] = [number for number in waiting if not deliver(shop, number)]

    sender = threading.Thread(target=send_all)
    sender.start()
    time.sleep(chance.uniform(0, 0.4))
    relay.kill()
    sender.join()
    relay.start()
    while waiting:
        send_all()


@pytest.mark.long
def test_nobody_gets_two_answers_to_one_mail(tmp_path: Path) -> None:
    """Four kills at any moment; a lost answer is allowed, a second one is not."""
    chance = random.Random(10)  # noqa: S311 - moments, no secrets
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    with NextHop() as hop, NextHop() as submission:
        config = CONFIG.format(port=submission.port)
        config = config.replace("per_day = 50", "per_day = 50\ntotal_per_hour = 10000")
        with Relay(tmp_path, f"smtp://127.0.0.1:{hop.port}", config=config) as relay:
            shop = Shop(relay, submission.play())
            hop.play()
            for number in range(4):
                one_round(relay, shop, range(number * 8, number * 8 + 8), chance)
            hop.play({".": say("554 5.7.1 no")})
            assert not deliver(shop, 1000)
            hop.play()
            assert deliver(shop, 1001)
            wait_until(lambda: 1001 in answered(shop.answers), "the last answer")
            counted = answered(shop.answers)
            assert max(counted.values()) == 1
            assert 1000 not in counted
            assert len(counted) > 24
