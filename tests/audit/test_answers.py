"""Answers of a shop's own in a mailbox of which nobody told whose it is."""

from __future__ import annotations

from scrubber import rulebook
from scrubber.audit.entry import Entry
from scrubber.audit.joining import Joining, share
from scrubber.core.scrub import scrub

DAY = 24 * 3600.0
ANNA, SHOP = "Anna Novak <anna@post.example>", "Oak Shop <office@oak.example>"


def mail(number: int, sender: str, recipient: str, text: str) -> bytes:
    """Return a mail of one thread."""
    return (
        f"From: {sender}\r\nTo: {recipient}\r\nSubject: Table\r\n"
        f"Message-ID: <{number}@x.example>\r\n"
        f"In-Reply-To: <{number - 1}@x.example>\r\n\r\n{text}\r\n"
    ).encode()


def masked(*mails: bytes) -> list[int]:
    """Return the mails that an audit masks because of others; two days are between them."""
    joining = Joining()
    for number, raw in enumerate(mails):
        entry = Entry(number, "", "", arrived=number * 2 * DAY, message_id=f"<{number}@x.example>")
        joining.note(entry, share(scrub(raw, rulebook.load()), frozenset()))
    return sorted(number for number, places in joining.join().items() if places)


def test_what_an_answer_quotes_is_of_whom_it_is_sent_to() -> None:
    """It came when the number was joined, and nothing was remembered of its digits."""
    quoted = "Thank you!\r\n\r\nOn 1 May 2026 Anna Novak wrote:\r\n> Then 2619 5043"
    assert masked(
        mail(0, ANNA, SHOP, "My card begins with 4539 3847"),
        mail(1, ANNA, SHOP, "Then 2619 5043"),
        mail(2, SHOP, ANNA, quoted),
    ) == [1, 2]


def test_what_is_quoted_to_somebody_else_stays() -> None:
    """He told nothing of a card."""
    quoted = "Thank you!\r\n\r\nOn 1 May 2026 Boris wrote:\r\n> My order is 2619"
    mails = [mail(0, ANNA, SHOP, "My card begins with 4539 3847")]
    other = "Boris <boris@y.example>"
    assert masked(*mails, mail(9, SHOP, other, quoted)) == []
