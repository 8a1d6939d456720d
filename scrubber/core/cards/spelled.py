"""Numbers written in words, and letters written for digits, as further views of a text.

"four one double one" and "4l11 OOOO" are read as people mean them; what was found is masked in the
words themselves.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate, compress, pairwise
from typing import TYPE_CHECKING

from scrubber.core.language.numberwords import room_in
from scrubber.core.language.plain import APOSTROPHES, plain, without_apostrophes
from scrubber.core.numbers.pan import SHORTEST
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from scrubber.core.language.compounds import Token
    from scrubber.core.language.triggers import Heard
    from scrubber.core.reading.view import View
    from scrubber.core.rules import Rules

_FEWEST = 3
"""So many number words in a row make a text worth reading as digits."""

_ROW = b"\1" * _FEWEST

_NEARBY = 500
"""Characters that are kept around what is looked for; what speaks for or against it is nearer."""

_LEFT_OUT = "\n\u2026\n"

_LONGEST = 8
_WIDEST = 2
_CLOSE_GAPS = (" ", "-")
_JOINING = pattern(r"[ ,\-\u2013]{1,3}|,?[ ]?\r?\n")
_FIGURE_BEFORE = pattern(r"[0-9][ ,\-\u2013\r\n]{0,3}\Z")
_FIGURE_BEHIND = pattern(r"[ ,\-\u2013\r\n]{0,3}[0-9]")
_BESIDE = 4
_AND = frozenset(("y", "e", "et", "und", "i", "and", "en", "a"))
_AND_CODED = frozenset(word.encode() for word in _AND)
_TYPED_FOR_DIGITS = frozenset(b"oqli")
_FIGURES_CODED = frozenset(b"%d" % figure for figure in range(10))
_FIGURES = frozenset("0123456789")
_LETTER = pattern(r"[^\W\d_]")
_WORD = pattern(r"([^\W_]++(?:['\u2019\u02bc][^\W_]++)*+)")
_MIXED = pattern(
    # What may not stand before is asked behind the first character: so that is what is looked for.
    r"[0-9OoQlIi](?<![^\W_].)(?:"
    r"(?<=[0-9])[0-9]*+[OoQlIi][0-9OoQlIi]*+|(?<=[OoQlIi])[OoQlIi]*+[0-9][0-9OoQlIi]*+|"
    # "You'll" has no elevens.
    r"(?<=[OolI])(?<!['\u2019].)[OolI]{1,7})(?![^\W_])"
)
_LONGEST_MIXED = 19
_MEANT = str.maketrans("OoQlIi", "000111")
_KINDS = bytes.maketrans(b"0123456789OoQlI", b"0" * 10 + b"O" * 5)


def may_hold(heard: Heard, rules: Rules) -> bool:
    """Say whether a text may hold a number in words: several in a row, or figures between them.

    "From nine to six" is none.
    """
    marked = heard.words & rules.spelled_alone or heard.words & rules.spelled_within
    return bool(marked) and _in_series(heard.order, rules)


def longest(heard: Heard, rules: Rules) -> int:
    """Return how many digits a number can have at most that is written in words, or ends in one.

    Figures beside the words count: "8888 188 one".  Of one as long as a card's nobody asks more.
    """
    said, order = rules.digits_said, heard.order
    marks = bytes(map(said.__contains__, order))
    longest = done = 0
    # Only beside words of numbers is anything counted: a third of the time, in a table a tenth.
    while (at := marks.find(1, done)) >= 0:
        start = at
        while start > done and _digits_in(order[start - 1], said) is not None:
            start -= 1
        digits, done = 0, start
        while done < len(order) and (count := _digits_in(order[done], said)) is not None:
            digits += count
            done += 1
            if done > at and digits >= SHORTEST:
                return digits
        longest = max(longest, digits)
    return longest


def _digits_in(word: bytes, said: Mapping[bytes, int]) -> int | None:
    """Return how many digits a word or number stands for at most, None if no number goes on."""
    if word.isdigit():
        return len(word)
    if word in said:
        return said[word]
    if _TYPED_FOR_DIGITS.issuperset(word):
        return len(word)
    return 0 if word in _AND_CODED else None


def _in_series(order: list[bytes], rules: Rules) -> bool:
    """Say whether number words follow each other, joining words and lone figures between."""
    alone = rules.spelled_alone
    chained = bytes(map(_chained(rules.spelled_any).__contains__, order))
    if _ROW not in chained:  # "a" and "one" are all over a text, but rarely beside each other
        return False
    count = 0
    before = -1
    worded = opened = False  # "a" of "a hundred" opens a number
    # Most words are none of a number: passing over them in C takes a fifth of the time.
    for at in compress(range(len(order)), chained):
        word = order[at]
        if at > before + 1:
            count = 0
            worded = opened = False
        before = at
        if word in alone or (opened and word in rules.spelled_within):
            count += 1
            worded = True
        elif word in _FIGURES_CODED:
            count += 1
        if worded and count >= _FEWEST:
            return True
        opened = word in rules.spelled and word not in alone
    return False


@cache
def _chained(words: frozenset[bytes]) -> frozenset[bytes]:
    """Return what may stand within a series of number words."""
    return words.union(_AND_CODED, _FIGURES_CODED)


def has_letters_for_digits(raw: bytes) -> bool:
    """Say whether a letter that looks like a digit touches one; ``raw`` has ASCII within."""
    kinds = raw.translate(_KINDS)
    return b"0O" in kinds or b"O0" in kinds


def with_letters_read(view: View) -> View:
    """Return ``view`` with the letters people type for digits read as these."""
    return view.respelled(_MIXED.sub(_meant, view.text))


def _meant(mixed: re.Match[str]) -> str:
    """Return the digits that somebody typed letters for."""
    typed = mixed[0]
    return typed.translate(_MEANT) if len(typed) <= _LONGEST_MIXED else typed


def with_words_read(view: View, rules: Rules) -> View:
    """Return ``view`` with the number words of all languages read as digits."""
    return view.edited(list(_numbers(view.text, rules)))


def around_words_read(view: View, rules: Rules) -> View | None:
    """Return the same of what stands near number words, None where there are none.

    The rest is read as it is anyway.
    """
    said = list(_numbers(view.text, rules))
    if not said:
        return None
    places = [(start, end) for start, end, _ in said]
    return view.edited(sorted((*said, *_far_from(places, view.text))))


def near(view: View, places: Iterable[tuple[int, int]]) -> View:
    """Return ``view`` without what stands far from all of some places in it."""
    return view.edited(list(_far_from(sorted(places), view.text)))


def _far_from(places: Iterable[tuple[int, int]], text: str) -> Iterator[Token]:
    """Yield what stands far from all of some ``places``, which are in order, as left out."""
    done = 0
    for start, end in (*places, (len(text), len(text))):
        low = done + _NEARBY if done else 0
        high = start - _NEARBY if start < len(text) else len(text)
        # Cut at letters only, so that no number is.
        first = _LETTER.search(text, low, max(low, high))
        if first and high - first.start() > _NEARBY:
            while not _LETTER.match(text, high - 1):
                high -= 1
            yield first.start(), high, _LEFT_OUT
        done = max(done, end)


def _numbers(text: str, rules: Rules) -> Iterator[tuple[int, int, str]]:
    """Yield the number words of ``text`` with the digits they mean."""
    series: list[Token] = []
    worded = False
    before = 0
    for start, end, digits, word in _digits_said(text, rules):
        gap = text[before:start]
        before = end
        if series and gap != " " and not _JOINING.fullmatch(gap):
            yield from _joined(series, text) if worded and not _is_lone(series, text) else ()
            series, worded = [], False
        series.append((start, end, digits))
        worded = worded or word
    yield from _joined(series, text) if worded and not _is_lone(series, text) else ()


def _is_lone(series: list[Token], text: str) -> bool:
    """Say whether a series is a single digit with no figures beside it, that says nothing.

    What a word means in one language it hardly does in another: "au dos" is no "au 2".
    """
    start, end, digits = series[0][0], series[-1][1], "".join(said for _, _, said in series)
    before = _FIGURE_BEFORE.search(text, max(start - _BESIDE, 0), start)
    return len(digits) == 1 and before is None and _FIGURE_BEHIND.match(text, end) is None


def _joined(series: list[Token], text: str) -> Iterator[Token]:
    """Yield a series with its groups closed up: "four 1 one one, one ..." is 4111, 1....

    Commas and lines divide groups only where something closer holds these together.
    """
    gaps = [text[before[1] : behind[0]] for before, behind in pairwise(series)]
    if gaps.count(" ") == len(gaps):  # most are so: in a third of the time
        yield from [(start, end + 1, digits) for start, end, digits in series[:-1]]
        yield series[-1]
        return
    close = [gap for gap in gaps if gap in _CLOSE_GAPS]
    lines = [sum(len(token[2]) for token in line) for line in _lines(series, gaps)]
    wrapped = len(set(lines)) > 1
    for (start, end, digits), gap in zip(series, gaps, strict=False):
        joined = gap in _CLOSE_GAPS or (wrapped if "\n" in gap else not close)
        yield start, end + len(gap) if joined else end, digits
    yield series[-1]


def _lines(series: list[Token], gaps: list[str]) -> Iterator[list[Token]]:
    """Yield the series line by line."""
    line = series[:1]
    for token, gap in zip(series[1:], gaps, strict=True):
        if "\n" in gap:
            yield line
            line = []
        line.append(token)
    yield line


def _digits_said(text: str, rules: Rules) -> Iterator[tuple[int, int, str, bool]]:
    """Yield number words and lone figures with their digits, and whether it is a word."""
    shown = plain(text)
    written = _WORD.split(shown)  # what stands between, a word, what stands between, ...
    words = written[1::2]
    bounds = list(accumulate(map(len, written)))
    starts, ends = bounds[:-1:2], bounds[1::2]
    if any(sign in shown for sign in APOSTROPHES):
        # Most words have none: to ask for that takes a third of looking for them.
        words = [
            word if word.isascii() and word.isalnum() else without_apostrophes(word)
            for word in words
        ]
    compounds = rules.written_together
    # What looks like a compound hardly ever is one: then no word is looked at twice.
    if compounds.meet(shown) and (told := compounds.among(words)):
        parts = list(compounds.tokens(zip(starts, ends, words, strict=True), told))
        starts = [start for start, _, _ in parts]
        ends = [end for _, end, _ in parts]
        words = [word for _, _, word in parts]
    words.append("")
    begins, counted = rules.first_words, rules.counted
    done = 0
    # Most words are none of a number: passing over them in C takes a fifth of the time.
    for at in compress(range(len(words)), map(begins.__contains__, words)):
        # "three digits on the back" below a number in words says how many.
        counts = words[at + 1] in counted and "\n" in shown[ends[at - 1] : starts[at]]
        if at >= done and not counts:
            word = words[at]
            known = begins[word]
            if known.lone and words[at + 1] not in known.second:
                yield starts[at], ends[at], known.lone, True  # nearly all: in a third of the time
                continue
            if not known.longest:
                yield starts[at], ends[at], word, False  # a figure, with which no number begins
                continue
            near = slice(at, at + _LONGEST)
            tokens = list(zip(starts[near], ends[near], words[near], strict=False))
            used, digits = _number(tokens, rules)
            done = at + (used or 1)
            if used or word in _FIGURES:
                yield starts[at], ends[done - 1], digits or word, used > 0


def _number(tokens: list[Token], rules: Rules) -> tuple[int, str]:
    """Return how many of ``tokens`` make one number, and its digits; 0 if the first is none."""
    known = rules.first_words.get(tokens[0][2])
    longest = known.longest if known else 0
    words = [word for _, _, word in tokens]
    for length in range(1, min(longest, 2) + 1):  # "double four", "dwa razy cztery"
        times = rules.repeats.get(" ".join(words[:length]))
        if times and len(words) > length:
            digit = _digits(words[length], rules)
            if len(digit) == 1 and _close(tokens[: length + 1]):
                return length + 1, digit * times
    for length in range(min(longest, len(words)), 0, -1):  # "quatre vingt dix sept"
        digits = rules.numbers.get(" ".join(words[:length]), "")
        if digits and _close(tokens[:length]):
            return _with_rest(tokens, length, digits, rules)
    return 0, ""


def _with_rest(tokens: list[Token], used: int, digits: str, rules: Rules) -> tuple[int, str]:
    """Add what follows a round number: "twenty one", "veinte y uno", "nine hundred and two"."""
    room = room_in(digits)
    if room:
        for at in (used, used + 1):
            if at == used or (at < len(tokens) and tokens[used][2] in _AND):
                more, rest = _number(tokens[at:], rules) if at < len(tokens) else (0, "")
                if more and len(rest) <= room and rest.strip("0") and _close(tokens[: at + more]):
                    return at + more, digits[: -len(rest)] + rest
    return used, digits


def _digits(word: str, rules: Rules) -> str:
    """Return the digits that ``word`` means, or is."""
    return word if word.isascii() and word.isdigit() else rules.numbers.get(word, "")


def _close(tokens: list[Token]) -> bool:
    """Say whether the tokens follow each other with a space or a hyphen between."""
    return all(b[0] - a[1] <= _WIDEST for a, b in pairwise(tokens))
