"""Doing something for many at once that each of them waits for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

_ROOM = 1024 * 1024
_LINGER = 0.1  # seconds


def _nothing(_item: object) -> int:
    return 0


@dataclass(slots=True)
class Gathering(Generic[T, R]):
    """Does its work under a lock, for as many items at once as have come meanwhile.

    So they share a step that costs as much for one of them.  ``work`` returns what becomes of each,
    in their order; an exception among it is raised for whoever waits for that one.

    At most ``most`` go together, and as many as have a ``size`` of a megabyte, or a larger one.
    What comes alone does not wait; while more are ``under_way`` than have come, all wait a moment.
    """

    work: Callable[[list[T]], Awaitable[Sequence[R | BaseException]]]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    most: int = 100
    size: Callable[[T], int] = _nothing
    under_way: Callable[[], int] = int
    _waiting: dict[int, T] = field(default_factory=dict)
    _ends: dict[int, R | BaseException] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    async def add(self, item: T) -> R:
        """Wait until the work is done for an item too.  Raises the exception that it ends with."""
        number = next(self._numbers)
        self._waiting[number] = item
        del item  # it may be large, and is nobody's matter when it is done
        try:
            async with self.lock:
                if number in self._waiting:  # else somebody before us has taken it along
                    await self._work()
                end = self._ends.pop(number)
        finally:
            self._waiting.pop(number, None)
            self._ends.pop(number, None)
        if isinstance(end, BaseException):
            raise end
        return end

    async def _work(self) -> None:
        if len(self._waiting) < min(self.under_way(), self.most):
            await asyncio.sleep(_LINGER)
        numbers = self._next()
        items = [self._waiting.pop(number) for number in numbers]
        try:
            ends = await self.work(items)
        except BaseException as error:  # noqa: BLE001 - each hears of it who waits for it
            ends = [error] * len(numbers)
        self._ends.update(zip(numbers, ends, strict=True))

    def _next(self) -> list[int]:
        """Return which go together next, in the order in which they came."""
        numbers: list[int] = []
        size = 0
        for number, item in self._waiting.items():
            size += self.size(item)
            if numbers and (size > _ROOM or len(numbers) == self.most):
                break
            numbers.append(number)
        return numbers
