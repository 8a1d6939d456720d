"""One audit: read and scan all mail, join what belongs together, count."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scrubber.audit.joining import Joining
from scrubber.audit.tally import Tally
from scrubber.audit.words import JOINED
from scrubber.core.model import Finding
from scrubber.mailboxes.imap import StoredByImap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.audit.ledger import Ledger
    from scrubber.audit.scanning import Engine, Scanned
    from scrubber.audit.sources import Box
    from scrubber.core.model import Place


class Watcher(Protocol):
    """Whoever is told how far the work has come."""

    def step(self, scanned: Scanned) -> None:
        """Take note of one more mail."""
        ...


class Target(NamedTuple):
    """A mail that may have to be masked where it lies.

    ``location`` is the mailbox's own word for the place.  ``size`` is in bytes.  ``name`` is the
    Message-ID, as far as there is one.  ``on_server`` is folder, UIDVALIDITY and UID of a mail on
    an IMAP server.
    """

    number: int
    box: Box
    location: str
    size: int
    name: str
    on_server: tuple[str, int, int] | None = None


@dataclass(slots=True)
class Audit:
    """What an audit has seen; ``boxes`` and ``ledger`` are given, the rest is filled by it."""

    boxes: Sequence[Box]
    ledger: Ledger
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    since: datetime | None = None
    """Only mail that arrived then or later, or has no date, is told of."""
    targets: dict[int, Target] = field(default_factory=dict)
    also: dict[int, tuple[Place, ...]] = field(default_factory=dict)
    """By the number of a mail: what only other mails showed to be card data in it."""

    async def read(self, engine: Engine, watcher: Watcher) -> None:
        """Scan every mail in parallel, then join pieces of numbers in the order of arrival."""
        joining = Joining()
        self.since = engine.since
        async with aclosing(engine(self.boxes)) as mails:
            async for scanned in mails:
                self._take(scanned, joining)
                known = engine.known.get(scanned.entry.message_id, ())
                if known and scanned.entry.findings:
                    self.also[scanned.entry.number] = known
                watcher.step(scanned)
        joined = joining.join()
        for number, places in joined.items():
            self.also[number] = self.also.get(number, ()) + places
        for number in joined | joining.told:
            places = joined.get(number, ()) + joining.told.get(number, ())
            # Who is told last knows of all mails.
            once = {(place.part, place.span): place for place in places}
            self.ledger.join(number, tuple(map(_finding, once.values())))

    def tally(self) -> Tally:
        """Count what is in the ledger, as it is now."""
        tally = Tally(self.now, self.since)
        for entry in self.ledger:
            tally.add(entry, self.ledger.outcomes.get(entry.number, ""))
        return tally

    def _take(self, scanned: Scanned, joining: Joining) -> None:
        entry, item = scanned.entry, scanned.item
        self.ledger.add(entry)
        if not (entry.findings or scanned.share.pieces):
            return
        joining.note(entry, scanned.share)
        on_server = None
        if isinstance(item, StoredByImap):
            on_server = (item.folder, item.uidvalidity, item.uid)
        self.targets[entry.number] = Target(
            entry.number, scanned.box, item.location, entry.size, entry.message_id, on_server
        )


def _finding(place: Place) -> Finding:
    """Return what is said of a piece: it goes whole, and only other mails show what it is."""
    return Finding(
        kind=place.kind,
        network=place.network,
        masked="*" * (place.span.end - place.span.start),
        part=place.part,
        span=place.span,
        certainty=1.0,
        because=JOINED,
        assembled_from=place.assembled_from,
    )
