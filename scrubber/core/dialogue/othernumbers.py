"""Whether a mail is about numbers of another kind, which it does not tell beside their names.

"I have two vouchers, the first 5470 1128", "the first half of my member number: 5470 1128": what a
label right before digits says is weighed with them; this one stands elsewhere, and tells all the
same what the mail's digits are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.dialogue.partwords import ROLES
from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import said_in
from scrubber.core.patterns import pattern
from scrubber.core.rules import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.reading.digits import Run
    from scrubber.core.rules import Rules

_DIGIT = pattern(r"[0-9]")
_ENDS_SENTENCE = pattern(r"[0-9]{3}|[.!?;]\s|\n\s*\n")
"""Fewer digits go on with it: "my member number has 16 digits, it begins", "IBAN DE29 and then"."""
_ENDS_CLAUSE = pattern(r"[,:;.!?()\n]")
_ENDS_CLAUSE_OR_DIGIT = pattern(r"[,:;.!?()\n0-9]")
_NEAR = 60
_ARTICLE, _NOUN = 4, 4
"""Letters that an article or a preposition has at most, and a noun at least."""

_THINGS = frozenset(("thing", "goods", "coded", "measured"))
_CODES = frozenset(("mere", "bare"))
_NUMBER = pattern(r"n[uú]m|номер|čísl|cisl")
"""Of what one pays for, an order or an invoice, a mail with a card's digits speaks, too: there a
word for its number must be."""


def names_others(text: str, marks: Iterable[Mark], runs: Sequence[Run], rules: Rules) -> bool:
    """Say whether a label of something else has no digits behind it but those of ``runs``."""
    return any(_has_no_own(text, mark, runs) for mark in _labels(marks, rules))


def _is_of_numbers(mark: Mark, rules: Rules) -> bool:
    """Say whether a label stands for a number of its own."""
    lookalike = rules.lookalikes_by_name[mark.label.source]
    against = "pan" in lookalike.against and not lookalike.allows
    return against and (lookalike.strong or _NUMBER.search(mark.phrase) is not None)


def _has_no_own(text: str, mark: Mark, runs: Sequence[Run]) -> bool:
    """Say whether what a label names is not told behind it, or is told by one of ``runs``."""
    digit = _DIGIT.search(text, mark.end)
    return digit is None or any(run.start <= digit.start() < run.end for run in runs)


def names_a_number(text: str, marks: Iterable[Mark], rules: Rules) -> bool:
    """Say whether a subject names a number of something else by a word for it, untold.

    A gift card may be what one pays for with the halves below.
    """
    labels = (mark for mark in _labels(marks, rules) if _NUMBER.search(mark.phrase))
    return any(_has_no_own(text, mark, ()) for mark in labels)


def is_of_another(text: str, run: Run, marks: Iterable[Mark], rules: Rules) -> bool:
    """Say whether a label in the sentence of a part says what it is a part of.

    What one pays for must be named beside the words that tell of a part: "my order number begins
    with"; "order number as above, the first half" may be a card's.  What only "begins" is what the
    sentence named: "I cannot read the order number, it begins with".
    """
    before = _before(text, run, marks)
    labels = _labels(before, rules)
    if is_of_thing_named(text, run, marks, rules) or labelled_parts(text, before, rules):
        return True
    told = [mark for mark in marks if mark.label.role in ROLES]
    begins = not any(_is_one_of_several(mark.phrase, rules) for mark in told)
    return begins and any(_has_no_own(text, label, (run,)) for label in labels)


def is_of_thing_named(text: str, run: Run, marks: Iterable[Mark], rules: Rules) -> bool:
    """Say whether something that nobody pays for has a number of its own in the sentence."""
    labels = _labels(_before(text, run, marks), rules)
    named = any(mark.label.source not in ORDERS for mark in labels)
    return named or is_in_clause_of_thing(text, run, marks, rules)


def is_in_clause_of_thing(text: str, run: Run, marks: Iterable[Mark], rules: Rules) -> bool:
    """Say whether the clause of digits speaks of a thing, and of no card: "its label begins with".

    What something is for does not count ("the first half for the sofa"), nor what has its own
    digits ("order 88412 the first half"), nor the words for the part: a lot may be a thing, too.
    """
    before = _ENDS_CLAUSE_OR_DIGIT.split(text[max(run.start - _NEAR, 0) : run.start])[-1]
    parts = {word for m in marks if m.label.role in ROLES for word in m.phrase.split()}
    tokens = tokens_of(plain(before))
    for words in said_in(before, rules.describing):
        told = [
            senses
            for at, senses in enumerate(words)
            if tokens[at] not in parts and not _is_for(words, at)
        ]
        spoken = frozenset().union(*told)
        if not _THINGS.isdisjoint(spoken) and "card" not in spoken:
            return True
    return False


def _is_for(words: Sequence[frozenset[str]], at: int) -> bool:
    """Say whether "for" stands before a word, or before its article."""
    return any("for" in senses for senses in words[max(at - 2, 0) : at])


def _is_one_of_several(phrase: str, rules: Rules) -> bool:
    """Say whether a word for a part is "first", as of halves, and not that something begins."""
    return any("whose" in meant(word, rules.describing) for word in phrase.split())


def is_labelled(text: str, run: Run, marks: Iterable[Mark], rules: Rules) -> bool:
    """Say whether any label in the sentence of digits stands for a number of its own."""
    return bool(_labels(_before(text, run, marks), rules))


def _before(text: str, run: Run, marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks before digits in their sentence."""
    return [
        mark
        for mark in marks
        if mark.end <= run.start and not _ENDS_SENTENCE.search(text, mark.end, run.start)
    ]


def labelled_parts(text: str, marks: Sequence[Mark], rules: Rules) -> list[Mark]:
    """Return the labels that stand in one clause with words that tell of a part."""
    told = [mark for mark in marks if mark.label.role in ROLES]
    return [
        label
        for label in _labels(marks, rules)
        if any(not _is_apart(text, *sorted((label, mark))) for mark in told)
    ]


def is_of_thing(text: str, start: int, rules: Rules) -> bool:
    """Say whether digits at ``start`` follow a word for a thing: "for the second box 5470 1128".

    Nothing but "is" or "reads" stands between.
    """
    before = _ENDS_CLAUSE.split(text[max(start - _NEAR, 0) : start])[-1]
    read = said_in(before, rules.describing)
    told = ([senses for senses in words if "says" not in senses] for words in read)
    return any(words and not _THINGS.isdisjoint(words[-1]) for words in told)


def is_of_noun(text: str, start: int, rules: Rules) -> bool:
    """Say whether digits at ``start`` follow a noun of which nothing is known: "Room 445".

    Who hands over a card's digits calls them so, or says where they stand, or nothing.  The noun
    begins its clause, but for an article, or goes on with one: "... and account 4031 5799".
    """
    before = _ENDS_CLAUSE.split(text[max(start - _NEAR, 0) : start])[-1]
    words = plain(before)
    tokens = tokens_of(words)
    if not (tokens and before[-1].isspace() and words.rstrip().endswith(tokens[-1])):
        return False
    *leading, noun = tokens
    begins = len(leading) <= 1 and all(len(token) <= _ARTICLE for token in leading)
    if not (begins or any("joins" in said[-2] for said in said_in(before, rules.describing))):
        return False
    known = noun in rules.numbers or not meant(noun, rules.describing) <= _THINGS
    if known or len(noun) < _NOUN or not noun.isalpha():
        return False
    return all(mark.end < len(words.rstrip()) for mark in rules.lexicon.find(words))


def is_what_for(text: str, start: int, rules: Rules) -> bool:
    """Say whether digits at ``start`` follow a word for "for": "the card for 2644 8091"."""
    before = _ENDS_CLAUSE.split(text[max(start - _NEAR, 0) : start])[-1]
    read = said_in(before, rules.describing)
    return any(words and "for" in words[-1] for words in read)


def is_of_code(text: str, start: int, rules: Rules) -> bool:
    """Say whether a mere code has the part at ``start``: "the code begins with 5470 1128".

    That is a voucher's or a parcel's, since nobody calls the number of a card so.
    """
    before = _ENDS_CLAUSE.split(text[max(start - _NEAR, 0) : start])[-1]
    return any(
        not _CODES.isdisjoint(senses)
        for words in said_in(before, rules.describing)
        for senses in words
    )


def _labels(marks: Iterable[Mark], rules: Rules) -> list[Mark]:
    """Return those of the marks that name a number of something else."""
    return [mark for mark in marks if mark.label.role == "before" and _is_of_numbers(mark, rules)]


def _is_apart(text: str, one: Mark, other: Mark) -> bool:
    """Say whether two marks stand in two clauses."""
    return _ENDS_CLAUSE.search(text, one.end, other.start) is not None
