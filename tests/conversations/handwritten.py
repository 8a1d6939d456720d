"""Conversations written by hand, in the way of customers.

Those in ``by_hand/seen`` are used for tuning, those in ``by_hand/unseen`` are kept from it; a file
begins with its language.  In a text or subject ``{p1-8}`` are digits 1 to 8 of the card in groups
of four (``{p1-8-}`` with dashes, ``{p1-8_}`` without a gap), ``{s1-8}`` spelled out, ``{w9-16}``
digits with a mistake, ``{card}`` all of them, ``{code}`` and ``{exp}`` what goes with it,
``{e:May 2029}`` a date in words, and ``{x:148}`` digits that only look like a code.  ``who`` sends:
0 is the shop, 1 and 2 are the customer's mailboxes; ``after`` counts minutes, and ``at`` those
until a conversation begins, where others must meet it.  A mail answers the one before, unless it
has a ``new`` subject or ``re`` is false.
"""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from tests.conversations.follow import code_of, date_of
from tests.conversations.model import Secret
from tests.conversations.people import Mailbox, Person
from tests.conversations.writing import START, Writer
from tests.labelled.numbers import card

if TYPE_CHECKING:
    from tests.conversations.model import Conversation

DIRECTORY: Final = Path(__file__).parent / "by_hand"
DAYS: Final = 10
KINDS: Final = {"code": "code", "exp": "expiry", "card": "whole"}
SPELLED: Final = {
    "de": "null eins zwei drei vier fünf sechs sieben acht neun",
    "en": "zero one two three four five six seven eight nine",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "it": "zero uno due tre quattro cinque sei sette otto nove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
}
_MARK = re.compile(
    r"\{(?:(?P<part>[pws])(?P<low>\d+)-(?P<high>\d+)(?P<gap>[-_]?)|e:(?P<date>[^}]+)"
    r"|(?P<name>[a-z]+)(?::(?P<value>\d+))?)\}"
)


def handwritten(seed: int, *, held_out: bool = False) -> list[Conversation]:
    """Return the conversations used for tuning, or those kept from it."""
    written = []
    for path in sorted((DIRECTORY / ("unseen" if held_out else "seen")).glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["conversation"]
        for index, entry in enumerate(entries):
            rng = Random(f"{seed} {path.stem} {index}")  # noqa: S311 - not for secrets
            written.append(_write(entry, path.stem.partition("-")[0], rng))
    return written


def _write(entry: dict[str, Any], language: str, rng: Random) -> Conversation:
    """Write the mails of one conversation."""
    writer = Writer(entry["name"], rng, language, 0, held_out=False)
    boxes = [_mailbox(rng, field) for field in entry["from"]]
    writer.person = Person(boxes[0], boxes[-1], "by hand")
    begins = entry.get("at", rng.randrange(DAYS * 24 * 60))
    writer.clock = START + timedelta(minutes=begins)
    digits = card(rng, entry.get("card", "visa")).digits
    values = {"code": code_of(writer), "exp": date_of(writer), "card": _grouped(digits, "")}
    subject = entry["subject"]
    for mail in entry["mails"]:
        writer.clock += timedelta(minutes=mail.get("after", 0), seconds=rng.randrange(50))
        fresh = mail.get("new")
        subject = fresh or subject
        text, secrets = _filled(mail["text"], digits, values, language)
        titled, above = _filled(subject, digits, values, language)
        answers = bool(writer.thread) and fresh is None and mail.get("re", True)
        writer.send(
            mail.get("who", 1),
            text,
            above + secrets,
            subject=titled,
            answers=answers,
            quote=mail.get("quote", False),
            stays=mail.get("stays", False),
        )
    return writer.conversation


def _mailbox(rng: Random, field: str) -> Mailbox:
    name, _, address = field.removesuffix(">").rpartition("<")
    return Mailbox(name.strip(), address, f"203.0.{rng.randrange(1, 250)}.{rng.randrange(1, 250)}")


def _filled(
    text: str, digits: str, values: dict[str, str], language: str
) -> tuple[str, tuple[Secret, ...]]:
    """Return a text with its digits, and what in it is to be found."""
    secrets: list[Secret] = []

    def fill(found: re.Match[str]) -> str:
        if found["value"]:
            return found["value"]
        if found["date"]:
            secrets.append(Secret("expiry", found["date"], found["date"]))
            return found["date"]
        if found["name"]:
            shown = values[found["name"]]
            secrets.append(Secret(KINDS[found["name"]], shown, shown.replace(" ", "")))
            return shown
        piece = digits[int(found["low"]) - 1 : int(found["high"])]
        if found["part"] == "w":
            piece = piece[:-1] + str((int(piece[-1]) + 1) % 10)
        shown = _grouped(piece, found["gap"])
        if found["part"] == "s":
            words = SPELLED[language].split()
            shown = " ".join(words[int(digit)] for digit in piece)
        secrets.append(Secret("wrong" if found["part"] == "w" else "part", shown, piece))
        return shown

    return _MARK.sub(fill, text), tuple(secrets)


def _grouped(digits: str, gap: str) -> str:
    separator = {"": " ", "_": ""}.get(gap, gap)
    return separator.join(digits[at : at + 4] for at in range(0, len(digits), 4))
