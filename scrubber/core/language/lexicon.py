"""Phrases of many languages, found in a text token by token.

A phrase is written ``the? three|3 digits|numbers on the? back``: tokens in a row, alternatives
with ``|``, optional ones with ``?``.  Case and diacritics do not count, and whatever stands
between two tokens counts as one gap of at most :data:`WIDEST_GAP` characters.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import compress, filterfalse
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

WIDEST_GAP = 5
"""Characters that may stand between two tokens of one phrase."""

_MOST_KNOWN = 1 << 10
"""Stretches of a text that are not looked at again."""

_MOST_TEXTS = 64
_LONGEST_TEXT = 1 << 16
"""Texts, and characters of one, of which is known what stands in them."""

_LONGEST_STRETCH = 1 << 17
"""Characters of a longer one, of which the last is known: whether names stand in a stretch of much
text is asked before its numbers are weighed.
"""

_WRITTEN = r"{0}+(?:[0-9]{{1,2}}(?![0-9]))?|(?<![0-9])[0-9]{{1,2}}{0}+|[0-9]+"
TOKEN = pattern(_WRITTEN.format(r"[^\W\d_]"))
"""A word with at most two digits before or behind it (``3ds``, ``cvv2``), a word, a number."""

_ASCII_TOKEN = pattern(_WRITTEN.format("[a-z]"))
"""The same in a third of the time."""

_NONE: frozenset[str] = frozenset()
_PART = pattern(r"[0-9]+|[^\W\d_]+")


class Label(NamedTuple):
    """What a phrase says: its role (``card``, ``code``), and the language or rule it is from."""

    role: str
    source: str


class Step(NamedTuple):
    """One token of a phrase: the words that may stand there, and whether it may be missing."""

    words: frozenset[str]
    optional: bool


class Phrase(NamedTuple):
    """A phrase as written in a rule file."""

    text: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its tokens, read when somebody asks: a mail has the words of few phrases."""
        return _steps(self.text)

    @property
    def ends(self) -> frozenset[str]:
        """The words that it can end with."""
        return frozenset().union(*(step.words for step in _leading(self.steps[::-1])))


class Mark(NamedTuple):
    """A phrase found in a text, at the half-open range ``[start, end)`` of characters.

    ``phrase`` is what matched of it: words of the rules.
    """

    start: int
    end: int
    label: Label
    phrase: str


class Looked:
    """What is known of a text: the marks in those of its stretches that somebody asked for."""

    def __init__(self, text: str) -> None:
        """Begin with nothing."""
        self._text = text
        self.stretches: dict[int, list[Mark]] = {}

    @cached_property
    def plain(self) -> str:
        """The text as :func:`plain` has it, which a letter is asked for by many."""
        return plain(self._text)


def phrase(written: str) -> Phrase:
    """Read a phrase as rule files write it; raises :class:`ValueError` if it holds no token."""
    read = Phrase(written)
    if all(step.optional for step in read.steps):
        message = "a phrase needs a token that may not be missing"
        raise ValueError(message)
    return read


@cache
def _steps(written: str) -> tuple[Step, ...]:
    return tuple(map(_step, plain(written).split()))


@cache
def _step(token: str) -> Step:
    """Read a token; thousands of phrases share a few hundred of them."""
    return Step(frozenset(token.removesuffix("?").split("|")), token.endswith("?"))


class Beginnings(NamedTuple):
    """Where phrases begin, in values that can be kept.

    ``by_word`` are the numbers of those that can begin with a word, ``mixed`` the words of all of
    them that hold figures and letters: "cvv2".
    """

    mixed: frozenset[str]
    by_word: dict[str, tuple[int, ...]]


def beginnings(phrases: Iterable[Phrase]) -> Beginnings:
    """Index ``phrases``, which are numbered as they come."""
    words: set[str] = set()
    by_word: dict[str, list[int]] = {}
    for number, each in enumerate(phrases):
        words.update(*(step.words for step in each.steps))
        for word in frozenset().union(*(step.words for step in _leading(each.steps))):
            by_word.setdefault(word, []).append(number)
    return Beginnings(_mixed(words), {word: tuple(by_word[word]) for word in by_word})


def _leading(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Yield the steps that may come first, or last where they are turned round."""
    for step in steps:
        yield step
        if not step.optional:
            return


class _Entry(NamedTuple):
    """A phrase from one of its first tokens on; ``following`` are the words that come next.

    It is None where nothing has to follow.
    """

    steps: tuple[Step, ...]
    label: Label
    following: frozenset[str] | None


class _Followed(NamedTuple):
    """The entries of one first word, by the word that follows, and those for any other.

    Of these that word is all that matches, so they are told apart by what they say alone.
    """

    by: dict[str, tuple[_Entry, ...]]
    always: tuple[_Entry, ...]


def _followed(entries: list[_Entry], several: frozenset[str] | None) -> _Followed:
    """Index the entries of one first word, each in its order.

    Dozens of phrases may be "cvv" and nothing more: of those whose role is none of ``several`` the
    first says as much as all.
    """
    words = {word for entry in entries for word in entry.following or _all_words(entry.steps[1:])}
    by = {
        word: tuple(x for x in entries if x.following is None or word in x.following)
        for word in words
    }
    always: dict[object, _Entry] = {}
    for entry in entries:
        if entry.following is None:
            label = entry.label
            told = several is None or label.role in several
            always.setdefault(
                len(always) if told else label.role, _Entry(entry.steps[:1], label, None)
            )
    return _Followed(by, tuple(always.values()))


def _all_words(steps: tuple[Step, ...]) -> frozenset[str]:
    """Return the words of all ``steps``."""
    return frozenset[str]().union(*(step.words for step in steps))


class Lexicon:
    """Finds the phrases it was made of."""

    def __init__(
        self,
        phrases: Sequence[tuple[Phrase, Label]],
        index: Beginnings | None = None,
        several: frozenset[str] | None = None,
    ) -> None:
        """Take the phrases, and where they begin if somebody knows that already.

        ``several`` are the roles of which it matters who says so, None for all of them; of the
        others it is told once what a dozen languages call the same in the same words.
        """
        self._several = several
        self._phrases = phrases
        self._mixed, self._by_word = index or beginnings(phrase for phrase, _ in phrases)
        self._followed: dict[str, _Followed] = {}
        self._found: dict[str, list[Mark]] | None = None
        self._texts: dict[str, Looked] = {}
        self._last: tuple[str, Looked] | None = None

    def __enter__(self) -> None:
        """Look at each text once, until the end, and keep nothing then: digits stand in them.

        Several ask of the same stretch of a mail, and again once a card in another was masked.
        """
        self._found = {}

    def __exit__(self, *_: object) -> None:
        """Forget all of them."""
        self._found = self._last = None
        self._texts.clear()

    def looked(self, text: str) -> Looked:
        """Return what is known of a text to those who asked of it before, to be added to."""
        if self._found is None or len(text) > _LONGEST_STRETCH:
            return Looked(text)
        if len(text) > _LONGEST_TEXT:
            if self._last is None or self._last[0] != text:
                self._last = text, Looked(text)
            return self._last[1]
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            known = self._texts[text] = Looked(text)
        return known

    def find(self, text: str) -> list[Mark]:
        """Return the phrases that stand in ``text``, which has been through :func:`plain`."""
        known = self._found
        if known is None:
            return self._find(text)
        found = known.get(text)
        if found is None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            found = known[text] = self._find(text)
        return found

    def _find(self, text: str) -> list[Mark]:
        words = tokens_of(text)
        apart = _NONE if "".join(words).isalpha() else _mixed(words) - self._mixed
        token = None
        if apart and self._mixed.isdisjoint(words):
            # All that is mixed falls apart: at once that takes a third of word by word.
            words, token, apart = _PART.findall(text), _PART, _NONE
        elif apart:
            words = [part for word in words for part in _parts(word, apart)]
        words.append("")
        tokens: list[tuple[int, int]] = []
        found = []
        for index in compress(range(len(words)), map(self._by_word.__contains__, words)):
            entries = self._beginning(words[index], words[index + 1])
            if entries and not tokens:  # where no phrase can begin nobody asks where words stand
                tokens = _places(text, token or _token_in(text), apart)
            told: dict[tuple[int, str], None] = {}
            for entry in entries:
                last = _match(entry.steps, words, tokens, index)
                if last is None or (last, entry.label.role) in told:
                    continue
                start, end = tokens[index][0], tokens[last][1]
                found.append(Mark(start, end, entry.label, " ".join(words[index : last + 1])))
                if self._several is not None and entry.label.role not in self._several:
                    told[last, entry.label.role] = None
        return found

    def _beginning(self, word: str, following: str) -> tuple[_Entry, ...]:
        """Return the entries that may begin with two words.

        Hundreds begin with "the": to ask each of them took two thirds of the time.
        """
        followed = self._followed.get(word)
        if followed is None:
            followed = self._followed[word] = _followed(list(self._entries(word)), self._several)
        return followed.by.get(following, followed.always)

    def _entries(self, word: str) -> Iterator[_Entry]:
        """Yield the phrases that can begin with a word, from there on."""
        for number in self._by_word[word]:
            phrase, label = self._phrases[number]
            for index, step in enumerate(_leading(phrase.steps)):
                if word in step.words:
                    rest = _next_words(phrase.steps[index + 1 :])
                    yield _Entry(phrase.steps[index:], label, rest)


def tokens_of(text: str) -> list[str]:
    """Return the words and numbers of a plain text."""
    return (_ASCII_TOKEN if text.isascii() else TOKEN).findall(text)


def _token_in(text: str) -> re.Pattern[str]:
    """Return what a token of a plain text is."""
    return _ASCII_TOKEN if text.isascii() else TOKEN


def _parts(word: str, apart: frozenset[str]) -> Sequence[str]:
    """Return a word, or a word and a number: "cvv12" that no phrase has."""
    return _PART.findall(word) if word in apart else (word,)


def _places(text: str, token: re.Pattern[str], apart: frozenset[str]) -> list[tuple[int, int]]:
    """Return the half-open ranges of the words of a text, those to be told ``apart`` by parts."""
    found = [word.span() for word in token.finditer(text)]
    if not apart:
        return found
    return [part for place in found for part in _places_of_parts(text, place, apart)]


def _places_of_parts(
    text: str, place: tuple[int, int], apart: frozenset[str]
) -> Iterable[tuple[int, int]]:
    if text[slice(*place)] not in apart:
        return (place,)
    return [part.span() for part in _PART.finditer(text, *place)]


def _mixed(words: Iterable[str]) -> frozenset[str]:
    """Return the words that hold figures and letters."""
    return frozenset(filterfalse(str.isdigit, filterfalse(str.isalpha, words)))


def _next_words(steps: tuple[Step, ...]) -> frozenset[str] | None:
    """Return the words of which one comes first where ``steps`` go on, None if they may be over."""
    words: frozenset[str] = frozenset()
    for step in steps:
        words = words | step.words if words else step.words
        if not step.optional:
            return words
    return None


def _match(
    steps: tuple[Step, ...], words: list[str], tokens: list[tuple[int, int]], index: int
) -> int | None:
    """Return the index of the last token of a phrase that begins at ``index``, if one does."""
    last = None
    for step in steps:
        reachable = index < len(tokens) and (
            last is None or tokens[index][0] - tokens[last][1] <= WIDEST_GAP
        )
        if reachable and words[index] in step.words:
            last = index
            index += 1
        elif not step.optional:
            return None
    return last
