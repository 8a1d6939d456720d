"""What is known of a mail around the digits that may be a piece of a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.core.dialogue.missing import NOTHING

if TYPE_CHECKING:
    from scrubber.core.dialogue.missing import Missing
    from scrubber.core.model import Position


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the mail around: how bare it is, whether a card is spoken of in it.

    ``curt`` says that it has hardly any words, ``handed_over`` that the words of a brief one hand
    something over, ``subject`` what the subject declares, ``asked_elsewhere`` that the mail it
    answers asks for a number that is none of a card, ``asked`` what of a card it asks for or the
    subject names, ``named`` what of a card it names and does not tell, ``told`` that a word about
    cards or their parts stands in the text at all, ``card`` that it says more than that something
    expires, ``others`` that the subject names numbers of another kind, ``wordless`` that what words
    there are say nothing: they are polite, or hand over.
    """

    bare: bool
    brief: bool
    spoken: bool
    curt: bool
    handed_over: bool
    subject: Position | None
    asked_elsewhere: bool = False
    asked: Missing = NOTHING
    named: Missing = NOTHING
    told: bool = True
    card: bool = False
    others: bool = False
    wordless: bool = False
