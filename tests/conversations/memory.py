"""A filter with the store's own memory, in a file of its own, that takes mail after mail."""

from __future__ import annotations

import asyncio
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from scrubber import rulebook
from scrubber.core.scrub import scrub
from scrubber.store import memory, recalls
from scrubber.store.store import Store

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from scrubber.core.model import Place, Scrubbed
    from scrubber.store.recalls import Recall

OURS: Final = frozenset({"hartwood.example"})
_SENDER = re.compile(rb"^From: (?:[^\n]*<)?([^\n<>]+@[^\n<>]+?)>?\r$", re.MULTILINE)
_RECIPIENT = re.compile(rb"^To: (?:[^\n]*<)?([^\n<>]+@[^\n<>]+?)>?\r$", re.MULTILINE)


class Memory:
    """What a relay with a store does with one mail after the other."""

    def __enter__(self) -> Self:
        """Open an empty store."""
        self._open = ExitStack()
        directory = self._open.enter_context(tempfile.TemporaryDirectory())
        self._store = Store(Path(directory))
        self._open.callback(self._store.close)
        self._loop = self._open.enter_context(asyncio.Runner())
        self._memory = memory.Memory(self._store, OURS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it, and leave nothing."""
        self._loop.run(self._memory.close())
        self._open.close()

    def take(self, raw: bytes, arrived: datetime) -> Scrubbed:
        """Scrub a mail, join its pieces with those of earlier ones, and return what goes on."""
        first = scrub(raw, rulebook.load())
        also = self.note(raw, first, arrived)
        return scrub(raw, rulebook.load(), also=also) if also else first

    def note(self, raw: bytes, first: Scrubbed, arrived: datetime) -> tuple[Place, ...]:
        """Put down the pieces of a mail, deliver it; what earlier ones show to be card data."""
        addresses = tuple(_address(found, raw) for found in (_SENDER, _RECIPIENT))
        noted = self._loop.run(self._memory.note(first, len(raw), addresses, arrived))
        if noted is None:
            return ()
        self._loop.run(self._settled(noted))
        return noted.also

    def recalls(self) -> tuple[Recall, ...]:
        """Return what is to be masked where it lies."""
        return recalls.pending(self._store.database(), self._store.pads)

    async def _settled(self, noted: memory.Noted) -> None:
        self._memory.settle(noted, delivered=True)


def _address(field: re.Pattern[bytes], raw: bytes) -> str:
    found = field.search(raw)
    return found[1].decode() if found else ""
