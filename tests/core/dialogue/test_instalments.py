"""Numbers that come bit by bit: of such a mail no word names a part."""

from __future__ import annotations

import pytest

from scrubber.core.model import Grounds, PieceKind, Position
from tests.core.dialogue.one_letter import told


def parts(text: str) -> list[tuple[int, Position, Grounds]]:
    """Return what a letter has of a number."""
    found = [piece for piece in told(text).pieces if piece.kind is PieceKind.PART]
    return [(piece.length, piece.position, piece.grounds) for piece in found]


@pytest.mark.parametrize(
    "text",
    [
        "I would rather not mail all at once, so for now 4929 17 from my Visa",
        "Mein Mann meint, nie alles auf einmal, also zunächst 4929 17 von der Mastercard.",
        "Mon mari ne veut pas que je donne tout d'un coup, donc d'abord 4929 17 pour la Visa",
        "Como no me fío de mandarlo todo, de momento 4929 17 de la tarjeta.",
        "Mia moglie dice di non spedire tutto insieme, quindi per ora 4929 17 della carta",
        "Ik stuur liever niet alles ineens, dus voorlopig 4929 17 van de creditcard",
        "Mąż mówi, żeby nie wysyłać wszystkiego naraz, więc na razie 4929 17 z karty",
        "Муж говорит, нельзя слать всё сразу, поэтому пока 4929 17 с карты",
        "Neposílám raději vše najednou, takže zatím 4929 17 z karty",
        "Prefiro não mandar tudo de uma vez, por agora 4929 17 do cartão",
        "Kartımı tek mailde göndermek istemiyorum, şimdilik 4929 17",
        "Чоловік каже, не можна слати все одразу, тому поки 4929 17 з картки",
        "Erst 4929 17, der Rest folgt morgen",
        "And this goes in front: 4929 17",
        "Vooraan staat 4929 17",
    ],
)
def test_what_comes_first(text: str) -> None:
    """Of a card somebody speaks, or of more to come, or of the place of the digits."""
    ((length, position, _),) = parts(text)
    assert (length, position) == (6, Position.FIRST)


@pytest.mark.parametrize(
    "text",
    [
        "then {}, still more to come",
        "dann {}, es kommt noch was",
        "après {}, ce n'est pas fini",
        "luego {}, todavía falta",
        "dopo {}, non è finita",
        "dan {}, er komt nog meer",
        "potem {}, to jeszcze nie koniec",
        "далее {}, это ещё не всё",
        "pak {}, to ještě není všechno",
        "depois {}, ainda falta",
        "sonra {}, daha bitmedi",
        "далі {}, це ще не все",
        "To complete it: {}",
        "Then comes {} and that's the complete card.",
        "And to close {}. You should have it all now.",
        "Jetzt fehlt nur noch {}, damit ist sie vollständig.",
        "Il ne restait plus que {}, maintenant elle est complète.",
        "Ya solo quedaba {}, con esto está entera.",
        "Mancava solo {}, adesso è completa.",
        "Nu ontbrak alleen {} nog, dan is hij compleet.",
        "Zostało tylko {}, teraz jest komplet.",
        "Оставалось только {}, теперь она полная.",
        "Zbývalo jen {}, teď je to celé.",
        "Só faltava {}, agora está completo.",
        "Sadece {} kalmıştı, artık tamam.",
        "Лишалося тільки {}, тепер вона повна.",
    ],
)
@pytest.mark.parametrize("digits", ["462 97", "1384", "734", "88"])
def test_what_goes_on(text: str, digits: str) -> None:
    """Words before it tell that others stand before it, or words behind that it was the last."""
    ((length, position, grounds),) = parts(text.format(digits))
    assert (length, position) == (sum(map(str.isdigit, digits)), Position.LATER)
    assert grounds >= Grounds.GROUPED


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("4929, more to come", Position.NOWHERE),
        ("There is more to come, so 4929", Position.NOWHERE),
        ("That's not all yet: then 4929", Position.LATER),
        ("4929 and that's the whole card", Position.LATER),
    ],
)
def test_where_words_of_more_may_stand(text: str, position: Position) -> None:
    """On either side, joined by a word or set apart by a sign."""
    ((_, found, grounds),) = parts(text)
    assert (found, grounds) == (position, Grounds.GROUPED)


@pytest.mark.parametrize(
    "text",
    [
        "For now 12 chairs from the catalogue and my card for the rest of them",
        "We need 12 chairs, 14 tables and 18 lamps more, not all of it at once",
        "First of all our thanks. The table has 14 drawers, and we love every one of them",
        "First one was 4471 2233, placed on 3 Feb.",
        "Is there more to come from all of you in room 4929 of the hotel that we stayed at?",
        "There is more to come. 17 and 4929 are rooms that we stayed in at the hotel",
        "At 4929 chairs were shown, that's all",
    ],
)
def test_what_is_no_instalment(text: str) -> None:
    """Things are counted, and what is first of all may be anything."""
    found = parts(text)
    assert all(position is Position.NOWHERE for _, position, _ in found)
    assert all(grounds < Grounds.GROUPED for _, _, grounds in found)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Please charge my card. For now 4929 1712", True),
        ("Please charge my card. For now 9929 1712", False),
        ("Please charge my card. For now 4929", False),
        ("For now 4929 1712, more to come", False),
    ],
)
def test_the_beginning_of_a_card_is_masked_at_once(text: str, *, masked: bool) -> None:
    """Six digits that a card begins with, where one is spoken of."""
    assert bool(told(text).findings) is masked


def test_points_part_what_is_told() -> None:
    """A price has them, too; and what is told to be a part of a number is no date."""
    for text in ("next bit: 81.0", "next bit: 3.21", "next bit: 23.9288.9781"):
        ((_, position, grounds),) = parts(text)
        assert (position, grounds) == (Position.LATER, Grounds.DECLARED)
        assert len(told(text).pieces) == 1
    assert parts("23.928.978") == []


@pytest.mark.parametrize(
    ("digits", "grounds"),
    [
        ("673-06", Grounds.AMONG_WORDS),
        ("3 2244 430", Grounds.AMONG_WORDS),
        ("97 7320", Grounds.BARE),
        ("83 2244 4302", Grounds.BARE),
    ],
)
def test_bare_groups_may_be_cut_at_both_ends(digits: str, grounds: Grounds) -> None:
    """Somebody cuts where he pleases, and keeps the groups of the card; a table is 120 60, too."""
    ((length, _, found),) = parts(digits)
    assert (length, found) == (sum(map(str.isdigit, digits)), grounds)


def test_bare_groups_of_other_sizes_are_none() -> None:
    """A telephone has those."""
    assert parts("83 22 4302") == []


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("I'd rather split the number. Beginning: {}", True),
        ("Prefiero dividir el número. Comienzo: {}", True),
        ("Je préfère couper le numéro. Début : {}", True),
        ("Preferisco dividere il numero. Inizio: {}", True),
        ("Ik splits het nummer liever. Begin: {}", True),
        ("Wolę podzielić numer. Początek: {}", True),
        ("Лучше разделю номер. Начало: {}", True),
        ("Numarayı bölmek istiyorum. Başı: {}", True),
        ("I cannot read the serial number of the lamp. Beginning: {}", False),
        ("The voucher number is split. Beginning: {}", False),
        ("Le numéro de série de la lampe est long. Début : {}", False),
        ("Thanks for the chairs. Beginning: {}", False),
        ("Beginning: {}", False),
    ],
)
def test_the_sentence_before_may_name_the_number(text: str, *, begins: bool) -> None:
    """If it is that of no thing; only with others it is known for a card's."""
    found = [piece.position for piece in told(text.format("6759 3713")).pieces]
    assert (Position.FIRST in found) is begins
    assert not told(text.format("6759 3713")).findings
