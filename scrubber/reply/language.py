"""In which language a customer is answered; two where it is not sure.

Order record, then what the conversation used before, then the words of card data that were found
in the mail, then a statistical guess on the text he wrote himself, then the shop's own language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

_SURE = 0.9  # probability
_FEWEST = 12  # letters; below it a guess is none
_NO_WORDS = re.compile(r"(?<!\S)[^\s@]*+@\S*|https?://\S+|[\d*]+")


def choose(
    known: Collection[str],
    shop: str,
    *,
    recorded: str = "",
    before: str = "",
    named: Collection[str] = (),
    text: str = "",
) -> tuple[str, ...]:
    """Return one language code, or two where it is not sure.

    ``recorded`` is the order record's, ``before`` the one of an earlier answer in the thread,
    ``named`` the languages whose words for card data were found, ``text`` the writer's own.
    """
    for certain in (recorded, before, *(named if len(named) == 1 else ())):
        if certain in known:
            return (certain,)
    guess, probability = _guess(_NO_WORDS.sub(" ", text), known)
    if guess and probability >= _SURE:
        return (guess,)
    if not guess or guess == shop:
        return (shop,)
    return (guess, shop)


def _guess(text: str, known: Collection[str]) -> tuple[str, float]:
    if sum(character.isalpha() for character in text) < _FEWEST:
        return "", 0.0
    language, probability = _classifier(frozenset(known)).classify(text)
    return str(language), float(probability)


@cache
def _classifier(known: frozenset[str]) -> Any:  # noqa: ANN401 - its library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(known))
    return identifier
