"""``scrubber doctor``: try everything that has to work, and say what to do where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.doctor.model import Line

_COLOURS = {"ok": "green", "warning": "yellow", "failed": "red"}


@click.command()
@options.config_file("A configuration file (TOML).")
@click.option("--mail", metavar="ADDRESS", help="Mail a test number to an address of yours.")
@click.option(
    "--postfix",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The configuration directory of Postfix  [default: the usual one]",
)
@click.option("--json", "as_json", is_flag=True, help="Write a JSON object for each line.")
def doctor(file: Path, mail: str | None, postfix: Path | None, *, as_json: bool) -> int:
    """Try everything that has to work, and say what to do.

    Rules, secrets, the store, the next hop, mailboxes, certificates, Postfix, orders, payment, and
    what the DNS says of the shop's domain.  Nothing is changed, and nothing is sent without --mail.

    Exits with 0 if all is well, 1 if there are warnings, 2 if something has failed.
    """
    from scrubber import logs
    from scrubber.cli.stopping import Stopping
    from scrubber.doctor.model import Verdict

    if options.log_level() is None:
        logs.set_up("error")
    worst = Status.CLEAN
    with Stopping("what stands above was tried, the rest was not; nothing was changed"):
        for line in _examine(file, postfix, mail):
            _show(line, as_json=as_json)
            if line.verdict is Verdict.FAILED:
                worst = Status.FAILED
            elif line.verdict is Verdict.WARNING:
                worst = max(worst, Status.FOUND)
    return worst


def _examine(file: Path, postfix: Path | None, mail: str | None) -> Iterator[Line]:
    from scrubber import config
    from scrubber.doctor import trial
    from scrubber.doctor.examination import examine
    from scrubber.doctor.model import Patient, failed, well
    from scrubber.errors import ConfigError
    from scrubber.reply.dns import Resolver
    from scrubber.state import state_directory

    try:
        loaded = config.load(file)
    except ConfigError as error:
        yield failed("configuration", error.public, "see: scrubber config example")
        return
    yield well("configuration", "is right")
    patient = Patient(loaded, state_directory(options.state()), Resolver(), postfix)
    yield from examine(patient)
    if mail is not None:
        yield from trial.examine(patient, mail)


def _show(line: Line, *, as_json: bool) -> None:
    if as_json:
        import json

        cure = {"cure": line.cure} if line.cure else {}
        shown = {"check": line.check, "verdict": line.verdict, "text": line.text, **cure}
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    verdict = click.style(f"{line.verdict:8}", fg=_COLOURS[line.verdict])
    click.echo(f"{verdict}{line.check}: {line.text}")
    if line.cure:
        click.echo(f"        {line.cure}")
