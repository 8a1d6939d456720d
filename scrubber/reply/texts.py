"""What answers are made of: one file a language below ``rules/replies``, and the shop's own.

A shop's file of the same name replaces single texts; what it leaves out stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomli

from scrubber.errors import RuleError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "replies"

NAMES = (
    "subject", "greeting", "greeting_by_name", "card", "question", "reminder", "why", "due", "link",
    "host", "expires", "paid", "general", "own_way", "phone", "in_person", "transfer", "bank",
    "never", "genuine", "delete", "delete_question", "closing",
)  # fmt: skip
"""Every text that a language has."""

_LINTS = ("urgent", "blame", "thanks", "never")


@dataclass(frozen=True, slots=True)
class Texts:
    """One language: Jinja templates by name, and the words that the lint looks for.

    ``urgent`` and ``blame`` may not stand in an answer; one of ``thanks`` and one of ``never``
    ("we never ask for ...") must.  All are lower case.  ``question`` holds phrases by role, see
    :mod:`scrubber.reply.question`.
    """

    language: str
    title: str
    templates: dict[str, str]
    urgent: tuple[str, ...]
    blame: tuple[str, ...]
    thanks: tuple[str, ...]
    never: tuple[str, ...]
    question: dict[str, tuple[str, ...]]


def load(rules: Path, own: Path | None = None) -> dict[str, Texts]:
    """Return the texts of every language, by its code.  Raises RuleError."""
    packaged = {path.stem: _read(path) for path in sorted((rules / FOLDER).glob("*.toml"))}
    if own is not None:
        for path in sorted((own / FOLDER).glob("*.toml")):
            packaged[path.stem] = _merged(packaged.get(path.stem, {}), _read(path))
    return {code: _texts(code, table) for code, table in packaged.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        message = f"{path}: cannot be read as TOML in UTF-8"
        raise RuleError(message) from None
    unknown = set(table.get("texts", {})) - set(NAMES)
    if unknown:
        message = f"{path}: no text is named {min(unknown)}; known: {', '.join(NAMES)}"
        raise RuleError(message)
    return table


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    tables = {
        name: base.get(name, {}) | own.get(name, {}) for name in ("texts", "lint", "question")
    }
    return base | own | tables


def _texts(code: str, table: dict[str, Any]) -> Texts:
    templates = table.get("texts", {})
    missing = [name for name in NAMES if not isinstance(templates.get(name), str)]
    if missing:
        message = f"{FOLDER}/{code}.toml: the text {missing[0]} is missing"
        raise RuleError(message)
    lint = table.get("lint", {})
    words = {name: tuple(str(word).lower() for word in lint.get(name, ())) for name in _LINTS}
    question = {role: tuple(phrases) for role, phrases in table.get("question", {}).items()}
    return Texts(code, str(table.get("title", code)), templates, question=question, **words)
