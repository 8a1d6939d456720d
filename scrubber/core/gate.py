"""The way past the detection for texts that cannot hold card data, which are nearly all.

What a text must have is cheap to ask for: twelve digits in a row once separators are gone, and
among them a number that a network may have issued; a word that names a code, and digits for it; a
number in words.  Nothing that the detection would take is kept from it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, AnyStr

from scrubber.core.cards import halves, spelled
from scrubber.core.cards.candidates import candidates
from scrubber.core.cards.midst import Midst
from scrubber.core.cards.stretches import promising
from scrubber.core.judge import THRESHOLDS
from scrubber.core.language.alphabet import QUOTE_MARK, figures
from scrubber.core.naming import FEW, Naming
from scrubber.core.promise import A_NUMBER, promise_of
from scrubber.core.reading import entities
from scrubber.core.reading.escapes import QUOTED, SIGNS
from scrubber.core.reading.text import MARKUP, RTF, readings, unquoted
from scrubber.core.reading.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrubber.core.cards.candidates import Candidate
    from scrubber.core.cards.hints import Hints
    from scrubber.core.judge import Hit
    from scrubber.core.language.words import Words
    from scrubber.core.message.sources import Source
    from scrubber.core.promise import Promise
    from scrubber.core.rules import Rules


_STRETCH = 1 << 18
_OVERLAP = 1 << 12
"""Characters, or bytes of UTF-8; no number, and no phrase that names a code, is longer than the
overlap, with quote marks between."""

_LONG = 1 << 16
"""Bytes; a longer text is mostly read in stretches."""

_SHORT = 1 << 13
"""Bytes; of longer texts hardly any can be let go at the first glance."""

_FEW = 64
"""Candidates; of more the detection may not want to know all."""

_NEAR_CARD = 256
"""Characters between a card and the word for its code, where that names nothing else."""

_FEW_CARDS = 4

_MOST_KEPT = 32
"""Stretches of long texts, of which all that shows them is kept."""

_BETWEEN = b"\nx\n"
"""Parts two texts from each other, so that no number reaches over."""

_ESCAPES = {
    **SIGNS,
    b"%": (b"%20", *SIGNS[b"%"]),
    b"<": tuple(sign.encode() for sign in MARKUP),
    b"{": (RTF.encode(),),
}
"""What makes a text be shown otherwise than it is written, by its first byte.

A single byte is looked for five times as fast as several are.
"""


class Stretches:
    """What is known of the stretches of a mail's long texts, kept from one pass to the next.

    Once a card was masked in one of them all others are the same again: to read them anew took up
    to half of the time of a long mail.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.views: dict[str, list[tuple[View, Hints]]] = {}
        # Not the texts themselves, which would stay in memory: two of them are one by a chance of
        # one in 2 ** 64, by a key that no sender knows.
        self._empty: set[int] = set()

    def holds_nothing(self, text: str) -> bool:
        """Say whether there was nothing in a stretch to be kept for later."""
        return hash(text) in self._empty

    def note_nothing(self, text: str) -> None:
        """Note that nothing in a stretch is worth keeping."""
        self._empty.add(hash(text))


class Gate:
    """Decides which texts of one mail, in which of their readings, are worth the detection."""

    def __init__(
        self,
        rules: Rules,
        *,
        needed: float = min(THRESHOLDS.values()),
        by_people: bool = True,
        curious: bool = False,
        known: Stretches | None = None,
    ) -> None:
        """Take the words that matter from ``rules``; ``needed`` is the weight that convicts.

        What a letter ``by_people`` leaves unsaid is not looked for in what a program sent.  A
        ``curious`` gate lets numbers in that no network issued: somebody asks why they are none.
        ``known`` is what an earlier pass saw.
        """
        self._rules = rules
        self._by_people = by_people
        self._curious = curious
        self._midst = None if curious else Midst(rules.issuers, needed, frozenset())
        self._glances: dict[int, bytes | None] = {}
        self._at_a_glance: dict[int, Promise | None] = {}
        self._last: tuple[bytes, Promise] | None = None
        self._naming = Naming(rules)
        self.is_wall = False
        """Whether the mail is one, in which nothing more is weighed: then it is not asked whether
        to."""
        self._kept = (known or Stretches()).views
        self._walled: dict[str, list[tuple[View, Hints]]] = {}  # more is let in than elsewhere
        self._likeliest: dict[tuple[str, bool], View] = {}

    def glance_over(self, sources: Iterable[Source]) -> bool:
        """Ask of all texts of a mail at once what each is asked otherwise: most hold nothing.

        Where there are digits enough for a number some of them do, and words are not asked for yet.
        Return whether the mail holds neither card data nor a piece of a number.
        """
        plain: dict[int, bytes] = {}
        for source in sources:
            utf8 = source.glance()
            self._glances[id(source)] = utf8
            if utf8 is not None:
                plain[id(source)] = utf8
        if sum(map(len, plain.values())) >= _SHORT:
            return False
        whole = _BETWEEN.join(plain.values())
        asked = None if A_NUMBER in figures(whole) else self._plainly(whole)
        if asked is None or not asked.nothing:
            return False
        self._at_a_glance = dict.fromkeys(plain, asked)
        return asked.no_piece and len(plain) == len(self._glances)

    def lets_go(self, source: Source) -> bool:
        """Say whether a source cannot hold card data, whatever is folded or unquoted in it.

        Markup and escapes take a closer look, and so do digits enough for a number.
        """
        asked = self._glance(source)
        return asked is not None and asked.nothing

    def lets_pieces_go(self, source: Source) -> bool:
        """Say whether a source can neither hold a piece of a number."""
        asked = self._glance(source)
        return asked is not None and asked.no_piece

    def is_wordless(self, source: Source) -> bool:
        """Say whether no number stands in words in a source."""
        asked = self._glance(source)
        return asked is not None and not asked.spelled

    def _glance(self, source: Source) -> Promise | None:
        """Return what a source promises at a glance, None if that tells too little."""
        key = id(source)
        if key not in self._at_a_glance:
            utf8 = self._glances.pop(key) if key in self._glances else source.glance()
            self._at_a_glance[key] = None if utf8 is None else self._plainly(utf8)
        return self._at_a_glance[key]

    def _plainly(self, utf8: bytes) -> Promise | None:
        """Ask of a text that is shown as it is written; None if this one is not.

        One that is read in stretches is not asked as a whole if digits tell already that it is.
        """
        if len(utf8) > _LONG and A_NUMBER in figures(utf8[:_LONG]):
            return None
        for first, signs in _ESCAPES.items():
            if first in utf8 and any(map(utf8.__contains__, signs)):
                return None
        if entities.may_be_in(utf8) or (b"=" in utf8 and QUOTED.search(utf8)):
            return None
        return self._asked(utf8)

    def views_of_stretch(self, text: str) -> list[tuple[View, Hints]]:
        """Return the views of a stretch of a long text; those of some are kept.

        In a mail with a card somebody asks again.
        """
        known = self._kept.get(text, self._walled.get(text))
        if known is None:
            known = list(self.views(text, html=False))
            kept = self._walled if self.is_wall else self._kept
            if len(kept) < _MOST_KEPT:
                kept[text] = known
        return known

    def likeliest(self, text: str, *, html: bool) -> View:
        """Return what the reader of ``text`` most likely sees, without quote marks.

        Mostly it is known: to make it again takes a tenth of the time of a newsletter.
        """
        known = self._likeliest.get((text, html))
        return unquoted(known or next(readings(text, html=html)))

    def views(self, text: str, *, html: bool) -> Iterator[tuple[View, Hints]]:
        """Yield the views of ``text`` that may hold card data, and what to look for."""
        for number, quoted in enumerate(readings(text, html=html)):
            if not number and len(text) <= _STRETCH:
                self._likeliest[text, html] = quoted
            asked = self._asked_of(quoted.text)
            if asked.nothing:
                continue
            lettered = spelled.with_letters_read(quoted) if asked.lettered else None
            yield from (self._of_wall if self.is_wall else self._worth)(quoted, lettered, asked)

    def _worth(
        self, quoted: View, lettered: View | None, asked: Promise
    ) -> list[tuple[View, Hints]]:
        """Return the views of a reading that are worth weighing."""
        found: list[tuple[View, Hints]] = []
        hints = asked.hints
        if hints.halved:
            hints = self._halved(hints, quoted, lettered)
        seen = self._seen(quoted.text, hints) if asked.numeric else ()
        issued = seen is None or bool(seen)
        if asked.numeric and not issued:
            issued = self._curious or (lettered is not None and self._issued(lettered.text, hints))
        sure = hints.halved or hints.parted or issued
        words = unquoted(quoted).text if asked.said or (asked.coded and not sure) else ""
        named = self._naming.some(words, asked) if words else []
        told = hints.weighed or hints.dated
        if asked.coded and not (sure or told):
            sure = bool(asked.lettered and named) or self._naming.told_in_figures(words, named)
        if sure or (asked.coded and told):
            found += [(unquoted(quoted), hints._replace(seen=seen))]
            found += [(unquoted(lettered), hints)] if lettered is not None else []
        said = self._said(quoted, asked, issued=issued)
        if not said and asked.said and self._naming.said_in_words(words, named):
            some = len(named) <= FEW
            beside = spelled.near(unquoted(quoted), named) if some else unquoted(quoted)
            said = self._in_words(beside, asked.hints)
        return found + said

    def _said(self, quoted: View, asked: Promise, *, issued: bool) -> list[tuple[View, Hints]]:
        """Return a reading with the numbers read that are in words, if a card's may be one.

        Where nothing is spoken of that belongs to a card these have to be all of it.
        """
        if not (asked.anywhere or (asked.spelled and issued)):
            return []
        read = self._in_words(unquoted(quoted), asked.hints)
        alone = not (issued or asked.hints.worded or asked.hints.halved)
        if read and alone and not self._issued(read[0][0].text, asked.hints):
            return []
        return read

    def _of_wall(
        self, quoted: View, lettered: View | None, asked: Promise
    ) -> list[tuple[View, Hints]]:
        """Return all views of a text in a mail where nothing more is weighed."""
        found = [(unquoted(view), asked.hints) for view in (quoted, lettered) if view is not None]
        if asked.spelled or asked.said:
            found += self._in_words(unquoted(quoted), asked.hints)
        return found

    def said_near(self, view: View, words: Words, cards: Sequence[Hit]) -> View | None:
        """Return a view with the numbers read that are in words beside a mere "code" near a card.

        Such a word names a code of nothing where no card is: no view is made for its sake before.
        """
        named = [
            (mark.start, mark.end)
            for card in cards[:_FEW_CARDS]
            for mark in words.between(card.start - _NEAR_CARD, card.end + _NEAR_CARD)
            if mark.label.role == "code_near_card"
        ]
        if not (named and self._naming.said_in_words(view.text, named)):
            return None
        return spelled.around_words_read(spelled.near(view, named), self._rules)

    def _in_words(self, view: View, hints: Hints) -> list[tuple[View, Hints]]:
        """Return a view with the numbers read that are written in words, and what it promises.

        None where no number is: what it shows is weighed without it.
        """
        read = spelled.around_words_read(view, self._rules)
        hints = hints._replace(in_words=True, weighed=hints.weighed or hints.dictated)
        return [] if read is None else [(read, self._halved(hints, read))]

    def _halved(self, hints: Hints, *shown: View | None) -> Hints:
        """Leave out that a number may be told in halves where no digits that are ``shown`` are."""
        texts = (unquoted(view).text for view in shown if view)
        issuers = self._rules.issuers
        halved = hints.halved and any(halves.may_be_in(text, issuers) for text in texts)
        return hints._replace(halved=halved)

    def _asked_of(self, text: str) -> Promise:
        """Ask a text; a long one is not in memory twice for this."""
        if len(text) > _STRETCH:
            return self._promised(cut.encode("utf-8", "replace") for cut in _stretches(text))
        return self._asked(text.encode("utf-8", "replace"))

    def _asked(self, utf8: bytes) -> Promise:
        """Ask the cheap questions; most texts read as they were glanced at are the same again."""
        if len(utf8) > _STRETCH:
            return self._promised(_stretches(utf8))
        if self._last is None or self._last[0] != utf8:
            self._last = utf8, self._promised((utf8,))
        return self._last[1]

    def _promised(self, stretches: Iterable[bytes]) -> Promise:
        return promise_of(stretches, self._rules, by_people=self._by_people)

    def _seen(self, text: str, hints: Hints) -> tuple[Candidate, ...] | None:
        """Return the candidates in ``text``; None if there are many, or some with quote marks."""
        if QUOTE_MARK not in text and "|" not in text:
            issuers = self._rules.issuers
            found = candidates(text, issuers, uneven=hints.uneven, midst=self._midst)
            few = tuple(islice(found, _FEW + 1))
            return few if len(few) <= _FEW else None
        return None if self._issued(text, hints) else ()

    def _issued(self, text: str, hints: Hints) -> bool:
        """Say whether a candidate is in ``text`` once quote marks are taken away.

        Taking them away only there costs a tenth of doing so in all of a long reply.
        """
        issuers = self._rules.issuers
        for start, end in promising(text, issuers, uneven=hints.uneven):
            stretch = unquoted(View(text[start:end])).text
            found = candidates(stretch, issuers, uneven=hints.uneven, midst=self._midst)
            if any(True for _ in found):
                return True
        return False


def _stretches(text: AnyStr) -> Iterator[AnyStr]:
    """Yield a long text in stretches that overlap."""
    for start in range(0, len(text), _STRETCH - _OVERLAP):
        yield text[start : start + _STRETCH]
