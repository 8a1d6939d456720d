"""Long lists without a card come through as they are: no bound on work is for people's mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber import scrub
from tests.shapes.unlike import Brick, wall

if TYPE_CHECKING:
    from random import Random

SIZE = 200_000
"""Bytes: thousands of rows, more than any number that is counted once a mail."""


def _digits(random: Random, count: int) -> str:
    return f"{random.randrange(10**count):0{count}}"


LISTS: dict[str, Brick] = {
    "orders": lambda r: f"{_digits(r, 6)};2026-10-{r.randint(10, 28)};lamp;{_digits(r, 3)}.90\n",
    "transactions": lambda r: f"4{_digits(r, 15)},{_digits(r, 2)}.95,paid\n",
    "telephones": lambda r: f"Ada Byron, +49 {_digits(r, 3)} {_digits(r, 4)} {_digits(r, 4)}\n",
    "accounts": lambda r: (
        f"DE{_digits(r, 2)} {_digits(r, 4)} {_digits(r, 4)} {_digits(r, 8)} EUR\n"
    ),
    "parcels": lambda r: f"https://track.example/p?id={_digits(r, 16)}&order={_digits(r, 8)}\n",
    "codes of services": lambda r: f"Your verification code is {_digits(r, 6)}. Bye\n",
    "measurements": lambda r: f"{_digits(r, 4)} {_digits(r, 4)} {_digits(r, 4)} {_digits(r, 4)}\n",
    "a log": lambda r: f"17{_digits(r, 11)} GET /cards/{_digits(r, 6)}?code={_digits(r, 3)}\n",
}


@pytest.mark.parametrize("row", LISTS.values(), ids=list(LISTS))
def test_a_long_list_comes_through(row: Brick) -> None:
    """Not a byte of it changes."""
    message = wall(row)(SIZE)
    assert scrub(message).message is message
