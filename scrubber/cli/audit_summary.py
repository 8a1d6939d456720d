"""What an audit found, in a few lines for people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scrubber.audit.header import shortened
from scrubber.audit.reports import printable
from scrubber.audit.tally import MASKED
from scrubber.audit.words import KINDS, amount, counted, day, joined, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.audit.ledger import Ledger
    from scrubber.audit.tally import Tally

_MOST = 10  # folders and senders
_MOST_PROBLEMS = 50


def summary(tally: Tally) -> Iterator[str]:
    """Yield the lines."""
    if not tally.mails and tally.unreadable:
        yield "nothing could be read, so nothing is known of card data: see above"
        return
    where = counted(len(tally.folders), "folder")
    yield f"{counted(tally.mails, 'mail')} in {where}, {amount(tally.size)}"
    if tally.since is not None:
        yield f"only mail from {day(tally.since.timestamp())} on; older mail was not looked at"
    if not tally.findings and tally.unreadable:
        yield "no card data found in what could be read"
    elif not tally.findings:
        yield "no card data found"
    else:
        kinds = joined(
            counted(tally.kinds[kind], KINDS[kind]) for kind in KINDS if tally.kinds[kind]
        )
        yield f"found: {kinds} in {counted(tally.found, 'mail')}"
        yield from _details(tally)
    if tally.unreadable:
        yield f"could not be read, or not wholly: {tally.unreadable:,}"
    if tally.unscanned:
        most = joined(f"{number:,} {kind}" for kind, number in tally.unscanned.most_common(3))
        parts = counted(tally.unscanned.total(), "part")
        yield f"of kinds that are not looked into: {parts} ({most})"
    for outcome, number in sorted(tally.outcomes.items()):
        yield f"{outcome}: {counted(number, 'mail')}"


def so_far(tally: Tally) -> str:
    """Say what an audit had done that was stopped, and how to go on."""
    read = f"{counted(tally.mails, 'mail')} read"
    if tally.outcomes[MASKED]:
        masked = counted(tally.outcomes[MASKED], "mail")
        return (
            f"{read}, {masked} masked, all others are as they were; the same command does the rest"
        )
    return f"{read}, nothing was changed; the same command starts from the beginning"


def unchanged(*, fix: bool) -> str:
    """Say that the card data is there still and, if ``fix`` was not asked for, what masks it."""
    if fix:
        return "nothing was changed"
    return (
        "nothing was changed; --fix masks it where it lies, --fix --dry-run says what it would do"
    )


def problems(ledger: Ledger) -> Iterator[str]:
    """Yield a line for each thing that was not read or not wholly; of very many the first."""
    count = 0
    for entry in ledger:
        reasons = [entry.problem] if entry.problem else []
        reasons += [f"{place(each.part)}: {each.reason}" for each in entry.unreadable]
        for reason in reasons:
            count += 1
            if count <= _MOST_PROBLEMS:
                # An account names itself in what it says.
                told = reason.removeprefix(f"{entry.location}: ")
                yield f"{printable(entry.location)}: {printable(told)}"
    if count > _MOST_PROBLEMS:
        yield f"and {count - _MOST_PROBLEMS:,} more; --json and --html name them all"


def _details(tally: Tally) -> Iterator[str]:
    if tally.joined:
        yield f"  {tally.joined:,} of them only by joining several mails"
    networks: Counter[str] = Counter()
    for (name, _), number in tally.networks.items():
        networks[name] += number
    if networks:
        told = ", ".join(f"{name} {number:,}" for name, number in networks.most_common())
        yield f"  networks: {told}"
    yield "  by age: " + ", ".join(f"{name} {tally.ages[name]:,}" for name in tally.ages)
    folders = sorted(tally.folders.items(), key=lambda item: -item[1].findings)
    yield from _top("folders", [(name, each.findings) for name, each in folders if each.findings])
    senders = [(shortened(who) or "unknown", number) for who, number in tally.senders.most_common()]
    yield from _top("senders", senders)


def _top(what: str, counts: list[tuple[str, int]]) -> Iterator[str]:
    yield f"  {what}:"
    for name, number in counts[:_MOST]:
        yield f"  {number:8,}  {printable(name)}"
    if len(counts) > _MOST:
        yield f"            and {len(counts) - _MOST:,} more"
