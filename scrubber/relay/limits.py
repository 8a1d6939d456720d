"""How much of a thing there may be at a time."""

from __future__ import annotations

from scrubber.errors import BusyError


class Budget:
    """Bytes of mail held in memory, over all connections."""

    def __init__(self, limit: int) -> None:
        """Begin with nothing held."""
        self._limit = limit
        self._held = 0

    def check(self, size: int) -> None:
        """Raise BusyError where ``size`` more bytes would be too many."""
        if self._held + size > self._limit:
            raise BusyError("too much mail in flight; try again later")

    def share(self) -> Share:
        """Return an account for one message."""
        return Share(self)

    def move(self, size: int) -> None:
        """Note that ``size`` bytes more are held, or fewer where it is negative."""
        self._held += size


class Share:
    """What one message takes of a budget."""

    def __init__(self, budget: Budget) -> None:
        """Begin with nothing taken."""
        self._budget = budget
        self._size = 0

    def take(self, size: int) -> bool:
        """Take ``size`` bytes more; return False, and give all back, where there is no room."""
        try:
            self._budget.check(size)
        except BusyError:
            self.give_back()
            return False
        self._budget.move(size)
        self._size += size
        return True

    def give_back(self) -> None:
        """Return everything; a second time does nothing."""
        self._budget.move(-self._size)
        self._size = 0
