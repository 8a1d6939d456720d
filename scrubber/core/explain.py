"""Why something was taken for card data or was not: the minutes of the judge.

The very evidence and the very judge of a scrub; nothing is weighed here a second time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from scrubber.core.cards.candidates import runs
from scrubber.core.cards.hints import NOTHING
from scrubber.core.judge import WEIGHTS, Judge
from scrubber.core.language.lexicon import Lexicon
from scrubber.core.language.plain import plain
from scrubber.core.model import Kind, Span, Unreadable, Unscanned
from scrubber.core.numbers.pan import LONGEST, SHORTEST
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.numbers.windows import issued
from scrubber.core.patterns import pattern
from scrubber.core.rules import Policy
from scrubber.core.scrub import passes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.examined import Reading
    from scrubber.core.judge import Hit
    from scrubber.core.numbers.issuers import Issuers
    from scrubber.core.rules import Rules

_GROUP = pattern(r"[0-9]+")
_LONGEST_SHAPE = 60
"""Characters; what is longer is a table or a wall of digits, and its beginning says enough."""


class Verdict(StrEnum):
    """What became of a place, and why."""

    TAKEN = "taken"
    TOO_LITTLE = "too little speaks for it"
    COVERED = "what was taken covers it"
    WAITS = "it may be a part of a number; it is masked once another mail completes it"
    NO_ISSUER = "no card network has numbers that begin like this and are as long"
    NO_CHECK_DIGIT = "its check digit (Luhn) is wrong"
    NO_GROUPING = "it is not grouped as card numbers are, and nobody speaks of a card"


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: its name and weight in the table of weights, and where it is from.

    ``detail`` is a network, a look-alike or the words that were found; ``rules`` names the files
    below ``rules/`` (or the owner's own) that say so, without ``.toml``.
    """

    name: str
    detail: str
    weight: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A place that could have been card data, and the verdict; none of its digits is in here.

    ``shape`` has an asterisk for each digit and letter.  ``part`` and ``span`` are those of a
    finding (characters of the decoded part, half-open).
    """

    kind: Kind
    network: str | None
    shape: str
    part: str
    span: Span
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    @property
    def weight(self) -> float:
        """The sum of the weights."""
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that was considered in a message, in its order, and what was not.

    ``needed`` is the weight that convicts.  ``let_go`` are the parts that the gate let go: there
    are no digits that can be a card number, no word that names a code, no number in words.
    ``empty`` are the others in which nothing could be card data.
    """

    needed: float
    considered: tuple[Considered, ...]
    let_go: tuple[str, ...]
    empty: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]
    unscanned: tuple[Unscanned, ...]


class _Minutes(Judge):
    """A judge who writes down what he hears.

    A place is heard again once the cards of the mail are known.  That counts where it was not
    convicted before: a number must not seem to be its own evidence.
    """

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.heard: dict[tuple[Kind, int, int], Hit] = {}

    def convicts(self, hit: Hit) -> bool:
        before = self.heard.get(_place(hit))
        if before is None or not super().convicts(before):
            self.heard[_place(hit)] = hit
        return super().convicts(hit)


def explain(raw: bytes, rules: Rules, policy: Policy | None = None) -> Explanation:
    """Return what :func:`~scrubber.core.scrub.scrub` considers in ``raw``, and each verdict."""
    policy = policy or Policy()
    best: dict[tuple[str, Kind, Span], Considered] = {}
    first, *more = passes(raw, rules, lambda: _Minutes(policy), curious=True)
    inventory, readings = first.inventory, first.readings
    for done in (first, *more):
        for reading in done.readings:
            for considered in _judged(reading, rules):
                if done is first or considered.verdict is Verdict.TAKEN:
                    _keep(best, considered)
    for refused in _refused(readings, list(best.values()), rules.issuers):
        best.setdefault((refused.part, refused.kind, refused.span), refused)
    parts = list(dict.fromkeys(passage.part for _, passage in inventory.passages))
    told = {part for part, _, _ in best}
    read = {reading.passage.part for reading in readings if reading.hints is not NOTHING}
    order = {part: number for number, part in enumerate(parts)}
    return Explanation(
        needed=Judge(policy).needed,
        considered=tuple(sorted(best.values(), key=lambda x: (order[x.part], x.span.start))),
        let_go=tuple(part for part in parts if part not in told and part not in read),
        empty=tuple(part for part in parts if part not in told and part in read),
        unreadable=tuple(inventory.unreadable),
        unscanned=tuple(Unscanned(item.part, item.type, "") for item in inventory.unread),
    )


def _keep(best: dict[tuple[str, Kind, Span], Considered], considered: Considered) -> None:
    """Keep a place if nothing better is known of it."""
    key = considered.part, considered.kind, considered.span
    if key not in best or _rank(considered) > _rank(best[key]):
        best[key] = considered


def _place(hit: Hit) -> tuple[Kind, int, int]:
    return hit.kind, hit.start, hit.end


def _rank(considered: Considered) -> tuple[bool, bool, float]:
    """Of two readings of one place the one that says more about it is told."""
    taken = considered.verdict is Verdict.TAKEN
    return taken, bool(considered.reasons), considered.weight


def _judged(reading: Reading, rules: Rules) -> Iterator[Considered]:
    """Yield every place of one reading that the judge heard of, or that needed no judge."""
    hits = Ranges(reading.cards + reading.codes)
    taken = {_place(hit): hit for hit in hits.items}
    for place, hit in {**taken, **cast("_Minutes", reading.judge).heard}.items():
        if place in taken:
            verdict = Verdict.TAKEN
        elif reading.waits:
            verdict = Verdict.WAITS
        else:
            covered = hits.overlap(hit.start, hit.end)
            verdict = Verdict.COVERED if covered else Verdict.TOO_LITTLE
        reasons = tuple(_reason(name, detail, rules) for name, detail in hit.evidence.reasons)
        yield Considered(
            hit.kind, hit.network, *_seen(reading, hit.start, hit.end), verdict, reasons
        )


def _refused(
    readings: list[Reading], judged: list[Considered], issuers: Issuers
) -> Iterator[Considered]:
    """Yield the digit runs that hold no candidate and nothing that was judged to be a number."""
    numbers = [place for place in judged if place.kind is Kind.PAN]
    covered = {
        part: _Spans([place.span for place in numbers if place.part == part])
        for part in {reading.passage.part for reading in readings}
    }
    for reading in readings:
        for start, end in runs(reading.view.text):
            refusal = _refusal(reading.view.text[start:end], issuers)
            if refusal:
                shape, part, span = _seen(reading, start, end)
                if not covered[part].overlap(span):
                    yield Considered(Kind.PAN, None, shape, part, span, refusal)


class _Spans:
    """Spans that may overlap one another."""

    def __init__(self, spans: list[Span]) -> None:
        self._starts = sorted(span.start for span in spans)
        self._ends = sorted(span.end for span in spans)

    def overlap(self, span: Span) -> bool:
        """Say whether one of them shares a character with ``span``: it begins before its end."""
        return bisect_left(self._starts, span.end) > bisect_right(self._ends, span.start)


def _seen(reading: Reading, start: int, end: int) -> tuple[str, str, Span]:
    """Return shape, part and span of the characters ``[start, end)`` of a reading."""
    shown = reading.view.text[start : min(end, start + _LONGEST_SHAPE)]
    shape = "".join("*" if x.isalnum() else x if x.isprintable() else " " for x in shown)
    return " ".join(shape.split()), reading.passage.part, Span(*reading.view.span(start, end))


def _reason(name: str, detail: str, rules: Rules) -> Reason:
    """Return one piece of evidence with the rule files that it is from."""
    if any(network.name == detail for network in rules.networks):
        files: tuple[str, ...] = (f"networks/{detail}",)
    elif detail in rules.lookalikes_by_name:
        files = (f"lookalikes/{detail}",)
    else:
        files = tuple(dict.fromkeys(_files(detail, rules)))
    return Reason(name, detail, WEIGHTS[name], files)


def _files(words: str, rules: Rules) -> Iterator[str]:
    """Yield the files that list ``words`` as a phrase about cards."""
    networks = {network.name for network in rules.networks}
    for mark in Lexicon(rules.phrases, rules.tables.beginnings).find(plain(words)):
        whole = (mark.start, mark.end) == (0, len(words))
        if whole and mark.label.role not in ("before", "after"):
            kind = "networks" if mark.label.source in networks else "languages"
            yield f"{kind}/{mark.label.source}"


def _refusal(text: str, issuers: Issuers) -> Verdict | None:
    """Say why a run of digits has no candidate in it, None if it is too short for one."""
    windows = list(_windows([match[0] for match in _GROUP.finditer(text)]))
    if not windows:
        return None
    if any(issued(window, issuers) for window in windows):
        return Verdict.NO_GROUPING
    if any(issuers.of(window) for window in windows):
        return Verdict.NO_CHECK_DIGIT
    return Verdict.NO_ISSUER


def _windows(groups: list[str]) -> Iterator[str]:
    """Yield the digits of every window of whole groups that is as long as a card number."""
    for first in range(len(groups)):
        digits = ""
        for group in groups[first : first + LONGEST]:
            digits += group
            if len(digits) > LONGEST:
                break
            if len(digits) >= SHORTEST:
                yield digits
