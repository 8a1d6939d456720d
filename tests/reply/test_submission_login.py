"""Logging in to the submission server by OAuth 2.0."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from scrubber.errors import ConfigError
from scrubber.reply.submission import Outcome, submit
from scrubber.reply.submission_login import Server
from tests.fakes.submission import USER, OAuthSubmission

MECHANISMS = ("XOAUTH2", "OAUTHBEARER")
MESSAGE = b"Subject: Re: order\r\n\r\nHello\r\n"
LONG = "t" * 2500
"""As long as those of Microsoft 365: too long for the line of a command."""


@dataclass(slots=True)
class Tokens:
    """Gives an old token first, and a fresh one if it is asked for that."""

    old: str
    fresh: str
    asked: list[bool] = field(default_factory=list)

    def token(self, *, fresh: bool) -> str:
        """Return a token."""
        self.asked.append(fresh)
        return self.fresh if fresh else self.old


def hand_over(hop: OAuthSubmission, tokens: Tokens) -> Outcome:
    """Submit a mail."""
    server = Server("127.0.0.1", hop.port, user=USER, tokens=tokens)
    return submit(server, (USER, "anna@customer.example"), MESSAGE, lambda: True)


@pytest.mark.parametrize("token", ["short", LONG], ids=["short", "long"])
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_token_lets_in(mechanism: str, token: str) -> None:
    """In the way that the server offers; a long one comes when it is asked for."""
    with OAuthSubmission(mechanism, {token}) as hop:
        assert hand_over(hop, Tokens(token, "fresh")) is Outcome.SENT
        assert hop.mails == [MESSAGE]
        assert hop.violations == []


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_token_that_was_withdrawn_is_renewed_once(mechanism: str) -> None:
    """On the same connection."""
    tokens = Tokens("old", "fresh")
    with OAuthSubmission(mechanism, {"fresh"}) as hop:
        assert hand_over(hop, tokens) is Outcome.SENT
        assert hop.tried == ["old", "fresh"]
        assert tokens.asked == [False, True]
        assert hop.violations == []


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_who_is_not_let_in_is_told_what_to_do(mechanism: str) -> None:
    """Nothing was sent; the token is not in the error."""
    with OAuthSubmission(mechanism, set()) as hop:
        with pytest.raises(ConfigError, match=f"scrubber login {USER}") as caught:
            hand_over(hop, Tokens("old", "fresh"))
        assert "fresh" not in caught.value.public
        assert hop.tried == ["old", "fresh"]
        assert hop.mails == []


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_server_that_cannot_say_now_is_asked_later(mechanism: str) -> None:
    """RFC 4954 section 6: 454 is no refusal of the token."""
    with OAuthSubmission(mechanism, {"old"}) as hop:
        hop.busy = True
        assert hand_over(hop, Tokens("old", "fresh")) is Outcome.LATER
