"""How surely two mails are one customer's."""

from __future__ import annotations

import pytest

from scrubber.conversation.link import NEEDED, SURE, WEAKEST, link, strengths, telling
from scrubber.conversation.model import Fact
from scrubber.core.model import Grounds, PieceKind
from tests.conversation.making import held, other

CODE = other(PieceKind.CODE)


def who(*facts: str) -> frozenset[Fact]:
    """Return facts, each written as kind=value."""
    return frozenset(Fact(*each.split("=")) for each in facts)


def strength(one: frozenset[Fact], two: frozenset[Fact], minutes: float = 5) -> float:
    """Return the strength of the link between two mails."""
    return link(held(CODE, "a", one), held(CODE, "b", two, minutes=minutes))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("address=a@x domain=x name=anna network=1", "address=b@x domain=x name=anna network=1"),
        ("address=a@x domain=x local=anna", "address=b@x domain=x local=anna"),
        ("address=a@x name=anna network=1", "address=b@y name=ben network=1"),
        ("address=a@x title=order network=1 name=a", "address=b@y title=order network=1 name=b"),
    ],
    ids=["namesakes", "likeness at one provider", "one office", "one office, one subject"],
)
def test_two_customers_are_not_linked(one: str, two: str) -> None:
    """Though they write at the same moment."""
    assert strength(who(*one.split()), who(*two.split())) < WEAKEST


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("address=a@x domain=x name=anna", "address=b@y domain=y name=anna"),
        ("address=a@x domain=x thread=1 name=anna", "address=b@x domain=x thread=1 name=anna"),
        ("address=a@x domain=x order=1", "address=a@x domain=x order=2"),
    ],
    ids=["another provider", "one thread", "one address, another order"],
)
def test_one_customer_is(one: str, two: str) -> None:
    """Strongly enough for bare digits."""
    assert strength(who(*one.split()), who(*two.split())) >= NEEDED[Grounds.BARE]


@pytest.mark.parametrize("kind", ["thread", "order"])
def test_a_couple_at_one_provider_goes_on_with_one_exchange(kind: str) -> None:
    """Under two names: what words tell joins, days later."""
    one, two = (who(f"address={a}@x", "domain=x", f"name={a}", f"{kind}=1") for a in "ab")
    days = strength(one, two, minutes=3 * 24 * 60)
    assert NEEDED[Grounds.BARE] > days >= NEEDED[Grounds.DECLARED]


@pytest.mark.parametrize(
    ("one", "two", "joins"),
    [
        ("address=a@x name=pym", "address=b@y name=brown called=anna", False),
        ("address=a@x name=pym naming=anna", "address=b@y name=brown naming=anna", False),
        ("address=a@x name=pym called=anna", "address=b@y name=brown called=anna", False),
        ("address=a@x name=pym naming=anna", "address=b@y name=brown called=anna", True),
        ("address=a@x domain=x called=anna", "address=b@x domain=x naming=anna", True),
    ],
    ids=["nobody", "both name her", "both are she", "the first names her", "colleagues"],
)
def test_whom_a_mail_names_may_send_the_rest(one: str, two: str, *, joins: bool) -> None:
    """What words tell joins with a mail of hers days later, whatever else differs."""
    days = strength(who(*one.split()), who(*two.split()), minutes=3 * 24 * 60)
    assert (days >= NEEDED[Grounds.DECLARED]) is joins
    assert days < NEEDED[Grounds.BARE]


def test_two_who_name_each_other_are_surely_together() -> None:
    """Harold says that Anna sends the rest, and Anna that it is Harold's."""
    harold = who("address=a@x", "called=harold", "naming=anna")
    anna = who("address=b@y", "called=anna", "naming=harold")
    assert strength(harold, anna, minutes=3 * 24 * 60) >= SURE


def test_whom_many_name_is_nobody_in_particular() -> None:
    """As a clerk whom all of them greet."""
    anna = held(CODE, "new", who("address=new@x", "called=anna"))
    others = [held(CODE, str(n), who(f"address={n}@y", "naming=anna")) for n in range(3)]
    assert telling(anna, others) == [who(f"address={n}@y") for n in range(3)]
    assert telling(anna, others[:2]) == [each.facts for each in others[:2]]


def test_whom_many_name_at_another_time_says_nothing_against_it() -> None:
    """In a busy mailbox every first name comes again."""
    anna = held(CODE, "new", who("address=new@x", "called=anna"), minutes=5000)
    naming = held(CODE, "one", who("address=one@y", "naming=anna"), minutes=4950)
    others = [held(CODE, str(n), who(f"address={n}@y", "naming=anna")) for n in range(3)]
    assert telling(anna, [naming, *others])[0] == naming.facts


def test_a_name_alone_joins_bare_digits_only_at_once() -> None:
    """Hours later they may be a namesake's; what is told to be a part of a card joins them yet."""
    one, two = who("address=a@x", "name=anna"), who("address=b@y", "name=anna")
    assert strength(one, two) >= NEEDED[Grounds.BARE]
    assert NEEDED[Grounds.BARE] > strength(one, two, minutes=7 * 60) >= NEEDED[Grounds.DECLARED]


def test_what_many_senders_share_tells_nothing() -> None:
    """A subject that a web form writes links nobody; what is a customer's own does as before."""
    new = held(CODE, "new", who("address=new@x", "subject=my order", "network=1", "name=anna"))
    others = [
        held(CODE, str(n), who(f"address={n}@y", "subject=my order", "name=anna", "thread=1"))
        for n in range(3)
    ]
    assert link(new, others[0]) >= WEAKEST
    assert telling(new, others) == [who(f"address={n}@y", "thread=1") for n in range(3)]
    assert telling(new, others[:2]) == [each.facts for each in others[:2]]
    answer = held(CODE, "b", who("thread=1"))
    assert telling(answer, others) == [each.facts for each in others]


def test_what_few_senders_have_together_tells_something() -> None:
    """Though many have the one or the other: a likeness to many, a subject that is usual."""
    new = held(CODE, "new", who("address=new@x", "subject=payment", "likeness=jbrown"))
    alike = [held(CODE, f"a{n}", who(f"address=a{n}@y", "likeness=jbrown")) for n in range(3)]
    about = [held(CODE, f"s{n}", who(f"address=s{n}@y", "subject=payment")) for n in range(3)]
    both = held(CODE, "both", who("address=b@y", "subject=payment", "likeness=jbrown"))
    assert telling(new, [*alike, *about, both])[-1] == both.facts
    rarer = held(CODE, "rarer", both.facts | who("network=1"))
    here = held(CODE, "here", new.facts | who("network=1"))
    assert telling(here, [*alike, *about, rarer])[-1] == who("address=b@y", "network=1")


def test_a_subject_alone_links_nobody() -> None:
    """Many write about the payment of their order on one day."""
    one, two = who("address=a@x", "subject=payment"), who("address=b@y", "subject=payment")
    assert strength(one, two) < WEAKEST


@pytest.mark.parametrize(
    ("facts", "minutes", "grounds"),
    [
        ("family=novak, subject=my oak table", 600, Grounds.BARE),
        ("family=novak, subject=my oak table", 5000, Grounds.DECLARED),
        ("family=novak, title=table", 600, Grounds.DECLARED),
        ("family=novak, order=1", 5000, Grounds.BARE),
        ("family=novak", 5, None),
        ("subject=my oak table", 5, None),
    ],
)
def test_two_of_a_family_write_about_one_thing(
    facts: str, minutes: float, grounds: Grounds | None
) -> None:
    """A household; a name alone many have, and a subject, too."""
    shared = frozenset(Fact(*each.split("=")) for each in facts.split(", "))
    one, two = (shared | who(f"address={a}@{a}", f"name={a}") for a in "ab")
    seen = strength(one, two, minutes)
    joined = [each for each in (Grounds.BARE, Grounds.DECLARED) if seen >= NEEDED[each]]
    assert next(iter(joined), None) == grounds


def test_two_of_a_family_at_one_provider_are_not_linked() -> None:
    """They have a subject in common as others have."""
    one, two = (
        who("family=novak", "subject=my table", "domain=x", f"address={a}@x", f"name={a}")
        for a in "ab"
    )
    assert strength(one, two) < WEAKEST


def test_a_couple_at_one_provider_that_writes_about_one_thing_joins_what_is_told() -> None:
    """From one network, on that day; namesakes there do not, nor do two with a short subject."""
    shared = ("family=novak", "domain=x", "network=1")
    facts = {
        "couple": (*shared, "subject=my round table"),
        "namesakes": (*shared, "subject=my round table", "name=jan novak"),
        "a title": (*shared, "title=table"),
    }
    seen = {}
    for name, each in facts.items():
        one, two = (who(f"address={a}@x", f"called={a}", *each) for a in "ab")
        seen[name] = strength(one, two, 90)
    assert NEEDED[Grounds.DECLARED] <= seen["couple"] < NEEDED[Grounds.BARE]
    assert max(seen["namesakes"], seen["a title"]) < WEAKEST


def test_my_wife_says_as_much_as_her_likeness() -> None:
    """Both are told by the last name alone."""
    one = who("address=a@x", "family=novak", "likeness=anovak", "related=novak")
    two = who("address=b@y", "family=novak", "likeness=anovak", "house=novak")
    alone = strength(one - who("family=novak", "likeness=anovak"), two)
    assert strength(one, two) == alone < SURE
    both = strength(one | who("house=novak"), two | who("related=novak"))
    assert both == alone  # his husband, her wife: it is one last name


def test_a_namesake_is_no_relative() -> None:
    """The wife of whom he speaks has another first name."""
    one, two = who("address=a@x", "name=jan novak"), who("address=b@y", "name=jan novak")
    related = strength(one | who("related=novak"), two | who("house=novak"))
    assert related == strength(one, two)


def test_a_mail_is_linked_as_the_best_of_its_sender() -> None:
    """The second one stands in the thread; the first, of the same sender, did not."""
    new = held(CODE, "new", who("address=a@x", "thread=1"))
    first = held(CODE, "first", who("address=b@y", "thread=0"))
    second = held(CODE, "second", who("address=b@y", "thread=1"))
    assert strengths(new, [first]) == [0.0]
    alike, best = strengths(new, [first, second])
    assert alike == best >= NEEDED[Grounds.BARE]


def test_what_links_one_mail_says_nothing_of_the_others() -> None:
    """Whom it names, and the subject of a namesake."""
    for fact in ("called=anna", "subject=my table"):
        new = held(CODE, "new", who("address=a@x", fact.replace("called", "naming")))
        first = held(CODE, "first", who("address=b@y"))
        second = held(CODE, "second", who("address=b@y", fact))
        assert strengths(new, [first, second])[0] == 0.0
