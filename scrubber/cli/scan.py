"""``scrubber scan``: what card data lies in files, folders, Maildirs and mboxes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from scrubber.cli import detection
from scrubber.cli.status import Status
from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrubber.core.model import Scrubbed


class Report(NamedTuple):
    """What is said of one message: lines for stdout, lines for stderr, and how it counts."""

    findings: list[str]
    problems: list[str]
    status: Status


@click.command()
@detection.config_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON object a line for each message."
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def scan(paths: Sequence[Path], config_file: Path | None, *, as_json: bool) -> int:
    """Report card data in files, folders, Maildirs and mboxes.

    A PATH is a message, an mbox, an export of Outlook (.pst, .msg), or a folder of such files and
    of Maildirs at any depth.
    Exits with 0 if there is none, 1 if some was found, 2 if something could not be read.
    """
    from scrubber.cli.progress import Progress

    scrub = detection.scrubber(config_file)
    progress = Progress()
    worst = Status.CLEAN
    try:
        for item in _items(paths):
            report = _reported(item, scrub, as_json=as_json)
            worst = max(worst, report.status)
            progress.step()
            if report.findings or report.problems:
                progress.clear()
            for line in report.findings:
                click.echo(line)
            for line in report.problems:
                click.echo(f"scrubber: {line}", err=True)
    finally:
        progress.clear()
    return worst


def _items(paths: Sequence[Path]) -> Iterator[Stored | Unread]:
    from scrubber.mailboxes.folder import at

    for path in paths:
        yield from at(path)


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
    return Report(lines, problems, Status.FAILED if problems else found)
