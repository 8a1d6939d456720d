"""Classes about what stands beside a number: security codes, dates, one-time codes, blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.labelled import numbers
from tests.labelled.registry import positive
from tests.labelled.scripts import words_of

if TYPE_CHECKING:
    from tests.labelled.model import Labelled
    from tests.labelled.writer import Writer


def code_alone(writer: Writer) -> Labelled:
    """Write the security code in a mail that holds no card number."""
    return _letter(writer, writer.code(writer.card("visa"), near=False))


def code_and_expiry(writer: Writer) -> Labelled:
    """Write security code and expiry in a mail that holds no card number."""
    lines = [
        writer.code(writer.card("visa"), near=False),
        writer.phrase("expiry", expiry=writer.expiry_date()),
    ]
    writer.rng.shuffle(lines)
    return _letter(writer, writer.rng.choice((", ", "\n")).join(lines))


def code_with_card(writer: Writer, network: str = "") -> Labelled:
    """Write a card number and then its security code, also in vague words."""
    card = writer.card(network)
    lines = [writer.pay(_printed(writer, card.groups), card.digits), writer.code(card)]
    if writer.chance(0.2):
        lines.reverse()
    return _letter(writer, writer.rng.choice((", ", "\n", ". ", "\n\n")).join(lines))


def code_apart(writer: Writer) -> Labelled:
    """Write the security code with signs between its digits, without a card number."""
    card = writer.card("visa")
    digits = writer.code_digits(card)
    written = writer.pick((" ", "-", ".", " - ", ", ")).join(digits)
    middle = writer.code_as(card, writer.secret("cvv", digits, written), near=False)
    return _letter(writer, middle)


def code_spelled(writer: Writer) -> Labelled:
    """Spell the security code out, with or without a card number in the mail."""
    card = writer.card("visa")
    digits, words = writer.code_digits(card), words_of(writer)
    written = writer.pick((" ", ", ", "-")).join(words[int(digit)] for digit in digits)
    middle = writer.code_as(card, writer.secret("cvv", digits, written), near=False)
    if writer.chance(0.5):
        middle = f"{writer.pay(_printed(writer, card.groups), card.digits)}\n{middle}"
    return _letter(writer, middle)


def expiry(writer: Writer) -> Labelled:
    """Write a card number and its expiry, with a word for it or at once behind the number."""
    card = writer.card()
    sentence = writer.pay(_printed(writer, card.groups), card.digits)
    date = writer.expiry_date()
    more = date if writer.chance(0.3) else writer.phrase("expiry", expiry=date)
    return _letter(writer, sentence + writer.rng.choice((", ", "\n", " ", " - ")) + more)


def one_time_code(writer: Writer) -> Labelled:
    """Write a code that the customer's bank or payment app gave him."""
    digits = numbers.figures(writer.rng, 6)
    written = writer.pick((digits, f"{digits[:3]} {digits[3:]}", f"{digits[:3]}-{digits[3:]}"))
    return _letter(writer, writer.phrase("otp", otp=writer.secret("otp", digits, written)))


def block(writer: Writer) -> Labelled:
    """Write number, name, expiry and code on lines of their own, without any label."""
    card = writer.card()
    lines = [writer.secret("pan", card.digits, _printed(writer, card.groups)), writer.person]
    tail = [writer.numeric_expiry(), _code(writer, card)]
    ways = (lines + tail, [*lines[::-1], *tail], [lines[0], *tail, lines[1]], [lines[0], *tail])
    gap = writer.pick(("\n", "\n\n", "\n", " \n"))
    return _letter(writer, gap.join(writer.pick(ways)))


def one_line(writer: Writer) -> Labelled:
    """Write number, expiry and code one behind the other on a line, without labels."""
    card = writer.card()
    number = writer.secret("pan", card.digits, _printed(writer, card.groups))
    between = writer.pick((" ", ", ", " / ", "  ", "; ", " - ", " | "))
    what = [number, writer.numeric_expiry(), _code(writer, card)]
    lead = writer.pick(("", "Visa ", "", "MC ", ""))
    return _letter(writer, lead + between.join(what))


def at_once(writer: Writer) -> Labelled:
    """Write a card number and behind it, after a space, its security code."""
    card = writer.card()
    number = writer.secret("pan", card.digits, _printed(writer, card.groups))
    between = writer.pick((" ", "  ", "/", ", "))
    return _letter(writer, writer.phrase("card", card=number + between + _code(writer, card)))


def two_cards(writer: Writer) -> Labelled:
    """Write two card numbers, one behind the other."""
    pair = [writer.card(), writer.card()]
    shown = [writer.secret("pan", card.digits, _printed(writer, card.groups)) for card in pair]
    between = writer.pick((" ", "\n", ", ", " / ", "\t", "; "))
    return _letter(writer, writer.phrase("card", card=between.join(shown)))


def glued(writer: Writer) -> Labelled:
    """Write a card number without a space to the words beside it."""
    card = writer.card()
    number = writer.secret("pan", card.digits, _printed(writer, card.groups))
    ways = ("card{}", "visa{}exp", "Nr.{}", "no{}", "cc:{}thanks", "#{}", "nr{}.", "({})", "'{}'")
    return _letter(writer, f"{writer.chatter('greeting')} {writer.pick(ways).format(number)}")


def neighbours(writer: Writer) -> Labelled:
    """Write a card number behind or before other numbers, only a space between."""
    card = writer.card()
    number = writer.secret("pan", card.digits, _printed(writer, card.groups))
    ways = ("2026 {}", "1. {}", "HW-4711 {}", "{} 2 x", "1) {}", "12 {}", "{} 350,00 EUR")
    return _letter(writer, writer.phrase("card", card=writer.pick(ways).format(number)))


def halves(writer: Writer) -> Labelled:
    """Write the two halves of a number in two sentences, each named as what it is."""
    card = writer.card("visa")
    middle = [_half(writer, "first", card.digits[:8]), writer.chatter("opening")]
    if writer.chance(0.6):
        middle.pop()
    middle.append(_half(writer, "second", card.digits[8:]))
    return _letter(writer, writer.rng.choice(("\n", ", ", "\n\n")).join(middle))


def _half(writer: Writer, name: str, digits: str) -> str:
    written = " ".join(numbers.cut(digits, (4,))) if writer.chance(0.5) else digits
    return writer.phrase(name, half=writer.secret("pan", digits, written))


def track(writer: Writer) -> Labelled:
    """Write what a magnetic stripe holds (ISO/IEC 7813), as a swiped card types it."""
    card = writer.card("visa")
    number = writer.secret("pan", card.digits, card.digits)
    rest = f"{writer.rng.randint(27, 33)}12101{numbers.figures(writer.rng, 10)}"
    writer.secret("free", rest, rest)
    ways = (f";{number}={rest}?", f"%B{number}^CLARKE/EMMA^{rest}?")
    return _letter(writer, writer.pick(ways))


def _code(writer: Writer, card: numbers.Card) -> str:
    digits = writer.code_digits(card)
    return writer.secret("cvv", digits, digits)


def _printed(writer: Writer, groups: list[str]) -> str:
    return writer.rng.choice((" ", " ", "", "-")).join(groups)


def _letter(writer: Writer, middle: str) -> Labelled:
    return writer.done(writer.plain(writer.letter(middle)))


positive("code: alone", code_alone)
positive("code: alone with expiry", code_and_expiry)
positive("code: with card", code_with_card)
positive("code: of Amex", code_with_card, "amex")
positive("code: apart", code_apart)
positive("code: spelled", code_spelled)
positive("expiry", expiry)
positive("one-time code", one_time_code)
positive("block", block)
positive("on one line", one_line)
positive("code at once", at_once)
positive("two cards", two_cards)
positive("glued", glued)
positive("neighbours", neighbours)
positive("halves", halves)
positive("track", track)
