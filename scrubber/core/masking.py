"""What was found in the readings of a mail, brought back to the bytes of its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.covered import Covered
from scrubber.core.judge import certainty
from scrubber.core.model import Finding, Span
from scrubber.core.redact import changes, masked_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.examined import Reading
    from scrubber.core.judge import Hit
    from scrubber.core.message.passage import Inner

    Wanted = tuple[Reading, dict[int, list[Inner]], list[tuple[Hit, dict[int, str]]]]
    """A reading, what changed characters mean for bytes, and the characters that go of a hit."""


def mask(readings: list[Reading]) -> list[Finding]:
    """Patch the layers, and return what was found; bytes that two readings share count once."""
    findings: list[Finding] = []
    covered = Covered()
    for reading, inner, wanted in _wanted(readings):
        for hit, part in wanted:
            own = [change for index in part for change in inner.get(index, ())]
            reading.layer.inner += own
            if covered.cover(id(reading.layer), own):
                findings.append(_finding(hit, reading))
    return findings


def _wanted(readings: list[Reading]) -> Iterator[Wanted]:
    """Yield what is to be masked in each reading.

    Those of one passage are brought back together: each time some charsets are decoded anew.
    """
    told = []
    together: dict[int, dict[int, str]] = {}
    for reading in readings:
        hits = sorted(reading.cards + reading.codes, key=lambda hit: hit.start)
        wanted = [(hit, changes(hit, reading.view, reading.passage.text)) for hit in hits]
        rows = {index: new for _, part in wanted for index, new in part.items()}
        known = together.setdefault(id(reading.passage), {})
        at_odds = any(known.get(index, new) != new for index, new in rows.items())
        if not at_odds:
            known.update(rows)
        told.append((reading, rows if at_odds else known, wanted))
    brought: dict[int, dict[int, list[Inner]]] = {}
    for reading, rows, wanted in told:
        if id(rows) not in brought:
            brought[id(rows)] = reading.passage.inner(rows)
        yield reading, brought[id(rows)], wanted


def _finding(hit: Hit, reading: Reading) -> Finding:
    """Return what may be said of a hit."""
    return Finding(
        kind=hit.kind,
        network=hit.network,
        masked=masked_text(hit, reading.view.text),
        part=reading.passage.part,
        span=Span(*reading.view.span(hit.start, hit.end)),
        certainty=certainty(hit.evidence),
        because=hit.evidence.because,
        assembled_from=hit.assembled_from,
    )
