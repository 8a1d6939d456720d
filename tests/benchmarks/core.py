"""``python -m tests.benchmarks core``: how fast mail is scrubbed, against merely parsing it.

Both run in turn on the same mails, in CPU time, so that a busy machine slows both.  The ratio is
what counts: above 1.00 scrubbing a mail costs less than the standard library's parser alone.
"""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import compat32
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

import click

from scrubber import scrub
from tests.benchmarks.corpora import Corpus, corpora

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROUNDS = 7


class Measured(NamedTuple):
    """What one corpus gave: medians in MB/s of raw mail, the ratio of each round, and findings."""

    corpus: Corpus
    scrub: float
    parser: float
    ratios: list[float]
    found: int

    @property
    def ratio(self) -> float:
        """How many times faster than the parser, the median of all rounds."""
        return median(self.ratios)


def main() -> None:
    """Measure every corpus and say what came out, the ratios first."""
    results = [_measure(corpus) for corpus in corpora()]
    click.echo("scrub / BytesParser (compat32), MB/s of raw mail in CPU time, medians of")
    click.echo(f"{ROUNDS} rounds in turn; from the worst round to the best\n")
    for result in results:
        low, high = min(result.ratios), max(result.ratios)
        click.echo(f"{result.ratio:6.2f} x  ({low:.2f} to {high:.2f})  {result.corpus.name}")
    click.echo(f"\n{'':26}{'scrub':>9}{'parser':>9}{'mails':>7}{'KB each':>9}{'findings':>10}")
    for result in results:
        mails = len(result.corpus.mails)
        click.echo(
            f"{result.corpus.name:26}{result.scrub:9.1f}{result.parser:9.1f}{mails:7}"
            f"{result.corpus.size / mails / 1000:9.1f}{result.found:10}"
        )
    click.echo(f"\nnoise: the same work took {noise():.0%} longer at its slowest than at its best")


def _measure(corpus: Corpus) -> Measured:
    """Run both on ``corpus`` in turn; the first round warms up and does not count."""
    parse = BytesParser(policy=compat32).parsebytes
    found = sum(len(scrub(mail).findings) for mail in corpus.mails)
    seconds(parse, corpus.mails)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(scrub, corpus.mails))
        theirs.append(seconds(parse, corpus.mails))
    size = corpus.size / 1e6
    ratios = [parser / scrubbed for scrubbed, parser in zip(ours, theirs, strict=True)]
    return Measured(corpus, size / median(ours), size / median(theirs), ratios, found)


def seconds(run: Callable[[bytes], object], mails: Iterable[bytes]) -> float:
    """Return the CPU seconds that ``run`` takes for all ``mails``."""
    before = process_time()
    for mail in mails:
        run(mail)
    return process_time() - before


def noise() -> float:
    """Return how much longer a fixed piece of work takes at its slowest than at its best."""
    times = []
    for _ in range(ROUNDS):
        before = process_time()
        sum(number * number for number in range(400_000))
        times.append(process_time() - before)
    return max(times) / min(times) - 1
