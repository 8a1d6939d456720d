"""Words of a mail that may be names of people: "my wife Anna sends the rest".

What a customer calls people by is compared with how senders are called, and with nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.dialogue.newtext import SUBJECT
from scrubber.core.dialogue.worth import LOOKED_AT
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import languages, says
from scrubber.core.model import KIN
from scrubber.core.patterns import pattern
from scrubber.core.reading.quoting import Quoting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.message.passage import Passage
    from scrubber.core.rules import Rules

_WORD = pattern(r"[^\W_]+")
_LETTERS = pattern(r"[^\W\d_]{3,20}(?![^\W\d_])")
_GREETING = pattern(r"[^\w\n]*((?:[^\W\d_]+[.]?[ ]+){0,4}[^\W\d_]+)[ ]*(?:[,!:\n]|\r\n)")
_CLOSING = pattern(r"(?:[.!?]\s|\n|\A)[^\w\n]*((?:[^\W\d_]+[^\w\n]+){0,3}[^\W\d_]+)[^\w.!?]*\Z")
_LONGEST_CLOSING = 80
_FEW = 2
_MOST = 24
_SENTENCES = pattern(r"[.!?;:]\s|\n\s*\n")
_THINGS = frozenset(("thing", "goods", "backed"))
_HANDED = frozenset(("card", "begin", "remain", "adds", "figures", "sent", "corrects"))


def mentions(passages: Iterable[Passage], rules: Rules) -> tuple[str, ...]:
    """Return the words with a capital letter in the newly written texts and the subject, plain.

    Those of a greeting are of whoever reads the mail, those at its end of whoever wrote it; words
    for digits may be a card's, and a sofa is no Sofia.  :data:`KIN` stands for who has no name
    there: "my wife".
    """
    found: dict[str, None] = {}
    for passage in passages:
        if passage.part == SUBJECT or "header:" not in passage.part:
            own = Quoting(passage.text, html=passage.html).beginning(LOOKED_AT)
            body = own if passage.part == SUBJECT else own[_greeting(own) : _closing(own)]
            if _speaks_of_kin(body, rules):
                found.setdefault(KIN)
            for word in _capital(body):
                folded = plain(word)
                if not (
                    folded in rules.numbers
                    or folded in rules.things
                    or rules.written_together.meet(folded)
                ):
                    found.setdefault(folded)
    return tuple(found)[:_MOST]


def _speaks_of_kin(text: str, rules: Rules) -> bool:
    """Say whether a relative is spoken of who may send something or have the card.

    Not for whom a thing is: "I need the lamp before my mother's birthday".
    """
    if not _names_kin(text, rules):
        return False
    told = (each for each in _SENTENCES.split(text) if _names_kin(each, rules))
    return not all(_is_of_things(sentence, rules) for sentence in told)


def _is_of_things(sentence: str, rules: Rules) -> bool:
    """Say whether a sentence speaks of things only, and neither of a number nor of sending it."""
    describing = rules.describing
    tongues = languages(sentence, describing)
    things = says(sentence, _THINGS, tongues, describing)
    handed = any(map(str.isdigit, sentence)) or says(sentence, _HANDED, tongues, describing)
    return things and not handed


def _names_kin(text: str, rules: Rules) -> bool:
    """Say whether a relative is spoken of; a word for one may need the one before it: "my son"."""
    words = tokens_of(plain(text))
    if not rules.kin.isdisjoint(words):
        return True
    said = f" {' '.join(words)} "
    for pair in rules.kin_in_two_words:  # noqa: SIM110 - a generator for each mail takes longer
        if f" {pair} " in said:
            return True
    return False


def _capital(text: str) -> Iterator[str]:
    # Most words are small: asking each kind of them for its first letter takes a third of the time.
    for word in dict.fromkeys(_WORD.findall(text)):
        if word[0].isupper() and (found := _LETTERS.match(word)) and not found[0].isupper():
            yield found[0]


def _greeting(text: str) -> int:
    """Return where the greeting ends: "Dear Mr Brown,", but not "Anna has asked me,"."""
    start = len(text) - len(text.lstrip())
    found = _GREETING.match(text, start)
    if found is None:
        return 0
    words = found[1].split()
    capital = sum(word[0].isupper() for word in words)
    return found.end() if len(words) <= _FEW or capital >= _FEW else 0


def _closing(text: str) -> int:
    """Return where the last few words begin, which nobody says but who signs: "Best, Anna"."""
    end = len(text.rstrip())
    for _ in range(_FEW):
        low = max(end - _LONGEST_CLOSING, 0)
        found = _CLOSING.search(text[:end], low)
        if found is None or not all(word[0].isupper() for word in found[1].split()):
            break
        end = found.start()
    return end
