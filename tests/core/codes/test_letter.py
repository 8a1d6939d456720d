"""All that a letter speaks of says what its only three digits are."""

from __future__ import annotations

from functools import cache

import pytest

from scrubber import rulebook
from scrubber.core.scrub import scrub


@cache
def masked(text: str) -> bool:
    """Say whether a code is masked in a letter, with the rules as they are."""
    head = "From: anna@post.example\nContent-Type: text/plain; charset=utf-8\n\n"
    return bool(scrub((head + text).encode(), rulebook.load()).findings)


TOLD = {
    "what was forgotten": "Sorry, forgot the last bit!! (927)",
    "what matters most": "Mince, j'ai oublié le principal… 694 !",
    "a mere code in brackets": "ay el código!! (697)",
    "a code that was not written": "Sakra, já ten kód nenapsal. 418.",
    "a sentence of its own": "Moin, 791. Das war die Nummer, die noch fehlte. Bis Donnerstag!",
    "beside a month": "Jest! Karta spadła za kanapę. Czyli 02/30 i 798. Kasia",
    "behind a month": "Karte: 798 und 02/30. Das war alles.",
    "near a month": "Also Ablauf is 04-29 und de drei Ziffern san 318. Was brauchens noch?",
    "though a gate is near": "We asked for the gate. Sorry, forgot the last bit!! (927)",
    "far from a card": "As 4111 1111 1111 1111 you have, here is the thing I forgot, sorry for "
    "that, it was a long day and we had so much to do, the last bit (318)",
    "in the sentence of a card": "Мой карточка 4111 1111 1111 1111 год 10/2028 задний номер 697.",
    "below a month": "Kaartje teruggevonden!\n09/26\n677\nJoost",
    "apart, on a line": "Guten Tag,\n\n6 1 7\n\nabsichtlich auseinander, die Nummer.",
    "in words": "The code the gentleman asked for is, let me hold up the lamp, five one nine.",
    "in words, of the back": "Die Zahlen waren zwei acht fünf. Nett erklärt mit der Rückseite.",
    "in words, beside others": "The code you asked for, five one nine. We are at 635 by now.",
    "the right one": "Pomyliłam karty! Tamten numerek był z bankomatowej. Właściwy to 537.",
    "on the other side": "Please look at the other side of the card. There I see 183.",
    "at the beginning": "623 это код, номер у тебя остался?",
    "and what is joined on": "my mum says the number on the back is 063 and can you send the sofa",
    "something else far off": "Il numero della carta che voleva per il tavolo da giardino della "
    "nonna alla fine era 318.",
    "asked for by phone": "As you asked on the phone, the right digits are 318.",
    "of security": "security 318 as asked",
    "of one sentence": "On the card, just where my late husband signed it, there stands 318",
    "beside an order": "The bit you asked for: 318, order 4471.",
    "besides the goods": "My wife drives the old car home now and I am to send you the thing you "
    "asked for. 318.",
    "an answer": "Sorry, I forgot it: 318\n\n> Which code is on the back of your card?",
    "as Turkish says it": "Kartın arkasındaki sayı 720'ymiş, sormuştunuz. Osman",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=list(TOLD))
def test_a_letter_tells_of_its_code(text: str) -> None:
    """Though no word of it names one."""
    assert masked(text)


ELSE = {
    "a price": "You asked for the card. I forgot, it is 318 EUR",
    "a length": "You asked for the number, I forgot: 318 cm",
    "a version": "The code you asked for, I forgot the last bit: 4.1.7",
    "a thing": "You asked for the number of the house: 318",
    "a door": "You asked for the code for the gate, I forgot it: 318",
    "what nobody knows": "You asked for the number and the alcove is 318.",
    "an address": "Sorry, forgot the last bit: Zebrzydowicka 318",
    "an amount": "You asked for the card, please charge 318",
    "of so many": "You asked for the number, it is one of 318",
    "two of them": "Sorry, forgot the last bit!! (927) (635)",
    "others in the sentence": "I forgot the number, 44180 or 55190 or 66770 or 318",
    "no topic": "as promised: 318",
    "a mere code": "code: 318",
    "a part of a number": "Missing digits of the card: 318",
    "never told": "Never forget the last bit (318)",
    "a program": "I forgot the last bit (318);\nfoo->bar()",
    "masked before": "Sorry, forgot the last bit: *** (927)",
    "a bulky letter": "Sorry, forgot the last bit!! (927)" + " we hope so" * 300,
    "something else in the sentence": "Is the code for the lamp, you asked for it, the leg, 318",
    "somebody's": "The code for Harringtons is what I forgot. Blue please. It is at 318",
    "the back of a thing": "Hello again. The label on my lamp: number on the back is 616.",
    "an error": "Kartla ödeme reddedildi, yazmıştınız, hata 243. Kart 1421 ile bitiyor.",
    "a manner of speaking": "Only three digits? It's as easy as 1-2-3!",
    "glued to a word": "You asked for the number of the card, your page is called pay-318?",
    "masked digit by digit": "Sorry, forgot the last bit: * * * (927)",
    "a telephone's": "You asked for my extension, I forgot: 318",
    "a size told by phone": "As you asked on the phone, the width: 318. I paid by card.",
    "said of something else afterwards": "Sorry, forgot it: the old chair. It is the 318 chair",
    "an answer": "Oh, I forgot. The number is 318\n\n> Thanks! Which room number is it?",
    "of goods nearby": "We forgot the screws. The reverse? It says so on the drawer. So 318",
}


@pytest.mark.parametrize("text", ELSE.values(), ids=list(ELSE))
def test_a_letter_tells_of_something_else(text: str) -> None:
    """Or of nothing: a bare number answers some question."""
    assert not masked(text)
