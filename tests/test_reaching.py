"""Why a server cannot be reached, in words."""

from __future__ import annotations

import socket
import ssl

import pytest

from scrubber.reaching import why


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "x"), "no server has this name"),
        (ConnectionRefusedError(), "nobody listens"),
        (TimeoutError(), "does not answer"),
        (FileNotFoundError(), "no such socket"),
        (ssl.SSLError(), "does not speak TLS"),
    ],
)
def test_the_cause_is_told(error: Exception, words: str) -> None:
    """The closest one counts: a name that is wrong is an OSError as all of them are."""
    assert words in why(error)


def test_what_cannot_be_told_is_not_guessed() -> None:
    """Of several addresses tried in turn there is no single error."""
    assert why(OSError("Multiple exceptions")) == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [(10, "has expired"), (62, "not valid for this name"), (18, "signed by no authority")],
)
def test_what_is_wrong_with_a_certificate_is_told(code: int, words: str) -> None:
    """OpenSSL tells it by a number."""
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert why(error).startswith(f"its certificate {'is ' if code != 10 else ''}{words}")
