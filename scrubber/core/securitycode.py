"""Security codes and expiry dates, by the words for them and by their place beside a card.

They are judged once the card numbers of the whole mail are known: a bare ``123`` means something
right behind a card number, and nothing elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrubber.core.evidence import Place, against
from scrubber.core.expiry import Date, dates
from scrubber.core.hit import Hit
from scrubber.core.judge import Evidence, convicts
from scrubber.core.lexicon import Mark
from scrubber.core.model import Kind
from scrubber.core.rules import Policy, Rules
from scrubber.core.words import Words

_CODE = re.compile(
    r"(?<![0-9*])(?:[0-9]{3,4}|[0-9](?:[ .,\-]{1,3}[0-9]){2,3}(?![ .,\-]{1,3}[0-9]))(?![0-9*])"
)
_ONE_TIME = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{1,5}(?![0-9])")
_JOINED_BEFORE = re.compile(r"[0-9][.,:/+\-]$|[.,#€$£¥₽]$")
_JOINED_BEHIND = re.compile(r"[.,:/+\-][0-9]|[€$£¥₽%°²³]")
_DIRECT = re.compile(r"[^,.;!?\r\n]{0,12}|[.,]? ?")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+[^\W\d_]")
_DIGIT = re.compile("[0-9]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_NAME_BEFORE = 44
_NAME_BEHIND = 18
_NAME_NEAR = 20
_BEHIND_CARD = 60
_BLOCK = 130
_BLOCK_LINES = 6
_AMEX = 4
_ONE_TIME_DIGITS = 6
_WORDS_AROUND = 80


@dataclass(frozen=True, slots=True)
class Mail:
    """What is known of the whole mail when its codes are judged."""

    cards: int = 0
    amex: bool = False
    automatic: bool = False


@dataclass(slots=True)
class Search:
    """One view's text, the cards in it, and what is known of the mail around it."""

    text: str
    words: Words
    rules: Rules
    policy: Policy
    cards: list[Hit]
    mail: Mail

    def marks(self, start: int, end: int, *roles: str) -> list[Mark]:
        """Return the phrases with one of ``roles`` around ``[start, end)``."""
        near = self.words.between(start - _WORDS_AROUND, end + _WORDS_AROUND)
        return [mark for mark in near if mark.label.role in roles]

    def free(self, start: int, end: int) -> bool:
        """Say whether no card covers ``[start, end)``."""
        return not any(card.overlaps(start, end) for card in self.cards)


def find_codes(search: Search) -> list[Hit]:
    """Return the security codes, expiry dates and one-time codes in a view."""
    found = [
        date
        for date in dates(search.text, search.rules.months)
        if search.free(date.start, date.end)
    ]
    weighed = [(date, _of_date(search, date)) for date in found]
    likely = [date for date, evidence in weighed if evidence.weight > 0]
    codes = _codes(search, likely)
    expiries = []
    for date, evidence in weighed:
        if codes:
            evidence.add("code in the mail")
        taken = any(hit.overlaps(date.start, date.end) for hit in codes)
        if not taken and convicts(evidence, search.policy.level):
            expiries.append(Hit(Kind.EXPIRY, None, date.start, date.end, evidence))
    return codes + expiries + _one_time_codes(search)


def _codes(search: Search, expiries: list[Date]) -> list[Hit]:
    """Return the security codes."""
    hits = []
    for found in _CODE.finditer(search.text):
        start, end = found.span()
        if not search.free(start, end) or any(d.start < end and start < d.end for d in expiries):
            continue
        evidence = Evidence()
        _named(search, start, end, evidence)
        _placed(search, start, end, expiries, evidence)
        if evidence.weight <= 0:
            continue
        _doubts(search, start, end, expiries, evidence)
        if convicts(evidence, search.policy.level):
            hits.append(Hit(Kind.CVV, None, start, end, evidence))
    return hits


def _named(search: Search, start: int, end: int, evidence: Evidence) -> None:
    """Weigh a name for the code before or behind the digits at ``[start, end)``."""
    text = search.text
    marks = search.marks(start, end, "code", "code_near_card")
    if not search.mail.cards:
        marks = [mark for mark in marks if mark.label.role == "code"]
    before = [
        mark
        for mark in marks
        if 0 <= start - mark.end <= _NAME_BEFORE
        and not _DIGIT.search(text, mark.end, start)
        and (mark.label.role == "code" or _DIRECT.fullmatch(text, mark.end, start))
    ]
    if before:
        mark = max(before, key=lambda mark: (mark.end, mark.label.role == "code"))
        named = mark.label.role == "code"
        evidence.add("named as the code" if named else "may be named as the code", mark.phrase)
        if start - mark.end > _NAME_NEAR:
            evidence.add("far from its name")
        if _NEXT_SENTENCE.search(text, mark.end, start):
            evidence.add("another sentence")
        return
    for mark in marks:
        behind = 0 <= mark.start - end <= _NAME_BEHIND and mark.label.role == "code"
        if behind and not _names_next(text, end, mark):
            evidence.add("named as the code behind", mark.phrase)
            if _NEXT_SENTENCE.search(text, end, mark.start):
                evidence.add("another sentence")
            return


def _names_next(text: str, end: int, mark: Mark) -> bool:
    """Say whether ``mark`` names digits behind it rather than those that end at ``end``."""
    if "\n" in text[end : mark.start] or _DIGIT.search(text, end, mark.start):
        return True
    following = _CODE.search(text, mark.end, mark.end + _NAME_BEHIND)
    return following is not None and not _LETTER_OR_DIGIT.search(text, mark.end, following.start())


def _placed(
    search: Search, start: int, end: int, expiries: list[Date], evidence: Evidence
) -> None:
    """Weigh the place of the digits beside a card or an expiry."""
    text = search.text
    for card in search.cards:
        if 0 <= start - card.end <= _BLOCK:
            gap = _without(text, card.end, start, expiries)
            if start - card.end <= _BEHIND_CARD and not _LETTER_OR_DIGIT.search(gap):
                evidence.add("right behind the card")
                return
            if _alone(text, start, end) and gap.count("\n") <= _BLOCK_LINES:
                evidence.add("in the card's block")
                return
        elif 0 <= card.start - end <= _BEHIND_CARD and _alone(text, start, end):
            evidence.add("in the card's block")
            return
    for date in expiries:
        gap = text[date.end : start] if date.end <= start else text[end : date.start]
        near = len(gap) <= _NAME_NEAR and (date.end <= start or end <= date.start)
        if near and not _LETTER_OR_DIGIT.search(gap):
            evidence.add("beside the expiry")
            return


def _without(text: str, start: int, end: int, expiries: list[Date]) -> str:
    """Return ``text[start:end]`` without the dates in it."""
    parts = []
    for date in expiries:
        if start <= date.start and date.end <= end:
            parts.append(text[start : date.start])
            start = date.end
    return "".join([*parts, text[start:end]])


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing else stands on the line."""
    low = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    high = min(at if at >= 0 else len(text) for at in (text.find("\n", end), text.find("\r", end)))
    return not _LETTER_OR_DIGIT.search(text[low:start] + text[end:high])


def _doubts(
    search: Search, start: int, end: int, expiries: list[Date], evidence: Evidence
) -> None:
    """Weigh what says that the digits at ``[start, end)`` are no security code."""
    text = search.text
    digits = sum(char.isdigit() for char in text[start:end])
    marks = search.words.between(start - _WORDS_AROUND, end + _WORDS_AROUND)
    if search.mail.cards:
        evidence.add("card in the mail")
    if digits == _AMEX and not search.mail.amex:
        if not any(mark.label == ("card", "amex") for mark in marks):
            evidence.add("four digits, no Amex")
    known = [(card.start, card.end) for card in search.cards] + [(d.start, d.end) for d in expiries]
    beside = {edge for span in known for edge in span}
    named = {edge for mark in marks for edge in (mark.start, mark.end)}
    before = _JOINED_BEFORE.search(text, max(start - 2, 0), start) and start - 1 not in beside
    behind = _JOINED_BEHIND.match(text, end) and end + 1 not in beside
    letters = (start and text[start - 1].isalpha() and start not in named) or (
        end < len(text) and text[end].isalpha() and end not in named
    )
    if before or behind or letters:
        evidence.add("part of a longer number")
    nearest = [mark.end for mark in marks if mark.label.role == "code" and mark.end <= start]
    distance = start - max(nearest) if nearest else None
    against(Place(text, start, end, distance, "cvv"), marks, search.rules, evidence)


def _of_date(search: Search, date: Date) -> Evidence:
    """Weigh an expiry date."""
    text = search.text
    evidence = Evidence()
    for card in search.cards:
        gap = text[card.end : date.start] if card.end <= date.start else text[date.end : card.start]
        if len(gap) > _BEHIND_CARD:
            continue
        if card.end <= date.start and not _LETTER_OR_DIGIT.search(gap):
            evidence.add("right behind the card")
            break
        if date.figures:
            evidence.add("in the card's block")
            break
    marks = search.marks(date.start, date.end, "expiry")
    for mark in marks:
        gap_before = 0 <= date.start - mark.end <= _NAME_BEFORE
        if gap_before and not _DIGIT.search(text, mark.end, date.start):
            evidence.add("named as the expiry", mark.phrase)
            break
    if search.mail.cards:
        evidence.add("card in the mail")
    if not date.figures and not evidence.reasons[:-1]:
        return Evidence()
    beside_card = not search.free(date.start - 3, date.start)
    if not date.whole and not beside_card:
        evidence.add("day before it")
    marks = search.words.between(date.start - _WORDS_AROUND, date.end + _WORDS_AROUND)
    against(Place(text, date.start, date.end, None, "expiry"), marks, search.rules, evidence)
    return evidence


def _one_time_codes(search: Search) -> list[Hit]:
    """Return the one-time codes that a person passes on (BLIK, a bank's SMS)."""
    hits = []
    text = search.text
    for found in _ONE_TIME.finditer(text):
        start, end = found.span()
        if not search.free(start, end):
            continue
        marks = search.marks(start, end, "otp", "otp_service")
        names = [
            mark
            for mark in marks
            if mark.label.role == "otp"
            and (
                (0 <= start - mark.end <= _NAME_BEFORE and not _DIGIT.search(text, mark.end, start))
                or 0 <= mark.start - end <= _NAME_BEHIND
            )
        ]
        if not names:
            continue
        evidence = Evidence()
        evidence.add("named as a one-time code", names[0].phrase)
        if search.mail.automatic or len(marks) > sum(m.label.role == "otp" for m in marks):
            evidence.add("sent by a service")
        near = search.words.between(start - _WORDS_AROUND, end + _WORDS_AROUND)
        against(Place(text, start, end, None, "otp"), near, search.rules, evidence)
        if sum(map(str.isdigit, text[start:end])) < _ONE_TIME_DIGITS:
            evidence.add("short for a one-time code")
        if convicts(evidence, search.policy.level):
            hits.append(Hit(Kind.OTP, None, start, end, evidence))
    return hits
