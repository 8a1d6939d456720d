"""Letters for the tests: every occasion with everything, and with as little as there may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from scrubber.answers.rehearsal import EXAMPLE
from scrubber.answers.writing import holds_card_data
from scrubber.reply import texts
from scrubber.reply.compose import Answer, compose
from scrubber.reply.letter import Due, Letter, Link, Occasion, Sender
from scrubber.reply.lint import Rendered

RULES = Path(__file__).parents[2] / "rules"
TEXTS = texts.load(RULES)

FULL = EXAMPLE
BARE = Sender("Muebles Roble", "shop@shop.example", "https://shop.example")
DUE = Due("1042", Decimal("480.00"), "EUR", "Anna Nowak", "oak table")
LINK = Link("https://pay.provider.example/l/Ab3", "Provider", date(2026, 12, 1))
LETTER = Letter(Occasion.CARD, ("en",), FULL, "Re: my order 1042", DUE, LINK)

LETTERS = {
    "all there is": LETTER,
    "from a bare shop": replace(LETTER, sender=BARE, link=replace(LINK, expires=None)),
    "no link yet": replace(LETTER, link=None),
    "paid": replace(LETTER, due=replace(DUE, amount=Decimal(0)), link=None),
    "order not known": replace(LETTER, due=None, link=None),
    "general page": replace(LETTER, due=None, link=Link("https://pay.provider.example/", "P")),
    "asked before": replace(LETTER, occasion=Occasion.QUESTION, due=None, link=None),
    "no name on the order": replace(LETTER, due=replace(DUE, name="", label="")),
    "without decimals": replace(LETTER, due=replace(DUE, amount=Decimal(48000), currency="JPY")),
    "three decimals": replace(LETTER, due=replace(DUE, amount=Decimal("48.125"), currency="KWD")),
}


def rendered(letter: Letter, answer: Answer | None = None) -> Rendered:
    """Return a letter as it is looked over before it is sent."""
    return Rendered(
        letter=letter,
        answer=answer or compose(letter, TEXTS),
        texts=tuple(TEXTS[code] for code in letter.languages),
        sent_from=letter.sender.address,
        in_reply_to="<1@customer.example>",
        holds_card_data=holds_card_data,
    )
