"""Parts of some other number, which go on in other mails as a card's do: a member's, an account's.

Such a mail tells of which number the rest is that comes without a word for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.dialogue.declared import FOUR
from scrubber.core.dialogue.openings import openings
from scrubber.core.dialogue.othernumbers import (
    is_in_clause_of_thing,
    is_labelled,
    is_of_another,
    is_of_code,
    is_of_thing_named,
)
from scrubber.core.dialogue.partwords import ROLES, told_where
from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.model import Position
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import digits_of

if TYPE_CHECKING:
    from scrubber.core.dialogue.declared import Told
    from scrubber.core.dialogue.setting import Setting
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.language.words import Words
    from scrubber.core.reading.digits import Run
    from scrubber.core.rules import Rules

_ACCOUNT = pattern(r"(?<![A-Za-z])[A-Z]{2}[0-9]{2}[ \-]?(?:[0-9A-Z]{4}[ \-])+\Z")
"""An IBAN (ISO 13616) up to one of its groups."""

_LONGEST_ACCOUNT, _USUAL_ACCOUNT = 40, 18
"""Characters; of all countries but two an account's number has as many or more."""

_AROUND = 80
_BEGINS = frozenset(("starts", "goes_first"))


def is_of_account(text: str, start: int) -> bool:
    """Say whether digits at ``start`` go on with an account's number: "ES66 4809 4675"."""
    return _ACCOUNT.search(text, max(start - _LONGEST_ACCOUNT, 0), start) is not None


def is_half_of_account(text: str, run: Run) -> bool:
    """Say whether an account's number is not whole at the end of its last groups, a ``run``."""
    account = _ACCOUNT.search(text, max(run.start - _LONGEST_ACCOUNT, 0), run.start)
    told = account[0] if account else ""
    return sum(map(str.isalnum, told)) + run.length < _USUAL_ACCOUNT


def is_told_of_another(
    text: str, run: Run, told: Told, words: Words, setting: Setting, rules: Rules
) -> bool:
    """Say whether words tell of parts of something else's number, in a mail without a card."""
    if not told.declared or told.corrects:
        likely = setting.brief and run.length >= FOUR and not setting.itself
        return likely and _is_described(
            text, run, _around(run, words), rules, describing=setting.describing
        )
    marks = _around(run, words)
    if setting.itself:
        return not names_card(text, run, setting, rules) and is_of_thing_named(
            text, run, marks, rules
        )
    return (
        setting.of_another
        or is_of_another(text, run, marks, rules)
        or is_of_code(text, run.start, rules)
        or (setting.brief and _is_described(text, run, marks, rules))
        or (told.position is Position.FIRST and _is_no_card(text, run, setting, rules))
    )


def _around(run: Run, words: Words) -> list[Mark]:
    return words.between(run.start - _AROUND, run.end + _AROUND)


def _is_described(
    text: str, run: Run, marks: list[Mark], rules: Rules, *, describing: bool = False
) -> bool:
    """Say whether words describe where digits stand in a number that is named in their sentence.

    "I cannot read all of the order number, it begins with 5340 2277".
    """
    labelled = is_labelled(text, run, marks, rules)
    if not (labelled or describing):
        return False
    if any(mark.label.role in ROLES for mark in marks if labelled or mark.end <= run.start):
        return False
    if labelled:
        begins = any(mark.label.role in _BEGINS and mark.end <= run.start for mark in marks)
        return begins or told_where(text, run.start, run.end, rules.describing) is not None
    first = told_where(text, run.start, run.end, rules.describing) is Position.FIRST
    return first and is_in_clause_of_thing(text, run, marks, rules)


def _is_no_card(text: str, run: Run, setting: Setting, rules: Rules) -> bool:
    """Say whether no card begins with what words tell to be a beginning, and none is spoken of.

    "New mobile, the first bit is 0044 7780".
    """
    may_begin = openings(digits_of(text, run), rules.issuers, declared=True)
    return not (may_begin or names_card(text, run, setting, rules))


def names_card(text: str, run: Run, setting: Setting, rules: Rules) -> bool:
    """Say whether a word for a card stands near digits, also within one for its parts.

    That of a mail around the one that is read, as above what it quotes, names none.
    """
    around = tokens_of(plain(text[max(run.start - _AROUND, 0) : run.end + _AROUND]))
    return any("card" in meant(token, rules.describing) and setting.says(token) for token in around)
