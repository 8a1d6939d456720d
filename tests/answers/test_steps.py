"""Killed between every two steps of an answer: never two, and none for a mail that was refused."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Final

import pytest

from tests.answers.crashing import STEPS, take, work
from tests.answers.shop import CARD, CONFIG, ORDERS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.next_hop import NextHop

MAIL: Final = (
    "Authentication-Results: mx.shop.example; dmarc=pass\r\n"
    "Received: from out.example (out.example [192.0.2.7]) by mx.shop.example; today\r\n"
    "From: anna@customer.example\r\nTo: shop@shop.example\r\nMessage-ID: <1@customer.example>\r\n"
    f"Subject: order 1042\r\n\r\ncard {CARD}\r\n"
).encode()
MAY_BE_LOST: Final = (
    ("it is marked as leaving", "after"),
    ("the last reply", "before"),
)
"""Behind the mark an answer is never sent again: nobody knows whether the server has taken it."""


def configured(directory: Path, submission: NextHop) -> Path:
    """Return a directory with a shop's configuration in it."""
    (directory / "orders.csv").write_text(ORDERS, encoding="utf-8")
    config = CONFIG.format(port=submission.port)
    (directory / "config.toml").write_text(config, encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def _loaded(tmp_path_factory: pytest.TempPathFactory, submission: NextHop) -> None:
    """Load once what each process needs: they are copies of this one."""
    submission.play()
    asyncio.run(work(configured(tmp_path_factory.mktemp("loaded"), submission), MAIL, "250"))


@pytest.fixture
def directory(tmp_path: Path, submission: NextHop, _loaded: None) -> Path:
    """Return a directory with a shop's configuration."""
    return configured(tmp_path, submission)


@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_makes_no_second_answer(
    directory: Path, submission: NextHop, step: str, moment: str
) -> None:
    """The sender's server tries again; before the mark nothing is lost, behind it nothing twice."""
    answers = submission.play()
    assert take(directory, MAIL, "250", (step, moment)) == -signal.SIGKILL
    for _ in range(2):
        assert take(directory, MAIL, "250") == 0
        assert len(answers.mails) <= 1
    assert answers.mails or (step, moment) in MAY_BE_LOST


@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", list(STEPS)[:3])
def test_a_kill_makes_no_answer_to_a_mail_that_was_refused(
    directory: Path, submission: NextHop, step: str, moment: str
) -> None:
    """Nobody has read it, and nobody tries again."""
    answers = submission.play()
    take(directory, MAIL, "554", (step, moment))
    assert take(directory, MAIL, "554") == 0
    assert answers.mails == []
