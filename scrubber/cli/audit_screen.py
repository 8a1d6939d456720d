"""How far an audit has come: a live line on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Self

import click

from scrubber.audit.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from rich.progress import Progress

    from scrubber.audit.scanning import Scanned
    from scrubber.audit.sources import Box

_MEGABYTE = 1_000_000
_SELDOM = 10.0  # seconds between two lines where there is no terminal
_OFTEN = 0.1  # and between two looks of the line on one
_TELLING = 3.0  # seconds of reading before which nobody can say how long it will take


class Screen:
    """Counts mails and says on stderr: folders, mails, MB/s, findings and the time left."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        """Show nothing yet; time is estimated from the sizes of the mailboxes."""
        self._sizes = sum(box.size or 0 for box in boxes)
        self._known = all(box.size is not None for box in boxes)
        self._folders: set[str] = set()
        self._mails = self._size = self._findings = 0
        self._live: Progress | None = None
        self._started = self._shown = monotonic()

    def __enter__(self) -> Self:
        """Begin; on a terminal the line appears."""
        if sys.stderr is not None and sys.stderr.isatty():  # None: started with it closed
            self._live = _live()
            self._live.add_task("", total=self._sizes if self._known else None, text="")
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away."""
        if self._live is not None:
            self._live.stop()

    def step(self, scanned: Scanned) -> None:
        """Count one mail."""
        entry = scanned.entry
        self._folders.add(entry.folder)
        self._mails += entry.read
        self._size += entry.size
        self._findings += len(entry.findings)
        now = monotonic()
        if now - self._shown < (_OFTEN if self._live else _SELDOM):
            return
        self._shown = now
        if self._live is None:
            click.echo(f"scrubber: {self._line(now)}", err=True)
        else:
            self._live.update(self._live.task_ids[0], completed=self._size, text=self._line(now))

    def _line(self, now: float) -> str:
        passed = now - self._started
        rate = self._size / max(passed, _OFTEN)
        line = (
            f"{counted(len(self._folders), 'folder')}, {counted(self._mails, 'mail')}, "
            f"{rate / _MEGABYTE:.1f} MB/s, {counted(self._findings, 'finding')}"
        )
        if self._known and rate and passed >= _TELLING:
            line += f", {duration(max(self._sizes - self._size, 0) / rate)} left"
        return line


def duration(seconds: float) -> str:
    """Return a time in the two units that matter."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _live() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    return Progress(
        BarColumn(12),
        TaskProgressColumn(),
        TextColumn("{task.fields[text]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
