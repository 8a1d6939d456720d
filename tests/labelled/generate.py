"""Makes labelled mails: every class and language in turn, the same bytes for the same seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from tests.labelled import (
    codes,
    harmless,
    letters,
    machines,
    markup,
    places,
    positives,
    scripts,
)
from tests.labelled.reader import read
from tests.labelled.registry import CLASSES
from tests.labelled.stock import LANGUAGES, stock
from tests.labelled.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.labelled.model import Labelled

# Each of these puts down its classes when it is imported, in this order.
KINDS_OF_CLASSES: Final = (positives, scripts, codes, markup, places, harmless, machines, letters)
ATTEMPTS: Final = 60


def mails(seed: int, count: int, *, held_out: bool = False, name: str = "") -> Iterator[Labelled]:
    """Return ``count`` labelled mails, of the classes whose name holds ``name``."""
    names = [known for known in CLASSES if name in known]
    for number in range(count):
        turn, place = divmod(number, len(names))
        language = LANGUAGES[(turn * 5 + place) % len(LANGUAGES)]
        yield _mail(f"{seed}:{number}", names[place], language, held_out=held_out)


def _mail(seed: str, name: str, language: str, *, held_out: bool) -> Labelled:
    """Return a mail in which each secret has one place only: others are written anew."""
    for attempt in range(ATTEMPTS):
        rng = Random(f"{seed}:{name}:{language}:{held_out}:{attempt}")  # noqa: S311 - not a secret
        writer = Writer(name, rng, stock(language, held_out=held_out), held_out=held_out)
        mail = CLASSES[name](writer)
        if plainly_placed(mail):
            return mail
    raise RuntimeError(f"no mail of class {name} in {language} has its secrets in one place each")


def plainly_placed(mail: Labelled, *, subject: bool = False) -> bool:
    """Return whether each secret stands in the mail, and at most once in each place of it.

    Only card numbers stand in header fields, and with ``subject`` others in that one; three digits
    that another field holds are no code.
    """
    free = ("", "Subject") if subject else ("",)
    readings = read(mail.raw)
    for secret in mail.secrets:
        places = [reading for reading in readings if secret.shown in reading.text]
        twice = any(place.text.count(secret.shown) > 1 for place in places)
        hidden = secret.kind != "pan" and any(place.field not in free for place in places)
        if not places or twice or hidden:
            return False
    return True
