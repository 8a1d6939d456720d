"""A code or a date that the subject or a quoted mail names, and a brief answer tells."""

from __future__ import annotations

import re

import pytest

from scrubber import rulebook
from scrubber.core.dialogue.missing import NOTHING, Missing, in_quoted, in_subject
from scrubber.core.language.plain import plain
from scrubber.core.scrub import scrub

RULES = rulebook.load()


def rest(text: str, subject: str = "order") -> str:
    """Return the body of a mail after scrubbing."""
    head = "From: anna@x.example\nSubject: {}\nContent-Type: text/plain; charset=utf-8\n\n"
    return scrub((head.format(subject) + text).encode(), RULES).message.decode().split("\n\n", 1)[1]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("CVV for my card", "274"),
        ("Re: CVV", "274"),
        ("Re: Security code of your card", "It is 274\n\nAnna"),
        ("Security code for my credit card", "Hello,\n\n274\n\nRegards\nAnna"),
        ("CVV", "The missing number: 274"),
        ("CVV", "Hi, 274. Anna"),
        ("CVV", "Dear Sir or Madam,\nhere it is: 274.\nWith very kind regards, Anna Schmidt-Holle"),
        ("Prüfnummer meiner Kreditkarte", "274"),
        (
            "AW: Sicherheitscode Ihrer Kreditkarte",
            "Guten Tag, es ist die 274\n\nGruß, Anna Schmidt",
        ),
        ("CVV de mi tarjeta", "son 274"),
        ("Code de sécurité de ma carte", "Bonjour, c'est le 274.\nCordialement, Anne Petit-Dubois"),
        ("CVV карты", "274"),
    ],
)
def test_a_code_named_by_the_subject(subject: str, text: str) -> None:
    """A short body answers what the subject names."""
    assert rest(text, subject) == text.replace("274", "***")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("order code", "274"),
        ("Code postal", "274"),
        ("Door code", "274"),
        ("Türcode", "es ist die 274"),
        ("Código de la puerta", "son 274"),
        ("CVV question", "Where do I find it? We live at number 274"),
        ("CVV and house number 274", "as told"),
        ("Which house number and which CVV", "274"),
        ("CVV does not work", "I tried three times. We live in house number 274."),
        ("CVV does not work", "I tried it three times at the shop in the Hauptstrasse 274 in town"),
        ("CVV", "It costs 274 €"),
    ],
)
def test_no_code_though_a_subject_stands_above(subject: str, text: str) -> None:
    """Another code is named, something is asked, or the digits are plainly something else."""
    assert rest(text, subject) == text


QUOTED = [
    "Please also send the CVC of your card.",
    "We also need the CVV code from the back of your card.",
    "Bitte schicken Sie uns noch die Prüfziffer Ihrer Karte.",
    "Nos falta el código de seguridad de la tarjeta.",
    "Il nous manque le code de sécurité de votre carte.",
    "We could not charge your card because the security code is missing.",
]


@pytest.mark.parametrize("asked", QUOTED)
@pytest.mark.parametrize(
    "text",
    ["Hi, it is 274.\nAnna", "the answer is 274", "Hallo, es ist die 274", "son 274", "274"],
)
def test_a_code_named_by_the_quoted_mail(asked: str, text: str) -> None:
    """With or without a question mark, in a short sentence or bare."""
    quoted = f"\n\nOn Sun, Nov 22, the shop wrote:\n> {asked}\n"
    assert rest(text + quoted) == text.replace("274", "***") + quoted
    below = f"\n\n-----Original Message-----\nSubject: order 1042\n\nDear Anna,\n{asked}\n"
    assert rest(text + below) == text.replace("274", "***") + below


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("it is 274", "Please also send the order code."),
        ("it is 274", "We need your house number."),
        ("it is 274", "What is your house number?"),
        ("It was at the shop in number 274 where we met him and his wife", QUOTED[0]),
        ("Hi, it is 274.", "Never send a card number, its expiry date or its security code."),
        ("Hi, it is 274.", "my CVV is ***"),
        ("We pay 274 €.", QUOTED[1]),
    ],
)
def test_no_code_though_a_mail_is_quoted(text: str, quoted: str) -> None:
    """Another number is asked for, a warning is quoted, or a code that is told there."""
    mail = f"{text}\n\nOn Sun, Nov 22, the shop wrote:\n> {quoted}\n"
    assert rest(mail) == mail


@pytest.mark.parametrize(
    ("subject", "text", "quoted"),
    [
        ("Re: expiry date of your card", "12/27", ""),
        (
            "Ablaufdatum meiner Kreditkarte",
            "Guten Tag, es ist 12/27.\nViele Grüße, Anna Schmidt",
            "",
        ),
        ("order", "12/27", "What is the expiry date of your card?"),
        ("order", "Hi, it is 12/27.", "Please also send the expiry date of your card."),
        ("order", "son 12/27", "Nos falta la fecha de caducidad de la tarjeta."),
    ],
)
def test_an_expiry_that_is_named(subject: str, text: str, quoted: str) -> None:
    """In the same way."""
    below = f"\n\nOn Sun, the shop wrote:\n> {quoted}\n" if quoted else ""
    assert rest(text + below, subject) == text.replace("12/27", "**/**") + below


@pytest.mark.parametrize(
    ("subject", "text", "quoted"),
    [
        ("expiry date of the milk", "12/27", ""),
        ("Ablaufdatum", "12/27", ""),
        ("order", "12/27", "What is the expiry date of the milk?"),
        ("order", "Hi, it is 12/27.", "Please also send the expiry date of the yoghurt."),
        (
            "order",
            "We meet the others and go on 12/27 if it is nice",
            "We need the expiry date of your card.",
        ),
    ],
)
def test_other_things_expire_too(subject: str, text: str, quoted: str) -> None:
    """Only a card's date counts."""
    mail = text + (f"\n\nOn Sun, the shop wrote:\n> {quoted}\n" if quoted else "")
    assert rest(mail, subject) == mail


def named(text: str) -> tuple[Missing, Missing]:
    """Return what a text names as a subject, and as a quoted mail."""
    marks = RULES.lexicon.find(plain(text))
    return in_subject(text, marks), in_quoted(text, marks)


def test_what_is_missing() -> None:
    """A value behind its name is not."""
    assert named("CVV of my card") == (Missing(code=True), Missing(code=True))
    assert named("the CVV is 274") == (NOTHING, NOTHING)
    assert named("expiry of my card") == (Missing(expiry=True), Missing(expiry=True))
    assert named("expiry and CVV of my card")[1] == NOTHING
    assert Missing(code=True).joined(Missing(expiry=True)) == Missing(code=True, expiry=True)


PAYING = {
    "Payment for the table": "Hi, here: {}, sorry!!",
    "Zahlung für den Tisch": "ach so ja, {}",
    "Pago de la mesa": "perdón, {}, gracias",
    "Paiement de la table": "et donc {} voilà bonne soirée",
    "Pagamento del tavolo": "{}\n\nInviato da iPhone",
    "Pagamento da mesa": "{}. valeu",
    "Betaling tafel": "oja {} sorry!!",
    "Płatność za stół": "proszę, {}",
    "Оплата стола": "вот {}",
    "Оплата столу": "тримайте, {}",
    "Platba za stůl": "ano, prosím, {}",
    "Masa ödemesi": "buyrun {}",
}


@pytest.mark.parametrize(("subject", "text"), PAYING.items())
def test_three_digits_are_all_that_is_said_of_a_payment(subject: str, text: str) -> None:
    """Below a subject that speaks of paying they are a code, with polite words or without."""
    assert rest(text.format("483"), subject) == text.format("***")
    assert rest("483\n", subject) == "***\n"


def test_no_pattern_is_made_of_a_code() -> None:
    """What :mod:`re` compiles it keeps."""
    assert rest("907", "Payment") == "***"
    assert not any("907" in str(key) for key in re._cache)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("350", "Payment"),
        ("700, thanks", "Payment"),
        ("483 tables", "Payment"),
        ("room 483", "Payment"),
        ("transferred 483", "Payment"),
        ("483 EUR", "Payment"),
        ("483", "your offer"),
        ("483\n\n> So it is 483 for the table. How would you like to pay?", "order"),
        ("483\n\n> How much would you like to pay?", "order"),
        ("483\n\n> Which house number? And how would you like to pay?", "order"),
        ("483\n\n> Which colour would you like?", "order"),
        ("483\n\n> The table is reserved.", "order"),
        ("That was it. And our dog, who is 483 months old, says hello to yours.", "Payment"),
    ],
)
def test_sums_and_other_numbers_below_a_payment_stay(text: str, subject: str) -> None:
    """Sums are round, or told before; words tell of other things."""
    assert rest(text, subject) == text


@pytest.mark.parametrize(
    "asked",
    [
        "The table is reserved. How would you like to pay?",
        "Der Tisch ist reserviert. Wie möchten Sie die 890 EUR bezahlen?",
        "La table est réservée. Souhaitez-vous régler par carte ?",
    ],
)
def test_three_digits_answer_a_question_about_paying(asked: str) -> None:
    """If they are all of the answer."""
    text = f"483\n\n> {asked}"
    assert rest(text) == text.replace("483", "***")
