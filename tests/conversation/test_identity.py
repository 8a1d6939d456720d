"""Who wrote a mail and what it is about, as its header tells."""

from __future__ import annotations

import pytest

from scrubber.conversation.identity import facts, message_id
from scrubber.conversation.model import Fact
from scrubber.core.model import KIN

OURS = frozenset({"shop.example"})


def told(*fields: str, **more: object) -> set[tuple[str, str]]:
    """Return the facts of a mail with these header fields."""
    message = "\r\n".join((*fields, "", "text")).encode()
    return {tuple(fact) for fact in facts(message, **more)}  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("From: Anna Schmidt <a@x.example>", 'From: "Schmidt, Anna" <b@y.example>', "name"),
        ("From: anna.schmidt+shop@x.example", "From: annaschmidt77@y.example", "local"),
        ("From: Anna Schmidt <a@x.example>", "From: anna_schmidt@y.example", "local"),
        ("From: Dr. Anna Schmidt <a@x.example>", "From: Anna Schmidt <b@y.example>", "name"),
        ("From: Anna Maria Schmidt <a@x.example>", "From: Anna Schmidt <b@y.example>", "name"),
        ("From: M. de Boer <m@x.example>", "From: Marieke de Boer <b@y.example>", "likeness"),
        ("From: J Hughes <jhughes@x.example>", "From: jhughes2@y.example", "likeness"),
        ("From: a.b@gmail.com", "From: ab+c@googlemail.com", "address"),
        ("From: =?utf-8?q?Schmidt=2C_Anna?= <a@x.example>", "From: Anna Schmidt <b@y.z>", "name"),
        ("Message-ID: <1@x>", "In-Reply-To: <1@x>", "thread"),
        ("References: <0@x> <1@x>", "References: <1@x>", "thread"),
        ("Subject: Re: AW: My oak table", "Subject: Odp: [shop] my OAK table", "subject"),
        ("Subject: WG: Tisch", "Subject: Tisch", "title"),
        ("Received: from a ([8.8.8.8]) by b", "Received: from c ([8.8.8.9]) by b", "network"),
        (
            "Received: from a ([IPv6:2a00:1450::1]) by b",
            "Received: from a ([IPv6:2a00:1450::2]) by b",
            "network",
        ),
    ],
)
def test_what_two_mails_share(one: str, other: str, kind: str) -> None:
    """A fact of some kind, the same in both."""
    assert {fact[0] for fact in told(one) & told(other)} >= {kind}


def test_an_initial_is_no_name_that_another_one_could_contradict() -> None:
    """Only the last name is told by it, and a likeness."""
    assert "name" not in {kind for kind, _ in told("From: M. de Boer <x@x.example>")}


@pytest.mark.parametrize(
    "field",
    [
        "From: info@x.example",
        "From: user@x.example",
        "Subject: Re:",
        "Subject: 4111 1111",
        "Received: from a ([10.0.0.1]) by b",
        "Received: from a ([999.0.0.1]) by b",
        "Message-ID: none",
        "X-Other: 1",
    ],
)
def test_what_tells_nothing(field: str) -> None:
    """A role's address is an address and no more; digits of a subject may be a card's."""
    assert {kind for kind, _ in told(field)} <= {"address", "domain"}


def test_of_a_mail_of_the_shop_the_recipient_is_the_customer() -> None:
    """Else all customers would be linked by the shop's own address."""
    found = told("From: Shop <info@shop.example>", "To: anna@x.example", ours=OURS)
    assert ("address", "anna@x.example") in found
    assert not any("shop" in value for kind, value in found if kind != "asked")


def test_a_reverse_path_tells_nothing_beside_an_author() -> None:
    """A forwarder sends everybody's mail from one address of its own."""
    author = "From: Anna Keller <anna@x.example>"
    assert told(author, reverse_path="web@host.example") == told(author)
    assert ("address", "anna@x.example") in told("Subject: order", reverse_path="anna@x.example")


def test_order_numbers_are_facts_without_their_separators() -> None:
    """The core finds them."""
    assert Fact("order", "ab12345") in facts(b"\r\n", ("ab-12345",))


def test_an_order_is_known_without_its_letters() -> None:
    """Half of its customers leave them out; few figures are many orders'."""
    assert facts(b"\r\n", ("ab-12345",)) & facts(b"\r\n", ("12345",))
    assert not facts(b"\r\n", ("ab-1234",)) & facts(b"\r\n", ("1234",))


def test_the_message_id_is_the_first_one() -> None:
    """With its angle brackets, and none where there is none."""
    assert message_id(b"Message-ID: <1@x>\r\n\r\n") == "<1@x>"
    assert message_id(b"Message-ID: broken\r\n\r\n") == ""


def test_how_a_sender_is_called_and_whom_he_names() -> None:
    """His own names are not among those; a name without its ending is the same in any case."""
    known = told('From: "Dr. Marek Kowalski" <mk@x.example>', mentions=("marek", "bozeny"))
    assert known >= {("called", "marek"), ("called", "kowalsk"), ("naming", "bozen")}
    assert ("naming", "marek") not in known
    assert ("called", "bozen") in told("From: bozena.k@x.example")
    assert {"naming", "called"}.isdisjoint(kind for kind, _ in told("From: a@b", asks=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("From: Eva Nováková <e@x.example>", "From: Jan Novák <j@y.example>"),
        ("From: Нина Орлова <n@x.example>", "From: Олег Орлов <o@y.example>"),
        ('From: "Wrona, Ewa" <e@x.example>', "From: Jan Wrona <j@y.example>"),
        ("From: Daan Hoogstraat <d@x.example>", "From: ahoogstraat@y.example"),
        ("From: Jan Wilowski <j@x.example>", "From: wilowska.anna@y.example"),
    ],
)
def test_a_family_has_a_name(one: str, other: str) -> None:
    """A comma stands behind it, and an initial before it; hers may end otherwise than his."""
    known = {kind for kind, _ in told(one) & told(other)}
    assert known - {"called"} == {"family", "house"}


def test_a_short_name_and_a_role_are_no_family() -> None:
    """Half the shops have an office, and there are many of three letters."""
    for field in ("From: Li Wei Nam <x@x.example>", "From: our.office@x.example"):
        assert "family" not in {kind for kind, _ in told(field)}


def test_a_relative_is_called_as_the_writer_is() -> None:
    """By the last name, and only by that: whom he names and his first name are others."""
    wife, husband = "From: Eva Marin <e@x.example>", "From: Jan Marin <j@y.example>"
    told_of = {fact for fact in told(wife, mentions=(KIN,)) if fact[0] in ("naming", "related")}
    assert told_of == {("related", "marin")}
    assert ("house", "marin") in told(husband)
    assert ("house", "marin") not in told("From: Marin Kos <m@y.example>")
