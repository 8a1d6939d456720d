"""The arguments of MAIL and RCPT, verbatim."""

from __future__ import annotations

import pytest

from scrubber.errors import RefusedError
from scrubber.relay.parameters import Command, parse, suited

ALL = {"SIZE": "", "8BITMIME": "", "SMTPUTF8": "", "DSN": "", "AUTH": "PLAIN"}


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("FROM:<>", "MAIL FROM:<>"),
        ("from:<a@b.example>", "MAIL FROM:<a@b.example>"),
        ("FROM: <a@b.example>", "MAIL FROM:<a@b.example>"),
        ("FROM:a@b.example", "MAIL FROM:<a@b.example>"),
        (
            "FROM:<a@b.example> size=10 body=8bitmime",
            "MAIL FROM:<a@b.example> size=10 body=8bitmime",
        ),
        (
            "FROM:<a@b.example> RET=HDRS ENVID=AbC+2B",
            "MAIL FROM:<a@b.example> RET=HDRS ENVID=AbC+2B",
        ),
        ("FROM:<a@b.example> SMTPUTF8 AUTH=<>", "MAIL FROM:<a@b.example> SMTPUTF8 AUTH=<>"),
        ('FROM:<"a > b"@c.example>', 'MAIL FROM:<"a > b"@c.example>'),
        ('FROM:<"a\\" b"@c.example>', 'MAIL FROM:<"a\\" b"@c.example>'),
        (
            "FROM:<@x.example,@y.example:a@b.example>",
            "MAIL FROM:<@x.example,@y.example:a@b.example>",
        ),
        ("FROM:<grüße@münchen.example>", "MAIL FROM:<grüße@münchen.example>"),
    ],
)
def test_what_comes_goes_on(argument: str, line: str) -> None:
    """Neither case nor coding of an address or a parameter changes."""
    assert parse("FROM", argument).line("MAIL FROM") == line.encode()


def test_recipients_keep_their_parameters() -> None:
    """ORCPT and NOTIFY go on as they are."""
    text = "TO:<a@b.example> NOTIFY=FAILURE,Delay ORCPT=rfc822;A+2Bb@b.example"
    assert parse("TO", text).line("RCPT TO") == b"RCPT " + text.encode()


@pytest.mark.parametrize(
    ("keyword", "argument", "code"),
    [
        ("FROM", None, 501),
        ("FROM", "", 501),
        ("FROM", "<a@b.example>", 501),
        ("FROM", "TO:<a@b.example>", 501),
        ("FROM", "FROM:<a@b.example", 501),
        ("FROM", "FROM:<a@b.example>x", 501),
        ("FROM", "FROM:<a b@c.example>", 501),
        ("FROM", "FROM:<a@b.example>\rRCPT TO:<c@d.example>", 501),
        ("FROM", "FROM:<a@b.example\n>", 501),
        ("FROM", "FROM:<a\x00@b.example>", 501),
        ("FROM", "FROM:<a@b.example> SIZE=\rRSET", 501),
        ("FROM", "FROM:<a@b.example> SIZE=ten", 501),
        ("FROM", "FROM:<a@b.example> SIZE=٣", 501),
        ("FROM", "FROM:<a@b.example> BODY=BINARYMIME", 501),
        ("FROM", "FROM:<a@b.example> SMTPUTF8=yes", 501),
        ("FROM", "FROM:<a@b.example> SIZE=1 SIZE=2", 555),
        ("FROM", "FROM:<a@b.example> REQUIRETLS", 555),
        ("FROM", "FROM:<a@b.example> NOTIFY=NEVER", 555),
        ("TO", "TO:<a@b.example> SIZE=1", 555),
        ("TO", "TO:<>", 501),
    ],
)
def test_what_is_refused(keyword: str, argument: str | None, code: int) -> None:
    """Wrong syntax, unknown parameters, and control characters that could be a second command."""
    with pytest.raises(RefusedError) as caught:
        parse(keyword, argument)
    assert caught.value.code == code


def test_a_long_argument_costs_linear_time() -> None:
    """A hostile address ends, one way or the other, at once."""
    for hostile in ('"' * 100_000, " " * 100_000, '"\\"' * 50_000, "a=" * 50_000):
        with pytest.raises(RefusedError):
            parse("FROM", f"FROM:<{hostile}")


def test_parameters_go_where_they_are_known() -> None:
    """A next hop without an extension does not see its parameters."""
    command = parse("FROM", "FROM:<a@b.example> SIZE=9 BODY=8BITMIME RET=FULL ENVID=x AUTH=<>")
    assert suited(command, ALL) == command
    assert suited(command, {"SIZE": "100"}) == Command("a@b.example", ("SIZE=9",))
    assert suited(command, {}) == Command("a@b.example")


def test_internationalized_mail_is_not_degraded() -> None:
    """Without SMTPUTF8 at the next hop it is refused, as RFC 6531 has it."""
    with pytest.raises(RefusedError) as caught:
        suited(parse("FROM", "FROM:<a@b.example> smtputf8"), {})
    assert (caught.value.code, caught.value.enhanced) == (553, "5.6.7")
