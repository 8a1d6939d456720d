"""From a mail with a card to the answer in the sender's mailbox, through the real relay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answers.shop import CARD, CONFIG, ORDERS, Shop
from tests.fakes.script import say
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from tests.fakes.next_hop import NextHop


@pytest.fixture(scope="module")
def relay(
    tmp_path_factory: pytest.TempPathFactory, next_hop: NextHop, submission: NextHop
) -> Iterator[Relay]:
    """Run a relay that answers."""
    directory = tmp_path_factory.mktemp("answers")
    (directory / "orders.csv").write_text(ORDERS, encoding="utf-8")
    config = CONFIG.format(port=submission.port)
    with Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config) as running:
        yield running


def text(answer: EmailMessage) -> str:
    """Return the text twin."""
    part = answer.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_customer_is_sent_a_link_for_exactly_what_is_due(shop: Shop) -> None:
    """In the language of his order, under his own mail, with no digit of his card."""
    assert shop.send("anna@customer.example", f"Moja karta {CARD}", number=901) == 250
    answer = shop.answer()
    plain = text(answer)
    assert "Dzień dobry, Anna Nowak!" in plain
    assert "480,00\N{NO-BREAK SPACE}zł" in plain
    link = "https://pay.shop.example/?order=1042&amount=480.00&currency=PLN"
    assert link in plain
    assert answer["To"] == "anna@customer.example"
    assert answer["From"].addresses[0].addr_spec == "shop@shop.example"
    assert answer["In-Reply-To"] == "<901.anna@customer.example>"
    assert answer["References"].split() == ["<0.anna@customer.example>", answer["In-Reply-To"]]
    assert answer["Auto-Submitted"] == "auto-replied"
    assert "1111" not in plain
    html = answer.get_body(("html",))
    assert html is not None
    assert link.replace("&", "&amp;") in html.get_content()


def test_a_paid_order_gets_no_link(shop: Shop) -> None:
    """It is said so, in the order's language."""
    shop.send("jan@customer.example", f"order 1043, card {CARD}")
    plain = text(shop.answer())
    assert "vollständig bezahlt" in plain
    assert "pay.shop.example" not in plain


GENERAL = {
    "somebody who has no order": ("eva@customer.example", "Hello, please take my card " + CARD),
    "somebody with two open orders": ("two@customer.example", "Hello, please take " + CARD),
    "an order of somebody else": ("eva@customer.example", "Hello, for order 1042 take " + CARD),
}


@pytest.mark.parametrize("mail", GENERAL.values(), ids=list(GENERAL))
def test_no_amount_is_told_where_there_is_doubt(shop: Shop, mail: tuple[str, str]) -> None:
    """The answer names neither order nor sum, and its link has no empty parameter."""
    shop.send(*mail)
    plain = text(shop.answer())
    assert "1042" not in plain
    assert "480" not in plain
    assert "https://pay.shop.example/\n" in plain


def test_who_asks_first_is_answered_before_he_mails_anything(shop: Shop) -> None:
    """In the language in which he asked."""
    shop.send("eva@customer.example", "Guten Tag, darf ich meine Kartendaten per Mail schicken?")
    assert "dass Sie fragen" in text(shop.answer())


def test_a_mail_without_card_gets_no_answer(shop: Shop) -> None:
    """And neither does one whose author is not proven; the one after them does."""
    shop.send("anna@customer.example", "When do you open?")
    shop.send("anna@customer.example", f"card {CARD}", results="dmarc=fail")
    shop.send("jan@customer.example", f"order 1043, card {CARD}")
    assert shop.answer()["To"] == "jan@customer.example"
    assert len(shop.answers.mails) == 1
    assert "no answer: DMARC: fail" in shop.relay.output


def test_a_mail_that_comes_twice_has_one_answer(shop: Shop) -> None:
    """A retry is the same mail; another one is not."""
    for _ in range(3):
        shop.send("anna@customer.example", f"card {CARD}", number=902)
    shop.send("anna@customer.example", f"card {CARD}", number=903)
    shop.answer(2)
    assert [mail.message.count(b"In-Reply-To: <902.") for mail in shop.answers.mails] == [1, 0]


def test_a_mail_that_was_refused_has_no_answer(shop: Shop, next_hop: NextHop) -> None:
    """Nobody reads it, so nobody answers."""
    next_hop.play({".": say("554 5.7.1 no")})
    assert shop.send("anna@customer.example", f"card {CARD}") == 554
    next_hop.play()
    shop.send("jan@customer.example", f"order 1043, card {CARD}")
    assert shop.answer()["To"] == "jan@customer.example"
    assert len(shop.answers.mails) == 1


def test_a_submission_server_that_is_down_gets_it_later(shop: Shop, submission: NextHop) -> None:
    """Before the last dot nothing was taken."""
    answers = submission.play({"MAIL": [say("421 4.3.0 not now")]})
    shop.send("anna@customer.example", f"card {CARD}")
    wait_until(lambda: len(answers.mails) == 1, "the answer")


TWO = "two@customer.example"


def test_an_order_is_known_from_earlier_mails_of_the_thread(shop: Shop) -> None:
    """The customer named it in a mail without a card; now he only sends the card."""
    shop.send(TWO, "When is order 1045 due?", number=910)
    shop.send(TWO, f"Here is my card: {CARD}", References=f"<910.{TWO}>")
    assert "?order=1045&amount=20.00&currency=EUR" in text(shop.answer())


def test_an_order_is_known_from_the_shops_mail_of_the_thread(shop: Shop) -> None:
    """What the shop has sent through the relay counts, and what a customer quotes of it."""
    staff = "shop@shop.example"
    shop.send(staff, "Order 1044 is ready.", number=911, results="none", To=TWO)
    shop.send(TWO, f"My card: {CARD}", In_Reply_To=f"<911.{staff}>", References="")
    assert "?order=1044&" in text(shop.answer())
    quoted = f"My card: {CARD}\r\n\r\nOn 1 March 2026 the shop wrote:\r\n> Order 1045 is ready."
    shop.send(TWO, quoted)
    assert "?order=1045&" in text(shop.answer(2))


def test_who_replies_to_an_answer_means_its_order(shop: Shop) -> None:
    """And gets the next one in the same language."""
    shop.send(TWO, f"Guten Tag, für Bestellung 1044 bitte diese Karte belasten: {CARD}")
    first = shop.answer()
    shop.send(TWO, CARD, In_Reply_To=first["Message-ID"], References="")
    second = text(shop.answer(2))
    assert "?order=1044&" in second
    assert second.startswith(text(first)[:9])


def test_a_thread_of_others_tells_nothing(shop: Shop) -> None:
    """Whoever does not stand on the order gets the general answer."""
    shop.send(TWO, "When is order 1045 due?", number=912)
    shop.send("eva@customer.example", f"Card: {CARD}", References=f"<912.{TWO}>")
    assert "1045" not in text(shop.answer())


def test_the_last_digits_of_a_card_name_no_order(shop: Shop) -> None:
    """They stay in a masked number, and an order of the same number is not meant."""
    shop.send(TWO, f"Order 1044, and my card is {CARD}.")
    assert "?order=1044&" in text(shop.answer())


def test_a_line_of_asterisks_holds_nobody_up(shop: Shop) -> None:
    """Each could begin a masked number, and everybody waits while one mail is looked at."""
    line = "*" * 200
    assert shop.send("anna@customer.example", f"{line}\n* * * *\n{line}\n{CARD}") == 250
    assert "1042" in text(shop.answer())


@pytest.mark.parametrize("word", ["=?utf-8?b?YWJjZ?=", "=?utf-8?q?=zz?=", "=?no-charset?q?a?="])
def test_a_broken_subject_costs_no_answer(shop: Shop, word: str) -> None:
    """Programs cut encoded words where a line is full."""
    shop.send("anna@customer.example", f"my card {CARD}", Subject=f"order {word}")
    assert "order" in shop.answer()["Subject"]


def test_nobody_of_the_shop_is_answered(shop: Shop) -> None:
    """The address's domain is the shop's own if the website has it; a longer one is another."""
    shop.send("staff@shop.example", f"card {CARD}")
    shop.send("staff@my-shop.example", f"card {CARD}")
    assert shop.answer()["To"] == "staff@my-shop.example"
    assert len(shop.answers.mails) == 1
    assert "no answer: it is our own" in shop.relay.output


INJECTED = {
    "subject": {"Subject": "=?utf-8?q?x=0D=0ABcc:_evil=40evil.example?="},
    "long subject": {"Subject": "x" * 900},
    "links in the subject": {"Subject": "pay at evil.example or https://evil.example/x"},
    "message id": {"Message_ID": "<1@a> Bcc: evil@evil.example"},
    "references": {"References": "<a@b> evil@evil.example <" + "x" * 900 + "@b>"},
    "template": {"Subject": "{{ 7 * 7 }} {% for x in y %}"},
}


@pytest.mark.parametrize("fields", INJECTED.values(), ids=list(INJECTED))
def test_nothing_that_a_sender_writes_gets_into_the_answer(
    shop: Shop, fields: dict[str, str]
) -> None:
    """One recipient, a short subject, no address of his, and the display name not at all."""
    named = '"Evil {{ 7*7 }} https://evil.example" <anna@customer.example>'
    shop.send("anna@customer.example", f"card {CARD}", None, From=named, **fields)
    answer = shop.answer()
    assert answer["Bcc"] is None
    assert [str(address) for address in answer["To"].addresses] == ["anna@customer.example"]
    assert len(answer["Subject"]) <= 84
    assert answer["Content-Language"] == "pl"
    raw = shop.answers.mails[0].message
    assert b"evil.example" not in raw
    assert b"49" not in text(answer).splitlines()[0].encode()
    assert [len(mail.recipients) for mail in shop.answers.mails] == [1]
