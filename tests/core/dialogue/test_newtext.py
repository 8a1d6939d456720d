"""What is new in a mail, and what a mask has left in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.core.dialogue.newtext import _MOST_TEXTS
from scrubber.core.dialogue.pieces import _in_text
from scrubber.core.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.dialogue.newtext import NewText
    from scrubber.core.judge import Hit, Judge
    from scrubber.core.model import Piece
    from scrubber.core.rules import Rules

RULES = rulebook.load()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts in which pieces were looked for."""
    texts: list[str] = []

    def noted(of: NewText, rules: Rules, judge: Judge) -> Iterator[tuple[Hit, Piece]]:
        texts.append(of.view.text)
        return _in_text(of, rules, judge)

    monkeypatch.setattr("scrubber.core.dialogue.pieces._in_text", noted)
    return texts


@pytest.mark.parametrize(
    "between",
    [" ", "\u2013", "\u00a0", " / ", "\t\t", "\n", "\r\n\r\n", "</td>\r\n   <td>", "</p>\r\n<p>"],
)
@pytest.mark.parametrize("groups", [("4111", "1111", "1111", "1111"), ("3782", "822463", "10005")])
def test_what_a_mask_has_left_of_a_number_is_no_piece(
    groups: tuple[str, ...], between: str
) -> None:
    """A mail that is forwarded comes by again and again, and never adds up to a number."""
    kind, card = ("html", "<p>card</p><p>") if "<" in between else ("plain", "card\r\n")
    mail = f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{card}{between.join(groups)}\r\n"
    once = scrub(mail.encode(), RULES)
    assert once.findings
    assert scrub(once.message, RULES).pieces == ()


def test_a_line_of_asterisks_is_no_masked_number() -> None:
    """The part of a number below it counts."""
    scrubbed = scrub(b"\r\n\r\n" + b"*" * 40 + b"\r\n\r\n4111 1111\r\n", RULES)
    assert [piece.length for piece in scrubbed.pieces] == [8]


def test_a_wall_of_asterisks_comes_to_an_end() -> None:
    """Each of them could begin a masked number: half a megabyte once took all day."""
    scrubbed = scrub(b"\r\n\r\nmy card 4111 1111\r\n" + b"*" * 500_000, RULES)
    assert [piece.length for piece in scrubbed.pieces] == [8]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("at 10:30 for $20 in room B12", False),
        ("news of 2002-10-08T08:30", False),
        ("v2002-10", False),
        ("1234", True),
        ("valid till 12/27", True),
        ("2027-12", True),
        ("the code is v123", True),
        ("Where is order 20417?", False),
        ("the rest is 20417", True),
        ("my card 20417", True),
        ("thanks, 20417", True),
        ("2/2: 20417 of my card", True),
    ],
)
def test_a_text_is_read_for_digits_that_may_be_some_of_a_card(
    text: str,
    read: bool,  # noqa: FBT001
    seen: list[str],
) -> None:
    """Days, times and prices are none, in a subject or in a brief mail."""
    scrub(f"Subject: {text}\n\nHello".encode(), RULES)
    assert seen == [f" {text}"] * read
    scrub(f"Subject: x\n\n{text}\n".encode(), RULES)
    assert len(seen) == 2 * read


@pytest.mark.parametrize(
    ("line", "read"),
    [("$19", False), ("7", False), ("#12", False), ("1111", True), ("12/27", True)],
)
def test_a_long_text_is_read_for_a_line_that_is_a_number(
    line: str,
    read: bool,  # noqa: FBT001
    seen: list[str],
) -> None:
    """Counts and prices are none."""
    scrub(
        f"Subject: x\n\n{'We have news for all of you in room 12. ' * 9}\n{line}\n".encode(), RULES
    )
    assert bool(seen) is read


def test_of_very_many_texts_pieces_are_looked_for_in_the_first(seen: list[str]) -> None:
    """A megabyte of small parts took six seconds."""
    part = "--b\r\n\r\nmy card begins 4111 1111\r\n"
    head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    scrubbed = scrub((head + part * (_MOST_TEXTS + 9)).encode(), RULES)
    assert len(seen) == _MOST_TEXTS
    assert scrubbed.pieces
