"""Regular expressions that are compiled when they are first asked, or made of a code that was kept.

The core has more than a hundred, and most mails ask a third of them: to compile the others took a
fifteenth of the time in which a process starts and scrubs one mail.  To ask one costs a tenth of a
microsecond more, so what a mail asks dozens of times is compiled by :mod:`re` at once.

To compile those that a letter with a card asks was a quarter of all instructions between the start
of a process and the masked letter; to make them of kept codes is a hundredth.  No word of
:mod:`re` is for that, so its inside is asked: where that is another, all is compiled as ever.
"""

from __future__ import annotations

import re
import sys
from array import array
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, AnyStr, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Written = tuple[str | bytes, int]
    Code = tuple[bytes, int, int, dict[str, int]]

_MENDED = (3, 11, 5)
"""The Python from which on a group can be repeated for good."""

_TOKENS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<sign>[()])(?:(?<=\))(?P<repeated>[*+?]|\{[0-9,]+\})\+)?|.",
    re.DOTALL,
)
"""An escape, a set, a parenthesis with what repeats its group for good, or any other sign."""


_SIZE = "I"
"""Of one number of a code, as :mod:`array` calls it."""

_written: dict[Written, None] = {}
"""The patterns of the core with their flags; nothing that a mail says is ever in one."""

_kept: dict[Written, Code] = {}
"""What patterns are compiled to: the code, all flags, how many groups, and those with a name."""


def pattern(written: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what does as the pattern ``written`` does.  A wrong one fails when it is asked."""
    _written[written, int(flags)] = None
    return cast("re.Pattern[AnyStr]", _Late(written, flags))


class _Late:
    """A pattern that has the methods of a compiled one as they are asked for."""

    def __init__(self, written: str | bytes, flags: int) -> None:
        self._written = written
        self._flags = flags

    def __getattr__(self, name: str) -> Callable[..., object]:
        method: Callable[..., object] = getattr(
            compiled(cast("str", self._written), self._flags), name
        )
        setattr(self, name, method)
        return method


def compiled(written: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that can be asked at once.  Raises ``re.error`` for a wrong one."""
    kept = _kept.get((written, int(flags)))
    safe = in_whole_rounds(written)
    return _made(safe, *kept) if kept else re.compile(safe, flags)


def in_whole_rounds(written: AnyStr) -> AnyStr:
    """Return a pattern in which what repeats a group for good is an atomic group.

    Before Python 3.11.5 a group that is repeated so may end with half of a round:
    ``(?:a|bc)*+`` takes the "b" of "aabd" (https://github.com/python/cpython/issues/106052).
    """
    if sys.version_info >= _MENDED:
        return written
    if isinstance(written, bytes):
        return atomic(written.decode("latin-1")).encode("latin-1")
    return atomic(written)


def atomic(written: str) -> str:
    """Return a pattern with ``(?>(...)*)`` for each ``(...)*+``, which means the same."""
    made: list[str] = []
    opened: list[int] = []
    for token in _TOKENS.finditer(written):
        sign, repeated = token["sign"], token["repeated"]
        if sign == "(":
            opened.append(len(made))
        start = opened.pop() if sign == ")" else 0
        if repeated:
            made.insert(start, "(?>")
            made.append(f"){repeated})")
        else:
            made.append(token[0])
    return "".join(made)


@cache
def of_lookalike(written: str) -> re.Pattern[str]:
    """Return a look-alike's pattern, compiled on first use: most mails need none.

    ``regex`` is for what ``re`` does not know, as classes of Unicode are; for all else ``re`` will
    do, and compiles in a third of the time.  Raises ``regex.error``.
    """
    try:
        return compiled(written, re.ASCII)
    except re.error:
        import regex

        return cast("re.Pattern[str]", regex.compile(written, regex.ASCII))


def _made(
    written: AnyStr, code: bytes, flags: int, groups: int, named: dict[str, int]
) -> re.Pattern[AnyStr]:
    """Return the pattern that was compiled to ``code``, which :mod:`re` looks through again."""
    names = {number: name for name, number in named.items()}
    numbered = tuple(map(names.get, range(groups + 1)))
    steps = array(_SIZE, code).tolist()
    made: re.Pattern[AnyStr] = import_module("_sre").compile(
        written, flags, steps, groups, named, numbered
    )
    return made


def codes(more: Iterable[Written] = ()) -> dict[Written, Code]:
    """Return what the patterns of the core, and ``more``, are compiled to: values to be kept."""
    found = {each: _code(*each) for each in (*_written, *more)}
    return {each: code for each, code in found.items() if code}


def _code(written: str | bytes, flags: int) -> Code | None:
    """Return what a pattern is compiled to, None if this Python does not say, or knows no such."""
    try:
        safe = in_whole_rounds(cast("str", written))
        parsed = import_module("re._parser").parse(safe, flags)
        steps = import_module("re._compiler")._code(parsed, flags)  # noqa: SLF001 - see above
        known = re.compile(safe, flags)
        code = array(_SIZE, steps).tobytes(), known.flags, known.groups, dict(known.groupindex)
        return code if _made(safe, *code) == known else None
    except (ImportError, AttributeError, TypeError, re.error):
        return None


def use(kept: dict[Written, Code]) -> None:
    """Make patterns of the codes in ``kept`` from now on, those that were not asked yet."""
    _kept.update(kept)
