"""The report as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scrubber import __version__
from scrubber.audit.header import shortened, without_card_data
from scrubber.audit.plots import columns, share
from scrubber.audit.reports import printable
from scrubber.audit.tally import AGES, MASKED
from scrubber.audit.timeline import timeline
from scrubber.audit.words import KINDS, UNDATED, amount, counted, day, joined, place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from scrubber.audit.ledger import Ledger
    from scrubber.audit.tally import FolderTally, Tally

_TEMPLATES = Path(__file__).with_name("templates")
_MOST = 30  # folders, senders and types in a table; the rest is summed up

Rows = list[tuple[str, int]]


def write_html(ledger: Ledger, tally: Tally, sources: Sequence[str], file: TextIO) -> None:
    """Write the page, piece by piece: the findings are never in memory together."""
    periods = timeline(tally)
    page = environment().get_template("report.html")
    pieces = page.generate(
        version=__version__,
        sources=[without_card_data(source) for source in sources],
        tally=tally,
        verdict=_verdict(tally),
        periods=periods,
        plot=columns(periods),
        kinds=_kinds(tally),
        folders=_folders(tally),
        ages=_ages(tally),
        senders=_most([(shortened(who) or "unknown", n) for who, n in tally.senders.most_common()]),
        unscanned=_most(tally.unscanned.most_common()),
        found=lambda: (entry for entry in ledger if entry.findings),
        unread=lambda: (entry for entry in ledger if entry.problem or entry.unreadable),
        outcomes=ledger.outcomes,
        masked=MASKED,
    )
    # A name in a file system may be no text at all.
    file.writelines(piece.encode("utf-8", "replace").decode("utf-8") for piece in pieces)


def environment(*templates: Path) -> Environment:
    """Return what makes pages of ``templates`` as the audit's looks; all values are escaped."""
    made = Environment(
        loader=FileSystemLoader([*templates, _TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        amount=amount, counted=counted, day=day, place=place, plain=printable, short=shortened
    )
    made.globals.update(KINDS=KINDS, share=share)
    return made


def _verdict(tally: Tally) -> dict[str, Any]:
    """Return what a reader is to know first."""
    where = f"{tally.found:,} of {counted(tally.mails, 'mail')}"
    kinds = joined(counted(tally.kinds[kind], KINDS[kind]) for kind in KINDS if tally.kinds[kind])
    if not tally.findings:
        was = "was" if tally.mails == 1 else "were"
        title, text = "No card data was found", f"{counted(tally.mails, 'mail')} {was} read."
    elif not tally.left:
        title, text = "All card data is masked", f"{kinds}, in {where}."
    else:
        title, text = f"Card data in {where}", f"{kinds}."
    return {"title": title, "text": text, "good": not tally.left}


def _kinds(tally: Tally) -> list[tuple[str, str, int]]:
    """Return kind, network and count; what belongs to no network comes as a row of its own."""
    rows = []
    for kind, name in KINDS.items():
        named = [(net, n) for (net, each), n in tally.networks.most_common() if each == kind]
        rows += [(name, network, number) for network, number in named]
        rest = tally.kinds[kind] - sum(number for _, number in named)
        if rest:
            rows.append((name, "", rest))
    return rows


def _folders(tally: Tally) -> list[tuple[str, FolderTally]]:
    return sorted(tally.folders.items(), key=lambda item: (-item[1].findings, item[0]))


def _ages(tally: Tally) -> Rows:
    names = [name for name, _ in AGES] + ([UNDATED] if tally.ages[UNDATED] else [])
    return [(name, tally.ages[name]) for name in names]


def _most(rows: Rows) -> Rows:
    """Return the first rows, and the sum of the others."""
    shown, others = rows[:_MOST], rows[_MOST:]
    if others:
        shown = [*shown, (f"{len(others):,} others", sum(number for _, number in others))]
    return shown
