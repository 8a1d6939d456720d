"""Card numbers in one text: what stands where several numbers may."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import luhn
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.cards.candidates import Shape
from scrubber.core.cards.cards import _MOST_LISTED, Known, find_cards, find_known
from scrubber.core.cards.midst import Midst
from scrubber.core.judge import Judge
from scrubber.core.language.words import Words
from scrubber.core.numbers.groups import LongRun
from scrubber.core.numbers.pan import Pan
from scrubber.core.patience import MOST_CARDS, Patience
from scrubber.core.rules import Policy
from tests.core.few_rules import RULES, hints, network

if TYPE_CHECKING:
    from scrubber.core.judge import Hit
    from scrubber.core.language.lexicon import Mark

QUIET, BALANCED, CAUTIOUS = (Judge(Policy(level)) for level in ("quiet", "balanced", "cautious"))
NUMBER = "4012888888881881"


def hits(text: str, judge: Judge = BALANCED, *, halved: bool = False) -> list[Hit]:
    """Return the hits in ``text``."""
    told = hints(text)._replace(halved=halved)
    return find_cards(text, Words(text, RULES.lexicon), RULES, judge, told, Patience())


def found(text: str, judge: Judge = BALANCED) -> list[str]:
    """Return the card numbers in ``text``."""
    return [text[hit.start : hit.end] for hit in hits(text, judge)]


@pytest.mark.parametrize(
    "text",
    [
        "4012 8888 8888 1881",
        "my card number is 4012888888881881",
        "credit card: 4012-8888-8888-1881, 12/27, 123",
        "visa 4222222222222",
        "3782 822463 10005",
        "my card 2000 0000 0000 0001",
    ],
)
def test_a_number_of_a_card_is_one_hit(text: str) -> None:
    """With its network, its last four digits readable."""
    (hit,) = hits(text)
    assert hit.kind == "pan"
    assert hit.network in {network.name for network in RULES.networks}
    assert hit.readable == 4
    assert hit.pan is not None
    assert hit.pan.digits == "".join(filter(str.isdigit, text[hit.start : hit.end]))


@pytest.mark.parametrize(
    "text",
    [
        "4012 8888 8888 1882",
        "2000 0000 0000 0001",
        "parcel JD4012888888881881",
        "account number 4012888888881881",
        "https://example.org/4012888888881881",
        "",
    ],
    ids=["Luhn", "no card word", "shape", "label", "address", "empty"],
)
def test_another_number_is_none(text: str) -> None:
    """By its digits or by what is said about it."""
    assert found(text) == []


def test_hexadecimal_numbers_hide_no_card_that_is_named() -> None:
    """They tell of a table where nobody speaks of a card."""
    assert found("4FFE 4012 8888 8888 1881 5A0C") == []
    assert found("visa card 4FFE 4012 8888 8888 1881 5A0C") == ["4012 8888 8888 1881"]


def test_numbers_come_in_order_and_do_not_overlap() -> None:
    """Each in its place."""
    text = "cards: 3782 822463 10005 and 4012 8888 8888 1881, 4012888888881881"
    assert found(text) == ["3782 822463 10005", "4012 8888 8888 1881", "4012888888881881"]


@pytest.mark.parametrize(("code", "readable"), [("003", 0), ("004", 4)])
def test_of_a_number_that_may_end_in_two_places_nothing_stays(code: str, readable: int) -> None:
    """The end of the longer one may be a code, that of the shorter one its middle."""
    assert [hit.readable for hit in hits(f"visa 4012 8888 8888 1881 {code}")] == [readable]


@pytest.mark.parametrize("rest", ["2", "26"])
def test_the_same_with_fewer_digits_more(rest: str) -> None:
    """A month may stand behind a number, or be its end."""
    long = network("long", (62000000, 62999999), lengths=(16, 17, 18))
    text = f"my credit card number 6200 0000 1234 0001 {rest}"
    rules = replace(RULES, networks=(*RULES.networks, long))
    words = Words(text, rules.lexicon)
    (hit,) = find_cards(text, words, rules, BALANCED, hints(text, rules), Patience())
    assert not hit.readable


def test_where_windows_overlap_the_better_one_stands() -> None:
    """Digits beside a number belong to no other."""
    assert found("my card 4012 8888 8888 1881 4012") == ["4012 8888 8888 1881"]
    # Both the first four groups and the last four pass Luhn.
    assert found("visa card 4593 4564 1708 5254 0641") == ["4593 4564 1708 5254"]


def test_a_number_known_from_elsewhere_is_one_here() -> None:
    """Whatever the words around it say."""
    text = "order number 4012888888881881"
    words = Words(text, RULES.lexicon)
    known = frozenset((Pan(NUMBER),))
    assert find_cards(text, words, RULES, QUIET, hints(text), Patience()) == []
    assert len(find_known(text, words, RULES, QUIET, hints(text), Known(known, Patience()))) == 1


def test_only_what_may_be_known_is_looked_at_again() -> None:
    """Other numbers were judged before, but for those before a date that did not count then."""
    known = frozenset((Pan(NUMBER),))

    def again(text: str, known: frozenset[Pan] = known) -> list[str]:
        words, told = Words(text, RULES.lexicon), hints(text)
        hits = find_known(text, words, RULES, QUIET, told, Known(known, Patience()))
        return [text[hit.start : hit.end] for hit in hits]

    assert again("4222 2222 2222 2220 x") == []
    assert again("4222 2222 2222 2220 x 4012 8888 8888 1881") == ["4012 8888 8888 1881"]
    assert again("4222 2222 2222 2220 12/27") == ["4222 2222 2222 2220"]
    many = known | {Pan(f"40128888888{n:05}") for n in range(70)}
    assert again("4222 2222 2222 2220 x", many) == []
    assert again("17 4222 2222 2222 2220 x 4012 8888 8888 1881", many) == ["4012 8888 8888 1881"]
    assert again("4222 2222 2222 2220 12/27", many) == ["4222 2222 2222 2220"]


def test_halves_are_looked_for_where_they_may_be() -> None:
    """Only if a text was seen to tell them."""
    text = "first half: 4012 8888, the rest is 8888 1881"
    assert hits(text, halved=False) == []
    assert [hit.readable for hit in hits(text, halved=True)] == [0, 4]


def test_a_half_is_no_part_of_a_whole_number() -> None:
    """What stands already is not told again."""
    text = "card number, first part: 4012 8888 8888 1881, the rest is 12/27"
    assert [text[hit.start : hit.end] for hit in hits(text, halved=True)] == ["4012 8888 8888 1881"]


def test_a_whole_number_may_be_called_a_half() -> None:
    """It stands as what it is by itself."""
    text = "card number, first half: 6304 0000 0000, the rest is 0000018"
    assert [text[hit.start : hit.end] for hit in hits(text, halved=True)] == [
        "6304 0000 0000",
        "0000018",
    ]
    assert hits(text, halved=True)[0].pan is not None


def test_a_number_that_the_code_makes_another_one_stands_alone() -> None:
    """Sixteen digits as they are printed rather than nineteen of them."""
    assert found("card 4012 8888 8888 1881 003")[0].startswith("4012 8888 8888 1881")
    assert len(found("card 4012 8888 8888 1881 003")) == 1


def test_a_list_of_other_numbers_is_no_list_of_cards() -> None:
    """One in ten of them passes Luhn by chance."""
    others = [f"40128888888818{n:02}" for n in range(82, 99)]
    assert found("\n".join(["numbers", *others, NUMBER])) == []
    grouped = [" ".join((o[:4], o[4:8], o[8:12], o[12:])) for o in (*others, NUMBER)]
    assert found("\n".join(["numbers", *grouped])) == []


@pytest.mark.parametrize(
    "others",
    [
        "9100000000000004, 9200000000000002, 9300000000000000",
        "0x57e368f19e6fbefd, 0x33b7d0caf147b452, 0xd43eb813cc447c8e",
    ],
    ids=["of no network", "hexadecimal"],
)
def test_numbers_that_no_network_issues_make_a_list_of_others(others: str) -> None:
    """Whatever their check digits are; a single one says nothing."""
    assert found(f"{others}, 4111111111111111") == []
    assert found(f"{others[:18]}, 4111111111111111") == ["4111111111111111"]


def test_of_a_very_long_list_the_first_numbers_tell_what_it_is() -> None:
    """To ask each of tens of thousands would take longer than to weigh those that count."""
    cards = [f"4{n:014}" for n in range(10**13, 10**13 + _MOST_LISTED)]
    cards = [number + str(luhn.generate(number)) for number in cards]
    others = [f"9{n:015}" for n in range(_MOST_LISTED * 2)]
    for gap in (0, 4):
        shown = [
            " ".join(number[at : at + 4] for at in range(0, 16, 4)) if gap else number
            for number in (NUMBER.replace(" ", ""), *cards, *others)
        ]
        assert len(found("\n".join(shown))) >= MOST_CARDS
        assert found("\n".join(shown[::-1])) == []


def test_a_list_of_years_is_no_list_of_numbers() -> None:
    """As the notices of authors have them."""
    years = "1999 2001 2002 2003, 2005 2006 2007 2008, 2010 2011 2012 2013 by us"
    assert found(f"{years}\n4012 8888 8888 1881\n") == ["4012 8888 8888 1881"]


def test_words_are_not_asked_where_they_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number in a list of others is no card's, and nobody near it speaks of one."""
    asked: list[tuple[int, ...]] = []

    def between(_words: Words, *place: int) -> list[Mark]:
        asked.append(place)
        return []

    monkeypatch.setattr(Words, "between", between)
    numbers = "\n".join([*(f"91000000000000{n:02}" for n in range(60)), NUMBER])
    for text, told in (
        (f"{numbers} and 12 lamps", hints("4111111111111111")),
        (f"the visa of my aunt: \n{numbers}", hints("visa 4111111111111111")),
    ):
        find_cards(
            text, Words(text, RULES.lexicon), RULES, BALANCED, told._replace(seen=None), Patience()
        )
    assert not asked
    hits(f"{numbers}, visa")
    assert asked


TEXTS = st.lists(
    st.sampled_from(
        ["card number", NUMBER, "4012 8888", "8888 1881", "order no", "\n", ", ", " ", "12/27", "x"]
    ),
    max_size=12,
).map(" ".join)


@given(TEXTS)
def test_a_lower_level_finds_what_a_higher_one_finds(text: str) -> None:
    """Whoever is cautious covers every digit that others cover."""
    covered = [
        {i for hit in hits(text, judge) for i in range(hit.start, hit.end)}
        for judge in (QUIET, BALANCED, CAUTIOUS)
    ]
    assert covered[0] <= covered[1] <= covered[2]


@given(TEXTS)
def test_hits_do_not_overlap(text: str) -> None:
    """In order, each once."""
    done = 0
    for hit in hits(text, CAUTIOUS, halved=True):
        assert hit.start >= done
        done = hit.end


def test_behind_many_cards_of_one_text_a_further_one_needs_no_words() -> None:
    """What could speak against it is asked no more; what does not convict by itself is."""
    wall = "x 4012 8888 8888 1881 y " * 64
    label = " an order as we said: "
    assert len(found(f"{wall}{label}4012888888881881")) == 65
    assert len(found(f"{wall}my card: 4012 88888888 18 81")) == 65
    assert len(found(f"{wall}no 4012 88888888 18 81")) == 64


def midst(judge: Judge, *known: str) -> Midst:
    """Return what leaves something out for a judge."""
    return Midst(RULES.issuers, judge.needed, frozenset(map(Pan, known)))


def ignores(some: Midst, shape: Shape, behind: str = "") -> bool:
    """Say whether a number of some shape is left out, with some text behind it."""
    return some.ignores(NUMBER, shape, NUMBER + behind, (0, len(NUMBER)))


WRAPPED = Shape((4, 4, 4, 2, 2, 4, 4), (" ", " ", " ", "\n", " ", " "), crowded=True)

TABLES = {
    "months": "12/27 " * 60,
    "months, parted oddly": "12/27 03-28 ; 04.29=05 30 " * 15,
    "digits, parted oddly": "4 0-1 2.8;8=8 8 1 8-8 1 " * 12,
    "digits, as on stripes": "4 0 1 2 8 8 8 8 8 8 8 8 1 8 8 1=2512 ;" * 9,
    "pairs, some alike": "40-12 88 88 88 88 18 81-" * 12,
    "digits": "4 0 1 2 8 8 8 8 " * 20,
    "groups": "4012 8888 " * 40,
    "groups, a few a line": "4012 8888 8888 1881 4012\n" * 12,
    "unbroken": "4012888888881881 " * 30,
    "threes, the rest behind": "401 288 888 888 188 1\n" * 20,
    "threes, far from others": f"{'-' * 90}\n401 288 888 888 188 1\n" * 9,
    "stripes alone": "".join(
        f"{at * 7919**4 % 10**16:016}=29122011234567\n{NUMBER.replace(' ', '')}=29122011234567\n"
        for at in range(20)
    ),
    "groups of no cards": " ".join(f"{at * 7919 % 6000:04}" for at in range(150)),
    "groups of no cards, parted oddly": "\n".join(
        f"{at * 7919 % 6000:04} {at * 7907 % 6000:04}-4012 8888 8888 1881" for at in range(40)
    ),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
@pytest.mark.parametrize("inside", ["", f"\n{NUMBER} ", "\n4012 8888 8888 1881 12/27 123\n"])
@pytest.mark.parametrize(
    "judge", [QUIET, BALANCED, CAUTIOUS], ids=["quiet", "balanced", "cautious"]
)
def test_nothing_that_counts_is_left_out_of_a_table(
    table: str, inside: str, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the midst of it only such shapes are that no number can have."""
    text = f"my cards {table}{inside}{table}"
    words, told = Words(text, RULES.lexicon), hints(text)._replace(seen=None)
    known = frozenset((Pan(NUMBER),))

    def both() -> tuple[list[Hit], list[Hit]]:
        first = find_cards(text, words, RULES, judge, told, Patience())
        return first, find_known(text, words, RULES, judge, told, Known(known, Patience()))

    quick = both()
    monkeypatch.setattr("scrubber.core.cards.cards.Midst", lambda *_: None)
    assert both() == quick


def test_the_midst_of_a_table_of_months_is_not_looked_at() -> None:
    """Half of its windows pass Luhn, and none could count."""
    month = Shape((2,) * 10, ("/", " ") * 4 + ("/",), crowded=True)
    assert ignores(midst(QUIET), month)
    assert ignores(midst(QUIET), month._replace(gaps=("/",) * 9))
    striped = Shape((2, *(4,) * 5), (";", *" . ", "="), crowded=True)
    assert not ignores(midst(QUIET), striped)
    assert ignores(midst(QUIET), striped._replace(gaps=(";", *" . ", "-")))
    assert not ignores(midst(BALANCED), WRAPPED, behind=" 12/27")
    assert not ignores(midst(QUIET, NUMBER), month)
    assert not ignores(midst(QUIET), Shape((1, 4, 4, 4, 4, 1), (" ",) * 5, crowded=False))


def test_what_stands_beside_a_number_in_a_table_is_asked_where_it_matters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Most have no date behind, and others like them near."""
    assert ignores(midst(BALANCED), WRAPPED, behind=" 5/9")
    lone = Shape((1, 3, 3, 3, 3, 3, 1, 3), ("\n", *" " * 5, "\n"), crowded=True)
    assert ignores(midst(BALANCED), lone, behind="\n401 288")
    assert not ignores(midst(BALANCED), lone, behind="\n4012 288")
    assert not ignores(midst(BALANCED), lone, behind="\n12/27 288")
    monkeypatch.setattr("scrubber.core.cards.midst._MOST_KNOWN", 1)
    few = midst(BALANCED)
    assert [ignores(few, shape) for shape in (WRAPPED, lone, WRAPPED)] == [True, False, True]


def test_a_number_of_a_list_of_others_counts_for_less() -> None:
    """Whether it stands in one is asked only where that matters."""
    printed = Shape((4,) * 6, (" ",) * 5, crowded=False)
    asked = []

    def belied(groups: int) -> bool:
        asked.append(groups)
        return True

    listed = Midst(RULES.issuers, BALANCED.needed, frozenset(), belied)
    assert not ignores(midst(BALANCED), printed)
    assert ignores(listed, printed)
    assert not ignores(listed, printed, behind=" 12/27")
    assert asked == [4]


def looked_at(text: str, *known: str) -> list[int]:
    """Return the groups of a run with which a number may begin, but those near its ends."""
    run = LongRun(text, 0, [row.encode() for row in re.findall("[0-9]+", text)])
    begin = midst(BALANCED, *known).beginnings(run, 120, len(text) - 120)
    return [at for at in begin if 120 < run.starts[at] < len(text) - 240]


def test_of_a_table_of_short_groups_nothing_is_looked_at() -> None:
    """However they are parted, but where a row of them is parted evenly, and otherwise before."""
    assert looked_at("12/27 " * 100) == []
    assert looked_at("1 2-3.4 " * 100) == []
    assert looked_at("1234 " * 100) == list(range(25, 52))
    assert looked_at("1 2-3.4 " * 50 + "- 4 0 1 2 8 8 8 8 8 8 8 8 1 8 8 1 " + "1.2-3 4 " * 50) == [
        200
    ]
    assert looked_at("1;2-3=4 " * 100)[:3] == [61, 65, 69]


def test_of_a_text_that_was_weighed_only_known_numbers_are_looked_for() -> None:
    """Where they begin with a group."""
    table = "12 34 56 " * 50
    assert looked_at(table, NUMBER) == []
    assert looked_at(f"{table}4012 888888881881 {table}", NUMBER) == [150]
    assert looked_at(f"{table}94012 888888881881 {table}", NUMBER) == []
