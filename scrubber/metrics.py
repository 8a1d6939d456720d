"""What is counted and measured, and how Prometheus reads it (text format 0.0.4).

Labels are words of our own, never a piece of a mail, an address or a number.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
_LOCK = Lock()


class Metric(Protocol):
    """Something with a name that can be written out."""

    name: str

    def lines(self) -> Iterator[str]:
        """Yield the lines of the text format."""
        ...


class Counter:
    """Counts events, for each combination of its labels' values."""

    def __init__(self, name: str, text: str, *labels: str) -> None:
        """Count from 0; ``text`` says what."""
        self.name = name
        self._text = text
        self._labels = labels
        self._counts: dict[tuple[str, ...], int] = {} if labels else {(): 0}

    def add(self, *values: str, by: int = 1) -> None:
        """Count ``by`` events with these values of the labels."""
        with _LOCK:
            self._counts[values] = self._counts.get(values, 0) + by

    def of(self, *values: str) -> int:
        """Return how many events were counted with these values of the labels."""
        return self._counts.get(values, 0)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the text format."""
        yield f"# HELP {self.name} {self._text}"
        yield f"# TYPE {self.name} counter"
        for values, count in sorted(self._counts.items()):
            yield f"{self.name}{_braced(self._labels, values)} {count}"


class Timing:
    """Measures how long a stage takes, as a histogram."""

    def __init__(self, name: str, text: str, label: str) -> None:
        """Begin with nothing measured; ``label`` names the stage."""
        self.name = name
        self._text = text
        self._label = label
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Measure what is done within, however it ends."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.observe(stage, time.perf_counter() - begun)

    def observe(self, stage: str, seconds: float) -> None:
        """Note one duration."""
        with _LOCK:
            counts = self._counts.setdefault(stage, [0] * (len(_BUCKETS) + 1))
            counts[bisect_left(_BUCKETS, seconds)] += 1
            self._sums[stage] = self._sums.get(stage, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """Yield the lines of the text format; each bucket holds those below it."""
        yield f"# HELP {self.name} {self._text}"
        yield f"# TYPE {self.name} histogram"
        for stage, counts in sorted(self._counts.items()):
            total = 0
            for bound, count in zip((*_BUCKETS, "+Inf"), counts, strict=True):
                total += count
                labels = _braced((self._label, "le"), (stage, str(bound)))
                yield f"{self.name}_bucket{labels} {total}"
            labels = _braced((self._label,), (stage,))
            yield f"{self.name}_sum{labels} {self._sums[stage]:.6f}"
            yield f"{self.name}_count{labels} {total}"


def _braced(labels: tuple[str, ...], values: tuple[str, ...]) -> str:
    pairs = ",".join(f'{name}="{value}"' for name, value in zip(labels, values, strict=True))
    return f"{{{pairs}}}" if pairs else ""


MAILS = Counter("scrubber_mails_total", "Mails, by what became of them.", "outcome")
FINDINGS = Counter("scrubber_findings_total", "Pieces of card data found.", "kind", "network")
JOINS = Counter("scrubber_joins_total", "Mails in which an earlier mail showed more to mask.")
UNREADABLE = Counter("scrubber_unreadable_total", "Parts that could not be read.")
UNSCANNED = Counter("scrubber_unscanned_total", "Parts that are no text and were not read.")
REPLIES = Counter(
    "scrubber_replies_total", "Answers to customers, by what became of them.", "outcome"
)
LINKS = Counter("scrubber_links_total", "Payment links made.", "provider")
PAID = Counter("scrubber_paid_total", "Payment links that were seen to be paid.")
SECONDS = Timing("scrubber_stage_seconds", "How long each stage of a mail takes.", "stage")

ALL: tuple[Metric, ...] = (
    *(MAILS, FINDINGS, JOINS, UNREADABLE, UNSCANNED, REPLIES, LINKS, PAID, SECONDS),
)


def exposition() -> str:
    """Return everything in the text format."""
    return "".join(f"{line}\n" for metric in ALL for line in metric.lines())
