"""Replies as values."""

from __future__ import annotations

import pytest

from scrubber.relay.replies import Reply, own


def test_a_reply_of_many_lines() -> None:
    """Every line has the code, all but the last a hyphen."""
    assert Reply(250, (b"a", b"b", b"")).encode() == b"250-a\r\n250-b\r\n250 "


@pytest.mark.parametrize(
    "reply",
    [
        Reply(250, (b"2.0.0 Ok: queued as 4111111111111111",)),
        Reply(550, (b"5.1.1 no such mailbox",)),
        Reply(554, (b"5.7.1 spam, rule 42",)),
        own(452, "4.3.1", "Insufficient system storage"),
    ],
)
def test_a_reply_that_quotes_nothing_stays(reply: Reply) -> None:
    """The sender's server is to know why."""
    assert reply.without_echo() == reply


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(554, (b"5.7.1 contains 4111111111111111",)), b"554 5.7.1 the next hop did not take"),
        (Reply(550, (b"no", b"cvv 123")), b"550 the next hop did not take"),
        (Reply(451, (b"4.7.1 1", b"4.7.1 2 3")), b"451 4.7.1 the next hop did not take"),
    ],
)
def test_a_refusal_never_quotes_the_message(reply: Reply, expected: bytes) -> None:
    """The codes stay."""
    assert reply.without_echo().encode().startswith(expected)
