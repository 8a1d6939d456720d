"""Prints what the filter finds in labelled mail: ``python -m tests.labelled.score --help``."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scrubber import scrub
from tests.labelled.generate import mails
from tests.labelled.measure import Outcome, measure
from tests.labelled.reader import read
from tests.labelled.unseen import corpora, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS: Final = {"pan": "card", "cvv": "code", "expiry": "expiry", "otp": "otp"}
HEADER: Final = f"{'class':<36}{'mails':>6}" + "".join(f"{title:>18}" for title in KINDS.values())


@dataclass(slots=True)
class Tally:
    """Counts over a set of mails: by kind how many secrets there are and were found."""

    mails: int = 0
    touched: int = 0
    findings: int = 0
    wrong: int = 0
    damaged: int = 0
    secrets: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, outcome: Outcome) -> None:
        """Count one mail."""
        self.mails += 1
        self.findings += outcome.findings
        self.wrong += outcome.wrong
        self.damaged += outcome.damaged
        self.touched += outcome.damaged and outcome.mail.harmless
        for secret, found in zip(outcome.mail.secrets, outcome.found, strict=True):
            self.secrets[secret.kind] += 1
            self.found[secret.kind] += found

    def recall(self, kind: str) -> float:
        """Return the share of secrets of ``kind`` that were found; 1 if there are none."""
        return self.found[kind] / self.secrets[kind] if self.secrets[kind] else 1.0

    @property
    def precision(self) -> float:
        """Return the share of findings that are labelled secrets; 1 if there are none."""
        return 1 - self.wrong / self.findings if self.findings else 1.0

    def line(self, title: str) -> str:
        """Return the counts as one line of the table."""
        cells = "".join(f"{self._cell(kind):>18}" for kind in KINDS)
        faults = f"  wrong {self.wrong}" * bool(self.wrong)
        faults += f"  changed {self.damaged}" * bool(self.damaged)
        return f"{title:<36}{self.mails:>6}{cells}{faults}".rstrip()

    def _cell(self, kind: str) -> str:
        if not self.secrets[kind]:
            return ""
        return f"{self.found[kind]}/{self.secrets[kind]} {100 * self.recall(kind):6.2f}"


def tallies(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    """Return the counts by class and language, and of all (``all``) and all harmless mails."""
    counts: dict[str, Tally] = defaultdict(Tally)
    for outcome in outcomes:
        mail = outcome.mail
        for title in ("all", mail.name, f"language {mail.language}", *["harmless"] * mail.harmless):
            counts[title].add(outcome)
    return counts


def report(counts: dict[str, Tally]) -> str:
    """Return the table by class, and the totals."""
    total, harmless = counts["all"], counts["harmless"]
    names = [name for name in counts if name not in {"all", "harmless"}]
    names.sort(key=lambda name: (name.startswith("language"), name.startswith("harmless")))
    share = 100 * harmless.touched / harmless.mails if harmless.mails else 0
    lines = [HEADER, *(counts[name].line(name) for name in names), total.line("all")]
    lines.append(f"precision {100 * total.precision:.2f} % of {total.findings} findings")
    lines.append(f"harmless touched {share:.2f} % of {harmless.mails}")
    return "\n".join(lines)


def misses(outcomes: Iterable[Outcome], count: int) -> str:
    """Return what was missed in up to ``count`` mails, each secret as it stands in its mail."""
    lines = []
    for outcome in outcomes:
        missed = [
            f"{secret.kind} {secret.shown!r}"
            for secret, found in zip(outcome.mail.secrets, outcome.found, strict=True)
            if not found and secret.kind in KINDS
        ]
        if missed or outcome.wrong or outcome.damaged:
            why = f"wrong {outcome.wrong}" if outcome.wrong else "changed" * outcome.damaged
            lines += ["-" * 80, f"{outcome.mail.name} {outcome.mail.language}: {missed} {why}"]
            lines.append("\n".join(reading.text for reading in read(outcome.mail.raw)))
    return "\n".join(lines[: 3 * count])


def main() -> None:
    """Generate, scrub, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.labelled.score", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--held-out", action="store_true", help="phrases never used for tuning")
    parser.add_argument("--unseen", choices=corpora(), help="letters no rule was written for")
    parser.add_argument("--class", dest="name", default="", help="classes whose name holds NAME")
    parser.add_argument("--show-misses", type=int, default=0, metavar="K")
    asked = parser.parse_args()
    if asked.held_out and asked.show_misses:
        parser.error("the held-out set is for measuring: its misses are not shown")
    labelled = mails(asked.seed, asked.count, held_out=asked.held_out, name=asked.name)
    if asked.unseen:
        labelled = unseen(asked.unseen)
    outcomes = [measure(mail, scrub(mail.raw)) for mail in labelled]
    sys.stdout.write(misses(outcomes, asked.show_misses) + "\n" + report(tallies(outcomes)) + "\n")


if __name__ == "__main__":
    main()
