"""What a reading of a mail says around the digits in it, worked out when somebody asks.

Of a newsletter that holds no digits which could be a piece hardly anything is asked.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.dialogue import courtesy
from scrubber.core.dialogue.asking import ASKED, CARD, elsewhere
from scrubber.core.dialogue.missing import NOTHING, TELLING, in_quoted, of_card
from scrubber.core.dialogue.othernumbers import labelled_parts, names_a_number, names_others
from scrubber.core.dialogue.partwords import ROLES, may_begin_or_go_on
from scrubber.core.dialogue.worth import BRIEF, CURT, LOOKED_AT, count_letters, heard_in
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.language.tongues import languages, says
from scrubber.core.language.words import Words

if TYPE_CHECKING:
    from scrubber.core.dialogue.missing import Missing
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.language.triggers import Heard
    from scrubber.core.model import Position
    from scrubber.core.reading.quoting import Quoting
    from scrubber.core.reading.view import View
    from scrubber.core.rules import Rules

_BARE = 3
"""Letters of a text without words."""

_SPEAKING = CARD - {"code_near_card"}
_OF_CARDS = _SPEAKING - {"expiry"}
"""Vouchers expire, too."""

_ITSELF = _OF_CARDS - ROLES.keys()
"""Vouchers have halves, too."""

_PAYING = frozenset(("pay",))
_HANDING = frozenset((*ROLES, "handover"))


class About(NamedTuple):
    """What a subject says: where in its number a part stands, what of a card is missing.

    ``spoken`` says that it speaks of a card at all, ``card`` that not only a date does, ``itself``
    that neither does only a part of a number, ``others`` that it names other things with numbers,
    ``another`` that it names such a number.  ``text`` is all of it.
    """

    position: Position | None
    asked: Missing
    spoken: bool
    card: bool
    itself: bool
    others: bool
    another: bool
    text: str = ""


class Setting:
    """What is known of the mail around the digits in one reading of a passage."""

    def __init__(
        self,
        view: View,
        words: Words,
        own: str,
        quoting: Quoting | None,
        subject: About,
        rules: Rules,
    ) -> None:
        """Take what is shown, its words, what of it is new, and what the subject says.

        There is no ``quoting`` where what is quoted is read as its writer wrote it.
        """
        self._view = view
        self._words = words
        self._own = own
        self._quoting = quoting
        self._about = subject
        self._rules = rules

    @cached_property
    def _count(self) -> int:
        return count_letters(self._own)

    @cached_property
    def _said(self) -> str:
        """The new words between greeting and signature."""
        return courtesy.between(self._own) if self.brief else self._own

    @cached_property
    def _letters(self) -> int:
        return count_letters(self._said) if self.brief else BRIEF

    @property
    def bare(self) -> bool:
        """Whether it has no words."""
        return self._letters <= _BARE

    @property
    def brief(self) -> bool:
        """Whether it has few words."""
        return self._count <= BRIEF

    @property
    def curt(self) -> bool:
        """Whether it has hardly any words."""
        return self._letters <= CURT

    @cached_property
    def wordless(self) -> bool:
        """Whether what words there are say nothing: they are polite, or hand over."""
        return self.curt and courtesy.says_nothing(self._said, self._rules)

    @cached_property
    def answers(self) -> bool:
        """Whether they say nothing, or that something was asked for or forgotten."""
        return self.curt and courtesy.answers(self._said, self._rules)

    @cached_property
    def leads_on(self) -> bool:
        """Whether they say nothing but which of several digits these are: "third one"."""
        return self.wordless or (self.curt and courtesy.leads_on(self._said, self._rules))

    @cached_property
    def labelled(self) -> bool:
        """Whether they say no more than that these are digits, or a card's: "number: 12 34"."""
        return self.curt and (self.wordless or courtesy.only_labels(self._said, self._rules))

    @cached_property
    def goes_on(self) -> bool:
        """Whether they may tell of three digits that these go on with others."""
        return (
            self.bare or self.leads_on or (self.curt and courtesy.goes_on(self._said, self._rules))
        )

    @cached_property
    def handed_over(self) -> bool:
        """Whether the words of a brief one hand something over."""
        if not (self.brief and self._rules.handing_over.any_told(heard_in(self._own, self._rules))):
            return False
        found = self._rules.lexicon.find(plain(self._own))
        return any(mark.label.role in _HANDING for mark in found)

    @cached_property
    def _heard(self) -> Heard:
        return heard_in(self._view.text[: 2 * LOOKED_AT], self._rules)

    @cached_property
    def told(self) -> bool:
        """Whether a word about cards or their parts stands in the text at all."""
        return self._rules.speaking.any_told(self._heard)

    @property
    def telling(self) -> bool:
        """Whether words, or the lack of any that say something, may make a part of any digits."""
        by_subject = self.subject is not None or self._about.spoken
        return by_subject or self.told or self.describing or self.labelled

    @cached_property
    def _marks(self) -> list[Mark]:
        """The phrases around those words, of a mail that is quoted those of its own."""
        if not self.told:
            return []
        quoting = self._quoting
        words = self._words if quoting else Words(self._own, self._rules.lexicon)
        marks = list(words.with_any(self._rules.speaking.told(self._heard), LOOKED_AT))
        if not (marks and quoting and quoting.shows_header):
            return marks
        # Where a mail program puts the subject of a mail that is quoted nobody tells of digits.
        return [m for m in marks if not quoting.heads(self._view.span(m.start, m.end)[0])]

    @cached_property
    def spoken(self) -> bool:
        """Whether a card is spoken of, in the text or in the subject."""
        return self._about.spoken or any(mark.label.role in _SPEAKING for mark in self._marks)

    @cached_property
    def card(self) -> bool:
        """Whether more is said than that something expires."""
        return self._about.card or any(mark.label.role in _OF_CARDS for mark in self._marks)

    @cached_property
    def itself(self) -> bool:
        """Whether more is said than that something has parts, or expires."""
        return self._about.itself or self.told_here

    @cached_property
    def told_here(self) -> bool:
        """Whether the text itself says so: a subject tells of paying, and not of each number."""
        return any(mark.label.role in _ITSELF for mark in self._marks)

    @cached_property
    def names_card(self) -> bool:
        """Whether a card is named, and not only its code: beside that a telephone stands, too."""
        return self._about.itself or any(mark.label.role == "card" for mark in self._marks)

    @cached_property
    def of_another(self) -> bool:
        """Whether the subject names something else's number, or the quoted mail tells parts of one.

        Then these parts go on with it.
        """
        if self._about.another:
            return True
        labels = labelled_parts(self._view.text, self._marks, self._rules)
        return any(self._is_quoted(label.start) for label in labels)

    @cached_property
    def describing(self) -> bool:
        """Whether a word stands in the text with which a part of a number may be described."""
        return may_begin_or_go_on(self._view.text[: 2 * LOOKED_AT], self._rules)

    @cached_property
    def _own_words(self) -> frozenset[str]:
        return frozenset(tokens_of(plain(self._own)))

    def says(self, word: str) -> bool:
        """Say whether a word of the text is one of the mail that is read, if that is quoted."""
        return self._quoting is not None or word in self._own_words

    @property
    def subject(self) -> Position | None:
        """What the subject declares."""
        return self._about.position

    @property
    def others(self) -> bool:
        """Whether the subject names numbers of another kind."""
        return self._about.others

    @cached_property
    def _asked_at(self) -> list[int]:
        """Where the questions of the quoted mail end."""
        text = self._view.text
        found = []
        at = text.find("?", 0, LOOKED_AT)
        while at >= 0:
            if self._is_quoted(at):
                found.append(at)
            at = text.find("?", at + 1, LOOKED_AT)
        return found

    def _roles_at(self, at: int) -> set[str]:
        return {mark.label.role for mark in self._words.between(at - ASKED, at)}

    @cached_property
    def _questions(self) -> set[str]:
        """The roles of what the quoted mail asks for."""
        return set().union(*map(self._roles_at, self._asked_at))

    @property
    def asked_elsewhere(self) -> bool:
        """Whether the mail it answers asks for a number that is none of a card."""
        return elsewhere(self._questions) and not self._asked_to_pay

    @cached_property
    def _asked_to_pay(self) -> bool:
        """Whether the mail it answers asks how to pay, and not how much, nor for anything else."""
        text = self._view.text
        return "question" not in self._questions and any(
            tells_of_paying(text[max(at - ASKED, 0) : at], self._rules) for at in self._asked_at
        )

    @property
    def paying(self) -> bool:
        """Whether the subject speaks of paying, or the mail it answers asks how to."""
        return self._asked_to_pay or tells_of_paying(self._about.text, self._rules)

    @cached_property
    def asked(self) -> Missing:
        """What of a card the mail it answers asks for, or the subject names."""
        by_subject = self._about.asked if self.brief and "?" not in self._own else NOTHING
        return of_card(self._questions).joined(by_subject)

    @cached_property
    def named(self) -> Missing:
        """What of a card the mail it answers names and does not tell."""
        telling = [mark for mark in self._marks if mark.label.role in TELLING]
        quoted = [mark for mark in telling if self._is_quoted(mark.start)]
        return in_quoted(self._view.text, quoted) if quoted else NOTHING

    def _is_quoted(self, at: int) -> bool:
        quoting = self._quoting
        return quoting is not None and quoting.holds(self._view.span(at, at + 1)[0])


def of_subject(subject: str, told: list[Mark], rules: Rules, position: Position | None) -> About:
    """Return what a subject speaks of, by the marks ``told`` in it, and the part that it names."""
    roles = {mark.label.role for mark in told}
    return About(
        position,
        NOTHING,
        spoken=not _SPEAKING.isdisjoint(roles),
        card=not _OF_CARDS.isdisjoint(roles),
        itself=not _ITSELF.isdisjoint(roles),
        others=names_others(subject, told, (), rules),
        another=names_a_number(subject, told, rules),
        text=subject,
    )


def tells_of_paying(text: str, rules: Rules) -> bool:
    """Say whether ``text`` speaks of paying."""
    describing = rules.describing
    return says(text, _PAYING, languages(text, describing), describing)
