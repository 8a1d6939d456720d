"""Twenty customers in eight languages, cards in one mail and in two: one right answer each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from scrubber import scrub
from tests.answers.shop import CONFIG, Shop
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.next_hop import NextHop

WHOLE: Final = {
    "en": "Hello, please charge the rest for the oak table to my card {card}. Kind regards",
    "es": "Buenos días, les dejo el número de mi tarjeta para pagar el resto: {card}. Un saludo",
    "de": "Guten Tag, bitte buchen Sie den Rest von meiner Karte ab: {card}. Viele Grüße",
    "pl": "Dzień dobry, proszę pobrać resztę z mojej karty: {card}. Pozdrawiam serdecznie",
    "ru": "Здравствуйте, спишите, пожалуйста, остаток с моей карты: {card}. Спасибо",
    "fr": "Bonjour, veuillez débiter le solde de ma carte : {card}. Bien cordialement",
    "it": "Buongiorno, addebitate pure il resto sulla mia carta: {card}. Cordiali saluti",
    "nl": "Goedendag, schrijf de rest maar af van mijn kaart: {card}. Met vriendelijke groet",
}
HALVES: Final = {
    "en": ("the first half of my card number is {first}", "and here is the rest: {rest}"),
    "es": ("la primera mitad de mi tarjeta es {first}", "y aquí va el resto: {rest}"),
    "de": ("die erste Hälfte meiner Kartennummer ist {first}", "und hier der Rest: {rest}"),
    "pl": ("pierwsza połowa numeru karty to {first}", "a tu reszta: {rest}"),
}
GREETING: Final = {
    "en": "Hello", "es": "Hola", "de": "Guten Tag", "pl": "Dzień dobry",
    "ru": "Здравствуйте", "fr": "Bonjour", "it": "Buongiorno", "nl": "Goedendag",
}  # fmt: skip
CARD: Final = ("4111 1111", "1111 1111")


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with one open order; ``recorded`` says whether it names his language."""

    number: int
    language: str
    texts: tuple[str, ...]
    recorded: bool

    @property
    def address(self) -> str:
        """His address, which stands on his order."""
        return f"c{self.number}@customer{self.number}.example"

    @property
    def line(self) -> str:
        """His order, as the shop's table has it."""
        language = self.language if self.recorded else ""
        return f"{7000 + self.number},{self.address},,{language},EUR,{self.number + 10}.00,10.00,"


def customers() -> Iterator[Customer]:
    """Yield twenty: two with whole cards in each language, four with a card in two mails."""
    first, rest = CARD
    number = 0
    for recorded in (True, False):
        for language, text in WHOLE.items():
            number += 1
            yield Customer(number, language, (text.format(card=" ".join(CARD)),), recorded)
    for language, texts in HALVES.items():
        number += 1
        written = tuple(text.format(first=first, rest=rest) for text in texts)
        yield Customer(number, language, written, recorded=True)


@pytest.mark.long
def test_everybody_has_one_right_answer(
    tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop, submission: NextHop
) -> None:
    """Right language, right order, right amount, no digit of a card."""
    everybody = list(customers())
    directory = tmp_path_factory.mktemp("languages")
    head = "number,emails,name,language,currency,total,paid,label"
    orders = "\n".join([head, *(customer.line for customer in everybody), ""])
    (directory / "orders.csv").write_text(orders, encoding="utf-8")
    config = CONFIG.format(port=submission.port).replace("_hour = 50", "_hour = 1")
    next_hop.play()
    with Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config) as relay:
        shop = Shop(relay, submission.play())
        for customer in everybody:
            for text in customer.texts:
                assert shop.send(customer.address, text) == 250
        wait_until(lambda: len(shop.answers.mails) >= len(everybody), "the answers", 60)
        answers = {shop.read(mail)["To"]: shop.read(mail) for mail in shop.answers.mails}
        assert len(shop.answers.mails) == len(everybody)
    for customer in everybody:
        part = answers[customer.address].get_body(("plain",))
        assert part is not None
        plain = part.get_content()
        assert plain.startswith(GREETING[customer.language])
        link = f"order={7000 + customer.number}&amount={customer.number}.00&currency=EUR"
        assert link in plain
        assert scrub(b"\r\n\r\n" + plain.encode()).findings == ()
