"""Classes of customer mail without any card data: whatever stands in them must stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.labelled import everyday, mime, numbers
from tests.labelled.markup import html
from tests.labelled.registry import harmless

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.labelled.model import Labelled
    from tests.labelled.writer import Writer

PHRASES: Final = (
    "talk",
    "price",
    "size",
    "access",
    "year",
    "masked",
    "tracking",
    "customer",
    "imei",
    "iban",
    "ean",
    "long_order",
)
# Words that name a security code or a card elsewhere, and here do not.
TRAPS: Final = (
    "The promo code SPRING{three} did not work, error code {three}.",
    "Please call me on extension {three}.",
    "CVE-2023-1{three} is fixed on your site, says my son.",
    "The fabric is CVC 60/40, {three} g per square metre.",
    "Room {three}, ward 4, ask for Sister Ruth.",
    "We fly home on LH {three} and are back by noon.",
    "My library card is no. {id}.",
    "The loyalty card has {three} points on it.",
    "The last three digits of the serial number are {three}.",
    "The back of the chair is {three} mm high.",
    "The safe in room {house} opens with {pin}.",
    "Colour code RAL {pin}, please not RAL 9{three}.",
    "It expires on 12/27, said the voucher, value {small} EUR.",
    "The guarantee is valid until 03/2029.",
    "The security code of the alarm is {pin}, please switch it off when you deliver.",
    "Postcode {pin}, house {house}, code word Otter.",
    "The gift card has the number {id}.",
    "The door at the back has code {three}.",
)
PHONES: Final = (
    "+49 (0)89 4111 1{three}",
    "+44 (0) 20 7946 0{three}",
    "0034 611 22 33 {three}",
    "+1-555-010-0{three}",
    "8-800-555-3{three}",
    "+48 {three} {three} {three}",
    "06.12.34.5{three}",
    "+86 138 0013 8{three}",
    "+7 (495) 123-4{three}, 123-4{three}",
    "Fax +49 89 4111-1{three}",
    "WhatsApp +5511 98765 4{three}",
)


def phrases(writer: Writer, name: str) -> Labelled:
    """Write a letter with one or two phrases of one kind."""
    return _letter(
        writer, "\n".join(_phrase(writer, name) for _ in range(writer.rng.randint(1, 2)))
    )


def mixture(writer: Writer) -> Labelled:
    """Write a letter with several everyday numbers of all kinds."""
    chosen = writer.rng.sample(PHRASES, 4)
    return _letter(writer, "\n".join(_phrase(writer, name) for name in chosen))


def trap(writer: Writer) -> Labelled:
    """Write a letter with a number beside a word that means a card elsewhere."""
    return _letter(writer, writer.fill(writer.pick(TRAPS)))


def phones(writer: Writer) -> Labelled:
    """Write a letter with a long signature."""
    lines = [writer.fill(writer.pick(PHONES)) for _ in range(3)]
    street = writer.chatter("delivery")
    return _letter(writer, "\n".join(["--", writer.person, street, *lines, "www.post.example"]))


def identities(writer: Writer) -> Labelled:
    """Write the number of a person or company with some state."""
    return _letter(writer, everyday.identity(writer.rng))


def technical(writer: Writer, number: Callable[[Random], str]) -> Labelled:
    """Write a number that a program or device shows."""
    return _letter(writer, f"{writer.chatter('opening')}\n{number(writer.rng)}")


def in_html(writer: Writer) -> Labelled:
    """Write a letter with everyday numbers as HTML."""
    middle = "\n".join(_phrase(writer, name) for name in writer.rng.sample(PHRASES, 3))
    page = mime.text(html(writer, writer.letter(middle)), "html", encoding=writer.encoding())
    return writer.done(writer.mail(page))


def chain(writer: Writer) -> Labelled:
    """Write an answer below which a conversation about an order is quoted."""
    lines = [writer.chatter("opening"), ""]
    for depth in range(1, 4):
        lines.append("> " * (depth - 1) + writer.chatter("wrote"))
        told = [writer.chatter("shop"), _phrase(writer, writer.rng.choice(PHRASES)), writer.person]
        lines += ["> " * depth + line for line in told]
    return writer.done(writer.plain("\n".join(lines) + "\n"))


def _phrase(writer: Writer, name: str) -> str:
    values = {kind: number(writer.rng) for kind, number in everyday.EVERYDAY.items()}
    return writer.phrase(name, **values)


def _letter(writer: Writer, middle: str) -> Labelled:
    return writer.done(writer.plain(writer.letter(middle)))


def _epoch(rng: Random) -> str:
    return (
        f"[{rng.randint(1_600_000_000, 1_790_000_000)}{numbers.figures(rng, rng.choice((3, 6)))}]"
    )


TECHNICAL: Final[dict[str, Callable[[Random], str]]] = {
    "epoch": lambda rng: f"checkout failed at {_epoch(rng)} {_epoch(rng)}",
    "coordinates": lambda rng: f"{rng.uniform(40, 60):.14f}, {rng.uniform(3, 30):.14f}",
    "UUID": lambda rng: f"session {rng.getrandbits(128):032x}, id {rng.getrandbits(63)}",
    "SIM": lambda rng: f"ICCID {everyday.iccid(rng)}",
    "version": lambda rng: f"Firefox/118.0 build 2026{numbers.figures(rng, 10)} on 10.0.19045.3570",
    "address": lambda rng: (
        f"from 192.168.{rng.randint(0, 255)}.17 and 2001:db8::{rng.randint(1, 99)}"
    ),
    "link": lambda rng: f"https://shop.example/p?id={numbers.luhn_number(rng, 16, '4')}&s=1",
    "reference": lambda rng: f"ARN 7{numbers.figures(rng, 22)}",
    "serial": lambda rng: (
        f"S/N {numbers.figures(rng, 4)}-{numbers.figures(rng, 4)}-A{rng.randint(0, 9)}"
    ),
    "table": lambda rng: "\n".join(
        "\t".join(str(rng.randint(1, 10 ** rng.randint(2, 5))) for _ in range(4)) for _ in range(5)
    ),
}
for _name in PHRASES:
    harmless(_name.replace("_", " "), phrases, _name)
for _name, _number in TECHNICAL.items():
    harmless(_name, technical, _number)
harmless("mixture", mixture)
harmless("trap", trap)
harmless("phones", phones)
harmless("identities", identities)
harmless("HTML letter", in_html)
harmless("reply chain", chain)
