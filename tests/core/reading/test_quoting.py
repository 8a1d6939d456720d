"""What of a mail its writer wrote newly."""

from __future__ import annotations

import pytest

from scrubber.core.reading.quoting import Quoting


@pytest.mark.parametrize(
    ("text", "own", "html"),
    [
        ("new\n> old\n", "new\n", False),
        ("new\n-- \nAnna", "new\n", False),
        ("new\n---- Original message ----\nold", "new\n", False),
        ("<p>new</p><blockquote>old</blockquote>", "\nnew\n", True),
        ("new", "new", False),
    ],
)
def test_what_is_new_in_a_text(text: str, own: str, html: bool) -> None:  # noqa: FBT001
    """Not what is quoted, and not the signature."""
    assert Quoting(text, html=html).own == own


def test_a_quoted_line_is_quoted() -> None:
    """By the mark before it, or below the heading of the mail that is answered."""
    quoting = Quoting("new\n> old\nnew\n____________________\nold", html=False)
    assert [quoting.holds(at) for at in (0, 6, 11, 40)] == [False, True, False, True]
