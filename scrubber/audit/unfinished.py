"""What only several mails together showed, kept until it is masked in all of them.

As soon as one of these mails is masked, the others show nothing any more.  So the places in all are
written down before the first is touched: a run that comes after one that was killed, or that was
refused a mailbox, knows them still.  A place is a part and a span; no digit is among them.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.core.dialogue.places import from_json, to_json
from scrubber.errors import StoreError
from scrubber.store.journal import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from scrubber.core.model import Place

_PLACES = "places"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Places that are still to be masked, by the Message-IDs of their mails."""

    state: Path

    def places(self) -> dict[str, tuple[Place, ...]]:
        """Return what former runs have left.  Raises StoreError."""
        rows = Table(self._path).all()
        return {name: from_json(row[_PLACES]) for name, row in rows.items()}

    def add(self, places: Mapping[str, Iterable[Place]]) -> None:
        """Write down what is about to be masked, to the disk.  Raises StoreError."""
        if places:
            with self._alone() as table:
                table.change({name: {_PLACES: to_json(each)} for name, each in places.items()})

    def drop(self, names: Iterable[str]) -> None:
        """Forget mails that are masked, or gone.  Raises StoreError."""
        names = tuple(names)
        if names:
            with self._alone() as table:
                table.change({}, names)

    @property
    def _path(self) -> Path:
        return self.state / "audit"

    @contextmanager
    def _alone(self) -> Iterator[Table]:
        """Open the file while no other audit on this machine changes it."""
        try:
            lock = self._path.with_suffix(".lock").open("ab")
        except OSError:
            raise StoreError("the state directory cannot be written") from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Table(self._path)
