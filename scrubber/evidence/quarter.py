"""A quarter of a year in UTC, as it is named on the command line: ``2026Q4``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from scrubber.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"(?a)(20\d\d)-?[Qq]([1-4])")
_MONTHS = 3


class Quarter(NamedTuple):
    """The ``number``-th quarter of a year, 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the quarter of a moment in UTC."""
        return cls(moment.year, (moment.month - 1) // _MONTHS + 1)

    @classmethod
    def read(cls, name: str, now: datetime) -> Self:
        """Return the quarter of a name.  Raises ConfigError, also for one that has not begun."""
        found = _NAME.fullmatch(name.strip())
        current = cls.of(now)
        if found is None:
            raise ConfigError(
                f"this is no quarter: write a year, Q and 1 to 4; for example: {current}"
            )
        quarter = cls(int(found[1]), int(found[2]))
        if quarter > current:
            raise ConfigError(f"{quarter} has not begun; the current quarter is {current}")
        return quarter

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, (self.number - 1) * _MONTHS + 1, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment behind it."""
        years, number = divmod(self.number, 4)
        return Quarter(self.year + years, number + 1).begin

    def months(self) -> Iterator[str]:
        """Yield its months as ``2026-10``."""
        first = self.begin.month
        for month in range(first, first + _MONTHS):
            yield f"{self.year}-{month:02}"

    def __str__(self) -> str:
        """Return its name."""
        return f"{self.year}Q{self.number}"
