"""Whether somebody asks if he may mail his card: then he is answered before he does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.language.lexicon import Label, Lexicon, phrase
from scrubber.core.language.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrubber.reply.texts import Texts

ROLES = ("asking", "sending", "card")
"""A sentence that has a phrase of each, in one language, asks."""

_SENTENCE_END = re.compile(r"(?<=[?!.])\s|\n\s*\n")
_LONGEST = 4000  # characters of a mail's own words; whoever asks does so at the beginning


def lexicon(texts: Iterable[Texts]) -> Lexicon:
    """Return the phrases of all languages, each labelled with its role and its language."""
    return Lexicon(
        [
            (phrase(written), Label(role, text.language))
            for text in texts
            for role, phrases in text.question.items()
            for written in phrases
        ]
    )


def asked_in(own_words: str, known: Lexicon) -> str:
    """Return the language in which somebody asks whether he may mail his card, or nothing.

    ``own_words`` are the text without quotations.
    """
    for sentence in _SENTENCE_END.split(own_words[:_LONGEST]):
        found: dict[str, set[str]] = {}
        for mark in known.find(plain(sentence)):
            found.setdefault(mark.label.source, set()).add(mark.label.role)
        if language := _complete(found):
            return language
    return ""


def _complete(found: Mapping[str, set[str]]) -> str:
    return next((language for language, roles in found.items() if roles >= set(ROLES)), "")
