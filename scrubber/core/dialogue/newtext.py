"""The passages of a mail in which its writer may have handed over a piece of a number.

A cheap question lets go of nearly all mail: newly written text that is bare of anything but digits,
brief, or speaks of parts of a card number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards import spelled
from scrubber.core.codes.months import months_in_figures
from scrubber.core.dialogue import courtesy
from scrubber.core.dialogue.asking import ASKED, CARD, bodies, elsewhere
from scrubber.core.dialogue.declared import ROLES
from scrubber.core.dialogue.missing import NOTHING, TELLING, in_quoted, in_subject, of_card
from scrubber.core.dialogue.othernumbers import names_others
from scrubber.core.dialogue.partwords import may_describe
from scrubber.core.dialogue.setting import Setting
from scrubber.core.language.lexicon import plain
from scrubber.core.language.words import Words
from scrubber.core.patterns import pattern
from scrubber.core.reading.quoting import Quoting
from scrubber.core.reading.text import readings, unquoted, value
from scrubber.core.reading.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from scrubber.core.dialogue.missing import Missing
    from scrubber.core.language.lexicon import Mark
    from scrubber.core.language.triggers import Heard
    from scrubber.core.message.passage import Passage
    from scrubber.core.model import Position
    from scrubber.core.rules import Rules

LOOKED_AT = 6000
"""Characters of a text, from its beginning, in which pieces are looked for."""

_READ = 1 << 17
"""Characters of a passage, markup and all, that are read for the sake of those."""

SUBJECT = "header:Subject"
_BRIEF = 240
_BARE = 3
_CURT = 32
_AROUND = 60
_LETTERS = pattern(r"[^\W\d_]+")
_ALONE = pattern(r"\n(?:[^\w\n]|_)*+[0-9](?:[^\w\n]|[_0-9])*+(?=\n|\Z)")
"""A line of nothing but digits and signs."""

_UNBROKEN = pattern(r"[0-9](?<![0-9].)[0-9]{10,17}(?![0-9])")
_GROUPS = pattern(
    r"[0-9](?<![0-9].)(?!(?:(?<=1)9|(?<=2)0)[0-9]{2}[ .\-\t](?:19|20)[0-9]{2}(?![0-9]))"
    r"[0-9]{3}[ .\-\t][0-9]{4}(?![0-9])"
)
"""Groups as on a card; two years are none."""

_KINDS = bytes(
    ord("0" if chr(byte) in "0123456789" else "-" if byte in b" .-\t" else "x")
    for byte in range(256)
)
_LIKE_SOME, _LIKE_UNBROKEN = b"00", b"0" * 11
_LIKE_GROUPS = pattern(rb"0000-0000(?<!00000-0000)(?!0)")
"""The same in bytes of three kinds, and more: asked in a tenth of the time."""

_GROUPED = pattern(
    r"[0-9](?<![0-9].)(?:[0-9]{3}(?:[ \t]{1,3}|[.\-]|[ ]-[ ])[0-9]{4}"
    r"|[0-9]{5}(?:[ \t]{1,3}|[.\-]|[ ]-[ ])[0-9]{5})"
)
"""Groups as on a card, however they stand apart."""

_SOME = pattern(r"[0-9]{2}")
_LONG = pattern(r"[0-9](?<![0-9.,:/+].)[0-9 .\-]{2,}[0-9]")
_BEGINNING = 1000
_FEW_LETTERS = 8
"""Characters of a dense text by which it is known, and of them to a digit."""

_MOST_LONG = 12  # numbers; beside more of them a word for a card is near one anyway
_MANY = 24
_TAG = pattern(r"<[^<>]*>")
_MASKED_NUMBER = pattern(
    r"(?:\*[ .\-]{0,3}){8}[0-9]{4}"
    r"|(?<![*\w])(?:\*{3,6}[^\w*]{1,24}){2,4}\*{0,6}[0-9]{4}(?!\w)"
)
"""A whole number as a mask leaves it, in a mail that comes by here for the second time: in one run,
or in groups with whatever stood between them, lines and cells of a table among it.
"""

_SPEAKING = CARD - {"code_near_card"}
_OF_CARDS = _SPEAKING - {"expiry"}
"""Vouchers expire, too."""

_HANDING = frozenset((*ROLES, "handover"))
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


class About(NamedTuple):
    """What a subject says: where in its number a part stands, what of a card is missing.

    ``spoken`` says that it speaks of a card at all, ``card`` that not only a date does, ``others``
    that it names other numbers.
    """

    position: Position | None
    asked: Missing
    spoken: bool
    card: bool
    others: bool


@dataclass(frozen=True, slots=True)
class NewText:
    """One reading of a passage, what in it is new, and what is known of the mail around."""

    passage: Passage
    view: View
    words: Words
    quoting: Quoting
    own: str
    setting: Setting

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
    """

    def __init__(
        self, passages: Iterable[Passage], wordless: Container[int], rules: Rules, *, whole: bool
    ) -> None:
        """Take the passages of a mail, and whether a whole number was found in it.

        Those with a ``wordless`` identity have no number in words.
        """
        self._passages = tuple(passages)
        self._wordless = wordless
        self._rules = rules
        self.whole = whole

    def __iter__(self) -> Iterator[NewText]:
        """Yield what is read, the bodies first."""
        rules = self._rules
        subject = next((passage for passage in self._passages if passage.part == SUBJECT), None)
        told = _marks_of(subject.text, rules) if subject else []
        asked = in_subject(subject.text, told) if subject and told else NOTHING
        position = next((ROLES[mark.label.role] for mark in told if mark.label.role in ROLES), None)
        for passage in bodies(self._passages):
            text = passage.text[:_READ]
            quoting = Quoting(text, html=passage.html)
            named = position is not None or asked != NOTHING
            if self._may_have(passage, text, quoting, named=named):
                view = _beginning(unquoted(next(readings(text, html=passage.html))))
                about = _about(subject, told, rules)._replace(position=position, asked=asked)
                yield from _read(passage, quoting, view, rules, about)
        if subject and _SOME.search(subject.text):
            self._note(subject.text)
            quoting = Quoting(subject.text, html=False)
            about = _about(subject, told, rules)._replace(position=position)
            yield from _read(subject, quoting, value(subject.text), rules, about)

    def _note(self, own: str) -> None:
        """Note whether new text shows a number that was masked."""
        self.whole = self.whole or _MASKED_NUMBER.search(own) is not None

    def _may_have(self, passage: Passage, text: str, quoting: Quoting, *, named: bool) -> bool:
        """Say cheaply whether a passage may hold a piece, and one that counts.

        One that the subject has ``named`` may.
        """
        if not self.whole and "*" in quoting.own:
            self._note(quoting.own)
        if self.whole and self._is_idle(passage, text, named=named):
            return False
        if named and _SOME.search(quoting.own):
            return True
        wordless = id(passage) in self._wordless
        return _is_promising(passage, quoting, self._rules, wordless=wordless)

    def _is_idle(self, passage: Passage, text: str, *, named: bool) -> bool:
        """Say cheaply that beside a whole number nothing in a passage can be a part of one."""
        if named or (passage.html and "&" in text):
            return False
        return not self._rules.parts.told(_heard(_said(passage, text), self._rules))


def _about(subject: Passage | None, told: list[Mark], rules: Rules) -> About:
    """Return what a subject speaks of, by the marks ``told`` in it."""
    roles = {mark.label.role for mark in told}
    return About(
        None,
        NOTHING,
        spoken=not _SPEAKING.isdisjoint(roles),
        card=not _OF_CARDS.isdisjoint(roles),
        others=subject is not None and names_others(subject.text, told, (), rules),
    )


def _is_promising(passage: Passage, quoting: Quoting, rules: Rules, *, wordless: bool) -> bool:
    """Say cheaply whether a passage may hold a piece: by its shape, or because words name it."""
    shown, own = passage.text[: 2 * LOOKED_AT], quoting.own[:LOOKED_AT]
    if _LIKE_GROUPS.search(_kinds(shown)) and _GROUPS.search(shown):
        return True
    kinds = _kinds(own)
    some = _LIKE_SOME in kinds
    if some and _has_few(_ALONE, _lines(own)):
        return True
    if _LIKE_UNBROKEN in kinds and _has_few(_UNBROKEN, own):
        return True
    if some and len(own) <= _BRIEF:
        return _is_worded(passage, own, rules, wordless=wordless)
    if wordless and not some:
        return False
    heard = None if wordless else _heard(own, rules)
    said = heard is not None and spelled.may_hold(heard, rules)
    if heard is None and kinds.count(b"0", 0, _BEGINNING) * _FEW_LETTERS > _BEGINNING:
        heard = _heard(own, rules)  # near so many numbers is all of the text
    return said or (some and _speaks(own, heard, rules))


def _kinds(text: str) -> bytes:
    """Return a text in bytes of three kinds: digits, what may stand between groups, all else."""
    return text.encode("utf-8", "replace").translate(_KINDS)


def _has_few(numbers: re.Pattern[str], text: str) -> bool:
    """Say whether a text has some of such numbers; a list of many holds no part of a card's."""
    return 0 < len(list(islice(numbers.finditer(text), _MANY))) < _MANY


def _lines(text: str) -> str:
    """Return a text with a line feed before each line, whatever ends it."""
    return "\n" + text.replace("\r", "\n")


def _is_worded(passage: Passage, own: str, rules: Rules, *, wordless: bool) -> bool:
    """Say whether words, groups or a date can make a piece of digits in a brief text."""
    said = courtesy.between(_without_device(own))
    if (passage.html and "&" in own) or _letters(said) <= _CURT:
        return True
    heard = _heard(_said(passage, passage.text[: 2 * LOOKED_AT]), rules)
    return bool(
        may_describe(own, rules)
        or rules.speaking.told(heard)
        or rules.handing_over.told(heard)
        or _GROUPED.search(own)
        or (not wordless and spelled.may_hold(heard, rules))
        or any(months_in_figures(own))
    )


def _speaks(own: str, heard: Heard | None, rules: Rules) -> bool:
    """Say whether something of a card is spoken of near digits of a longer text."""
    if heard and not rules.speaking.told(heard):
        return False
    numbers = [found.span() for found in _LONG.finditer(own)]
    if 2 * _AROUND * len(numbers) < len(own):
        near = [own[max(start - _AROUND, 0) : end + _AROUND] for start, end in numbers]
        heard = _heard("\n".join(near), rules)
    telling = rules.speaking.told(heard or _heard(own, rules))
    if not telling or len(numbers) > _MOST_LONG:
        return bool(telling)
    words = Words(own, rules.lexicon)
    return any(
        mark.label.role in CARD and mark.end <= end + _AROUND
        for start, end in numbers
        for mark in words.between(start - _AROUND, end + _AROUND)
    )


def _beginning(view: View) -> View:
    """Leave out what is too far from the beginning to be looked at, or to speak for what is."""
    end = len(view.text)
    return view.edited([(2 * LOOKED_AT, end, "")]) if end > 2 * LOOKED_AT else view


def _marks_of(text: str, rules: Rules) -> list[Mark]:
    return rules.lexicon.find(plain(text))


def _said(passage: Passage, text: str) -> str:
    """Return a text of a passage for its words, without markup: that parts words, or does not."""
    if not passage.html:
        return text
    shown = _TAG.split(text)
    return f"{''.join(shown)}\n{' '.join(shown)}"


def _heard(text: str, rules: Rules) -> Heard:
    """Return the words of ``text`` that matter for pieces, cheaper than phrases are."""
    shown = text.replace("%20", " ")
    return rules.vocabulary_of_pieces.hear(shown.encode("utf-8", "replace"))


def _read(
    passage: Passage,
    quoting: Quoting,
    view: View,
    rules: Rules,
    subject: About,
) -> Iterator[NewText]:
    """Yield the ways to read a passage: letters typed for digits, as it is, words for digits."""
    own = View(_without_device(quoting.own[: 2 * LOOKED_AT]))
    ways: list[Callable[[View], View]] = [lambda view: view]
    if spelled.with_letters_read(own).text != own.text:
        ways.insert(0, spelled.with_letters_read)
    if spelled.may_hold(_heard(own.text, rules), rules):
        ways.append(lambda view: spelled.with_words_read(view, rules))
    for way in ways:
        shown, new = way(view), way(own).text
        words = Words(shown.text, rules.lexicon)
        speaks = rules.speaking.told(_heard(shown.text[: 2 * LOOKED_AT], rules))
        about = list(words.with_any(speaks, LOOKED_AT))
        brief = _letters(new) <= _BRIEF
        said = courtesy.between(new) if brief else new
        letters = _letters(said) if brief else _BRIEF
        asked = _asked_for(shown, quoting, words)
        quoted = [
            mark
            for mark in about
            if mark.label.role in TELLING and quoting.holds(shown.span(mark.start, mark.end)[0])
        ]
        by_subject = subject.asked if brief and "?" not in new else NOTHING
        setting = Setting(
            bare=letters <= _BARE,
            brief=brief,
            spoken=subject.spoken or any(mark.label.role in _SPEAKING for mark in about),
            curt=letters <= _CURT,
            handed_over=brief and _hands_over(new, rules),
            subject=subject.position,
            asked_elsewhere=elsewhere(asked),
            asked=of_card(asked).joined(by_subject),
            named=in_quoted(shown.text, quoted) if quoted else NOTHING,
            told=bool(speaks),
            card=subject.card or any(mark.label.role in _OF_CARDS for mark in about),
            others=subject.others,
            wordless=letters <= _CURT and courtesy.says_nothing(said, rules),
        )
        yield NewText(passage, shown, words, quoting, new, setting)


def _letters(text: str) -> int:
    """Count letters, no further than to the word with which a text is no longer brief."""
    count = 0
    for word in _LETTERS.finditer(text):
        count += word.end() - word.start()
        if count > _BRIEF:
            break
    return count


def _without_device(text: str) -> str:
    """Leave out the line of a telephone; the cheap question comes first."""
    return _DEVICE.sub("", text) if any(name in text for name in _DEVICES) else text


def _hands_over(text: str, rules: Rules) -> bool:
    """Say whether words of a text hand something over."""
    if not rules.handing_over.told(_heard(text, rules)):
        return False
    return any(mark.label.role in _HANDING for mark in _marks_of(text, rules))


def _asked_for(view: View, quoting: Quoting, words: Words) -> set[str]:
    """Return the roles of what the quoted mail asks for."""
    roles: set[str] = set()
    at = view.text.find("?", 0, LOOKED_AT)
    while at >= 0:
        if quoting.holds(view.span(at, at + 1)[0]):
            roles |= {mark.label.role for mark in words.between(at - ASKED, at)}
        at = view.text.find("?", at + 1, LOOKED_AT)
    return roles
