"""How much mail is held in memory at a time."""

from __future__ import annotations

import asyncio


class Room:
    """Room for ``size`` bytes; what is larger than all of it is held alone."""

    def __init__(self, size: int) -> None:
        """Begin with nothing held."""
        self._size = size
        self._held = 0
        self._freed = asyncio.Event()

    async def take(self, size: int) -> None:
        """Wait until there is room, and take it; one at a time waits."""
        while self._held and self._held + size > self._size:
            self._freed.clear()
            await self._freed.wait()
        self._held += size

    def give_back(self, size: int) -> None:
        """Make room again."""
        self._held -= size
        self._freed.set()
