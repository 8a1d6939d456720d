"""``scrubber scan``: what card data lies in files, folders, Maildirs and mboxes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from scrubber.cli import detection
from scrubber.cli.status import Status
from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrubber.cli.stopping import Stopping
    from scrubber.core.model import Scrubbed


class Report(NamedTuple):
    """What is said of one message: lines for stdout, lines for stderr, and how it counts."""

    findings: list[str]
    problems: list[str]
    status: Status
    found: bool = False


@dataclass(slots=True)
class _Counts:
    """What was found so far."""

    messages: int = 0
    found: int = 0
    failed: int = 0
    worst: Status = Status.CLEAN

    def add(self, item: Stored | Unread, report: Report) -> None:
        self.messages += isinstance(item, Stored)
        self.found += report.found
        self.failed += bool(report.problems)
        self.worst = max(self.worst, report.status)

    @property
    def looked_at(self) -> str:
        from scrubber.audit.words import counted

        return f"{counted(self.messages, 'message')} looked at"

    def summary(self) -> str:
        """Say what was found, and what can be done about it."""
        if self.failed and not self.messages:
            return "nothing could be read, so nothing is known of card data: see above"
        text = f"{self.looked_at}: "
        text += f"card data in {self.found:,}" if self.found else "no card data found"
        if self.failed:
            text += f"; not wholly read: {self.failed:,}, see above"
        text += "; nothing was changed."
        if self.found:
            text += "\nWhy: scrubber explain FILE.  To mask it there: scrubber audit --fix PATH"
        return text


@click.command()
@detection.config_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON object a line for each message."
)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    # One that cannot be read does not stop the others: it is told as a mail is that cannot.
    type=click.Path(readable=False, path_type=Path),
)
def scan(paths: Sequence[Path], config_file: Path | None, *, as_json: bool) -> int:
    """Report card data in files, folders, Maildirs and mboxes.

    A PATH is a message, an mbox, an export of Outlook (.pst, .msg), or a folder of such files and
    of Maildirs at any depth.
    Exits with 0 if there is none, 1 if some was found, 2 if something could not be read.
    """
    from scrubber.cli.stopping import Stopping

    scrub = detection.scrubber(config_file)
    with Stopping("nothing was changed") as stopping:
        return _scan(paths, scrub, stopping, as_json=as_json)


def _scan(
    paths: Sequence[Path],
    scrub: Callable[[bytes], Scrubbed],
    stopping: Stopping,
    *,
    as_json: bool,
) -> Status:
    from scrubber.cli.progress import Progress

    progress, counts = Progress(), _Counts()
    try:
        for item in _items(paths):
            report = _reported(item, scrub, as_json=as_json)
            counts.add(item, report)
            progress.step()
            if report.findings or report.problems:
                progress.clear()
            for line in report.findings:
                click.echo(line)
            for line in report.problems:
                click.echo(f"scrubber: {line}", err=True)
            stopping.told = f"{counts.looked_at}, nothing was changed"
    finally:
        progress.clear()
    if not as_json:
        click.echo(counts.summary(), err=True)
    return counts.worst


def _items(paths: Sequence[Path]) -> Iterator[Stored | Unread]:
    """Yield what lies at the paths; one that holds nothing would be taken for clean."""
    from scrubber.mailboxes.folder import at, mailboxes

    for path in paths:
        empty = True
        for item in at(path):
            empty = False
            yield item
        if empty and not any(mailboxes(path)):
            yield Unread(str(path), "holds no mailbox and no message")


def _reported(
    item: Stored | Unread, scrub: Callable[[bytes], Scrubbed], *, as_json: bool
) -> Report:
    """Scan one message; whatever goes wrong with it, the next one is scanned."""
    from scrubber.cli import report
    from scrubber.logs import describe

    where = report.shown(item.location)
    if isinstance(item, Unread):
        return Report([], [f"{where}: {item.reason}"], Status.FAILED)
    try:
        scrubbed = scrub(item.raw)
    except Exception as error:  # noqa: BLE001 - its text may hold what stands in the mail
        return Report([], [f"{where}: could not be scanned: {describe(error)}"], Status.FAILED)
    if as_json:
        lines = [report.json_line(item, scrubbed)]
    else:
        lines = [report.finding_line(where, finding) for finding in scrubbed.findings]
    problems = [f"{where}: part {each.part}: {each.reason}" for each in scrubbed.unreadable]
    found = Status.FOUND if scrubbed.findings else Status.CLEAN
    status = Status.FAILED if problems else found
    return Report(lines, problems, status, bool(scrubbed.findings))
