"""``scrubber explain``: why something was taken for card data, or was not, without its digits."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from scrubber.cli import detection
from scrubber.cli.source import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.core.explain import Considered, Explanation, Reason

_FEW = 3
_GATE = "no digits that can be a card number, no word that names a code, no number in words"


@click.command()
@detection.config_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.argument("file", metavar="[FILE|-]", default="-")
def explain(file: str, config_file: Path | None, *, as_json: bool) -> None:
    """Say why something in a message is or is not taken for card data.

    For every place that could be a card number, a security code, an expiry date or a one-time code:
    what speaks for and against it, with weights, and the verdict.  No digit of it is shown.
    """
    from scrubber.core.explain import explain

    rules, policy = detection.detection(config_file)
    explained = explain(message(file), rules, policy)
    if as_json:
        click.echo(json.dumps(_object(explained)))
    elif sys.stdout.isatty():
        _tables(explained)
    else:
        for line in _lines(explained):
            click.echo(line)


def _lines(explained: Explanation) -> Iterator[str]:
    """Yield what a pipe gets: a line for each place, and one below it for each reason."""
    for place in explained.considered:
        if _says_something(place):
            yield f"{_where(place)}: {_what(place)}: {place.shape}: {_verdict(place, explained)}"
            for reason in place.reasons:
                yield f"    {reason.weight:+5.1f}  {_reason(reason)}"
    yield from _rest(explained)


def _tables(explained: Explanation) -> None:
    """Print what a terminal gets: a table for each place."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for place in filter(_says_something, explained.considered):
        style = "bold red" if place.verdict.name == "TAKEN" else "bold green"
        table = Table("weight", "reason", title_justify="left", show_edge=False)
        table.title = Text.assemble(
            f"{_where(place)}: {_what(place)}: {place.shape}\n", (_verdict(place, explained), style)
        )
        for reason in place.reasons:
            table.add_row(f"{reason.weight:+.1f}", Text(_reason(reason)))
        console.print(table if place.reasons else table.title)
        console.print()
    for line in _rest(explained):
        console.print(Text(line))


def _says_something(place: Considered) -> bool:
    """Say whether a place is worth lines of its own: a bare number in a text is not."""
    return bool(place.reasons) or place.kind == "pan"


def _rest(explained: Explanation) -> Iterator[str]:
    """Yield what is said of everything that needs no lines of its own."""
    bare = Counter(place.kind for place in explained.considered if not _says_something(place))
    for kind, count in sorted(bare.items()):
        yield f"Looked at {count} more: no words and no place speak for another {kind.in_words}"
    if explained.let_go:
        yield f"Let go at once ({_GATE}): {', '.join(explained.let_go)}"
    if explained.empty:
        yield f"Nothing to weigh in: {', '.join(explained.empty)}"
    for part in explained.unreadable:
        yield f"Could not be read: {part.part}: {part.reason}"
    for other in explained.unscanned:
        yield f"Is not read: {other.part}: {other.type}"


def _where(place: Considered) -> str:
    return f"{place.part} [{place.span.start}:{place.span.end}]"


def _what(place: Considered) -> str:
    return " ".join(filter(None, (place.network, place.kind.in_words)))


def _verdict(place: Considered, explained: Explanation) -> str:
    """Say what became of a place, in words."""
    if place.verdict.name == "TAKEN":
        return f"masked ({place.weight:.1f} of {explained.needed:.1f} needed)"
    if place.reasons:
        weights = f"{place.weight:.1f} of {explained.needed:.1f} needed"
        return f"left as it is, {place.verdict} ({weights})"
    return f"left as it is, {place.verdict}"


def _reason(reason: Reason) -> str:
    """Say one reason: its name, the words or the rule, and the rule files."""
    detail = f": {reason.detail}" if reason.detail else ""
    files = ", ".join(reason.rules[:_FEW])
    more = f" and {len(reason.rules) - _FEW} more" if len(reason.rules) > _FEW else ""
    return f"{reason.name}{detail}" + (f"  [{files}{more}]" if files else "")


def _object(explained: Explanation) -> dict[str, Any]:
    """Return everything as JSON has it."""
    return {
        "needed": explained.needed,
        "considered": [
            {
                "kind": place.kind.value,
                "network": place.network,
                "shape": place.shape,
                "part": place.part,
                "start": place.span.start,
                "end": place.span.end,
                "taken": place.verdict.name == "TAKEN",
                "verdict": place.verdict.value,
                "weight": place.weight,
                "reasons": [
                    {
                        "reason": reason.name,
                        "detail": reason.detail,
                        "weight": reason.weight,
                        "rules": reason.rules,
                    }
                    for reason in place.reasons
                ],
            }
            for place in explained.considered
        ],
        "let_go": explained.let_go,
        "empty": explained.empty,
        "unreadable": [{"part": x.part, "reason": x.reason} for x in explained.unreadable],
        "unscanned": [{"part": x.part, "type": x.type} for x in explained.unscanned],
    }
