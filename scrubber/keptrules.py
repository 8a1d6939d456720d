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
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrubber.core import patterns
from scrubber.core import rules as values
from scrubber.core.language import alphabet, described, lexicon, senses, tables, triggers
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
    senses.__file__,
    tables.__file__,
    triggers.__file__,
    values.__file__,
)
"""The code besides the readers on which it depends what is kept."""

_NETWORK = Network._fields
_LOOKALIKE = Lookalike._fields


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
                file.write(marshal.dumps((self._key, _packed(rules), _codes(rules))))
            os.replace(temporary, self._path)


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
    labels = {label: number for number, label in enumerate({label for _, label in rules.phrases})}
    return (
        [_row(network, _NETWORK) for network in rules.networks],
        [_row(lookalike, _LOOKALIKE) for lookalike in rules.lookalikes],
        [tuple(label) for label in labels],
        [(phrase.text, labels[label]) for phrase, label in rules.phrases],
        tuple(number.digits for number in rules.test_numbers),
        (rules.months, rules.numbers, rules.repeats, rules.compounds),
        (rules.describing, rules.fingerprint),
        _packed_tables(rules.tables),
    )


def _packed_tables(tables: Tables) -> tuple[Any, ...]:
    told = {role: tuple(tables.told[role]) for role in tables.told}
    return tuple(tables.beginnings), told, tuple(tables.spelled)


def _row(value: Network | Lookalike, names: Iterable[str]) -> tuple[Any, ...]:
    fields = (getattr(value, name) for name in names)
    return tuple((x.name, x.digits) if isinstance(x, SecurityCode) else x for x in fields)


def _unpacked(kept: tuple[Any, ...]) -> Rules:
    """Return what :func:`_packed` was given."""
    networks, lookalikes, label_rows, phrases, test_numbers, numerals, rest, tables = kept
    labels = [Label(*row) for row in label_rows]
    months, numbers, repeats, compounds = numerals
    describing, fingerprint = rest
    rules = Rules(
        networks=tuple([_network(row) for row in networks]),
        phrases=tuple([(Phrase(text), labels[label]) for text, label in phrases]),
        lookalikes=tuple([Lookalike(*row) for row in lookalikes]),
        months=months,
        numbers=numbers,
        repeats=repeats,
        compounds=compounds,
        describing=describing,
        test_numbers=frozenset(map(Pan, test_numbers)),
        fingerprint=fingerprint,
    )
    vars(rules)["tables"] = _tables(tables)  # where a cached property has what it was asked for
    return rules


def _tables(kept: tuple[Any, ...]) -> Tables:
    beginnings, told, spelled = kept
    by_role = {role: Told(*told[role]) for role in told}
    return Tables(Beginnings(*beginnings), by_role, Spelled(*spelled))


def _network(fields: tuple[Any, ...]) -> Network:
    code = fields[-1] and SecurityCode(*fields[-1])
    return Network(*(*fields[:-1], code))
