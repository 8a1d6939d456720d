"""Classes of mails with a card number in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.labelled.numbers import NETWORKS
from tests.labelled.registry import positive
from tests.labelled.shapes import SHAPES

if TYPE_CHECKING:
    from tests.labelled.model import Labelled
    from tests.labelled.shapes import Variant
    from tests.labelled.writer import Writer


def network(writer: Writer, name: str) -> Labelled:
    """Write about a card of the network ``name``, typed as it is printed or without spaces."""
    card = writer.card(name)
    written = (" " if writer.chance(0.6) else "").join(card.groups)
    sentence = writer.pay(written, card.digits)
    return writer.done(writer.plain(writer.letter(writer.payment(sentence, card))))


def shape(writer: Writer, variants: list[Variant]) -> Labelled:
    """Write a number of an everyday network in one of the ``variants`` of a shape."""
    card = writer.card()
    written = writer.pick(variants)(card.groups)
    sentence = writer.pay(written, card.digits, bare=writer.chance(0.1))
    return writer.done(writer.plain(writer.letter(writer.payment(sentence, card))))


for _name in NETWORKS:
    positive(f"network: {_name}", network, _name)
for _name, _variants in SHAPES.items():
    positive(f"shape: {_name}", shape, _variants)
