"""Whether a mail may be answered: each line of RFC 3834's list, and what nearly is such a case."""

from __future__ import annotations

import pytest

from scrubber.reply.eligibility import Ours, objection
from scrubber.reply.incoming import Incoming

OURS = Ours(("shop@shop.example",), frozenset({"shop.example"}))
ANNA = "anna@customer.example"
PLAIN = {"From": f"Anna Nowak <{ANNA}>", "To": "shop@shop.example", "Subject": "my order"}


def reason(fields: dict[str, str | None], sender: str = ANNA) -> str | None:
    """Return why a mail with these fields instead of the plain ones is not answered."""
    header = {name: value for name, value in (PLAIN | fields).items() if value is not None}
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    raw = f"{lines}\r\nList-Id: in the body\r\n".encode()
    return objection(Incoming.read(raw, sender, ("shop@shop.example",)), OURS)


UNANSWERED = {
    "auto-replied": {"Auto-Submitted": "auto-replied"},
    "auto-generated, with a parameter": {"Auto-Submitted": "Auto-Generated; type=x"},
    "bulk": {"Precedence": "bulk"},
    "junk": {"Precedence": "JUNK"},
    "list": {"Precedence": "list"},
    "list id": {"List-Id": "<news.shop.example>"},
    "unsubscribe": {"List-Unsubscribe": "<https://news.example/u>"},
    "folded list field": {"List-Post": "\r\n <mailto:a@b.example>"},
    "suppressed": {"X-Auto-Response-Suppress": "DR, AutoReply"},
    "report": {"Content-Type": "multipart/report; report-type=delivery-status; boundary=x"},
    "feedback id": {"Feedback-ID": "1:2:3:mailer"},
    "autoreply": {"X-Autoreply": "yes"},
    "two authors": {"From": f"{ANNA}, jan@customer.example"},
    "no author": {"From": None},
    "an author who is not the sender": {"From": "jan@customer.example"},
    "an author of another case": {"From": "Anna@customer.example"},
    "not addressed to the shop": {"To": "undisclosed-recipients:;"},
    "addressed to others": {"To": "friends@customer.example"},
    "spam flag": {"X-Spam-Flag": "YES"},
    "spam status": {"X-Spam-Status": "Yes, score=9.1 required=5"},
    "our own answer": {"X-Scrubber-Reply": "1"},
}


@pytest.mark.parametrize("fields", UNANSWERED.values(), ids=list(UNANSWERED))
def test_no_answer_goes_to_a_robot_a_list_or_somebody_else(fields: dict[str, str | None]) -> None:
    """One field is enough."""
    assert reason(fields) is not None


ROBOTS = [
    "MAILER-DAEMON", "postmaster", "noreply", "no-reply", "No_Reply", "donotreply",
    "do-not-reply", "orders-noreply", "noreply+abc", "owner-news", "news-owner", "news-request",
    "bounce", "bounces", "news-bounces", "bounces+anna=shop.example", "listserv", "majordomo",
]  # fmt: skip


@pytest.mark.parametrize("local", ROBOTS)
def test_no_answer_goes_to_an_address_that_no_person_reads(local: str) -> None:
    """Programs say so in their names."""
    assert reason({"From": f"{local}@customer.example"}, f"{local}@customer.example") is not None


@pytest.mark.parametrize("sender", ["", "<>"])
def test_a_bounce_is_never_answered(sender: str) -> None:
    """The null reverse-path, with its angle brackets and without."""
    assert reason({}, sender) == "it has no sender (a bounce)"


@pytest.mark.parametrize("own", ["shop@shop.example", "staff@SHOP.example"])
def test_the_shop_does_not_answer_itself(own: str) -> None:
    """Not by its address, nor by its domain."""
    assert reason({"From": own}, own) is not None


ANSWERED: dict[str, dict[str, str | None]] = {
    "plain": {},
    "a person says so": {"Auto-Submitted": "no"},
    "with a parameter": {"Auto-Submitted": "No; really"},
    "a precedence of its own": {"Precedence": "first-class"},
    "nothing suppressed": {"X-Auto-Response-Suppress": "None"},
    "another multipart": {"Content-Type": "multipart/alternative; boundary=x"},
    "no spam": {"X-Spam-Flag": "NO", "X-Spam-Status": "No, score=0.1"},
    "the domain's case": {"From": "anna@CUSTOMER.example"},
    "in copy": {"To": "jan@customer.example", "Cc": "Shop <shop@shop.example>"},
    "a name with a comma": {"From": f'"Nowak, Anna" <{ANNA}>'},
    "a field that begins alike": {"Listing": "sofa"},
    "masked before": {"X-Scrubber": "masked; pan=1"},
    "feedback of a person": {"Feedback": "fine table"},
    "a report in its subject": {"Subject": "Delivery report: automatic reply"},
}


@pytest.mark.parametrize("fields", ANSWERED.values(), ids=list(ANSWERED))
def test_a_person_is_answered(fields: dict[str, str | None]) -> None:
    """What only looks like such a case, or says that it is none."""
    assert reason(fields) is None


@pytest.mark.parametrize("local", ["norbert", "bouncer", "requests", "ownerof", "reply", "rooth"])
def test_a_name_that_only_begins_like_a_robots_is_a_persons(local: str) -> None:
    """Whole names count."""
    assert reason({"From": f"{local}@customer.example"}, f"{local}@customer.example") is None


STRANGE = [
    '"anna nowak"@customer.example', "anna..nowak@customer.example", "anna@customer.example.",
    "anna@[192.0.2.7]", "anna@localhost", "ann\u00e4@customer.example",
    f"{'a' * 65}@customer.example", "anna@cust\u043emer.example",
    "=?utf-8?q?anna?=@customer.example", "anna@customer.example\x7f",
]  # fmt: skip


@pytest.mark.parametrize("address", STRANGE)
def test_an_address_that_cannot_be_written_to_is_not_answered(address: str) -> None:
    """Nor one with letters that look like others."""
    assert reason({"From": address}, address) is not None


@pytest.mark.parametrize("address", ["o'neil+shop@customer.co.uk", "a_b-c%d@xn--bcher-kva.example"])
def test_an_unusual_address_is_answered(address: str) -> None:
    """It is one all the same."""
    assert reason({"From": address}, address) is None


def test_a_second_from_field_is_a_second_author() -> None:
    """RFC 5322 section 3.6 allows one; which one a reader sees is not known."""
    raw = f"From: {ANNA}\r\nFrom: {ANNA}\r\nTo: shop@shop.example\r\n\r\n".encode()
    assert objection(Incoming.read(raw, ANNA, ("shop@shop.example",)), OURS) is not None
