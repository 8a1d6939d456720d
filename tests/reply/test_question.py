"""Somebody who asks whether he may mail his card, and somebody who asks something else."""

from __future__ import annotations

import pytest

from scrubber.reply.question import asked_in, lexicon
from tests.reply.letters import TEXTS

KNOWN = lexicon(TEXTS.values())

ASKED = {
    "en": [
        "Hi, can I just email you my card details?",
        "Would it be ok to send my credit card number by mail?",
        "May I send you the card number in two mails to be safe",
        "Is it safe to email you my visa number?",
    ],
    "es": [
        "¿Puedo mandarles los datos de mi tarjeta por correo?",
        "Buenos días, les puedo enviar el número de tarjeta por email?",
    ],
    "de": [
        "Kann ich Ihnen meine Kreditkartendaten per Mail schicken?",
        "Darf ich die Kartennummer einfach mailen",
        "Ist es ok, wenn ich meine Karte per E-Mail durchgebe oder schicke?",
    ],
    "pl": [
        "Czy mogę przesłać dane karty mailem?",
        "czy moge podac numer karty w mailu",
    ],
    "ru": [
        "Можно прислать данные карты по почте?",
        "Могу ли я отправить вам номер карты письмом?",
    ],
    "uk": ["Чи можна надіслати дані картки поштою?"],
    "fr": [
        "Puis-je vous envoyer mon numéro de carte par mail ?",
        "Est-ce que je peux vous donner ma carte bancaire par e-mail ?",
    ],
    "it": ["Posso mandarvi i dati della carta per e-mail?"],
    "pt": ["Posso enviar os dados do cartão por e-mail?"],
    "nl": ["Mag ik mijn creditcardgegevens per mail sturen?"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in ASKED.items() for text in texts]
)
def test_the_question_is_heard(language: str, text: str) -> None:
    """In each language, with diacritics and without."""
    assert asked_in(f"Hello.\n\n{text}\n\nAnna", KNOWN) == language


OTHERS = [
    "Can I pick up the table on Friday?",
    "Can you send me a gift card?",
    "I paid by card yesterday. Can you send me the invoice?",
    "Please send the card with the flowers.",
    "May I pay by bank transfer?",
    "¿Puedo recoger la mesa el viernes?",
    "Kann ich den Tisch am Freitag abholen?",
    "Czy mogę odebrać stół w piątek?",
    "Можно забрать стол в пятницу?",
    "Puis-je venir chercher la table vendredi ?",
]


@pytest.mark.parametrize("text", OTHERS)
def test_other_questions_are_none_of_ours(text: str) -> None:
    """A person reads them."""
    assert asked_in(text, KNOWN) == ""
