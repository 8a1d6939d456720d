"""Encoded files in a text: nobody reads their lines, and nothing that somebody wrote is lost."""

from __future__ import annotations

from random import Random

import pytest

from scrubber import scrub
from scrubber.core.reading.armor import without_armor
from scrubber.core.reading.view import View
from tests.shapes.unread import FILES, PLAIN, in_base64, uuencoded
from tests.shapes.writing import MIME, mail

CARD = "4111 1111 1111 1111"
SIZE = 6000


def body(name: str) -> str:
    """Return the text of a mail with an encoded file."""
    return FILES[name](SIZE).decode("ascii").partition("\n\n")[2]


@pytest.mark.parametrize("name", FILES)
def test_the_lines_of_a_file_are_left_out(name: str) -> None:
    """All but those with digits enough together, a few in a hundred."""
    text = body(name)
    assert len(without_armor(View(text)).text) < len(text) / 8


@pytest.mark.parametrize("name", FILES)
def test_what_stands_around_a_file_stays_where_it_was(name: str) -> None:
    """What is found behind the file is masked where it stands."""
    text = f"before\n{body(name)}\n-- \nbehind"
    shown = without_armor(View(text))
    assert shown.text.startswith("before\n")
    assert shown.text.endswith("\n-- \nbehind")
    at = shown.text.rindex("behind")
    start, end = shown.span(at, at + 6)
    assert text[start:end] == "behind"


WRITTEN = {
    "a few lines": "\n" + "A" * 60 + "\n" + ("B" * 64 + "\n") * 6,
    "long words in a letter": ("Donaudampfschifffahrtsgesellschaftskapitaen " * 3 + "\n") * 20,
    "short lines": ("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo\n") * 20,
    "rows of cards": ("4111111111111111" * 4 + "\n") * 20,
    "rows of groups": ("4111-1111-1111-1111/5500-0000-0000-0004/3400-0000-0000-009\n") * 20,
    "lines in capitals": ("MY CARD IS VALID AND THE NUMBER IS 4111 1111 1111 1111 OK\n") * 20,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_somebody_may_have_written_stays(name: str) -> None:
    """The text is the very same."""
    view = View(WRITTEN[name])
    assert without_armor(view).text == view.text


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("number", [CARD, CARD.replace(" ", "-"), CARD.replace(" ", "")])
def test_a_card_within_the_lines_is_found(name: str, number: str) -> None:
    """On a line of its own, and in the midst of one."""
    lines = body(name).splitlines(keepends=True)
    random = Random(number)  # noqa: S311 - the same each time
    for _ in range(5):
        at = random.randrange(8, len(lines) - 8)
        whole = [*lines[:at], f"{number}\n", *lines[at:]]
        glued = [*lines[:at], f"{lines[at][:9]} {number} {lines[at][9:40]}\n", *lines[at + 1 :]]
        for written in (whole, glued):
            done = scrub(mail("".join(written), MIME, PLAIN))
            assert number.encode() not in done.message


def test_a_code_below_a_file_is_found() -> None:
    """As above it."""
    picture = b"".join(in_base64(bytes([row]) * 57) for row in range(40)).decode()
    done = scrub(mail(f"My cvv is 123.\n\n{picture}\nOnce more: cvv 123\n", MIME, PLAIN))
    assert b"123" not in done.message.replace(picture.encode(), b"")


def test_a_card_on_lines_made_to_look_like_a_file_is_found() -> None:
    """Each line is one of uuencode by its first letter and its length."""
    lines = "".join(
        "M" + f"{word:<60}" + "\n"
        for word in ("Y NAME", "Y CARD IS", f"Y {CARD}", "ANY THANKS", *"ABCDE")
    )
    assert len(lines.splitlines()[0]) == len(uuencoded(b"x" * 45)) - 1
    done = scrub(mail(f"\n{lines}", MIME, PLAIN))
    assert CARD.encode() not in done.message
