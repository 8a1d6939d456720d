"""What of a brief mail says nothing of its digits: greeting and signature, and polite words.

"Dear team, and 1200, kind regards, Mary" is as bare as "1200".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import TOKEN
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import languages, says
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.rules import Rules

_WORDS = r"[^\W\d_][^\n\d]{0,40}"
_GREETING = pattern(rf"\s*{_WORDS}(?:(?<=[,!])[ \t]*\r?\n|(?<![.?])[ \t]*\r?\n[ \t]*\r?\n)")
_CLOSING = pattern(rf"\n[ \t]*\r?\n(?:[ \t]*{_WORDS}\r?(?:\n\s*|\Z)){{1,3}}\Z")
"""Up to three short lines below the last paragraph with a digit."""

_DEVICES = (
    *("iPhone", "iPad", "Android", "Samsung", "Galaxy"),
    *("Outlook", "GMX", "Xiaomi", "Mail.ru"),
    *("Sent from", "Sent via", "Gesendet mit", "Gesendet von", "Envoyé depuis", "Envoyé de"),
    *("Enviado desde", "Enviado do", "Enviado a partir", "Inviato da", "Verstuurd vanaf"),
    *("Verzonden vanaf", "Wysłane z", "Отправлено с", "Отправлено из", "Надіслано з", "Odesláno z"),
)
_DEVICE = pattern(
    rf"^[^\n]*(?<!\w)(?:{'|'.join(map(re.escape, _DEVICES))})(?!\w)[^\n]*$", re.MULTILINE
)
"""The line that a telephone puts below what is written on it."""

_MOST_WORDS = 5
_EMPTY = frozenset(("empty", "says", "joins"))
_ANSWERING = _EMPTY | {"asked", "again", "has", "wrong", "corrects", "leads", "which", "main"}
_LEADING = _EMPTY | {"begin", "remain", "adds", "figures"}
_LABELS = _EMPTY | {"card", "figures", "whose"}
_GOING_ON = frozenset(("begin", "remain", "adds", "asked", "card", "figures", "joins"))
_ELSE = frozenset(
    (
        *("thing", "goods", "measured", "coded", "amount", "kind"),
        *("mere", "bare", "passcode", "back", "signature", "secure", "check"),
    )
)
_EMPTY_ROLES = frozenset(("handover", "goes_on"))


def between(text: str) -> str:
    """Return a text without the line that greets and the lines that sign."""
    greeting = _GREETING.match(text)
    start = greeting.end() if greeting and _are_few(greeting[0]) else 0
    closing = _CLOSING.search(text, start)
    return text[start : closing.start() if closing and _are_few(closing[0]) else len(text)]


def without_device(text: str) -> str:
    """Leave out the line of a telephone; the cheap question comes first."""
    return _DEVICE.sub("", text) if any(name in text for name in _DEVICES) else text


def says_nothing(text: str, rules: Rules) -> bool:
    """Say whether all words of a text are polite, or lead on to what is handed over."""
    return _speaks_only(text, rules, _EMPTY)


def answers(text: str, rules: Rules) -> bool:
    """Say the same where words may also tell that something was asked for, or left out."""
    return _speaks_only(text, rules, _ANSWERING)


def leads_on(text: str, rules: Rules) -> bool:
    """Say the same where words may also tell which digits these are of several: "third one"."""
    return _speaks_only(text, rules, _LEADING)


def only_labels(text: str, rules: Rules) -> bool:
    """Say the same where words may also call the digits a number, or a card's: "my card no. 12"."""
    if not _speaks_only(text, rules, _LABELS):
        return False
    return not says(text, _ELSE, languages(text, rules.describing), rules.describing)


def goes_on(text: str, rules: Rules) -> bool:
    """Say whether words tell of digits that go on with others, and of no thing, nor of a code.

    What they say besides counts for nothing: "the rest in a minute".
    """
    describing = rules.describing
    tongues = languages(text, describing)
    says_so = says(text, _GOING_ON, tongues, describing)
    return says_so and not says(text, _ELSE, tongues, describing)


def _speaks_only(text: str, rules: Rules, senses: frozenset[str]) -> bool:
    words = plain(text)
    marks = [mark for mark in rules.lexicon.find(words) if mark.label.role in _EMPTY_ROLES]
    kept = (token for token in TOKEN.finditer(words) if not _is_within(token.start(), marks))
    return all(
        token[0][0].isdigit()
        or ("figures" in senses and token[0] in rules.numbers)
        or not senses.isdisjoint(meant(token[0], rules.describing))
        for token in kept
    )


def _is_within(at: int, marks: Iterable[Mark]) -> bool:
    return any(mark.start <= at < mark.end for mark in marks)


def _are_few(lines: str) -> bool:
    """Say whether no line has more words than people greet and sign with."""
    return all(len(line.split()) <= _MOST_WORDS for line in lines.split("\n"))
