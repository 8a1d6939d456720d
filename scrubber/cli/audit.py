"""``scrubber audit``: what card data lies in mailboxes already, and masking it there."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from scrubber.addresses import ImapAddress
    from scrubber.audit.cluster import ClusterScan
    from scrubber.audit.ledger import Ledger
    from scrubber.audit.run import Audit
    from scrubber.audit.scanning import Engine
    from scrubber.audit.sources import Box, LogIn
    from scrubber.audit.tally import Tally
    from scrubber.cli.stopping import Stopping
    from scrubber.config import Config
    from scrubber.core.model import Place
    from scrubber.mailboxes.imap_login import Credentials
    from scrubber.scanner.pool import ScannerPool

_SCAN_TIMEOUT = 120.0  # seconds; nobody waits for an answer, so a slow mail gets its time
_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    sources: tuple[str, ...]
    as_json: str | None
    html: str | None
    csv: str | None
    fix: bool
    dry_run: bool
    yes: bool
    since: datetime | None
    jobs: int | None
    engine: str
    scheduler: str | None
    password_file: Path | None
    config: Path | None

    @property
    def fixes(self) -> bool:
        """Whether anything is changed."""
        return self.fix and not self.dry_run


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--json", "as_json", metavar="OUT", help="Write a JSON object a line for each mail.")
@click.option("--html", metavar="OUT", help="Write one page to read, print and keep.")
@click.option("--csv", metavar="OUT", help="Write a row for each finding.")
@click.option("--fix", is_flag=True, help="Mask what is found, where it lies; asks before.")
@click.option("--dry-run", is_flag=True, help="With --fix: change nothing, say what it would mask.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only mail that arrived on DATE (YYYY-MM-DD, in UTC) or later, and mail without a date.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Scan in N processes  [default: one more than cores]",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Read and scan here, or on the workers of a Dask cluster.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --engine dask: where its scheduler listens (tcp://host:8786, tls://host:8786).",
)
@click.option(
    "--password-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="F",
    help="Where the password of an IMAP account stands, on the first line.",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A configuration file (TOML): [policy], [store], and [relay] domains, which are yours; "
    "without them your addresses are those to which most people write.",
)
def audit(**given: Any) -> int:  # noqa: ANN401 - what stands above, by name
    """Report the card data in mailboxes, and mask it with --fix.

    A SOURCE is a Maildir, an mbox, a message (.eml), an export of Outlook (.pst, .msg), a folder
    that holds any of them, the profile folder of Thunderbird, the mail folder of Apple Mail, or an
    IMAP account or folder: imaps://user@host/folder.  Nothing is changed without --fix.  OUT may be
    - for standard output.

    Every audit is kept in the evidence (scrubber evidence), an interrupted one as such: counts and
    names of folders, addresses in them shortened.

    Exits with 0 if there is no card data or all is masked now, 1 if some was found, 2 if something
    could not be read or not be masked.
    """
    import asyncio

    from scrubber import logs
    from scrubber.cli.stopping import Stopping
    from scrubber.scanner import process

    wish = Wish(**given)
    if (wish.engine == "dask") != bool(wish.scheduler):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together")
    if wish.dry_run and not wish.fix:
        raise click.UsageError("--dry-run goes with --fix; an audit without --fix changes nothing")
    if options.log_level() is None:
        logs.set_up("error")
    targets = [each for each in (wish.as_json, wish.html, wish.csv) if each]
    if len(set(targets)) < len(targets):
        raise click.UsageError("--json, --html and --csv need a file each")
    process.keep_memory_private()
    process.give_memory_back()
    with Stopping("nothing was changed; the same command starts from the beginning") as stopping:
        return asyncio.run(_audit(wish, stopping))


async def _audit(wish: Wish, stopping: Stopping) -> int:
    """Read, join, mask if asked to, report."""
    from scrubber.audit.ledger import Ledger
    from scrubber.audit.run import Audit
    from scrubber.audit.sources import boxes
    from scrubber.cli.audit_evidence import keep
    from scrubber.cli.audit_fix import rehearse
    from scrubber.cli.audit_output import check
    from scrubber.cli.audit_summary import so_far, unchanged
    from scrubber.config import Config, load

    config = load(wish.config) if wish.config else Config()
    for target in (wish.as_json, wish.html, wish.csv):
        check(target)
    with Ledger() as ledger:
        found = list(boxes(wish.sources, _log_in(config, wish.password_file)))
        audit = Audit(found, ledger)
        try:
            fixed = await _work(audit, config, wish)
        except BaseException:  # what was read or masked until then is evidence, too
            tally = audit.tally()
            stopping.told = so_far(tally)
            keep(tally, config, wish.sources, fix=wish.fixes, complete=False)
            raise
        tally = audit.tally()
        keep(tally, config, wish.sources, fix=wish.fixes)
        _report(ledger, tally, wish)
        on_stderr = _STDOUT in (wish.as_json, wish.html, wish.csv)
        if wish.dry_run:
            rehearse(audit, on_stderr=on_stderr)
        _tell(ledger, tally, on_stderr=on_stderr)
        if fixed is None and tally.left:
            click.echo(unchanged(fix=wish.fix), err=on_stderr)
    if tally.unreadable or fixed is False:
        return Status.FAILED
    return Status.FOUND if tally.left else Status.CLEAN


async def _work(audit: Audit, config: Config, wish: Wish) -> bool | None:
    """Scan, and mask if asked to: return whether all that was to be masked is, None without."""
    from scrubber.audit.scanning import Scan
    from scrubber.cli.audit_fix import fix

    since = wish.since and wish.since.replace(tzinfo=UTC)
    ours = await _ours(config, audit.boxes)
    if wish.scheduler:
        await _read(audit, _cluster(wish.scheduler, config, ours, since))
        if not wish.fixes:
            return None
    # One more than can work at once: while it is handed the next mail, another one has the core.
    jobs = wish.jobs or len(os.sched_getaffinity(0)) + 1
    # What keeps the audit as evidence takes half a second to load: meanwhile mails are scanned.
    Thread(target=import_module, args=("scrubber.store.evidence",)).start()
    async with _scanners(config, jobs) as pool:
        if not wish.scheduler:
            await _read(audit, Scan(pool, jobs, ours, since, _known()))
        return await fix(audit, pool, ask=not wish.yes) if wish.fixes else None


async def _read(audit: Audit, engine: Engine) -> None:
    from scrubber.cli.audit_screen import Screen

    with Screen(audit.boxes) as screen:
        await audit.read(engine, screen)


def _cluster(
    scheduler: str, config: Config, ours: frozenset[str], since: datetime | None
) -> ClusterScan:
    from scrubber.audit.cluster import ClusterScan
    from scrubber.audit.cluster_part import Run

    known = dict(_known())
    run = Run(str(Path.cwd()), config.policy, _SCAN_TIMEOUT, ours, since, known)
    return ClusterScan(scheduler, run)


def _known() -> Mapping[str, tuple[Place, ...]]:
    """Return what former runs saw and could not mask.  Raises StoreError."""
    from scrubber.audit.unfinished import Unfinished
    from scrubber.errors import ConfigError
    from scrubber.state import state_directory

    try:
        state = state_directory(options.state())
    except ConfigError:
        return {}  # nothing can have been kept there
    return Unfinished(state).places()


def _log_in(config: Config, password_file: Path | None) -> LogIn:
    """Return how accounts are logged in to: by the file, else as their [[mailbox]] table says."""

    def log_in(address: ImapAddress) -> Credentials:
        from scrubber.cli.mailbox_login import of_mailbox
        from scrubber.errors import ConfigError
        from scrubber.mailboxes.imap_login import read_password
        from scrubber.state import state_directory

        if password_file is not None:
            return read_password(password_file)
        for settings in config.mailbox:
            if settings.url.mailbox == address.mailbox:
                return of_mailbox(settings, state_directory(options.state())).credentials
        raise ConfigError(
            f"{address.account}: name a file with the password, --password-file F, "
            "or a --config with a [[mailbox]] table of this account"
        )

    return log_in


async def _ours(config: Config, boxes: Sequence[Box]) -> frozenset[str]:
    """Return the addresses and domains that are the owner's, as far as they are known or told."""
    from scrubber.audit.owner import owners
    from scrubber.audit.scanning import in_thread, take
    from scrubber.mailboxes.imap import ImapMailbox

    accounts = [box.mails.address.user for box in boxes if isinstance(box.mails, ImapMailbox)]
    known = frozenset(name.lower() for name in (*config.relay.domains, *accounts))
    if known:
        return known
    # What comes through a pipe can be read but once.
    again = [box for box in boxes if box.path and (box.path.is_file() or box.path.is_dir())]
    return await in_thread(
        lambda: owners(mail for box in again for mail in take(iter(box.mails), box.name))
    )


@asynccontextmanager
async def _scanners(config: Config, jobs: int) -> AsyncIterator[ScannerPool]:
    from scrubber.scanner.pool import AHEAD, ScannerPool

    pool = ScannerPool(config.policy, size=jobs, timeout=_SCAN_TIMEOUT, ahead=AHEAD)
    try:
        await pool.start()
        yield pool
    finally:
        await pool.close()


def _report(ledger: Ledger, tally: Tally, wish: Wish) -> None:
    """Write the reports that are asked for."""
    from scrubber.audit.page import write_html
    from scrubber.audit.reports import write_csv, write_json
    from scrubber.cli.audit_output import opened

    if wish.as_json:
        with opened(wish.as_json) as file:
            write_json(ledger, file)
    if wish.csv:
        with opened(wish.csv) as file:
            write_csv(ledger, file)
    if wish.html:
        with opened(wish.html) as file:
            write_html(ledger, tally, wish.sources, file)


def _tell(ledger: Ledger, tally: Tally, *, on_stderr: bool) -> None:
    from scrubber.cli.audit_summary import problems, summary

    for line in problems(ledger):
        click.echo(f"scrubber: {line}", err=True)
    for line in summary(tally):
        click.echo(line, err=on_stderr)
