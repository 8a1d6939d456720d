"""``scrubber evidence``: what an assessor is shown of a quarter, and whether it is as it was."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from scrubber.config import Config
    from scrubber.store.chain import Verdict
    from scrubber.store.store import Store

_LINK = re.compile(r"[0-9a-f]{64}")
_config = options.config_file("The configuration file (TOML) in use.", required=False)


@click.group(invoke_without_command=True)
@_config
@click.option("--quarter", metavar="QUARTER", help="As 2026Q4, in UTC  [default: the current one]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new directory for the pack; nothing is overwritten.",
)
@click.pass_context
def evidence(
    context: click.Context, file: Path | None, quarter: str | None, out: Path | None
) -> int:
    """Make the pack of a quarter for an assessor, as plain files in a directory.

    A page to read and print, and the same as JSON and CSV: what was masked month by month, audits,
    incident records with the four answers of PCI DSS 12.10.7, versions, the fingerprint of the
    rules, the configuration without secrets, and the lines of evidence themselves.  No digit of a
    card is in it, and no address in full.  It is no certificate of compliance.

    Exits with 0, or with 1 if the evidence was changed or card data was left in mail.
    """
    if context.invoked_subcommand is not None:
        if quarter or out:
            raise click.UsageError("--quarter and --out make a pack; verify takes neither", context)
        return Status.CLEAN
    if out is None:
        raise click.UsageError("name a directory for the pack: --out DIR", context)
    return _pack(file, quarter, out)


@evidence.command()
@_config
@click.argument("pack", required=False, metavar="[PACK]", type=click.Path(path_type=Path))
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="HASH",
    help="A link that was told before, as a digest does; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.pass_context
def verify(
    context: click.Context,
    file: Path | None,
    pack: Path | None,
    heads: tuple[str, ...],
    *,
    as_json: bool,
) -> int:
    """Say whether the evidence, or a PACK, is as it was written.

    Without PACK it is the evidence in the store, and the diary's lines that it vouches for.
    Changed, missing and moved lines are named.  That lines were cut off at the end, or all made
    anew, shows only with --head: a link from a digest or pack of before.

    Exits with 0 if all is whole, 1 if not, 2 if there is nothing to look at.
    """
    wanted = tuple(map(_link, heads))
    file = file or (context.parent.params["file"] if context.parent else None)
    if pack is None:
        verdict = _of_store(file, wanted)
    elif file is None:
        from scrubber.evidence.checking import check

        verdict = check(pack, wanted)
    else:
        raise click.UsageError("a pack is checked by itself; leave out --config, or PACK")
    _tell(verdict, wanted, as_json=as_json)
    return Status.CLEAN if verdict.is_whole else Status.FOUND


def _link(head: str) -> str:
    """Return a link as it stands in lines.  Raises UsageError."""
    if not _LINK.fullmatch(head.lower()):
        raise click.UsageError("--head: expected the 64 hexadecimal digits that a digest ends with")
    return head.lower()


def _opened(file: Path | None) -> tuple[Config, Store]:
    """Return the configuration and its store.  Raises ConfigError, StoreError."""
    from scrubber.config import Config, load
    from scrubber.intake import open_store
    from scrubber.state import state_directory

    config = load(file) if file else Config()
    return config, open_store(config, state_directory(options.state()))


def _of_store(file: Path | None, heads: tuple[str, ...]) -> Verdict:
    """Look over the evidence in the store.  Raises ConfigError, StoreError."""
    from scrubber.errors import ConfigError
    from scrubber.store.diary import Diary

    _, store = _opened(file)
    try:
        verdict = Diary(store, None).examine(heads)
    finally:
        store.close()
    if not (verdict.lines or heads):
        raise ConfigError(
            f"{store.directory}: no evidence was written here; "
            "name the right place with --config FILE or --state DIR"
        )
    return verdict


def _tell(verdict: Verdict, heads: tuple[str, ...], *, as_json: bool) -> None:
    faults = [*verdict.faults, *(f"no line has the link {head}" for head in verdict.unknown)]
    if as_json:
        told = {"ok": verdict.is_whole, "lines": verdict.lines, "head": verdict.head}
        click.echo(json.dumps({**told, "heads": heads, "faults": faults}))
        return
    for fault in faults:
        click.echo(fault)
    if verdict.unknown:
        click.echo("Lines were cut off, or all were made anew; or the link is of another place.")
    newest = f"{verdict.lines} lines, the newest link is {verdict.head or 'none'}"
    click.echo(f"{'ok' if verdict.is_whole else 'CHANGED'}: {newest}")
    if verdict.is_whole and not heads:
        click.echo(
            "That lines were cut off at the end, or all made anew, shows only with --head HASH."
        )


def _pack(file: Path | None, name: str | None, out: Path) -> int:
    """Make a pack, and a line of evidence on it.  Raises ConfigError, StoreError."""
    from scrubber.evidence.gathering import gather
    from scrubber.evidence.pack import check_out, contents, write
    from scrubber.evidence.quarter import Quarter
    from scrubber.store.evidence import Evidence

    now = datetime.now(UTC)
    quarter = Quarter.read(name, now) if name else Quarter.of(now)
    check_out(out)
    config, store = _opened(file)
    try:
        gathered = gather(store, quarter)
        files = contents(gathered, config, now)
        manifest = write(files, gathered, out, now)
        line = Evidence(store).note("pack", {"quarter": str(quarter), "manifest": manifest})
    finally:
        store.close()
    click.echo(f"{out}: {quarter}, {len(gathered.lines)} lines of evidence, begin with index.html")
    click.echo(f"the pack's last link: {gathered.head.link or 'none'}")
    click.echo(f"the evidence's newest link, that of the line on this pack: {line.link}")
    for fault in gathered.verdict.faults:
        click.echo(f"scrubber: THE EVIDENCE WAS CHANGED: {fault}", err=True)
    left = any(record["is_open"] for record in json.loads(files["evidence.json"])["incidents"])
    if left:
        click.echo("card data that was found is still there: incidents.csv names it", err=True)
    return Status.FOUND if gathered.verdict.faults or left else Status.CLEAN
