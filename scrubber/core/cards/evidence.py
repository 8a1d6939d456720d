"""What speaks for and against a candidate: its own shape, and the words around it."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards.labels import Place, is_aside, is_where_asked
from scrubber.core.cards.neighbours import is_small, of_neighbours
from scrubber.core.judge import WEIGHTS, Evidence
from scrubber.core.numbers.checksums import CERTAIN, holds
from scrubber.core.patterns import of_lookalike, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.core.cards.candidates import Candidate
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.language.words import Words
    from scrubber.core.numbers.issuers import Network
    from scrubber.core.rules import Lookalike, Rules

BEFORE = 120
BEHIND = 80
"""Characters before and behind a number in which words count."""

_CLOSE = 30
_LABEL = 30
_UNIT = 12
_SHAPE = 48
"""Characters around a number in which a look-alike's pattern may begin or end."""

_NARROW = 3
_FOUR = 4
_EXPIRY_BEHIND = pattern(
    r"(?P<before>[\s,;/|]{1,4}[0-9]{3,4}(?=[\s,;/|]))?"
    r"[^0-9]{0,24}?(?<![0-9])(?:0?[1-9]|1[0-2])\s?[/.\-]\s?(?:20)?[2-4][0-9](?![0-9])"
    r"(?P<code>[^0-9]{1,24}[0-9]{3,4}(?![0-9]))?"
)
_WHOLE_DATE = pattern(r"(?:19|20)[0-9]{2}([/.\-])(?:0?[1-9]|1[0-2])\1[0-3]?[0-9](?![0-9])")
"""A date that begins with its year, of which a number in a table may seem to have the year."""

_FILE_SUFFIX = pattern(
    r"\.(?:jpe?g|png|gif|heic|webp|bmp|tiff?|pdf|docx?|xlsx?|txt|csv|zip)\b", re.IGNORECASE
)

_GLUE = "_=%&?@#"
_FIRST_WITHOUT_SPACES = "\u0e00"
"""Thai; behind it come Lao, Khmer, Hangul, kana and Han."""

_WORD_BEFORE = pattern(r"(?:^|[\s:,;(])[^\W\d_]{2,12}[.:#]?\Z")
_BEFORE_GROUPS = "?#"
"""What is within an address before one run of digits ends a question, or means a number."""

_LETTER_AND_LINE = pattern(r"[^\n]*[^\W\d_][^\n]*\n|[^\n]*[;}\])>][^\n]*\n")
_OTHER_WORDS = pattern(r"(?:[^\W\d_].*?){14}")
"""More letters than "is the" or "no." have between a label and its number."""

_USED_UP = pattern(r"[0-9]|[^\W\d_]{5}[.!?;] |[.!?;][\"')]*[ \t]*[\r\n]|\n[ \t\r]*\n")
"""What ends the reach of a label: other digits, the end of a sentence, an empty line."""

_COUNTED = pattern(r"[^\w\n]{0,2}[1-9][:.)]{1,2}[ ]")
"""Which of several things a label means: "parcel 2: ..."."""

_NO_UNIT = pattern(r"[0-9\r\n)\];]|, |[.!?] +(?:[^\W\d_]|\Z)")
_OTHER_ROLES = (("code", "code word"), ("expiry", "expiry word"), ("holder", "holder word"))
MOST_HELP = 8.0
"""No words around a number add more than this."""

HELP_WITHOUT_WORDS = WEIGHTS["expiry beside it"] + WEIGHTS["digits for a code behind the expiry"]


def issuer(candidate: Candidate) -> Network:
    """Return the network that most likely issued the number."""
    length = len(candidate.pan)
    return min(
        candidate.networks, key=lambda network: (length in network.needs_word, not network.luhn)
    )


def of_number(candidate: Candidate, text: str) -> Evidence:
    """Weigh ``candidate`` by its digits and those beside it alone."""
    evidence = of_itself(candidate)
    of_neighbours(candidate, text, evidence)
    return evidence


class Around(NamedTuple):
    """The ``text`` around a number and the ``words`` in it; ``worded`` if some may lift it."""

    text: str
    words: Words
    rules: Rules
    worded: bool = True


def of_words(candidate: Candidate, around: Around, needed: float, evidence: Evidence) -> None:
    """Weigh what stands around ``candidate``, whose digits were weighed, if it matters.

    Words are only looked at if they could still lift it to ``needed``.
    """
    text, words, rules, worded = around
    behind = _behind(candidate, text)
    help_ = MOST_HELP if worded else sum(WEIGHTS[name] for name in behind)
    if evidence.weight + help_ >= needed:
        marks = words.between(candidate.start - BEFORE, candidate.end + BEHIND)
        nearest = _card_words(candidate, marks, evidence)
        _glue(candidate, text, marks, evidence)
        for name in behind:
            evidence.add(name)
        place = Place(text, candidate.start, candidate.end, nearest, "pan")
        against(place, marks, rules, evidence, needed)


def _behind(candidate: Candidate, text: str) -> tuple[str, ...]:
    """Return what the digits behind the number say: an expiry date, a date that it begins."""
    if begins_date(text, candidate.groups[-1][0]):
        return ("goes on to the right",)
    expiry = _EXPIRY_BEHIND.match(text, candidate.end)
    if not expiry or _ends_in_a_day(candidate, text):
        return ()
    if expiry["before"] and len(candidate.pan) not in issuer(candidate).needs_word:
        return ()  # the digits between may be its own last group
    if expiry["code"] or expiry["before"]:
        return ("expiry beside it", "digits for a code behind the expiry")
    return ("expiry beside it",)


def begins_date(text: str, start: int) -> bool:
    """Say whether digits at ``start`` are the year of a date that goes on to its day."""
    return _WHOLE_DATE.match(text, start) is not None


def has_expiry_behind(text: str, end: int) -> bool:
    """Say whether an expiry date stands right behind the digits that end at ``end``."""
    return _EXPIRY_BEHIND.match(text, end) is not None


def _ends_in_a_day(candidate: Candidate, text: str) -> bool:
    """Say whether the last digits are the day of a date that goes on behind them."""
    last = candidate.end - candidate.groups[-1][0]
    return last <= len("31") and text.startswith((".", "/", "-"), candidate.end)


def of_itself(candidate: Candidate) -> Evidence:
    """Weigh the number by itself: issuer, Luhn, grouping, separators."""
    evidence = Evidence()
    network = issuer(candidate)
    evidence.add("luhn" if network.luhn else "luhn unknown", network.name)
    if len(candidate.pan) in network.needs_word:
        evidence.add("needs a card word")
    if candidate.cut:
        evidence.add("digits behind it cut off")
    evidence.add(_grouping(candidate, network))
    gaps = [gap.strip(" ") or " " for gap in candidate.gaps if "\n" not in gap and "\r" not in gap]
    kinds = set(gaps)
    if "." in kinds:
        evidence.add("dots between")
    elif len(kinds) > 1 or not kinds <= {" ", "-", ""}:
        evidence.add("odd separators")
    if any(len(gap) > _NARROW for gap in candidate.gaps if gap.strip("\r\n")):
        evidence.add("wide gaps")
    return evidence


def _grouping(candidate: Candidate, network: Network) -> str:
    """Say how the digits are grouped."""
    sizes = tuple(end - start for start, end in candidate.groups)
    if len(sizes) == 1:
        return "one run of digits"
    if sizes in network.groupings:
        return "grouped as printed"
    if set(sizes) == {1}:
        return "digit by digit"
    same = len(set(candidate.gaps)) == 1 and candidate.gaps[0].strip(" ") in ("", "-")
    if same and any(set(_ends(sizes)) <= set(_ends(printed)) for printed in network.groupings):
        return "grouped as printed, some joined"
    joined = _without_wraps(sizes, candidate.gaps)
    if joined in network.groupings:
        return "grouped as printed, wrapped"
    return _otherwise(sizes)


def _otherwise(sizes: Sequence[int]) -> str:
    """Say how digits are grouped that are not grouped as they are printed."""
    if len(set(sizes)) == 1:
        return "even groups"
    if is_small(sizes):
        return "small groups, the rest behind"
    return "groups of four, the rest behind" if _are_fours(sizes) else "uneven groups"


def _are_fours(sizes: Sequence[int]) -> bool:
    """Say whether a number whose length four does not divide is written in fours nevertheless."""
    return len(sizes) > _NARROW and set(sizes[:-1]) == {_FOUR} and sizes[-1] <= _FOUR + 2


def _ends(sizes: Sequence[int]) -> Iterator[int]:
    """Yield where each group ends, in digits."""
    return accumulate(sizes)


def _without_wraps(sizes: Sequence[int], gaps: Sequence[str]) -> tuple[int, ...]:
    """Return the group sizes with those joined that a line end cuts in two."""
    joined = [sizes[0]]
    for size, gap in zip(sizes[1:], gaps, strict=True):
        if ("\n" in gap or "\r" in gap) and joined[-1] + size <= max(sizes):
            joined[-1] += size
        else:
            joined.append(size)
    return tuple(joined)


def _glue(candidate: Candidate, text: str, marks: list[Mark], evidence: Evidence) -> None:
    """Weigh letters and signs that touch the digits, unless they are a word about cards."""
    told = {mark.end for mark in marks} | {mark.start for mark in marks}
    near = text[max(candidate.start - 2, 0) : candidate.start].rjust(2)
    behind = text[candidate.end : candidate.end + 2].ljust(2)
    left = near if told.isdisjoint((candidate.start, candidate.start - 1)) else "  "
    right = behind if told.isdisjoint((candidate.end, candidate.end + 1)) else "  "
    of_file = "_" in left and _FILE_SUFFIX.match(text, candidate.end)
    if of_file or (left[1] in _BEFORE_GROUPS and " " in candidate.gaps):
        left = "  "
    word = _WORD_BEFORE.search(text, max(candidate.start - 20, 0), candidate.start)
    numbered = left[1] == "#" and word is not None
    glued = left[1] in _GLUE and left[0].isalnum() and not numbered
    if glued or (right[0] in _GLUE and right[1].isalnum()):
        evidence.add("glued to other signs")
    elif numbered or _is_spaced_letter(left[1]) or _is_spaced_letter(right[0]):
        alone = not left[1].isalpha() or (word is not None and not right[0].isalpha())
        evidence.add("glued to a word" if alone else "glued to letters")


def _is_spaced_letter(char: str) -> bool:
    """Say whether ``char`` is a letter of a script that puts spaces between words."""
    return char.isalpha() and char < _FIRST_WITHOUT_SPACES


def _card_words(candidate: Candidate, marks: list[Mark], evidence: Evidence) -> int | None:
    """Weigh the words for cards, codes and expiry nearby; return how near the nearest card word is.

    The distance counts characters; None says that nobody speaks of a card.
    """
    before = [mark for mark in marks if mark.label.role == "card" and mark.end <= candidate.start]
    behind = [mark for mark in marks if mark.label.role == "card" and mark.start >= candidate.end]
    distances = []
    if before:
        last = max(before, key=lambda mark: mark.end)
        distances.append(candidate.start - last.end)
        evidence.add("card word close by" if distances[0] <= _CLOSE else "card word", last.phrase)
    if behind:
        distances.append(behind[0].start - candidate.end)
        if not before and distances[0] <= _CLOSE:
            evidence.add("card word behind", behind[0].phrase)
    for role, reason in _OTHER_ROLES:
        spoken = [mark for mark in marks if mark.label.role == role]
        if spoken:
            evidence.add(reason, spoken[0].phrase)
    return min(distances, default=None)


def against(
    place: Place, marks: list[Mark], rules: Rules, evidence: Evidence, needed: float
) -> None:
    """Weigh what says that the digits at ``place`` are something else, while it matters."""
    if evidence.weight >= needed:
        _labels(place, marks, rules, evidence)
    if evidence.weight >= needed:
        _shapes(place, rules, evidence)
    if evidence.weight >= needed:
        _own(place, marks, rules, evidence)


def _labels(place: Place, marks: list[Mark], rules: Rules, evidence: Evidence) -> None:
    """Weigh labels before the digits and units behind them; other digits between use them up."""
    lookalikes = rules.lookalikes_by_name
    about = [
        mark
        for mark in marks
        if mark.label.role in ("before", "after")
        and place.kind in lookalikes[mark.label.source].against
        and not lookalikes[mark.label.source].allows
    ]
    labels = [
        mark
        for mark in about
        if _is_label(mark, place)
        and not is_aside(mark, marks)
        and not is_where_asked(mark, place, rules)
    ]
    if labels:
        label = max(labels, key=lambda mark: (mark.end, lookalikes[mark.label.source].strong))
        strong = lookalikes[label.label.source].strong
        reason = _label_reason(place, label, strong=strong)
        if reason:
            evidence.add(reason, label.label.source)
        if reason == "labelled as something else" and place.text[place.start : place.end].isdigit():
            evidence.add("unbroken, as other numbers are")
    counts = place.text[place.start] != "0"  # nobody writes "038 pieces"
    for mark in about if counts else ():
        if _is_unit(mark, place):
            evidence.add("unit behind it", mark.label.source)
            break


def _is_label(mark: Mark, place: Place) -> bool:
    """Say whether ``mark`` is a label before the digits, with no other digits between."""
    before = mark.label.role == "before" and 0 <= place.start - mark.end <= _LABEL
    if not before:
        return False
    counted = _COUNTED.match(place.text, mark.end, place.start)
    behind = counted.end() if counted else mark.end
    return not _USED_UP.search(place.text, behind, place.start)


def _is_unit(mark: Mark, place: Place) -> bool:
    """Say whether ``mark`` is a unit right behind the digits."""
    behind = mark.label.role == "after" and 0 <= mark.start - place.end <= _UNIT
    return behind and not _NO_UNIT.search(place.text, place.end, mark.start)


def _label_reason(place: Place, label: Mark, *, strong: bool) -> str:
    """Return what a label before the digits says, "" if nothing."""
    if place.nearest is not None and place.nearest < place.start - label.end:
        return "labelled as something else, card word nearer" if place.kind == "pan" else ""
    if place.kind == "pan" and _is_apart(place.text, label.end, place.start):
        return "labelled as something else, words between"
    return "strongly labelled as something else" if strong else "labelled as something else"


def _is_apart(text: str, start: int, end: int) -> bool:
    """Say whether words or a line that goes on stand between a label and a number."""
    below = _LETTER_AND_LINE.match(text, start, end)
    return below is not None or _OTHER_WORDS.search(text, start, end) is not None


def _shapes(place: Place, rules: Rules, evidence: Evidence) -> None:
    """Weigh patterns of other numbers that cover the digits."""
    for lookalike in rules.shapes[place.kind]:
        if _has_shape(place, lookalike):
            if lookalike.checksum in CERTAIN:
                reason = "looks much like something else"
            elif place.nearest is not None and place.nearest <= _CLOSE:
                reason = "looks like something else, card word nearer"
            elif lookalike.strong:
                reason = "looks much like something else"
            else:
                reason = "looks like something else"
            evidence.add(reason, lookalike.name)
            return


def _has_shape(place: Place, lookalike: Lookalike) -> bool:
    """Say whether the look-alike's pattern covers the digits."""
    if place.covered is None:
        return _is_covered(place, lookalike)
    if lookalike.name not in place.covered:
        place.covered[lookalike.name] = _is_covered(place, lookalike)
    return place.covered[lookalike.name]


def _is_covered(place: Place, lookalike: Lookalike) -> bool:
    low, high = max(place.start - _SHAPE, 0), place.end + _SHAPE
    for match in of_lookalike(lookalike.pattern or "").finditer(place.text, low, high):
        covers = match.start() <= place.start and match.end() >= place.end
        if covers and holds(lookalike.checksum, match.group()):
            return True
    return False


def _own(place: Place, marks: list[Mark], rules: Rules, evidence: Evidence) -> None:
    """Weigh the numbers that the owner knows as his own, by their words and their pattern.

    Where a word for card data is nearer than the owner's word, it is card data.
    """
    for lookalike in rules.own[place.kind]:
        for mark in marks:
            if mark.label.source != lookalike.name:
                continue
            if _is_label(mark, place) or _is_unit(mark, place):
                distance = max(place.start - mark.end, mark.start - place.end)
                named = place.nearest is None or place.nearest >= distance
                if named and _has_shape(place, lookalike):
                    evidence.add("a number of the shop's own", lookalike.name)
                    return
