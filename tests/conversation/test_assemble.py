"""Which pieces belong to one number, and what is to be masked then."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import pytest

from scrubber.conversation.assemble import join
from scrubber.conversation.model import MOST_OPEN, Fact, Outcome
from scrubber.core.model import Grounds, Kind, Piece, PieceKind, Position
from scrubber.core.numbers.pan import luhn_sum
from tests.conversation.making import ANNA, BORIS, VISA, held, other, part

NUMBER = "4539384726195043"
HALVES = NUMBER[:8], NUMBER[8:]
GROUPS = NUMBER[:4], NUMBER[4:8], NUMBER[8:12], NUMBER[12:]


def test_nothing_follows_from_nothing() -> None:
    """A mail without pieces changes nothing."""
    assert join([], []) == Outcome()


@pytest.mark.parametrize("order", [HALVES, HALVES[::-1]], ids=["in order", "reversed"])
def test_two_halves_of_one_customer_are_one_number(order: tuple[str, str]) -> None:
    """The new one is masked, the earlier one recalled, and both name both mails."""
    first, second = held(part(order[0]), "a"), held(part(order[1]), "b", minutes=5)
    outcome = join([second], [first])
    assert [(x.kind, x.assembled_from) for x in outcome.also] == [(Kind.PAN, ("a", "b"))]
    assert [(x.message, len(x.places)) for x in outcome.recalls] == [("a", 1)]
    assert outcome.joined[0].network == "visa"
    assert outcome.spent == outcome.masked == {first.id, second.id}


def test_what_is_masked_already_is_not_recalled() -> None:
    """The earlier half was declared and masked at once."""
    first = held(part(HALVES[0], Grounds.DECLARED, masked=True), "a")
    assert join([held(part(HALVES[1]), "b")], [first]).recalls == ()


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_four_groups_join_in_any_order(order: tuple[int, ...]) -> None:
    """Mail need not arrive as it was sent; of the number at most ten digits were readable."""
    pieces = [held(part(GROUPS[at]), str(at), minutes=n) for n, at in enumerate(order)]
    assert join([pieces[2]], pieces[:2]).also
    outcome = join([pieces[3]], pieces[:3])
    assert {"0", "1", "2", "3"} == set(outcome.joined[0].messages)


@pytest.mark.parametrize("grounds", [Grounds.LOOSE, Grounds.DECLARED])
def test_groups_in_two_letters_need_one_that_is_told(grounds: Grounds) -> None:
    """Order numbers have four digits and four as well."""
    loose = held(part(HALVES[1], Grounds.LOOSE), "b")
    outcome = join([loose], [held(part(HALVES[0], grounds), "a")])
    assert bool(outcome.masked) == (grounds is Grounds.DECLARED)


@pytest.mark.parametrize("grounds", [Grounds.BARE, Grounds.GROUPED])
def test_a_number_in_a_letter_and_a_bare_one_are_no_card(grounds: Grounds) -> None:
    """As a plate says one, and a meter shows the other; those of a card come in groups."""
    said = held(part(HALVES[0], Grounds.AMONG_WORDS), "a")
    outcome = join([held(part(HALVES[1], grounds), "b")], [said])
    assert bool(outcome.masked) == (grounds is Grounds.GROUPED)


@pytest.mark.parametrize(
    ("earlier", "grounds", "masked"),
    [
        (("00340434", Position.NOWHERE), Grounds.GROUPED, False),
        (("00340434", Position.NOWHERE), Grounds.BARE, True),
        (("00340434", Position.NOWHERE), Grounds.AMONG_WORDS, False),
        (("00340434", Position.LATER), Grounds.GROUPED, True),
        (("45393847", Position.NOWHERE), Grounds.GROUPED, True),
    ],
    ids=["a parcel", "bare", "in words", "the end came first", "a card begins so"],
)
def test_what_goes_on_where_no_card_began_stays(
    earlier: tuple[str, Position], grounds: Grounds, *, masked: bool
) -> None:
    """Parcels and accounts have long numbers, too; bare groups come in any order."""
    digits, position = earlier
    before = replace(part(digits, Grounds.GROUPED), position=position)
    new = replace(part("16112288903", grounds), position=Position.LATER)
    assert bool(join([held(new, "b")], [held(before, "a")]).masked) == masked


@pytest.mark.parametrize(("digits", "masked"), [("16112288903", True), ("161122889034", False)])
def test_what_is_too_long_for_one_number_is_none(digits: str, *, masked: bool) -> None:
    """Accounts have twenty digits and more."""
    new = held(replace(part(digits, Grounds.GROUPED), position=Position.LATER), "b")
    assert bool(join([new], [held(part("45393847", Grounds.GROUPED), "a")]).masked) == masked


def test_a_long_piece_alone_is_left_to_who_read_its_mail() -> None:
    """Whether it goes at once was decided there, by its words and its shape."""
    assert join([held(part("161122889034", Grounds.GROUPED), "b")], []).masked == frozenset()


def test_bare_digits_are_masked_where_a_link_is_too_weak_to_join() -> None:
    """They share but an initial and a last name, days apart; the finding names no other mail."""
    one, two = (frozenset({Fact("address", at), Fact("likeness", "aschmidt")}) for at in "ab")
    new = held(part(HALVES[1]), "b", two, minutes=3000)
    outcome = join([new], [held(part(HALVES[0]), "a", one)])
    assert outcome.joined == ()
    assert outcome.recalls == ()
    assert [place.assembled_from for place in outcome.also] == [("b",)]


@pytest.mark.parametrize("parted", [(0, 2), (1, 2)], ids=["every other one", "the middle"])
def test_groups_may_stand_between_those_of_another_mail(parted: tuple[int, int]) -> None:
    """Where both mails say what they leave blank."""
    first, *others = [at for at in range(4) if at not in parted]
    placed = [
        [
            replace(held(part(GROUPS[at]), message), piece=_placed(GROUPS[at], at))
            for at in sorted(places)
        ]
        for message, places in (("a", (first, *others)), ("b", parted))
    ]
    outcome = join(placed[1], placed[0])
    assert set(outcome.joined[0].messages) == {"a", "b"}
    assert len(outcome.joined[0].ids) == 4


def _placed(digits: str, at: int) -> Piece:
    return replace(part(digits), position=Position.LATER if at else Position.FIRST)


def test_two_customers_are_never_joined() -> None:
    """Though their pieces would make a valid number."""
    outcome = join([held(part(HALVES[1]), "b", BORIS)], [held(part(HALVES[0]), "a")])
    assert outcome == Outcome()


def test_time_alone_never_links() -> None:
    """Two mails of the same minute share nothing else."""
    nobody: frozenset[Fact] = frozenset()
    outcome = join([held(part(HALVES[1]), "b", nobody)], [held(part(HALVES[0]), "a", nobody)])
    assert outcome.joined == ()


def test_what_luhn_does_not_hold_for_is_not_joined() -> None:
    """But too much of one number would be readable: the new piece is masked."""
    wrong = held(part("26195040"), "b")
    outcome = join([wrong], [held(part(HALVES[0]), "a")])
    assert outcome.joined == ()
    assert outcome.masked == {wrong.id}


@pytest.mark.parametrize("who", [ANNA, frozenset({Fact("name", "anna schmidt")})])
def test_a_declared_position_is_kept_to(who: frozenset[Fact]) -> None:
    """What is said to come later does not begin a number, unless one address sent both."""
    later = replace(part(HALVES[0]), position=Position.LATER)
    outcome = join([held(part(HALVES[1]), "b", who)], [held(later, "a", who)])
    assert bool(outcome.joined) == (who is ANNA)


def test_a_piece_sent_twice_is_masked_in_both_mails() -> None:
    """Its repetition belongs to the number."""
    first, again = held(part(HALVES[0]), "a"), held(part(HALVES[0]), "b", minutes=1)
    outcome = join([held(part(HALVES[1]), "c", minutes=2)], [first, again])
    assert {first.id, again.id} <= outcome.masked


def test_a_quoted_piece_is_masked_with_its_number() -> None:
    """Below the new piece the earlier one is repeated."""
    first = held(part(HALVES[0]), "a")
    new = [held(part(HALVES[1]), "b"), held(part(HALVES[0], quoted=True), "b")]
    assert len(join(new, [first]).also) == 2


def test_a_mail_that_quotes_what_nobody_knew_is_joined_too() -> None:
    """The other piece stands only in the quoted text."""
    new = [held(part(HALVES[1]), "b"), held(part(HALVES[0], quoted=True), "c")]
    new[1] = replace(new[1], message="b")
    assert join(new, []).joined == ()


def test_a_repetition_of_a_joined_piece_is_masked() -> None:
    """Nobody remembers its digits, but its length and its sender."""
    gone = replace(part(GROUPS[1]), residues=None, openings=None)
    old = held(gone, "a", joined=True)
    assert join([held(part(GROUPS[1]), "b", minutes=9)], [old]).also


def test_a_flood_of_one_sender_hides_no_other() -> None:
    """Only his latest pieces are looked at."""
    namesake = frozenset({Fact("address", "anna@elsewhere"), Fact("name", "anna schmidt")})
    flood = [held(part("5555"), f"f{n}", namesake, minutes=n) for n in range(300)]
    first = held(part(HALVES[0]), "a")
    outcome = join([held(part(HALVES[1]), "b", minutes=999)], [*flood, first])
    assert outcome.joined[0].messages == ("a", "b")
    assert len(outcome.masked) <= MOST_OPEN


def test_a_piece_behind_a_beginning_forgets_how_it_begins() -> None:
    """So that the memory tells less."""
    second = held(part(GROUPS[1]), "b", minutes=1)
    assert join([second], [held(part(GROUPS[0]), "a")]).dimmed == {second.id}


@pytest.mark.parametrize("kind", [PieceKind.CODE, PieceKind.EXPIRY])
def test_a_code_follows_its_number(kind: PieceKind) -> None:
    """A bare one, after a whole number or an open part of one."""
    for number in (other(PieceKind.WHOLE, 16), part(HALVES[0])):
        outcome = join([held(other(kind), "b")], [held(number, "a")])
        assert [x.kind for x in outcome.also] == [Kind.CVV if kind == "code" else Kind.EXPIRY]


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        (other(PieceKind.WHOLE, 16), other(PieceKind.CODE)),
        (other(PieceKind.CODE), other(PieceKind.WHOLE, 16)),
        (part(HALVES[0], Grounds.SHAPED), part(HALVES[0], Grounds.SHAPED)),
        (part("41000001", Grounds.DECLARED), part("41000001", Grounds.DECLARED)),
    ],
    ids=["beside its number", "before its number", "a chain of one", "twice a whole number"],
)
def test_a_copy_of_a_mail_is_no_other_mail(kept: Piece, seen: Piece) -> None:
    """A mail that was masked is looked at again: its measures are no code of its own card."""
    outcome = join([held(seen, "a", minutes=1)], [held(kept, "a")])
    assert (outcome.also, outcome.recalls, outcome.joined) == ((), (), ())
    assert join([held(seen, "b", minutes=1)], [held(kept, "a")]).masked


def test_a_code_that_came_first_is_recalled() -> None:
    """Once the number is there."""
    outcome = join([held(other(PieceKind.WHOLE, 16), "b")], [held(other(PieceKind.CODE), "a")])
    assert [x.message for x in outcome.recalls] == ["a"]


def test_a_code_between_two_customers_is_nobodys() -> None:
    """Both numbers are equally likely, and their owners have nothing in common."""
    shared = frozenset({Fact("thread", "x")})
    numbers = [
        held(other(PieceKind.WHOLE, 16), "a", frozenset({Fact("thread", "x")})),
        held(other(PieceKind.WHOLE, 16), "b", frozenset({Fact("thread", "y")})),
    ]
    code = held(other(PieceKind.CODE), "c", shared | {Fact("thread", "y")})
    assert join([code], numbers).joined == ()


def test_four_bare_digits_are_a_code_only_of_an_amex() -> None:
    """Any other network's code has three."""
    outcome = join([held(part("1234"), "b")], [held(other(PieceKind.WHOLE, 16), "a")])
    assert outcome.joined == ()


@pytest.mark.parametrize(
    ("digits", "grounds", "minutes", "joins"),
    [
        (HALVES[1], Grounds.DECLARED, 30, True),
        (HALVES[1], Grounds.GROUPED, 30, True),
        (HALVES[1], Grounds.BARE, 30, True),
        (HALVES[1], Grounds.BARE, 1000, False),
        (HALVES[1], Grounds.LOOSE, 30, False),
        (HALVES[1][::-1], Grounds.BARE, 30, False),
    ],
    ids=["told", "grouped", "bare", "bare, the next day", "in a letter", "of another number"],
)
def test_whom_a_mail_names_sends_what_completes_the_number(
    digits: str, grounds: Grounds, minutes: int, *, joins: bool
) -> None:
    """Other bare digits of somebody who is called so may be anything: they are not even masked."""
    anna = frozenset({Fact("address", "a@x"), Fact("naming", "boris")})
    boris = frozenset({Fact("address", "b@y"), Fact("called", "boris")})
    first = held(part(HALVES[0], Grounds.DECLARED, masked=True), "a", anna)
    outcome = join([held(part(digits, grounds), "b", boris, minutes=minutes)], [first])
    assert bool(outcome.joined) is joins
    assert bool(outcome.also) is joins


def test_the_provider_of_somebody_who_is_named_says_nothing_more() -> None:
    """Half of all customers share it: "Sofia" and a sofa are not linked by that."""
    mail = {Fact("domain", "x"), Fact("network", "192.0.2.0/24")}
    sofia = frozenset({Fact("address", "a@x"), Fact("called", "sof"), *mail})
    other_one = frozenset({Fact("address", "b@x"), Fact("naming", "sof"), *mail})
    first = held(part(HALVES[0], Grounds.DECLARED, masked=True), "a", sofia)
    rest = held(part(HALVES[1], Grounds.BARE), "b", other_one, minutes=1000)
    assert join([rest], [first]).also == ()


@pytest.mark.parametrize(
    ("minutes", "order", "joins"),
    [
        ((0, 1, 2, 3), GROUPS, True),
        ((3, 2, 1, 0), GROUPS, True),
        ((1, 0, 2, 3), GROUPS, False),
        ((0, 1, 2, 200), GROUPS, False),
        ((0, 1, 2), (NUMBER[:6], NUMBER[6:11], NUMBER[11:]), True),
        ((0, 1, 60), (NUMBER[:4], NUMBER[4:8], NUMBER[8:]), False),
        ((2, 1, 0), (NUMBER[:4], NUMBER[4:8], NUMBER[8:]), False),
    ],
    ids=["in turn", "reversed", "in disorder", "hours apart", "three", "an hour", "turned"],
)
def test_four_groups_with_a_word_each_are_a_number(
    minutes: tuple[int, ...], order: tuple[str, ...], *, joins: bool
) -> None:
    """Nothing else speaks for one, so they must come one behind the other, and soon."""
    pieces = [
        held(part(digits, Grounds.AMONG_WORDS), f"{at}", minutes=at)
        for digits, at in zip(order, minutes, strict=True)
    ]
    pieces.sort(key=lambda each: each.arrived)
    assert bool(join([pieces[-1]], pieces[:-1]).joined) is joins


@pytest.mark.parametrize("masked", [True, False])
def test_a_chain_goes_on_when_its_beginning_is_forgotten(*, masked: bool) -> None:
    """Its first pieces are older than the window; that the last one was masked tells enough."""
    before = held(part("33", masked=masked), "e")
    outcome = join([held(part("07"), "f", minutes=60)], [before])
    assert bool(outcome.also) is masked


@pytest.mark.parametrize(
    ("kind", "again"), [("thread", True), ("name", False)], ids=["a thread", "a namesake"]
)
def test_what_is_taken_for_a_repetition_is_linked_as_strongly(kind: str, *, again: bool) -> None:
    """One pair of pieces in a hundred has the same residues by chance."""
    own = frozenset({Fact("address", "a@x"), Fact(kind, "x")})
    others = frozenset({Fact("address", "b@y"), Fact(kind, "x")})
    first = held(part(HALVES[0]), "a", own, minutes=1000)
    same = held(part(HALVES[0], Grounds.AMONG_WORDS), "c", others)
    outcome = join([held(part(HALVES[1]), "b", own, minutes=1001)], [same, first])
    assert (same.id in outcome.masked) is again


def test_what_was_masked_before_is_told_of_which_number_it_is() -> None:
    """It need not be masked again, but a report of both mails names both."""
    first = held(part(HALVES[0], Grounds.DECLARED, masked=True), "a")
    outcome = join([held(part(HALVES[1], Grounds.DECLARED), "b", minutes=5)], [first])
    (told,) = outcome.told
    assert (told.message, outcome.recalls) == ("a", ())
    assert [place.assembled_from for place in told.places] == [("a", "b")]


@pytest.mark.parametrize(
    ("piece", "joins"),
    [
        (part(HALVES[1], Grounds.DECLARED), True),
        (part(HALVES[1], Grounds.BARE), True),
        (other(PieceKind.CODE), False),
    ],
    ids=["told", "bare", "a code"],
)
def test_two_of_a_family_join_what_a_check_digit_says(piece: Piece, *, joins: bool) -> None:
    """Under one subject; a code may be that of a namesake's card: it is masked, and names none."""
    shared = frozenset({Fact("family", "novak"), Fact("subject", "my oak table")})
    first = held(
        replace(part(HALVES[0], Grounds.DECLARED), masked=True),
        "a",
        shared | {Fact("address", "a@x"), Fact("name", "eva novak")},
    )
    second = shared | {Fact("address", "b@y"), Fact("name", "jan novak")}
    outcome = join([held(piece, "b", second, minutes=30)], [first])
    assert bool(outcome.joined) is joins
    assert len(outcome.also) == 1


def test_a_code_is_joined_by_no_name_alone() -> None:
    """Of a relative, whose likeness says the same once more."""
    likeness = {Fact("likeness", "anovak"), Fact("family", "novak")}
    one = frozenset({Fact("address", "a@x"), Fact("related", "novak"), *likeness})
    two = frozenset({Fact("address", "b@y"), Fact("house", "novak"), *likeness})
    number = held(other(PieceKind.WHOLE, 16), "a", one)
    code = held(other(PieceKind.CODE, 3, Grounds.DECLARED), "b", two, minutes=30)
    assert join([code], [number]).joined == ()


@pytest.mark.parametrize(("cut", "joins"), [((6, 13), True), ((3, 6, 9), False)])
def test_a_number_in_many_pieces_has_a_usual_length(cut: tuple[int, ...], *, joins: bool) -> None:
    """Thirteen digits of four mails, for which Luhn holds, are rather sixteen of five or six."""
    digits = next(f"45393847261{n:02}" for n in range(100) if luhn_sum(f"45393847261{n:02}") == 0)
    opening = (VISA[0]._replace(lengths=(13, 16)),)
    cuts = [0, *cut, 13] if cut[-1] < 13 else [0, *cut]
    parts = [digits[low:high] for low, high in pairwise(cuts)]
    pieces = [
        held(part(each, openings=opening if not n else ()), f"{n}", minutes=n)
        for n, each in enumerate(parts)
    ]
    assert bool(join([pieces[-1]], pieces[:-1]).joined) is joins
