"""What the demonstration shows: each mail as it came in beside the mailbox's copy.

No number is shown in clear, on the left side neither: what the relay masked is blotted out there.
"""

from __future__ import annotations

import html
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage, Message

    from scrubber.core.model import Scrubbed

_BLOT = "█"
_REAL_THING = "scrubber relay --listen 127.0.0.1:10025 --next-hop smtp://127.0.0.1:10026"
_WIDEST = 110  # columns; longer lines are hard to compare
_LINES = 9  # of a body, at most, beside those that changed
_TAG = re.compile(r"<!--.*?-->|<(style|title)\b.*?</\1>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)


class Screen:
    """The terminal, or the pipe that stands for it."""

    def __init__(self) -> None:
        """Take the width as it is, within what can be read well."""
        self._console = Console(highlight=False)
        self._console.width = min(self._console.width, _WIDEST)

    def opening(self, address: tuple[str, int], mails: int) -> None:
        """Say what is going to be shown."""
        host, port = address
        self._console.print(
            f"[bold]A relay listens on {host}:{port}[/], its next hop is a mailbox in a temporary "
            f"folder. {mails} mails go through it by SMTP. On the left, {_BLOT * 4} stands for "
            "what could be read in the mail; the mailbox on the right never had it.\n"
        )

    def mail(
        self, name: str, sent: bytes, scrubbed: Scrubbed, delivered: bytes, *, good: bool
    ) -> None:
        """Show one mail on both sides, and what was found in it."""
        table = Table(
            "came in",
            "the mailbox got",
            title=name,
            title_justify="left",
            title_style="bold",
            box=box.ROUNDED,
            expand=True,
        )
        table.columns[0].ratio = table.columns[1].ratio = 1
        for before, after in _excerpt(message_from_bytes(sent), message_from_bytes(delivered)):
            table.add_row(*_compared(before, after))
        self._console.print(table)
        self._console.print(_verdict(scrubbed, good=good))
        self._console.print()

    def answer(self, name: str, answer: EmailMessage) -> None:
        """Show what the customer is answered where the owner has switched answers on."""
        part = answer.get_body(("plain",))
        text = part.get_content().strip() if part else ""
        shown = Text(f"To: {answer['To']}\nSubject: {answer['Subject']}\n\n{text}")
        title = f"the answer to {name}, once answers are switched on"
        self._console.print(Panel(shown, title=title, title_align="left", box=box.ROUNDED))
        self._console.print()

    def closing(self, as_expected: Sequence[bool]) -> None:
        """Say how it went, and how the real thing is started."""
        wrong = as_expected.count(False)
        if wrong:
            self._console.print(f"[bold red]{wrong} of {len(as_expected)} mails went wrong.[/]")
            return
        self._console.print(
            f"[bold green]All {len(as_expected)} mails arrived.[/] A second scan finds no card "
            "data in the mailbox, and mails that had none are the same to the last byte.\n\n"
            "Start the real thing, with your mail server as next hop:\n"
        )
        self._console.print(f"    {_REAL_THING}\n", style="bold", soft_wrap=True)


def _excerpt(before: Message, after: Message) -> Iterator[tuple[str, str]]:
    """Yield what both sides show, line by line: the subject, then the lines that matter."""
    yield _subject(before), _subject(after)
    pairs = list(zip(_texts(before), _texts(after), strict=False)) or [("", "")]
    changed = (pair for pair in pairs if pair[0].splitlines() != pair[1].splitlines())
    text, masked = next(changed, pairs[0])
    lines = [pair for pair in _lines(text, masked) if any(map(str.strip, pair))]
    previous = -1
    for number in _worth_showing(lines):
        if number > previous + 1:
            yield "…", "…"
        yield lines[number]
        previous = number
    if previous + 1 < len(lines):
        yield "…", "…"


def _worth_showing(lines: Sequence[tuple[str, str]]) -> list[int]:
    """Return the numbers of the first lines, and of those that changed with their neighbours."""
    changed = {number for number, (before, after) in enumerate(lines) if before != after}
    near = {number + step for number in changed for step in (-1, 0, 1)}
    first = range(_LINES - len(changed))
    return sorted(near.union(first).intersection(range(len(lines))))


def _lines(text: str, masked: str) -> list[tuple[str, str]]:
    """Pair the lines of both texts; if their counts differ, the masked ones stand twice."""
    before, after = text.splitlines(), masked.splitlines()
    if len(before) != len(after):
        before = after
    return list(zip(before, after, strict=True))


def _compared(before: str, after: str) -> tuple[Text, Text]:
    """Return both lines with what was masked marked; none shows a character that was masked."""
    if len(before) == len(after):
        masked = [old != new for old, new in zip(before, after, strict=True)]
    else:
        masked = [character == "*" for character in after]
    left, right = Text(), Text()
    for character, hidden in zip(after, masked, strict=True):
        left.append(_BLOT if hidden else character, style="red" if hidden else "")
        right.append(character, style="bold green" if hidden else "")
    return left, right


def _subject(message: Message) -> str:
    return f"Subject: {make_header(decode_header(message.get('Subject', '')))}"


def _texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            text = _decoded(part)
            yield _visible(text) if part.get_content_subtype() == "html" else text


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("latin-1")


def _visible(page: str) -> str:
    """Return about what a reader sees of an HTML page; good enough to look at."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", page)))


def _verdict(scrubbed: Scrubbed, *, good: bool) -> Text:
    if not good:
        return Text("This is not what the mailbox should have got.", style="bold red")
    if not scrubbed.findings:
        return Text("nothing found: the mailbox has the same bytes", style="dim")
    found = (
        f"{finding.network or ''} {finding.kind.in_words} {finding.masked}".strip()
        for finding in scrubbed.findings
    )
    return Text("found: ", style="bold").append(", ".join(dict.fromkeys(found)), style="not bold")
