"""The rules as they were read last, kept beside the byte code of the package that reads them.

Reading ninety files takes longer than scanning a mail.  What is kept counts only for the very same
files and the very same code, known by their sizes and times as Python knows the source of its byte
code, so an edited rule counts at once.  It is trusted as that byte code is: whoever can write there
could change the program itself.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from array import array
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, overload

from scrubber.core import patterns
from scrubber.core import rules as values
from scrubber.core.language import alphabet, described, lexicon, senses, tables, triggers
from scrubber.core.language import once as language_of_once
from scrubber.core.language.describing import Describing
from scrubber.core.language.lexicon import Beginnings, Label, Phrase
from scrubber.core.language.tables import Spelled, Tables
from scrubber.core.language.triggers import Told
from scrubber.core.numbers import issuers
from scrubber.core.numbers.issuers import Network, SecurityCode
from scrubber.core.numbers.pan import Pan
from scrubber.core.rules import Lookalike, Rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

_MAKERS = (
    __file__,
    alphabet.__file__,
    described.__file__,
    issuers.__file__,
    lexicon.__file__,
    language_of_once.__file__,
    patterns.__file__,
    senses.__file__,
    tables.__file__,
    triggers.__file__,
    values.__file__,
)
"""The code besides the readers on which it depends what is kept."""

_ASKED = (
    "coded",
    "counted",
    "descriptive",
    "ending",
    "ends_of_order_labels",
    "forms",
    "hundreds",
    "kin",
    "kin_in_two_words",
    "owned",
    "part_words",
    "passcodes",
    "somebodys",
    "tables",
    "things",
    "weighed",
)
"""What most mails ask of rules that is made of them: plain values, and the tables."""

_WITHOUT_REFERENCES = 2
"""A version of :mod:`marshal` that writes equal values equally."""

_OFFSETS: Final = "I"
_LABELS: Final = "H"


Value = TypeVar("Value")


class KeptRules:
    """The one file with the rules kept for a module."""

    def __init__(
        self,
        readers: Iterable[str | PathLike[str]],
        cached: str | None,
        files: Iterable[str | PathLike[str]],
    ) -> None:
        """Name the file: ``readers`` read the ``files``, byte code of theirs is at ``cached``."""
        self._path = f"{os.path.splitext(cached)[0]}.rules" if cached else None
        self._key = [sys.version, *map(_identity, (*files, *readers, *_MAKERS))]

    def load(self) -> Rules | None:
        """Return the rules, None where there are none for these files."""
        if self._path is None:
            return None
        try:
            with open(self._path, "rb") as file:
                key, kept, codes = marshal.loads(file.read())  # noqa: S302 - see above
            if key != self._key:
                return None
            patterns.use(codes)
            return _unpacked(kept)
        except (OSError, EOFError, ValueError, TypeError):
            return None

    def save(self, rules: Rules) -> None:
        """Keep ``rules``, if this user may write there."""
        if self._path is None:
            return
        temporary = f"{self._path}.{os.getpid()}"
        with suppress(OSError):
            with open(temporary, "wb") as file:
                file.write(marshal.dumps(_once((self._key, _packed(rules), _codes(rules)), {})))
            os.replace(temporary, self._path)


def _once(value: Value, known: dict[bytes, object]) -> Value:
    """Return a value with equal ones in it as one, which :mod:`marshal` then reads once."""
    made: Any = value
    if isinstance(value, dict):
        made = {_once(key, known): _once(value[key], known) for key in value}
    elif isinstance(value, list | tuple | frozenset):
        made = type(value)([_once(item, known) for item in value])
    return cast("Value", known.setdefault(marshal.dumps(made, _WITHOUT_REFERENCES), made))


def _identity(file: str | PathLike[str]) -> tuple[str, int, int]:
    """Return what changes with a file; of one that is gone nothing does."""
    try:
        status = os.stat(file)
    except OSError:
        return os.fspath(file), -1, -1
    return os.fspath(file), status.st_size, status.st_mtime_ns


def _codes(rules: Rules) -> dict[patterns.Written, patterns.Code]:
    """Return what the patterns are compiled to that a mail may ask."""
    from scrubber.core import scrub  # noqa: F401 - with it comes all of the core that has patterns

    written = [lookalike.pattern for lookalike in rules.lookalikes if lookalike.pattern]
    return patterns.codes((each, int(re.ASCII)) for each in written)


def _packed(rules: Rules) -> tuple[Any, ...]:
    """Return ``rules`` as values that :mod:`marshal` knows."""
    asked = {name: getattr(rules, name) for name in _ASKED}
    return (
        [(*network[:-1], network.code and tuple(network.code)) for network in rules.networks],
        [tuple(lookalike) for lookalike in rules.lookalikes],
        _packed_phrases(rules.phrases),
        tuple(number.digits for number in rules.test_numbers),
        (rules.months, rules.numbers, rules.repeats, rules.compounds),
        (dict(rules.describing), rules.once, rules.fingerprint),
        asked | {"tables": _packed_tables(rules.tables)},
    )


def _packed_phrases(phrases: Sequence[tuple[Phrase, Label]]) -> tuple[Any, ...]:
    texts = [phrase.text.encode() for phrase, _ in phrases]
    labels = list(dict.fromkeys(label for _, label in phrases))
    numbers = {label: number for number, label in enumerate(labels)}
    return (
        b"".join(texts),
        array(_OFFSETS, accumulate(map(len, texts), initial=0)).tobytes(),
        [tuple(label) for label in labels],
        array(_LABELS, [numbers[label] for _, label in phrases]).tobytes(),
    )


def _packed_tables(tables: Tables) -> tuple[Any, ...]:
    told = {role: tuple(tables.told[role]) for role in tables.told}
    return tuple(tables.beginnings), told, tuple(tables.spelled)


class _Phrases(Sequence[tuple[Phrase, Label]]):  # noqa: PLW1641 - as a list, it has no hash
    """Phrases that are made when they are asked for, as those few are whose words a mail has.

    To make all took a fortieth of the time in which a process starts and scrubs one mail.
    """

    def __init__(self, texts: bytes, offsets: bytes, labels: list[Any], numbers: bytes) -> None:
        """Take what :func:`_packed_phrases` made."""
        self._texts = texts
        self._offsets = memoryview(offsets).cast(_OFFSETS)
        self._labels = [Label(*row) for row in labels]
        self._numbers = memoryview(numbers).cast(_LABELS)

    def __len__(self) -> int:
        """Count them."""
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> tuple[Phrase, Label]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Phrase, Label]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Phrase, Label] | Sequence[tuple[Phrase, Label]]:
        """Return one of them with its label."""
        if isinstance(at, slice):
            return tuple(self)[at]
        number = range(len(self))[at]
        text = self._texts[self._offsets[number] : self._offsets[number + 1]].decode()
        return Phrase(text), self._labels[self._numbers[number]]

    def __eq__(self, other: object) -> bool:
        """Say whether they are the same."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)


def _unpacked(kept: tuple[Any, ...]) -> Rules:
    """Return what :func:`_packed` was given."""
    networks, lookalikes, phrases, test_numbers, numerals, rest, asked = kept
    months, numbers, repeats, compounds = numerals
    describing, once, fingerprint = rest
    rules = Rules(
        networks=tuple([_network(row) for row in networks]),
        phrases=_Phrases(*phrases),
        lookalikes=tuple([Lookalike(*row) for row in lookalikes]),
        months=months,
        numbers=numbers,
        repeats=repeats,
        compounds=compounds,
        describing=Describing(describing),
        once=once,
        test_numbers=frozenset(map(Pan, test_numbers)),
        fingerprint=fingerprint,
    )
    # Where a cached property has what it was asked for.
    vars(rules).update(asked, tables=_tables(asked["tables"]))
    return rules


def _tables(kept: tuple[Any, ...]) -> Tables:
    beginnings, told, spelled = kept
    by_role = {role: Told(*told[role]) for role in told}
    return Tables(Beginnings(*beginnings), by_role, Spelled(*spelled))


def _network(fields: tuple[Any, ...]) -> Network:
    code = fields[-1] and SecurityCode(*fields[-1])
    return Network(*(*fields[:-1], code))
