"""``scrubber policy``: texts about card details for the shop's customers and staff."""

from __future__ import annotations

from pathlib import Path

import click

from scrubber.cli import options
from scrubber.cli.status import Status

_NAMES = ("policy", "confirmation", "signature", "staff", "privacy", "genuine")


@click.command()
@options.config_file("A configuration file (TOML) with [shop].")
@click.option("--language", metavar="CODE", help="Two letters  [default: the shop's]")
@click.option("--piece", type=click.Choice(_NAMES), help="One of the texts  [default: all]")
@click.option("--html", is_flag=True, help="Write HTML for a page that exists.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write each text into this directory, as .txt and as an .html page.",
)
def policy(
    file: Path, language: str | None, piece: str | None, out: Path | None, *, html: bool
) -> int:
    """Write the shop's texts about card details.

    The policy page, a sentence for order confirmations, a line for signatures, a sheet for card
    payments by telephone, a paragraph for the privacy policy, and the page "is this mail from us?".
    Read them before you publish them; they are no legal advice.
    """
    from scrubber import config, rulebook
    from scrubber.answers.policy import pieces

    settings = config.load(file)
    chosen = language or (settings.shop.language if settings.shop else "en")
    made = pieces(settings, rulebook.directory(), chosen)
    wanted = [text for text in made if piece in (None, text.name)]
    if settings.reply is None:
        click.echo("note: the texts say that senders are answered; [reply] is missing", err=True)
    if out is None:
        click.echo("\n\n".join(text.fragment if html else text.plain for text in wanted))
        return Status.CLEAN
    try:
        out.mkdir(parents=True, exist_ok=True)
        for text in wanted:
            (out / f"{text.name}.{chosen}.txt").write_text(text.plain, encoding="utf-8")
            (out / f"{text.name}.{chosen}.html").write_text(text.page, encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(out), error.strerror) from None
    click.echo(f"{out}: {len(wanted)} texts, as .txt and .html")
    return Status.CLEAN
