"""``scrubber audit --fix``: say what will be done, ask, do it."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from scrubber.audit.fixing import Fix, plan
from scrubber.audit.reports import printable
from scrubber.audit.words import KINDS, counted, joined
from scrubber.cli import options
from scrubber.cli.progress import Progress
from scrubber.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.audit.fixing import Step
    from scrubber.audit.run import Audit
    from scrubber.scanner.pool import ScannerPool


async def fix(audit: Audit, pool: ScannerPool, *, ask: bool) -> bool | None:
    """Mask what was found, after the user's yes.

    Return whether all is masked now; None if the user does not want it.
    """
    steps = plan(audit)
    if not steps:
        return True
    for line in _told(steps):
        click.echo(line, err=True)
    if ask and any(not step.refused for step in steps):
        if sys.stdin is None or not sys.stdin.isatty():  # None: started with it closed
            click.echo("Nothing was changed: nobody can be asked here. Add --yes.", err=True)
            return False
        if not _confirmed():
            return None
    progress = Progress()
    try:
        return await Fix(audit, pool, options.state(), lambda _: progress.step())(steps)
    except (ConfigError, StoreError) as error:
        click.echo(f"scrubber: {error.public}", err=True)
        return False
    finally:
        progress.clear()


def rehearse(audit: Audit, *, on_stderr: bool) -> None:
    """Say of each mail what would be masked in it; nothing is changed."""
    lines = ["Nothing is changed: this is a dry run."]
    refused: set[int] = set()
    for step in plan(audit):
        if step.refused:
            mails = counted(len(step.targets), "mail")
            lines.append(f"{printable(step.box.name)}: {mails}, left as they are: {step.refused}")
            refused |= {target.number for target in step.targets}
    for entry in audit.ledger:
        if entry.findings and entry.number not in refused:
            kinds = {finding.kind for finding in entry.findings}
            told = joined(name for kind, name in KINDS.items() if kind in kinds)
            lines.append(f"{printable(entry.location)}: would be masked: {told}")
    for line in lines:
        click.echo(line, err=on_stderr)


def _confirmed() -> bool:
    """Ask; asyncio's own handler would have Ctrl-C wait for the answer."""
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return click.confirm("Mask them?", err=True)
    finally:
        signal.signal(signal.SIGINT, ours)


def _told(steps: Sequence[Step]) -> list[str]:
    mails = sum(len(step.targets) for step in steps if not step.refused)
    lines = [f"To be masked: {counted(mails, 'mail')}. Masking cannot be undone."]
    for step in steps:
        line = f"  {printable(step.box.name)}: {counted(len(step.targets), 'mail')}"
        lines.append(f"{line}, left as they are: {step.refused}" if step.refused else line)
    return lines
