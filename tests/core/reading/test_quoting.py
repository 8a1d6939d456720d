"""What of a mail its writer wrote newly."""

from __future__ import annotations

import pytest

from scrubber.core.reading.quoting import Quoting

OUTLOOK = (
    '<div style="border:none"><p class=MsoNormal><b>De\u00a0:</b> Anna &lt;a@x.example&gt;<br>\n'
    "<b>Envoy\u00e9&nbsp;:</b> vendredi 1 mai 2026 10:00<br><b>\u00c0\u00a0:</b> Shop<br>"
)


@pytest.mark.parametrize(
    ("text", "own", "html"),
    [
        ("new\n> old\n", "new\n", False),
        ("new\n-- \nAnna", "new\n", False),
        ("new\n---- Original message ----\nold", "new\n", False),
        ("<p>new</p><blockquote>old</blockquote>", "\nnew\n", True),
        ("<p>new</p><hr>----- Mensaje original -----<br>old", "\nnew\n\n", True),
        (f"new<br>{OUTLOOK}old", "new\n\n\n\n", True),
        ("<p>-- new --</p>", "\n-- new --\n", True),
        ("<p>--- new - or --- new</p>", "\n--- new - or --- new\n", True),
        (
            "<p>Mail: a@x.example<br>Tel: 030 2026500</p>",
            "\nMail: a@x.example\nTel: 030 2026500\n",
            True,
        ),
        ("<p>a@x.example<br>Sent: 2026</p>", "\na@x.example\nSent: 2026\n", True),
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


@pytest.mark.parametrize(
    ("line", "end", "html"),
    [
        ("<p>a < b, new</p>\n", "<blockquote>old</blockquote>", True),
        ("<p>new</p>", "<p>On 1 May Anna wrote:</p><blockquote>old</blockquote>", True),
        ("new\n> old\nnew\n", "-- \nAnna", False),
        ("new ", "", False),
    ],
)
def test_the_beginning_of_what_is_new(line: str, end: str, html: bool) -> None:  # noqa: FBT001
    """It is that of all, wherever a long text is cut to be shown; and no longer."""
    quoting = Quoting(line * 3000 + end, html=html)
    assert "old" not in quoting.own
    assert "Anna" not in quoting.own
    for length in (0, 1, 6000, 50_000):
        assert quoting.beginning(length) == quoting.own[:length]


@pytest.mark.parametrize(
    ("text", "quoted", "html"),
    [
        ("new\n> old\n> > older\nnew\n", "old\n> older\n", False),
        ("On 1 May 2026 Anna wrote:\n\n> old\n>older\n", "\nold\nolder\n", False),
        ("new\n---- Original message ----\nold | x\n> older", "\nold | x\nolder", False),
        ("<p>new</p><blockquote>old</blockquote>", "old</blockquote>", True),
        ("new<br>&gt; old<br>&gt;&gt; older<br>&gt;<br>", "old<br>&gt; older<br><br>", True),
        ("new<p>> old<br>> > older", "old<br>> older", True),
        ("new<p>> old<br><br>new<br>> old", "old<br>old<br><br>", True),
        ('<p>new</p><div class="gmail_quote">Anna:<blockquote>old', "old", True),
        ('<p>new</p><div class="gmail_quote">old', "old", True),
        ("new<hr>---- Mail original ----<br>old", "old", True),
        (f"new<br>{OUTLOOK}old", "old", True),
        (f"new<br>{OUTLOOK}CC: a<br>CC: b<br>CC: c<br>CC: d<br>old", "CC: d<br>old", True),
        (
            "new\nVon: a@x.example\nAm: 1. Mai 2026\nBetreff: Karte\n\nold",
            "\n\nold",
            False,
        ),
        ("new\n-- Mail original --\nDe : a@x.example\nLe : 1 mai 2026\nold", "\nold", False),
        (f"new<hr>---- Mail original ----<br>{OUTLOOK}old", "old", True),
        (f"new<hr>---- Mail original ----<br>see<br>{OUTLOOK}old", f"see<br>{OUTLOOK}"[:100], True),
        ("new 1 < 2", "", False),
        ("<p>new</p>", "", True),
    ],
)
def test_what_is_quoted_as_its_writer_wrote_it(text: str, quoted: str, html: bool) -> None:  # noqa: FBT001
    """What that one quotes is still told from it."""
    assert Quoting(text, html=html).quoted(100) == quoted
    assert len(Quoting(text, html=html).quoted(3)) <= len("old")


BELOW = {
    "plain": (
        "On 1 May 2026 Anna wrote:\n> old\n>\n> old\n\nnew 1\n\n> old\n\nnew 2\n-- \nold",
        False,
    ),
    "empty line": ("On 1 May 2026 Anna wrote:\n\n> old\n\n> old\n\nnew 1\nnew 2\n", False),
    "both": ("new 1\n\nOn 1 May 2026 Anna wrote:\n> old\n\nnew 2\n", False),
    "page": (
        "<p>Anna:</p><blockquote>old<blockquote>old</blockquote>old</blockquote>new 1<p>new 2",
        True,
    ),
    "marks in a page": (
        "<p>A:<br>&gt; old<br>&gt;<br><b>&gt; old</b><br>old<br>&nbsp;<br>new 1<p>&gt; old<p>new 2",
        True,
    ),
    "marked paragraphs": ("<p>&gt; old</p><p>&gt; old</p><p>new 1</p><p>new 2</p>", True),
    "marks above a block": ("&gt; old<br>new 1<br>new 2<blockquote>old</blockquote>", True),
    "both in a page": ("new 1<blockquote>old</blockquote><p>new 2</p>", True),
}


@pytest.mark.parametrize("name", BELOW)
def test_people_write_below_what_they_answer(name: str) -> None:
    """Where quote marks or a block end; what the quoted mail says is read without it."""
    text, html = BELOW[name]
    quoting = Quoting(text, html=html)
    assert "old" not in quoting.own
    assert quoting.own.index("new 1") < quoting.own.index("new 2")
    assert "new" not in quoting.quoted(len(text))
    assert quoting.quoted(len(text)).count("old") >= 1
    held = {word: quoting.holds(text.index(word)) for word in ("old", "new 1", "new 2")}
    assert held == {"old": True, "new 1": False, "new 2": False}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("new\nOn 1 May 2026 Anna wrote:\n> old and\nold\n> old\n", False),
        ("new\n---- Original message ----\n> old\n\nold", False),
        ("new<br>&gt; old<br>old<br><br>&gt; old<br><br></body>", True),
        ("new<blockquote>old</blockquote>&nbsp;<br></body>", True),
        ("new<blockquote>old</blockquote>old<blockquote>old</blockquote>", True),
        ("new<blockquote>old<blockquote>old</blockquote>old", True),
    ],
)
def test_what_goes_on_with_a_quotation_is_quoted(text: str, *, html: bool) -> None:
    """A marked line may have been wrapped, and whose text stands between two blocks?."""
    quoting = Quoting(text, html=html)
    assert quoting.own.strip() == "new"
    assert quoting.holds(text.rindex("old"))
