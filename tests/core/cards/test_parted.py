"""A number whose groups have list numbers, labels or words between."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.cards.parted import _groups, may_be_in
from scrubber.core.scrub import scrub

RULES = rulebook.load()
GROUPS = ("4111", "1111", "1111", "1111")
AMEX = ("3782", "822463", "10005")


def body(text: str) -> str:
    """Return the body of a mail after scrubbing, which a second scrub does not change."""
    head = "From: anna@x.example\nContent-Type: text/plain; charset=utf-8\n\n"
    done = scrub((head + text).encode(), RULES).message
    assert scrub(done, RULES).message == done
    return done.decode().partition("utf-8\n\n")[2]


LISTS = (
    *("{n}) {}\n", "{n}. {}\n", "({n}) {} ", "{n}: {}, ", "{n} - {}; ", "> {n}) {}\n"),
    *("Group {n}: {}\n", "{n}. Block: {}\n", "{l}) {} ", "{l}: {}\n", "[{n}] {}\n"),
)


@pytest.mark.parametrize("label", LISTS)
@pytest.mark.parametrize("groups", [GROUPS, AMEX], ids=["fours", "Amex"])
def test_groups_of_a_list(label: str, groups: tuple[str, ...]) -> None:
    """What counts goes on by one, and the rest of each label is the same."""
    hidden = ["*" * len(group) for group in groups]
    hidden[-1] = "*" * (len(groups[-1]) - 4) + groups[-1][-4:]
    written, becomes = (
        "".join(label.format(group, n=n + 1, l="abcd"[n]) for n, group in enumerate(each))
        for each in (groups, hidden)
    )
    assert body(f"Hi,\n\n{written}\n") == f"Hi,\n\n{becomes}\n"


TOLD = {
    "en": "My card is 4111, then 1111, then 1111 and then 1111.",
    "en, no card": "4111 then 1111 then 1111 and then 1111",
    "en, ordinals": "my card: 1st 4111, 2nd 1111, 3rd 1111, 4th 1111",
    "en, first": "Card - first: 4111, second: 1111, third: 1111, fourth: 1111",
    "de": "Meine Karte: erste 4111, zweite 1111, dritte 1111, vierte 1111",
    "de, then": "Kreditkarte 4111, dann 1111, dann 1111 und zuletzt 1111",
    "es": "Mi tarjeta: primero 4111, luego 1111, después 1111 y al final 1111",
    "fr": "ma carte : d'abord 4111, puis 1111, ensuite 1111 et enfin 1111",
    "it": "La carta: prima 4111, poi 1111, poi 1111 e infine 1111",
    "nl": "Mijn kaart: eerst 4111, dan 1111, dan 1111 en als laatste 1111",
    "pl": "Moja karta: najpierw 4111, potem 1111, potem 1111 i na końcu 1111",
    "pt": "O meu cartão: primeiro 4111, depois 1111, depois 1111 e por fim 1111",
    "cs": "Moje karta: nejdřív 4111, pak 1111, potom 1111 a nakonec 1111",
    "ru": "Моя карта: сначала 4111, потом 1111, затем 1111 и в конце 1111",
    "uk": "Моя картка: спочатку 4111, потім 1111, далі 1111 і в кінці 1111",
    "tr": "Kartım: önce 4111, sonra 1111, sonra 1111 ve en son 1111",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=list(TOLD))
def test_groups_that_words_tell_one_by_one(text: str) -> None:
    """In any language, where a card is spoken of or the words are those of going on."""
    assert body(text) == text.replace("4111", "****").replace("1111", "****", 2)


OTHERS = {
    "no card spoken of": "sofa 4111, chair 1111, table 1111, bed 1111",
    "too many words": "card for 4111 the big oak and pine 1111 or 1111 and 1111",
    "too far": "card 4111 and thereupon ................. afterwards 1111, then 1111 and 1111",
    "wrong check digit": "My card is 4111, then 1111, then 1111 and then 1112.",
    "no network": "My card is 9111, then 1111, then 1111 and then 1113.",
    "other counts": "1) 4111 3) 1111 4) 1111 5) 1111",
    "other labels": "1) 4111 2: 1111 3) 1111 4) 1111",
    "it begins later": "4) 4111 2) 1111 3) 1111 4) 1111",
    "something else": "Order numbers: 4111 then 1111 then 1111 and then 1111",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=list(OTHERS))
def test_other_numbers_in_a_row_stay(text: str) -> None:
    """Prices, years, what only counts."""
    assert body(text) == text


def test_behind_very_many_nothing_between_or_around_is_asked() -> None:
    """All that could be a card goes then."""
    doubtful = "4111 x 1111 y 1111 z 1111 "
    assert "*" not in body(doubtful * 2000)
    assert body(doubtful * 2800).endswith("**** z **** ")


def test_only_groups_that_could_be_a_card_are_worth_a_look() -> None:
    """Most mails with four numbers have none."""
    assert may_be_in(b"1) 4111 2) 1111 3) 1111 4) 1111", RULES.issuers)
    assert may_be_in(b"a 7 4111 b 1111 c 1111 d 1111 e", RULES.issuers)
    assert not may_be_in(b"a 2026 b 2027 c 2028 d 2029", RULES.issuers)
    assert not may_be_in(b"4111 1111 of 55 and 1111 and 1111", RULES.issuers)
    assert not may_be_in(b"4111 1111 1111 1111", RULES.issuers)
    assert not may_be_in(b"a 4111 b 1111 c 1111 d 11112 e", RULES.issuers)
    assert not may_be_in(b"a 14111 b 1111 c 1111 d 1111 e", RULES.issuers)
    assert not may_be_in(b"", RULES.issuers)


def test_groups_of_which_the_first_opens_no_number_are_not_put_together() -> None:
    """Escapes have them all over."""
    written = b"0034 x 4111 x 0036 x 0037 x 0038"
    assert list(_groups(written, RULES.issuers)) == [[(7, 11), (14, 18), (21, 25), (28, 32)]]
