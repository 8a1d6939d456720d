"""Fifty cards of twenty customers in eight languages, in one mail and in two, each answered."""

from __future__ import annotations

from dataclasses import dataclass
from email.header import Header
from typing import TYPE_CHECKING, Final

import luhn
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
    "ru": ("первая половина номера карты {first}", "а вот остальное: {rest}"),
    "fr": ("la première moitié de mon numéro de carte est {first}", "et voici le reste : {rest}"),
    "it": ("la prima metà del numero della carta è {first}", "ed ecco il resto: {rest}"),
    "nl": ("de eerste helft van mijn kaartnummer is {first}", "en hier de rest: {rest}"),
}
SUBJECT: Final = {
    "en": "order", "es": "pedido", "de": "Bestellung", "pl": "zamówienie",
    "ru": "заказ", "fr": "commande", "it": "ordine", "nl": "bestelling",
}  # fmt: skip
GREETING: Final = {
    "en": "Hello", "es": "Hola", "de": "Guten Tag", "pl": "Dzień dobry",
    "ru": "Здравствуйте", "fr": "Bonjour", "it": "Buongiorno", "nl": "Goedendag",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One card for one order, in one mail or in two; the record may know the language."""

    order: int
    address: str
    language: str
    texts: tuple[str, ...]
    recorded: bool

    @property
    def amount(self) -> str:
        """What is due."""
        return f"{self.order - 6900}.00"

    @property
    def line(self) -> str:
        """The order, as the shop's table has it."""
        language = self.language if self.recorded else ""
        return f"{self.order},{self.address},,{language},EUR,{self.order - 6890}.00,10.00,"


def made_up(seed: int) -> str:
    """Return a card number that no card has: of a test range, with its check digit."""
    number = f"400000{seed * 7919 % 10**9:09d}"
    return str(luhn.append(number))


def cards() -> Iterator[Card]:
    """Yield fifty: two or three of each customer, a third of them in two mails."""
    order = 7000
    for customer in range(20):
        language = list(WHOLE)[customer % 8]
        address = f"c{customer}@customer{customer}.example"
        for _ in range(2 + customer % 2):
            order += 1
            number = made_up(order)
            groups = [number[start : start + 4] for start in range(0, 16, 4)]
            first, rest = " ".join(groups[:2]), " ".join(groups[2:])
            if order % 3:
                written: tuple[str, ...] = (WHOLE[language],)
            else:
                written = HALVES[language]
            card = " ".join(groups)
            texts = tuple(text.format(card=card, first=first, rest=rest) for text in written)
            # Half of a card and a few words may be too little to tell a language by.
            recorded = len(texts) > 1 or order % 2 == 0
            yield Card(order, address, language, texts, recorded)


@pytest.mark.long
def test_every_card_has_one_right_answer(
    tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop, submission: NextHop
) -> None:
    """Right language, right order, right amount, no digit of a card, and all lints pass."""
    sent = list(cards())
    assert len(sent) == 50
    assert len({card.address for card in sent}) == 20
    directory = tmp_path_factory.mktemp("languages")
    head = "number,emails,name,language,currency,total,paid,label"
    orders = "\n".join([head, *(card.line for card in sent), ""])
    (directory / "orders.csv").write_text(orders, encoding="utf-8")
    config = CONFIG.format(port=submission.port).replace("_hour = 50", "_hour = 1")
    next_hop.play()
    with Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config) as relay:
        shop = Shop(relay, submission.play())
        for card in sent:
            first = Header(f"{SUBJECT[card.language]} {card.order}", "utf-8").encode()
            for subject, text in zip((first, "Re:"), card.texts, strict=False):
                number = card.order * 10 + (subject == "Re:")
                thread = f"<{card.order * 10}.{card.address}>"
                code = shop.send(
                    card.address, text, number=number, Subject=subject, References=thread
                )
                assert code == 250
        wait_until(lambda: len(shop.answers.mails) >= len(sent), "the answers", 100)
        assert len(shop.answers.mails) == len(sent)
        assert "lint" not in relay.output
        answers = {read["In-Reply-To"]: read for read in map(shop.read, shop.answers.mails)}
    for card in sent:
        answer = answers[f"<{card.order * 10}.{card.address}>"]
        part = answer.get_body(("plain",))
        assert part is not None
        plain = part.get_content()
        assert answer["To"] == card.address
        assert plain.startswith(GREETING[card.language]), card
        assert f"order={card.order}&amount={card.amount}&currency=EUR" in plain
        assert scrub(b"\r\n\r\n" + plain.encode()).findings == ()
