"""The only reader of ``rules/``: TOML files in, :class:`~scrubber.core.rules.Rules` out.

A checkout's ``rules/`` is read where the package lies beside it, so that an edited rule counts at
once; an installed package brings its own copy.  A directory of the owner's adds to them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from scrubber.errors import RuleError
from scrubber.keptrules import KeptRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scrubber.core.rules import Rules

FOLDERS = ("networks", "languages", "lookalikes")
_FINGERPRINT = 16  # hexadecimal digits


def directory() -> Path:
    """Return where the rules are: beside the package in a checkout, else within it."""
    from pathlib import Path

    return Path(_directory())


def _directory() -> str:
    package = os.path.dirname(os.path.dirname(__file__))
    checkout = f"{os.path.dirname(package)}/rules"
    return checkout if os.path.isdir(f"{checkout}/networks") else f"{package}/_rules"


def load(where: Path | None = None, *, own: Path | None = None) -> Rules:
    """Return the rules below ``where``, by default those in use, with those below ``own`` added.

    Raises :class:`RuleError`, which names file and key.
    """
    if own is None and where is None:
        return _packaged()
    return read(files(*filter(None, (where or directory(), own))))


@cache
def _packaged() -> Rules:
    own = os.path.dirname(__file__)
    readers = [f"{own}/{file}" for file in _listed(own, ".py")]
    where = _directory()
    kept = KeptRules(readers, __spec__.cached, [f"{where}/{file}" for file in _names(where)])
    rules = kept.load()
    if rules is None:
        rules = read(files(directory()))
        kept.save(rules)
    return rules


def fingerprint(*, own: Path | None = None) -> str:
    """Return the fingerprint of the rules that :func:`load` returns, without reading what they say.

    It is of all files, one behind the other.  Raises :class:`RuleError` as it does.
    """
    return fingerprint_of(text for _, text in files(*filter(None, (directory(), own))))


def fingerprint_of(texts: Iterable[str]) -> str:
    """Return the fingerprint of rules by the texts of their files."""
    from hashlib import sha256

    return sha256("".join(texts).encode()).hexdigest()[:_FINGERPRINT]


def paths(where: Path) -> list[Path]:
    """Return the rule files below a directory.  Raises :class:`RuleError` for one without any."""
    return [where / name for name in _names(str(where))]


def _names(where: str) -> list[str]:
    """Return the names of the rule files, with the folder of each.  Raises as :func:`paths`."""
    found = [f"{kind}/{name}" for kind in FOLDERS for name in _listed(f"{where}/{kind}", ".toml")]
    if not found:
        expected = "expected networks/, languages/ and lookalikes/ in it"
        message = f"{where}: no rule files; {expected}"
        raise RuleError(message)
    return found


def _listed(folder: str, ending: str) -> list[str]:
    """Return the names in a folder that have an ``ending``, sorted; none of one that is none."""
    with suppress(OSError):
        return sorted(name for name in os.listdir(folder) if name.endswith(ending))
    return []


def files(*directories: Path) -> Iterator[tuple[Path, str]]:
    """Yield each rule file below ``directories`` with its text.

    Raises :class:`RuleError` for one without any.
    """
    for where in directories:
        for path in paths(where):
            try:
                yield path, path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                message = f"{path}: cannot be read as UTF-8 text"
                raise RuleError(message) from None


def read(texts: Iterable[tuple[Path, str]]) -> Rules:
    """Return what files say, each given with its text.

    Raises :class:`RuleError`, which names file and key.
    """
    # Rules that are kept since the last time are read by nobody: what reads them can stay away.
    from scrubber.rulebook.reading import Book

    book = Book()
    for path, text in texts:
        book.add(path, text)
    if not book.networks:
        message = f"{path.parent.parent}: no networks; expected files in networks/"
        raise RuleError(message)
    return book.rules()
