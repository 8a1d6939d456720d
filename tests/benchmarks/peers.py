"""``python -m tests.benchmarks peers``: scrub against other programs that look for card numbers.

PANhunt takes a message as its own scanner of message files does: it parses it and looks through
what is plain text; HTML it does not read, attachments it would look at later.  So its patterns are
also tried on all text parts.  These are decoded by the standard library, for presidio-analyzer's
recogniser too, which knows no mail; that counts, but for the last line.  All run in turn on the
same mails, in CPU time.
"""

from __future__ import annotations

from email import message_from_bytes
from email.policy import compat32
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import click

from scrubber import scrub
from tests.benchmarks.core import noise, seconds
from tests.benchmarks.corpora import Corpus, corpora

if TYPE_CHECKING:
    from collections.abc import Callable, Sized

    Search = Callable[[bytes], Sized]

ROUNDS = 5
MAILS = 100
"""Of a corpus; the others take longer than all that is ours."""


class Peer(NamedTuple):
    """Another program: what it does with a mail, and the goal; it may be given ``decoded`` text."""

    name: str
    search: Search
    goal: float
    decoded: bool = False


def main() -> None:
    """Measure every corpus, and print the ratios first."""
    try:
        others = peers()
    except ImportError:
        raise SystemExit("these programs come with pip install -e '.[bench]'") from None
    click.echo(f"how many times as fast as others scrub is, medians of {ROUNDS} rounds in turn\n")
    click.echo(f"{'':30}{'goal':>6}" + "".join(f"{c.name[:12]:>22}" for c in corpora()))
    rows: dict[str, list[str]] = {other.name: [] for other in others}
    found = []
    for corpus in corpora():
        mails = Corpus(corpus.name, corpus.mails[:MAILS])
        ours = sum(any(x.kind == "pan" for x in scrub(mail).findings) for mail in mails.mails)
        theirs = []
        for other, (ratios, holding) in zip(others, _compared(mails, others), strict=True):
            low, high = min(ratios), max(ratios)
            rows[other.name].append(f"{median(ratios):8.1f} ({low:.1f} to {high:.1f})")
            theirs.append(f"{other.name} {holding}")
        found.append(f"{corpus.name}: scrub {ours}, {', '.join(theirs)}")
    for other in others:
        cells = "".join(f"{cell:>22}" for cell in rows[other.name])
        click.echo(f"{other.name:32}{other.goal:4.0f}{cells}")
    click.echo("\nmails in which a card number was found\n" + "\n".join(found))
    click.echo(f"\nnoise: the same work took {noise():.0%} longer at its slowest than at its best")


def peers() -> list[Peer]:
    """Return the others.  Raises ImportError where they are not installed."""
    from panhunt.buffer import InMemoryJobBuffer
    from panhunt.config import ScanConfiguration
    from panhunt.finder import PanFinder
    from panhunt.job import Job
    from panhunt.scanner import EmlScanner
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer

    configuration = ScanConfiguration()
    recognizer = CreditCardRecognizer()
    finder = PanFinder(configuration)

    def hunt(mail: bytes) -> Sized:
        found: Sized = EmlScanner(InMemoryJobBuffer(), configuration, finder).scan(
            Job("mail", "", mail)
        )
        return found

    def find(mail: bytes) -> Sized:
        found: Sized = finder.find(decoded(mail).decode())
        return found

    def recognise(text: bytes) -> Sized:
        found: Sized = recognizer.analyze(text.decode(), ["CREDIT_CARD"])
        return found

    return [
        Peer("PANhunt", hunt, goal=15),
        Peer("PANhunt, all text parts", find, goal=15),
        Peer("presidio", lambda mail: recognise(decoded(mail)), goal=4),
        Peer("presidio, decoding not counted", recognise, goal=4, decoded=True),
    ]


def _compared(corpus: Corpus, others: list[Peer]) -> list[tuple[list[float], int]]:
    """Return for each of ``others`` the ratio of each round, and the mails with a number."""
    texts = list(map(decoded, corpus.mails))
    given = [texts if other.decoded else corpus.mails for other in others]
    holding = [
        sum(bool(len(other.search(mail))) for mail in mails)
        for other, mails in zip(others, given, strict=True)
    ]
    times: list[list[float]] = [[] for _ in others]
    for _ in range(ROUNDS):
        ours = seconds(scrub, corpus.mails)
        for column, other, mails in zip(times, others, given, strict=True):
            column.append(seconds(other.search, mails) / ours)
    return list(zip(times, holding, strict=True))


def decoded(mail: bytes) -> bytes:
    """Return the text parts of a mail, decoded, in UTF-8."""
    shown = []
    for part in message_from_bytes(mail, policy=compat32).walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            charset = part.get_content_charset("utf-8")
            if isinstance(content, bytes):
                shown.append(content.decode(charset, "replace"))
    return "\n".join(shown).encode("utf-8", "replace")
