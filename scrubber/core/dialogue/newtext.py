"""The passages of a mail in which its writer may have handed over a piece of a number.

What is known of one is worked out only where a cheap question does not let go of it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards import spelled
from scrubber.core.codes.months import months_in_figures
from scrubber.core.dialogue import courtesy
from scrubber.core.dialogue.asking import bodies
from scrubber.core.dialogue.missing import NOTHING, in_subject
from scrubber.core.dialogue.parts import needs_words
from scrubber.core.dialogue.partwords import ROLES
from scrubber.core.dialogue.setting import Setting, of_subject
from scrubber.core.dialogue.worth import (
    LOOKED_AT,
    for_its_words,
    has_some,
    heard_in,
    is_promising,
)
from scrubber.core.language.plain import plain
from scrubber.core.language.words import Words
from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import find_runs
from scrubber.core.reading.quoting import Quoting
from scrubber.core.reading.text import readings, value
from scrubber.core.reading.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from scrubber.core.dialogue.setting import About
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.message.passage import Passage
    from scrubber.core.rules import Rules

_MOST_TEXTS = 256
"""Texts of one mail in which pieces are looked for: nobody sends half a number in so many parts,
and each costs a millisecond.
"""

_DEEPEST = 8
"""Mails that lie one within the other, and are read."""

_READ = 1 << 17
"""Characters of a passage, markup and all, that are read for the sake of those looked at."""

SUBJECT = "header:Subject"
_MASKED_NUMBER = pattern(
    # It begins with an asterisk, so that nothing else is looked at: a fiftieth of the time.
    r"\*(?:[ .\-]{0,3}(?:\*[ .\-]{0,3}){7}[0-9]{4}"
    r"|(?<![*\w].)\*{2,5}[^\w*]{1,24}(?:\*{3,6}[^\w*]{1,24}){1,3}\*{0,6}[0-9]{4}(?!\w))"
)
"""A whole number as a mask leaves it, in a mail that comes by here for the second time: in one run,
or in groups with whatever stood between them, lines and cells of a table among it.
"""


class Written(NamedTuple):
    """What of a passage is read as newly written, and what tells the quoted text beside it.

    Nothing does where that is a mail that is quoted itself, in how many others ``depth`` says.
    Digits ``beside`` it are another mail's, which is read by itself.
    """

    own: str
    quoting: Quoting | None
    beside: bool = True
    depth: int = 0


class NewText(NamedTuple):
    """One reading of a passage, what in it is new, and what is known of the mail around.

    What is quoted ``beside`` it is read with it; or it is a mail that is ``answered``, without its
    spaces, and quoted in a ``depth`` of mails.
    """

    passage: Passage
    view: View
    words: Words
    quoting: Quoting
    own: str
    setting: Setting
    beside: bool
    answered: str | None
    depth: int

    def reads(self, start: int, end: int) -> bool:
        """Say whether digits of the view are of the mail that is read, not of one beside it."""
        if self.answered is None:
            return self.beside or not self.quotes(start)
        return self.quotes(start) and _unspaced(self.view.text[start:end]) in self.answered

    def heads(self, start: int) -> bool:
        """Say whether the character ``start`` of the view is of a heading: "On 2 March 2026"."""
        return self.quoting.heads(self.view.span(start, start + 1)[0])

    def quotes(self, start: int) -> bool:
        """Say whether the character ``start`` of the view is quoted."""
        return self.quoting.holds(self.view.span(start, start + 1)[0])


class NewTexts:
    """The readings of the passages of a mail that are worth a look.

    ``whole`` says that a whole number stands in the mail, or the mask of one that came by here
    before.  Beside it only a declared part is one: to ask for such words takes a tenth of reading.
    What a mail quotes that ``answers`` it is read as it was written, each mail by itself.
    """

    def __init__(
        self,
        passages: Iterable[Passage],
        wordless: Container[int],
        shown: Callable[..., View],
        rules: Rules,
        *,
        whole: bool,
        answers: bool,
    ) -> None:
        """Take the passages of a mail, whether a whole number is in it, and whether it answers one.

        Those with a ``wordless`` identity have no number in words; ``shown`` tells what the reader
        of a text sees.
        """
        self._passages = tuple(passages)
        self._wordless = wordless
        self._shown = shown
        self._rules = rules
        self.whole = whole
        self.answers = answers

    def __iter__(self) -> Iterator[NewText]:
        """Yield what is read, the bodies first."""
        rules = self._rules
        subject = next((passage for passage in self._passages if passage.part == SUBJECT), None)
        told = _marks_of(subject.text, rules) if subject else []
        asked = in_subject(subject.text, told) if subject and told else NOTHING
        position = next((ROLES[mark.label.role] for mark in told if mark.label.role in ROLES), None)
        title = subject.text if subject else ""
        for passage in islice(bodies(self._passages), _MOST_TEXTS):
            text = passage.text[:_READ]
            quoting = Quoting(text, html=passage.html)
            named = position is not None or asked != NOTHING
            for written in self._written(passage, text, quoting, named=named):
                view = _beginning(self._shown(text, html=passage.html))
                about = of_subject(title, told, rules, position)._replace(asked=asked)
                yield from _read(passage, quoting, view, rules, about, written)
        if subject and has_some(subject.text):
            self._note(subject.text)
            quoting = Quoting(subject.text, html=False)
            about = of_subject(title, told, rules, position)
            written = Written(subject.text, quoting)
            yield from _read(subject, quoting, value(subject.text), rules, about, written)

    def _written(
        self, passage: Passage, text: str, quoting: Quoting, *, named: bool
    ) -> Iterator[Written]:
        """Yield what of a passage is worth a look: what it answers, what is new."""
        own = quoting.beginning(LOOKED_AT)
        if self.answers:
            yield from self._answered(passage, text, quoting, named=named, alone=not has_some(own))
        if not self.whole and "*" in text:
            self._note(quoting.own)
        if self._may_have(passage, text, own, named=named):
            yield Written(quoting.beginning(2 * LOOKED_AT), quoting, beside=not self.answers)

    def _answered(
        self, passage: Passage, text: str, quoting: Quoting, *, named: bool, alone: bool
    ) -> Iterator[Written]:
        """Yield what of the mails that are quoted is worth a look, one within the other.

        Beside digits of its own (not ``alone``) a mail may quote a number that was masked.
        """
        for depth in range(1, _DEEPEST + 1):
            quoted = quoting.quoted(LOOKED_AT)
            if not (has_some(quoted) or self._may_spell(passage, quoted)):
                return
            quoting = Quoting(quoted, html=passage.html)
            answered = quoting.beginning(LOOKED_AT)
            if alone:
                self._note(answered)
            if self._may_have(passage, text, answered, named=named):
                yield Written(answered, None, depth=depth)

    def _may_spell(self, passage: Passage, text: str) -> bool:
        """Say cheaply whether a text of a passage may hold a number in words."""
        worded = id(passage) not in self._wordless
        return worded and spelled.may_hold(heard_in(text, self._rules), self._rules)

    def _note(self, own: str) -> None:
        """Note whether new text shows a number that was masked."""
        self.whole = self.whole or _MASKED_NUMBER.search(own) is not None

    def _may_have(self, passage: Passage, text: str, own: str, *, named: bool) -> bool:
        """Say cheaply whether a passage may hold a piece, and one that counts.

        One that the subject has ``named`` may.
        """
        if self.whole and self._is_idle(passage, text, named=named):
            return False
        if named and has_some(own):
            return True
        wordless = id(passage) in self._wordless
        return is_promising(passage, own, self._rules, wordless=wordless)

    def _is_idle(self, passage: Passage, text: str, *, named: bool) -> bool:
        """Say cheaply that beside a whole number nothing in a passage can be a part of one."""
        if named or (passage.html and "&" in text):
            return False
        return not self._rules.parts.any_told(heard_in(for_its_words(passage, text), self._rules))


def _beginning(view: View) -> View:
    """Leave out what is too far from the beginning to be looked at, or to speak for what is."""
    end = len(view.text)
    return view.edited([(2 * LOOKED_AT, end, "")]) if end > 2 * LOOKED_AT else view


def _marks_of(text: str, rules: Rules) -> list[Mark]:
    return rules.lexicon.find(plain(text))


def _read(
    passage: Passage,
    quoting: Quoting,
    view: View,
    rules: Rules,
    subject: About,
    written: Written,
) -> Iterator[NewText]:
    """Yield the ways to read a passage: letters typed for digits, as it is, words for digits."""
    own = View(courtesy.without_device(written.own))
    ways: list[Callable[[View], View]] = [lambda view: view]
    if spelled.with_letters_read(own).text != own.text:
        ways.insert(0, spelled.with_letters_read)
    if spelled.may_hold(heard_in(own.text, rules), rules):
        ways.append(lambda view: spelled.with_words_read(view, rules))
    for way in ways:
        shown, new = way(view), way(own).text
        words = Words(shown.text, rules.lexicon)
        setting = Setting(shown, words, new, written.quoting, subject, rules)
        if _has_digits(shown.text[:LOOKED_AT], setting, rules):
            answered = None if written.quoting else _unspaced(_as_shown(new, passage))
            around = written.beside, answered, written.depth
            yield NewText(passage, shown, words, quoting, new, setting, *around)


def _as_shown(text: str, passage: Passage) -> str:
    """Return a text of a page as its reader sees it."""
    return next(readings(text, html=True)).text if passage.html and "&" in text else text


def _unspaced(text: str) -> str:
    """Return a text without its spaces and line ends: markup has others than what it shows."""
    return "".join(text.split())


def _has_digits(text: str, setting: Setting, rules: Rules) -> bool:
    """Say whether digits of a text may be a part of a number, or a code or a date, by their shape.

    Those of many subjects and brief texts are of days, times, prices and orders: to ask for what
    stands around them takes five times as long.
    """
    for run in find_runs(text):
        if not needs_words(text, run, rules) or setting.telling:
            return True
    if next(months_in_figures(text), None) is not None:
        return True
    heard = rules.vocabulary_beside_cards.hear(text.encode("utf-8", "replace"))
    return rules.beside_cards.any_told(heard)
